"""
Make a program's N-th write, sync, rename or open fail, or kill it there, to test publishing.

As `sitecustomize` it does so in every process of a command, as `BRIEFING_FAULT` says:
`STEP:NUMBER:HOW:FOLDER`. A step is `open`, `write`, `fsync` or `rename`, and counts where it is about
a file below the folder (a write or a sync, in the archive's own process, wherever it is). *how* is the
number of an error, or `before` and `after` for the process to be killed there.
"""

from __future__ import annotations

import builtins
import io
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = {
    "open": ("open",),
    "write": ("write",),
    "fsync": ("fsync",),
    "rename": ("replace", "rename", "mkdir"),
}
VARIABLE = "BRIEFING_FAULT"


class Interference:
    """Counts the steps of one kind, and interferes with the N-th."""

    def __init__(self, step: str, number: int, how: str, folder: str = "") -> None:
        self.step, self.number, self.how, self.folder = step, number, how, folder
        self.count = 0
        self._really: list[tuple[Any, str, Any]] = []

    def around(self, owner: Any, name: str) -> None:
        """Stand between a function and whoever calls it."""
        really = getattr(owner, name)
        self._really.append((owner, name, really))
        setattr(owner, name, self._instead_of(really))

    def _instead_of(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def called(*words: Any, **more: Any) -> Any:
            if not self._counts(words):
                return really(*words, **more)
            self.count += 1
            if self.count != self.number:
                return really(*words, **more)
            if self.how == "after":
                really(*words, **more)
            if not self.how.isdecimal():
                os.kill(os.getpid(), signal.SIGKILL)
            number, path = int(self.how), words[0]
            # Of an open file the system does not say what it is called.
            named = [path] if isinstance(path, str | os.PathLike) else []
            raise OSError(number, os.strerror(number), *named)

        return called

    def _counts(self, words: tuple[Any, ...]) -> bool:
        if not self.folder or not isinstance(words[0], str | os.PathLike):
            return not self.folder or self.step in {"write", "fsync"}
        is_below = str(Path(words[0]).absolute()).startswith(self.folder)
        mode = words[1] if len(words) > 1 else "r"
        is_read = self.step == "open" and (
            not set(mode) & set("wax+") if isinstance(mode, str) else mode == os.O_RDONLY
        )
        return is_below and not is_read

    def start(self, *more: tuple[Any, str]) -> None:
        """Stand before the system's calls of the step, and *more* that are its like."""
        for name in STEPS[self.step]:
            self.around(os, name)
        for owner, name in more:
            self.around(owner, name)

    def stop(self) -> None:
        """Stand there no longer."""
        while self._really:
            owner, name, really = self._really.pop()
            setattr(owner, name, really)


def by_environment() -> None:
    """Interfere as the environment says, with files as Python opens them too."""
    step, number, how, folder = os.environ[VARIABLE].split(":", 3)
    found = Interference(step, int(number), how, folder)
    files = [(io, "open"), (builtins, "open")] if step == "open" else []
    found.start(*files)


if VARIABLE in os.environ:
    by_environment()
