"""The arguments and options that commands share, and how their values are checked."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Annotated, Any

import typer

from briefing.cli import completion
from briefing.domain.errors import UsageError
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.domain.suggest import did_you_mean
from briefing.page.words import LANGUAGES
from briefing.settings.paths import CountyFolder, Project, safe_name

_CHINESE_MONTHS = [*"一二三四五六七八九十", "十一", "十二"]
# A notebook's title is the same in every month.
_ANY_MONTH = Month(2020, 1)


def known_county(name: str) -> str:
    """Return the county that an option names. Raises UsageError with a suggestion."""
    project = Project.here()
    known = project.counties()
    # A county whose ledgers are gone may still have published reports.
    if name in known or (project.reports / safe_name(name, "县名")).is_dir():
        return name
    from briefing.settings.county import load

    named = []
    for folder in known:
        # A clerk writes the county's name, 柞水县 or 柞水, instead of its folder.
        with suppress(UsageError):
            written = load(project.county(folder).config).name
            named += (
                [folder] if name and written in {name, *(name + end for end in "县市区旗")} else []
            )
    if len(named) == 1:
        return named[0]
    suggestion = did_you_mean(name, known) or f"，现有：{'、'.join(known) or '无'}。"
    message = f"data 下没有县“{name}”{suggestion}"
    raise UsageError(message)


def _checked_language(context: typer.Context, name: str) -> str:
    if context.resilient_parsing or name in LANGUAGES:
        return name
    suggestion = did_you_mean(name, LANGUAGES) or f"，可用的有：{'、'.join(LANGUAGES)}。"
    message = f"没有语言“{name}”{suggestion}"
    raise UsageError(message)


def _checked_county(context: typer.Context, name: str | None) -> str | None:
    # While the shell completes a command line, nothing is refused.
    return name if name is None or context.resilient_parsing else known_county(name)


def checked_report(context: typer.Context, asked: Any) -> Any:
    """
    Return the report, or the reports, that an option names: by the notebook's name, or by a part of
    its title that no other has. A name that nobody knows is refused where it is looked up.
    """
    if context.resilient_parsing:
        return asked
    return (
        _known_report(asked) if isinstance(asked, str) else [_known_report(each) for each in asked]
    )


def _known_report(name: str) -> str:
    from briefing.jobs.job import Job

    project = Project.here()
    known = project.made()
    if not name or name in known:
        return name
    titled = []
    for report in known:
        # The analysts' notebook is no report.
        with suppress(UsageError):
            titled += (
                [report] if name in Job(project, "", _ANY_MONTH, report).about["title"] else []
            )
    return titled[0] if len(titled) == 1 else name


def meant(month: str, county: str | None) -> tuple[Project, Month, CountyFolder]:
    """Return the project, the month and the county's folder that a command line means."""
    project, of_month = Project.here(), Month.parse(month)
    return project, of_month, project.county(county or project.only_county(of_month))


def checked_month(context: typer.Context, text: str) -> str:
    """Return a month as it was written. Raises UsageError for one without its year."""
    return text if context.resilient_parsing else with_year(text)


def with_year(text: str) -> str:
    """Return a month as it was written; ask back for one without its year, as the ledgers have it."""
    number = _number_of(text)
    if number is None:
        return text
    project = Project.here()
    months = [month for name in project.counties() for month in project.county(name).months()]
    meant = max((month for month in months if month.number == number), default=None)
    example = f"是不是 {meant}？" if meant else "例如 2020-05。"
    message = f"月份“{text}”没有写年份，应写作 YYYY-MM，{example}"
    raise UsageError(message)


def _number_of(text: str) -> int | None:
    """Return the month that a text names without a year: 6, 06, 6月, 六月份; None for any other."""
    written = text.strip().removesuffix("份").removesuffix("月")
    if written in _CHINESE_MONTHS:
        return _CHINESE_MONTHS.index(written) + 1
    is_month = written.isascii() and written.isdigit() and 1 <= int(written) <= MONTHS_IN_YEAR
    return int(written) if is_month else None


MonthArgument = Annotated[
    str,
    typer.Argument(
        metavar="MONTH",
        help="报告月份，YYYY-MM，如 2020-05",
        autocompletion=completion.months,
        callback=checked_month,
    ),
]
CountyOption = Annotated[
    str | None,
    typer.Option(
        "--county",
        "-c",
        help="data 下的县文件夹名；只有一个县时可省略",
        autocompletion=completion.counties,
        callback=_checked_county,
    ),
]
LangOption = Annotated[
    str,
    typer.Option(
        "--lang",
        help="语言：zh 或 en",
        autocompletion=completion.languages,
        callback=_checked_language,
    ),
]
OnOption = Annotated[
    str, typer.Option("--on", metavar="DATE", help="何时确认的，YYYY-MM-DD；省略为今天")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="不再询问，直接写入")]
ForceOption = Annotated[bool, typer.Option("--force", help="没有变化也重新生成")]
CellLimitOption = Annotated[int, typer.Option(help="单个单元格的秒数上限", min=1)]
RunLimitOption = Annotated[int, typer.Option(help="整次运行的秒数上限", min=1)]
EngineOption = Annotated[
    str, typer.Option("--engine", help="执行引擎：fork（快）或 kernel（标准内核）")
]


def day_given(option: str, text: str) -> dt.date:
    """Read the day that an option names; today where it names none. Raises UsageError."""
    from briefing.jobs import due

    if not text:
        return due.today(dt.datetime.now(dt.UTC))
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{option} “{text}”无法识别，应写作 YYYY-MM-DD，例如 2020-06-05。"
        raise UsageError(message) from None


def months_in(text: str) -> list[Month]:
    """Read a month, or a span of months A..B. Raises UsageError."""
    first, dots, last = text.partition("..")
    start, end = (Month.parse(with_year(each)) for each in (first, last if dots else first))
    if end < start:
        message = f"月份范围“{text}”前后颠倒，应写作 2020-01..2020-05。"
        raise UsageError(message)
    return [start.plus(step) for step in range(end.since(start) + 1)]
