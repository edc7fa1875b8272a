"""
The process that renders: it has V8 and Typst.

It gets orders on its standard input, a line of JSON each, and answers each with a line of JSON.
Before the first order it prepares for the kinds of file that its command line names.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Any

import nbformat

from briefing.domain.errors import PublishFailed
from briefing.export import render, svg
from briefing.system import os_errors
from briefing.system.own_process import take_pipes


def main() -> None:
    """Answer one order after the other, until the parent closes the pipe."""
    orders, answers = take_pipes()
    svg.tidy()
    render.get_ready(sys.argv[1:])
    for line in orders:
        answers.write(json.dumps(_answer(json.loads(line))).encode() + b"\n")
        answers.flush()


def _answer(order: dict[str, Any]) -> dict[str, str]:
    """Render one notebook into a folder; return nothing, or why it was `refused`, or what `broke`."""
    folder, report = Path(order["folder"]), order["report"]
    try:
        executed = nbformat.read(folder / f"{report}.ipynb", as_version=4)
        for name, data in render.render(executed, report, order["kinds"]).items():
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
