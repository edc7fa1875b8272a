"""What commands share: their common options, and how they show paths and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
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

from briefing.cli import completing
from briefing.cli.shell import App, Group
from briefing.cli.telling import JsonOption, print_json, progress_console
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.domain.suggest import did_you_mean
from briefing.page.words import LANGUAGES
from briefing.settings.paths import Project, safe_name


def _group(help_: str) -> App:
    return App(
        cls=Group,
        help=help_,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        options_metavar="[选项]",
        subcommand_metavar="命令 [参数]",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


app = _group("把县里的原始投资台账变成领导签得了字的月度简报。")


def group(name: str, help_: str) -> App:
    """Return a group of commands of one name: `briefing schedule install`."""
    made = _group(help_)
    app.add_typer(made, name=name)
    return made


def known_county(name: str) -> str:
    """Return the county that an option names. Raises UsageError, with those that come near."""
    project = Project.here()
    known = project.counties()
    # What a county once published can be looked at when its ledgers are gone.
    if name in known or (project.reports / safe_name(name, "县名")).is_dir():
        return name
    called = _folder_called(project, name)
    meant = f"，是不是 {called}？" if called else did_you_mean(name, known)
    others = f"，现有：{'、'.join(known) or '无'}。"
    message = f"data 下没有县“{name}”{meant or others}"
    raise UsageError(message)


def _folder_called(project: Project, name: str) -> str:
    """Return the folder of the county that bears a name itself: 柞水县 is zhashui."""
    from briefing.settings import county

    for folder in project.counties():
        with suppress(UsageError):
            if county.load(project.county(folder).config).name == name:
                return folder
    return ""


def _checked_language(context: typer.Context, name: str) -> str:
    if context.resilient_parsing or name in LANGUAGES:
        return name
    meant = did_you_mean(name, LANGUAGES) or f"，可用的有：{'、'.join(LANGUAGES)}。"
    message = f"没有语言“{name}”{meant}"
    raise UsageError(message)


def _checked_county(context: typer.Context, name: str | None) -> str | None:
    # While the shell completes, nothing is refused.
    return name if name is None or context.resilient_parsing else known_county(name)


MonthArgument = Annotated[
    str,
    typer.Argument(
        metavar="MONTH",
        help="报告月份，YYYY-MM，如 2020-05",
        autocompletion=completing.months,
    ),
]
CountyOption = Annotated[
    str | None,
    typer.Option(
        "--county",
        "-c",
        help="data 下的县文件夹名；只有一个县时可省略",
        autocompletion=completing.counties,
        callback=_checked_county,
    ),
]
LangOption = Annotated[
    str,
    typer.Option(
        "--lang",
        help="语言：zh 或 en",
        autocompletion=completing.languages,
        callback=_checked_language,
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="没有变化也重新生成")]
CellLimitOption = Annotated[int, typer.Option(help="单个单元格的秒数上限", min=1)]
RunLimitOption = Annotated[int, typer.Option(help="整次运行的秒数上限", min=1)]
EngineOption = Annotated[
    str, typer.Option("--engine", help="执行引擎：fork（快）或 kernel（标准内核）")
]


def shown(path: Path) -> Path:
    """Show a path from the working folder where it lies below it."""
    absolute = path.resolve()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


def months_in(text: str) -> list[Month]:
    """Read a month, or a span of months A..B. Raises UsageError."""
    first, dots, last = text.partition("..")
    start, end = Month.parse(first), Month.parse(last if dots else first)
    if end < start:
        message = f"月份范围“{text}”前后颠倒，应写作 2020-01..2020-05。"
        raise UsageError(message)
    return [start.plus(step) for step in range(end.since(start) + 1)]


@contextmanager
def reading_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Show which file is being read, on a terminal; elsewhere nothing."""
    console, is_shown = progress_console()
    columns = (
        TextColumn("正在读取"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not is_shown) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, number, total: bar.update(
            task, description=escape(name), completed=number - 1, total=total
        )


@dataclass(frozen=True)
class ReportsShown:
    """How far a batch is, on a terminal; elsewhere nothing."""

    bar: Progress
    task: TaskID

    def planned(self, reports: int) -> None:
        """Count the reports that a group was found to have in the place of the group."""
        total = self.bar.tasks[0].total or 0
        self.bar.update(self.task, total=total + reports - 1)

    def done(self, name: str) -> None:
        """Count one that has ended."""
        self.bar.update(self.task, advance=1, description=escape(name))


@contextmanager
def reports_shown(groups: int) -> Iterator[ReportsShown]:
    """Show how many reports are done, how many a minute, and how long the others will take."""
    console, is_shown = progress_console()
    columns = (
        TextColumn("正在生成"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("还需"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not is_shown) as bar:
        yield ReportsShown(bar, bar.add_task("", total=groups))


class _Rate(ProgressColumn):
    """Reports a minute, of those of the last seconds."""

    def render(self, task: Task) -> Text:
        """Write it; nothing before the first has ended."""
        return Text(f"{60 * task.speed:.0f}份/分" if task.speed else "")


__all__ = [
    "CellLimitOption", "CountyOption", "EngineOption", "ForceOption", "JsonOption", "LangOption",
    "MonthArgument", "ReportsShown", "RunLimitOption", "app", "completing", "group", "known_county",
    "months_in", "print_json", "reading_shown", "reports_shown", "shown",
]  # fmt: skip
