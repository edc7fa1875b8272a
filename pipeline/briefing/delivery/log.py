"""
Write what a run did as a line of JSON into `logs/briefing.jsonl`.

Of ledgers it holds codes, addresses and counts: no cell's content, and nothing about a person. No
error is raised where the log cannot be written.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from pathlib import Path
from typing import Any

from briefing.domain.errors import Busy
from briefing.system import locks

FOLDER, NAME = "logs", "briefing.jsonl"
MOST_BYTES, MOST_FILES = 1 << 20, 5
# Another process holds the lock for a moment only.
_PATIENCE_SECONDS = 2


def write(root: Path, event: str, **what: Any) -> None:
    """Write one line: the event, and fields that say more."""
    # Most commands write nothing.
    from logging import LogRecord
    from logging.handlers import RotatingFileHandler

    now = dt.datetime.now().astimezone().isoformat(timespec="milliseconds")
    line = json.dumps({"time": now, "event": event, **what}, ensure_ascii=False)
    folder = root / FOLDER
    with contextlib.suppress(OSError), contextlib.ExitStack() as held:
        # One process at a time writes and rotates; after the wait the line is written all the same.
        with contextlib.suppress(Busy):
            held.enter_context(locks.wait(folder / f".{NAME}.lock", _PATIENCE_SECONDS, NAME))
        file = RotatingFileHandler(
            folder / NAME,
            maxBytes=MOST_BYTES,
            backupCount=MOST_FILES,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        # A handler would print its errors.
        file.handleError = lambda _: None  # type: ignore[method-assign, assignment]
        try:
            file.emit(LogRecord(event, 0, "", 0, "%s", (line,), None))
        finally:
            file.close()
