"""
What a run did goes in; a line of JSON in `logs/briefing.jsonl` comes out, for whoever looks after it.

Of ledgers it holds codes, addresses and counts: no cell's content, and nothing about a person. A log
that cannot be written stops nobody.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import filelock

if TYPE_CHECKING:
    from pathlib import Path

FOLDER, NAME = "logs", "briefing.jsonl"
MOST_BYTES, MOST_FILES = 1 << 20, 5
# Another process turns the file over in no time.
_PATIENCE_SECONDS = 2


def write(root: Path, event: str, **what: Any) -> None:
    """Write one line: what happened, and the fields that say more."""
    # Most commands write nothing.
    from logging import LogRecord
    from logging.handlers import RotatingFileHandler

    now = dt.datetime.now().astimezone().isoformat(timespec="milliseconds")
    line = json.dumps({"time": now, "event": event, **what}, ensure_ascii=False)
    folder = root / FOLDER
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        with _turn(folder):
            file = RotatingFileHandler(
                folder / NAME,
                maxBytes=MOST_BYTES,
                backupCount=MOST_FILES,
                encoding="utf-8",
                errors="backslashreplace",
                delay=True,
            )
            # A handler prints what fails; we say it to nobody.
            file.handleError = lambda _: None  # type: ignore[method-assign, assignment]
            try:
                file.emit(LogRecord(event, 0, "", 0, "%s", (line,), None))
            finally:
                file.close()


@contextlib.contextmanager
def _turn(folder: Path) -> Any:
    """One process at a time writes and turns over; who waits too long writes all the same."""
    lock = filelock.FileLock(folder / f".{NAME}.lock", timeout=_PATIENCE_SECONDS)
    with contextlib.ExitStack() as held:
        with contextlib.suppress(filelock.Timeout):
            held.enter_context(lock)
        yield
