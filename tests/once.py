"""Make a folder once for all workers of a run: the first that asks makes it, the others wait."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def of_run(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary folder of this run, which its workers share and no other run does."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """
    Return the folder *name* of this run, made by *make*; tests only read it.

    Two workers may read it at the same time. A test that writes to it, or runs a command that
    does, takes a copy.
    """
    folder = of_run(factory) / "once" / name
    done = folder.with_name(f"{name}.done")
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.with_name(f"{name}.lock")):
        if not done.exists():
            # Of one that another worker failed to make.
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder
