"""Print what a command reports: lines or progress for people, JSON for programs, or nothing."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="不显示进度和结果，只报错误；看退出码")
]
JsonOption = Annotated[bool, typer.Option("--json", help="写成 JSON，供其他程序使用")]


class _Silence(io.StringIO):
    """A standard output that drops what is written to it; *beneath* still takes JSON."""

    def __init__(self, beneath: TextIO) -> None:
        super().__init__()
        self.beneath = beneath

    def write(self, text: str, /) -> int:
        """Drop a text."""
        return len(text)


@contextmanager
def silenced() -> Iterator[None]:
    """Drop lines for people on standard output; errors are printed all the same."""
    with redirect_stdout(_Silence(sys.stdout)):
        yield


def print_json(content: Any) -> None:
    """Print a command's result for programs, also where lines for people are dropped."""
    if not isinstance(content, str):
        # Paths and months as they print.
        content = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    stream = sys.stdout
    typer.echo(content, file=stream.beneath if isinstance(stream, _Silence) else stream)


def shown(path: Path) -> Path:
    """Return a path relative to the working folder where it lies below that."""
    absolute = path.resolve()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


@contextmanager
def _progress(title: str, *columns: ProgressColumn) -> Iterator[Progress]:
    """Show a bar of progress on a terminal, unless --quiet is given; elsewhere nothing."""
    console = Console(stderr=True)
    is_shown = console.is_terminal and not isinstance(sys.stdout, _Silence)
    with Progress(
        TextColumn(title), BarColumn(), MofNCompleteColumn(), *columns,
        TextColumn("{task.description}"),
        console=console, transient=True, disable=not is_shown,
    ) as bar:  # fmt: skip
        yield bar


@contextmanager
def reading_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Show which file is being read, on a terminal."""
    with _progress("正在读取") as bar:
        task = bar.add_task("", total=None)
        yield lambda name, number, total: bar.update(
            task, description=escape(name), completed=number - 1, total=total
        )


@dataclass(frozen=True)
class BatchProgress:
    """The bar of progress of a batch, in which a group of reports first counts as one."""

    bar: Progress
    task: TaskID

    def planned(self, reports: int) -> None:
        """Count the reports of a group in place of the group."""
        total = self.bar.tasks[0].total or 0
        self.bar.update(self.task, total=total + reports - 1)

    def done(self, name: str) -> None:
        """Count a report that has ended."""
        self.bar.update(self.task, advance=1, description=escape(name))


@contextmanager
def batch_shown(groups: int) -> Iterator[BatchProgress]:
    """Show how many reports are done, how many a minute, and how long the rest will take."""
    with _progress("正在生成", _Rate(), TextColumn("还需"), TimeRemainingColumn()) as bar:
        yield BatchProgress(bar, bar.add_task("", total=groups))


class _Rate(ProgressColumn):
    """The column of reports a minute, averaged over the last seconds."""

    def render(self, task: Task) -> Text:
        """Return the text of the column, empty before the first report has ended."""
        return Text(f"{60 * task.speed:.0f}份/分" if task.speed else "")
