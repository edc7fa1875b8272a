"""The command line: one module for each command, or for two that share their code."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from briefing import __version__
from briefing.cli import (
    answers,
    batch,
    build,
    check,
    correct,
    deliver,
    diff,
    due,
    editions,
    explore,
    init,
    sample,
    schedule,
    trace,
)
from briefing.cli.app import NO_COMMAND, UsageFault, app, usage_message
from briefing.cli.output import print_json
from briefing.domain.errors import BriefingError, PublishFailed, UsageError
from briefing.domain.text import one_line
from briefing.system import os_errors

__all__ = [
    "answers", "app", "batch", "build", "check", "correct", "deliver", "diff", "due", "editions", "explore", "init", "main",
    "sample", "schedule", "trace",
]  # fmt: skip


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"briefing {__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示完整的程序堆栈")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """把县里的原始投资台账变成领导签得了字的月度简报。"""
    # `main` looks for --debug in the command line; the callback of --version prints it.


def main() -> None:
    """Run the command line: a clerk's fault ends with a line and an exit code, a bug with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # In standalone mode Typer would print its own English messages.
        code = app(prog_name="briefing", standalone_mode=False)
    except UsageFault as fault:
        if type(fault).__name__ == NO_COMMAND:
            sys.exit(UsageError.exit_code)
        _end([usage_message(fault)], UsageError.exit_code)
    except typer.Abort:
        _end(["已中断。"], BriefingError.exit_code)
    except BriefingError as error:
        if "--debug" in sys.argv:
            raise
        _end(error.lines, error.exit_code, error.shown)
    except OSError as error:
        if "--debug" in sys.argv or not os_errors.is_of_system(error):
            raise
        _end([os_errors.line(error)], PublishFailed.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _end(lines: list[str], exit_code: int, shown: list[str] | None = None) -> NoReturn:
    """Print what went wrong, as JSON with every fault where that is asked for, and exit."""
    for line in _legible(shown or lines):
        typer.echo(line, err=True)
    if "--json" in sys.argv:
        print_json({"exit_code": exit_code, "errors": _legible(lines)})
    sys.exit(exit_code)


def _legible(lines: list[str]) -> list[str]:
    """What was typed, or a file's name, must not send control characters to the terminal."""
    return [one_line(part) for line in lines for part in line.split("\n")]
