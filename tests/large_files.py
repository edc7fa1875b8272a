"""`python -m tests.large_files FILE…`: name the files over 1 MB and fail if there are any."""

from __future__ import annotations

import sys
from pathlib import Path

LIMIT = 1_000_000


def main(names: list[str]) -> int:
    """Return 1 when a file is too large for git."""
    large = [name for name in names if Path(name).stat().st_size > LIMIT]
    for name in large:
        print(f"{name} is over 1 MB")
    return int(bool(large))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
