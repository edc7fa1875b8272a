"""What a command has to tell goes in; lines for people, JSON for programs, or silence come out."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console

QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="不显示进度和结果，只报错误；看退出码")
]
JsonOption = Annotated[bool, typer.Option("--json", help="写成 JSON，供其他程序使用")]


class Hushed(io.StringIO):
    """Where lines for people go when nobody wants to read them; *beneath* is where JSON still goes."""

    def __init__(self, beneath: TextIO) -> None:
        super().__init__()
        self.beneath = beneath

    def write(self, text: str, /) -> int:
        """Forget it."""
        return len(text)


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keep lines for people from standard output; errors are told all the same."""
    with contextlib.redirect_stdout(Hushed(sys.stdout)):
        yield


def is_hushed() -> bool:
    """Whether nobody wants to read."""
    return isinstance(sys.stdout, Hushed)


def progress_console() -> tuple[Console, bool]:
    """Return where progress is shown, and whether it is: on a terminal, unless nobody wants it."""
    console = Console(stderr=True)
    return console, console.is_terminal and not is_hushed()


def print_json(content: Any) -> None:
    """Print a command's one result for programs; it is printed in silence too."""
    text = content if isinstance(content, str) else _written(content)
    stream = sys.stdout
    typer.echo(text, file=stream.beneath if isinstance(stream, Hushed) else stream)


def _written(content: Any) -> str:
    # Paths and months are written as they print.
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)
