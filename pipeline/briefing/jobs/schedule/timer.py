"""What a timer is to do, whatever system keeps it: where, with which Python, at what time of day."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.errors import PublishFailed, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        """What tells this project's timer from that of another on the same machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    @property
    def name(self) -> str:
        """What the system calls it."""
        return f"briefing-due-{self.identity}"

    @property
    def marker(self) -> str:
        """What stands in all that is written for it, and by which it is known again."""
        return f"briefing schedule {self.identity}"

    @property
    def words(self) -> list[str]:
        """The command, word by word."""
        return [str(self.python), "-m", "briefing", "due", "--all"]


def timer(root: Path, at: str) -> Timer:
    """Make a project's timer. Raises UsageError for a time or a path that no system could keep."""
    try:
        time = dt.time.fromisoformat(at)
    except ValueError:
        message = f"--at “{at}”无法识别，应写作 HH:MM，例如 09:00。"
        raise UsageError(message) from None
    made = Timer(root, time)
    for path in (str(made.root), str(made.python)):
        if not path.isprintable() or path != path.strip() or path.endswith("\\"):
            message = f"路径 {path!r} 里有定时任务写不下的字符，请把项目移到别的文件夹。"
            raise UsageError(message)
    return made


def run(words: Sequence[str], given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a program of the system. Raises PublishFailed where there is none."""
    try:
        return subprocess.run(
            words, input=given, capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = getattr(error, "strerror", "") or "没有回应"
        message = f"{words[0]}：无法执行（{reason}），请改用 --with 指定别的方式。"
        raise PublishFailed(message) from None


def answer(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what a program complained of, in one line."""
    text = (done.stderr or done.stdout).decode("utf-8", "replace")
    return " ".join(text.split())[:200] or f"退出码{done.returncode}"
