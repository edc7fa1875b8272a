"""The command line: each command reads as the story of what it does."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from briefing.cli import counties, desk, dispatch, editions, figures, ledgers, shell, timetable
from briefing.cli.common import app, print_json
from briefing.domain.errors import BriefingError, PublishFailed, UsageError
from briefing.domain.text import one_line
from briefing.system import os_errors

__all__ = [
    "app", "counties", "desk", "dispatch", "editions", "figures", "ledgers", "main", "timetable",
]  # fmt: skip


@app.callback()
def options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示完整的程序堆栈")] = False,
) -> None:
    """把县里的原始投资台账变成领导签得了字的月度简报。"""
    context.obj = debug


def main() -> None:
    """Run the command line; a clerk's fault is one line each and an exit code, ours a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # Typer's own words for a fault are English, and take eight lines.
        code = app(prog_name="briefing", standalone_mode=False)
    except shell.UsageFault as fault:
        if type(fault).__name__ == shell.NO_COMMAND:
            sys.exit(UsageError.exit_code)
        _end([shell.line(fault)], UsageError.exit_code)
    except typer.Abort:
        _end(["已中断。"], BriefingError.exit_code)
    except BriefingError as error:
        if "--debug" in sys.argv:
            raise
        _end(error.lines, error.exit_code)
    except OSError as error:
        if "--debug" in sys.argv or not os_errors.is_of_system(error):
            raise
        _end([os_errors.line(error)], PublishFailed.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _end(lines: list[str], code: int) -> NoReturn:
    """Say what stands in the way, to programs too, and end."""
    # What was typed, or a file is called, must not speak to the terminal.
    told = [one_line(part) for line in lines for part in line.split("\n")]
    for line in told:
        typer.echo(line, err=True)
    if "--json" in sys.argv:
        print_json({"exit_code": code, "errors": told})
    sys.exit(code)
