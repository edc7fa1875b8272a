"""
Environments of other offices, to test that a build gives the same bytes in each: another time zone,
locale, clock, umask, and order in which the disk lists files.

Debian's libfaketime changes the clock of every process that a build starts, in whatever language it
is written; `sitecustomize`, in a folder on PYTHONPATH, shuffles the order of files.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati")
# The last may not be installed: then C stands in for it, and must make no difference either.
LOCALES = ("C", "C.UTF-8", "zh_CN.UTF-8")
# Ends of months and of years, and the day that most years lack.
MOMENTS = (
    "2019-12-31 23:59:50",
    "2020-02-29 12:00:00",
    "2020-05-31 23:59:55",
    "2021-01-01 00:00:03",
    "2024-02-29 23:59:58",
    "2031-11-30 23:59:59",
)
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)

_SITE = """
import os, random, select, time

# libfaketime and Python disagree on sleeping until a moment of the clock that nobody changed.
time.sleep = lambda seconds: select.select([], [], [], seconds) and None

_order = random.Random(os.environ["ELSEWHERE_ORDER"])
_listdir, _scandir = os.listdir, os.scandir


def listdir(*where):
    found = _listdir(*where)
    _order.shuffle(found)
    return found


class scandir:
    def __init__(self, *where):
        with _scandir(*where) as found:
            self._found = list(found)
        _order.shuffle(self._found)
        self._found = iter(self._found)

    def __iter__(self):
        return self._found

    def __next__(self):
        return next(self._found)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._found = iter(())


os.listdir, os.scandir = listdir, scandir
"""


@dataclass(frozen=True)
class Elsewhere:
    """One environment: what differs from here, and how many make reports at once."""

    variables: Mapping[str, str]
    umask: int
    workers: int
    moment: str

    def __str__(self) -> str:
        told = {"TZ", "LC_ALL", "PYTHONHASHSEED"}
        words = [f"{name}={value}" for name, value in self.variables.items() if name in told]
        return f"{' '.join(words)} {self.moment} umask={self.umask:03o} workers={self.workers}"


def environment(number: int, packages: Path, folder: Path) -> Elsewhere:
    """
    Return the environment of a number; *packages* is where our code is, *folder* takes the module
    that shuffles the order of files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
    chance = random.Random(number)
    moment = MOMENTS[number % len(MOMENTS)]
    there = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    shift = (there - dt.datetime.now(dt.UTC)).total_seconds()
    variables = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join([str(folder), str(packages)]),
        "PYTHONHASHSEED": str(chance.randrange(1, 1 << 32)),
        "TZ": ZONES[number % len(ZONES)],
        "LC_ALL": LOCALES[number % len(LOCALES)],
        "ELSEWHERE_ORDER": str(number),
        # The clock alone, and not how long anything takes.
        "LD_PRELOAD": str(FAKETIME or ""),
        "FAKETIME": f"{shift:+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }
    return Elsewhere(variables, (0o022, 0o077)[number // 2 % 2], 1 + number // 3 % 2, moment)
