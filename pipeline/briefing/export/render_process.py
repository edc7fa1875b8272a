"""
Orders to render go in on the standard input, a line of JSON each; an answer comes out for each.

This is the process that has V8 and Typst. It makes itself warm for the kinds of file that its command
line names before the first order, and ends when nobody is left to give one.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import IO, Any

import nbformat

from briefing.domain.errors import PublishFailed
from briefing.export import files, svg
from briefing.system import os_errors


def main(kinds: list[str]) -> None:
    """Serve one order after the other."""
    orders, answers = _pipes()
    svg.tidy()
    files.get_ready(kinds)
    for line in orders:
        print(json.dumps(_answer(json.loads(line)), ensure_ascii=False), file=answers, flush=True)


def _answer(order: dict[str, Any]) -> dict[str, str]:
    """Render one notebook into a folder; say nothing, or why it was refused, or what broke."""
    folder, report = Path(order["folder"]), order["report"]
    try:
        executed = nbformat.read(folder / f"{report}.ipynb", as_version=4)
        for name, data in files.render(executed, report, order["kinds"]).items():
            (folder / name).write_bytes(data)
    except PublishFailed as error:
        return {"refused": str(error)}
    except OSError as error:
        if os_errors.is_of_system(error):
            return {"refused": os_errors.line(error)}
        return {"broke": traceback.format_exc()}
    except Exception:
        return {"broke": traceback.format_exc()}
    return {}


def _pipes() -> tuple[IO[str], IO[str]]:
    """Take the pipes for ourselves: what a library prints must not come between."""
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return orders, answers


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.exit()
