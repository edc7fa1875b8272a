"""Keep the timer as a line of the user's crontab; all other lines stay as they are."""

from __future__ import annotations

import re

from briefing.domain.errors import PublishFailed
from briefing.jobs.schedule.timer import Timer, answer, run

WHERE = "crontab"
CLOCK = "本机时间"
# What crontab says of a user without a table; any other error is no empty table.
_NONE = re.compile(rb"no crontab for|can't open .*No such file", re.DOTALL)


def text(timer: Timer) -> str:
    """Return all that is written."""
    return _block(timer).decode()


def is_installed(timer: Timer) -> bool:
    """Tell whether our line is there."""
    present = _present()
    return present != without(timer, present)


def install(timer: Timer) -> list[str]:
    """Write our line at the end of the table; it replaces a former one."""
    kept = without(timer, _present())
    gap = b"" if not kept or kept.endswith(b"\n") else b"\n"
    _write(kept + gap + _block(timer))
    return ["已写入 crontab"]


def remove(timer: Timer) -> list[str]:
    """Remove our line from the table."""
    present = _present()
    kept = without(timer, present)
    if kept == present:
        return []
    _write(kept)
    return ["已从 crontab 删去"]


def without(timer: Timer, table: bytes) -> bytes:
    """Return a table without what stands between our marks."""
    begin, end = (re.escape(mark) for mark in _marks(timer))
    return re.sub(rb"(?m)^" + begin + rb"\n(?:.*\n)*?" + end + rb"(?:\n|\Z)", b"", table)


def _block(timer: Timer) -> bytes:
    begin, end = _marks(timer)
    root, *words = map(_quoted, [str(timer.root), *timer.words])
    # Cron mails what is printed: no mail is needed on a day when nothing is due.
    line = f"{timer.at.minute} {timer.at.hour} * * * cd {root} && {' '.join(words)} >/dev/null"
    return b"\n".join([begin, line.encode(), end, b""])


def _marks(timer: Timer) -> tuple[bytes, bytes]:
    return f"# {timer.marker}: begin".encode(), f"# {timer.marker}: end".encode()


def _quoted(word: str) -> str:
    r"""
    Write a word as a shell reads it, without “%”: some crons end the line there, others do not know
    how to escape it.

    >>> print(_quoted("/it's 100%"), _quoted("due"))
    '/it'"'"'s 100'"$(printf '\045')"'' due
    """
    if re.fullmatch(r"[\w/.@+=:,-]+", word, flags=re.ASCII):
        return word
    quoted = word.replace("'", "'\"'\"'").replace("%", "'\"$(printf '\\045')\"'")
    return f"'{quoted}'"


def _present() -> bytes:
    done = run(["crontab", "-l"])
    if done.returncode == 0:
        return done.stdout
    if _NONE.search(done.stderr):
        return b""
    message = f"crontab 读不出来（{answer(done)}），未改动，请检查后再试。"
    raise PublishFailed(message)


def _write(table: bytes) -> None:
    done = run(["crontab", "-"], table)
    if done.returncode:
        message = f"crontab 未能写入（{answer(done)}），原有内容保留不变。"
        raise PublishFailed(message)
