"""The timer that asks each day what is due: written, shown and taken away, and nothing else with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

from briefing.domain.errors import UsageError
from briefing.jobs.schedule import cron, systemd, windows
from briefing.jobs.schedule.timer import Timer, timer

KEEPERS: dict[str, ModuleType] = {"systemd": systemd, "cron": cron, "windows": windows}


def keeper(name: str = "") -> ModuleType:
    """Return what keeps the timer: the one that is named, or what this machine has."""
    if name and name not in KEEPERS:
        message = f"--with “{name}”无法识别，应为 {'、'.join(KEEPERS)} 之一。"
        raise UsageError(message)
    return KEEPERS[name or _usual()]


def _usual() -> str:
    if sys.platform == "win32":
        return "windows"
    # A user's own systemd runs where it has its socket.
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return "systemd" if runtime and Path(runtime, "systemd").is_dir() else "cron"


__all__ = ["KEEPERS", "Timer", "keeper", "timer"]
