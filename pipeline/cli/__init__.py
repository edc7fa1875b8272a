"""The command line: each command reads as the story of what it does."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline import disk
from pipeline.cli import counties, desk, editions, figures, ledgers
from pipeline.cli.common import app
from pipeline.errors import BriefingError, PublishFailed

__all__ = ["app", "counties", "desk", "editions", "figures", "ledgers", "main"]


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
        app()
    except BriefingError as error:
        if "--debug" in sys.argv:
            raise
        for line in error.lines:
            typer.echo(line, err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        if "--debug" in sys.argv or not disk.is_of_system(error):
            raise
        typer.echo(disk.line(error), err=True)
        sys.exit(PublishFailed.exit_code)
