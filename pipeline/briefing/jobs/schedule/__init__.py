"""Install, show and remove the timer that runs `briefing due` every day."""

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
    """Return the module for the system that is named, or that this machine has."""
    if name and name not in KEEPERS:
        message = f"--with “{name}”无法识别，应为 {'、'.join(KEEPERS)} 之一。"
        raise UsageError(message)
    if not name:
        # The user's own systemd runs where its socket is.
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        is_systemd = bool(runtime) and Path(runtime, "systemd").is_dir()
        name = "windows" if sys.platform == "win32" else "systemd" if is_systemd else "cron"
    return KEEPERS[name]


__all__ = ["KEEPERS", "Timer", "keeper", "timer"]
