"""The limits of one file."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class FileLimits:
    """What one file may take before it is refused; a county may set its own."""

    memory_mib: int = 1024
    # Seconds of processor time.
    cpu_seconds: int = 30
    cells: int = 5_000_000
    # The size of all parts of a zipped file, unpacked.
    unzipped_mib: int = 500
    # How many times its size a part of a file may unpack to.
    ratio: int = 200
