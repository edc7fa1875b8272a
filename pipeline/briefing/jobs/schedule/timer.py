"""Describe a timer for any system that keeps it: project, Python, time of day."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.errors import PublishFailed, UsageError

ZONE = "Asia/Shanghai"
_SECONDS = 60


@dataclass(frozen=True)
class Timer:
    """One project's timer: every day at *at*, all counties' due months."""

    root: Path
    at: dt.time
    python: Path = Path(sys.executable)

    @property
    def identity(self) -> str:
        """What distinguishes the timers of several projects on one machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    @property
    def name(self) -> str:
        """Its name in the system."""
        return f"briefing-due-{self.identity}"

    @property
    def marker(self) -> str:
        """The text by which all that was written for it is recognized."""
        return f"briefing schedule {self.identity}"

    @property
    def words(self) -> list[str]:
        """The command, word by word."""
        return [str(self.python), "-m", "briefing", "due", "--all"]


def timer(root: Path, at: str) -> Timer:
    """Return a project's timer. Raises UsageError for a time or a path that no system can keep."""
    try:
        time = dt.time.fromisoformat(at)
    except ValueError:
        message = f"--at “{at}”无法识别，应写作 HH:MM，例如 09:00。"
        raise UsageError(message) from None
    found = Timer(root, time)
    for path in (str(found.root), str(found.python)):
        if not path.isprintable() or path != path.strip() or path.endswith("\\"):
            message = f"路径 {path!r} 里有定时任务写不下的字符，请把项目移到别的文件夹。"
            raise UsageError(message)
    return found


def run(words: Sequence[str], given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a program of the system. Raises PublishFailed where it is missing or does not end."""
    try:
        return subprocess.run(
            words, input=given, capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = getattr(error, "strerror", "") or "没有回应"
        message = f"{words[0]}：无法执行（{reason}），请改用 --with 指定别的方式。"
        raise PublishFailed(message) from None


def answer(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the error text of a program in one line."""
    text = (done.stderr or done.stdout).decode("utf-8", "replace")
    return " ".join(text.split())[:200] or f"退出码{done.returncode}"
