"""Keep the timer in the user's own systemd, which runs a missed timer when the machine is on again."""

from __future__ import annotations

import os
from pathlib import Path

from briefing.domain.errors import PublishFailed, UsageError
from briefing.jobs.schedule.timer import ZONE, Timer, answer, run
from briefing.system import files

WHERE = "systemd 用户定时器"
CLOCK = f"{ZONE} 时间"


def text(timer: Timer) -> str:
    """Return all that is written, file by file."""
    return "\n".join(f"# {name}\n{content}" for name, content in _files(timer).items())


def is_installed(timer: Timer) -> bool:
    """Tell whether a timer of ours is there."""
    return _is_ours(_folder() / f"{timer.name}.timer", timer)


def install(timer: Timer) -> list[str]:
    """Write the timer and start it. Raises UsageError or PublishFailed."""
    folder = _folder()
    for name in _files(timer):
        if (folder / name).exists() and not _is_ours(folder / name, timer):
            message = f"{folder / name}：已有别人写的同名文件，未改动，请先移走它。"
            raise UsageError(message)
    units = {name: content.encode() for name, content in _files(timer).items()}
    files.write_all_or_explain(folder, units)
    unit = f"{timer.name}.timer"
    for words in (["daemon-reload"], ["enable", unit], ["restart", unit]):
        done = run(["systemctl", "--user", *words])
        if done.returncode:
            command = f"systemctl --user daemon-reload && systemctl --user enable --now {unit}"
            message = (
                f"{folder / unit} 已写好，但未能启用（{answer(done)}），请登录后执行 {command}"
            )
            raise PublishFailed(message)
    return [
        f"已写入并启用 {folder / unit}",
        "本用户没有登录时也要运行的，请执行一次 loginctl enable-linger。",
    ]


def remove(timer: Timer) -> list[str]:
    """Stop the timer and remove the files that bear its marker; others stay."""
    ours = [path for name in _files(timer) if _is_ours(path := _folder() / name, timer)]
    if not ours:
        return []
    # Where no systemd runs this fails, and the files are removed all the same.
    run(["systemctl", "--user", "disable", "--now", f"{timer.name}.timer"])
    for path in ours:
        path.unlink()
    run(["systemctl", "--user", "daemon-reload"])
    return [f"已删除 {path}" for path in ours]


def _files(timer: Timer) -> dict[str, str]:
    head = f"# {timer.marker}: written by “briefing schedule install”, taken away by “… remove”.\n"
    described = f"Description=Briefings that are due in {_specifiers(str(timer.root))}\n"
    # systemd expands “%” and “$” in arguments only: so Python's path is made an argument of env.
    command = " ".join(["/usr/bin/env", *map(_quoted, timer.words)])
    return {
        f"{timer.name}.service": (
            f"{head}[Unit]\n{described}\n"
            f"[Service]\nType=oneshot\nWorkingDirectory={_specifiers(str(timer.root))}\n"
            f"ExecStart={command}\n"
        ),
        f"{timer.name}.timer": (
            f"{head}[Unit]\n{described}\n"
            f"[Timer]\nOnCalendar=*-*-* {timer.at:%H:%M}:00 {ZONE}\nPersistent=true\n\n"
            "[Install]\nWantedBy=timers.target\n"
        ),
    }


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    r"""
    Write a word of a command as systemd reads it.

    >>> print(_quoted('/a "b"\\100%/$HOME'))
    "/a \"b\"\\100%%/$$HOME"
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{_specifiers(escaped)}"'


def _folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "systemd" / "user"


def _is_ours(path: Path, timer: Timer) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(f"# {timer.marker}:")
    except (OSError, UnicodeDecodeError):
        return False
