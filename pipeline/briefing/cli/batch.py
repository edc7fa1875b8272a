"""`briefing batch`: make many reports at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import completion
from briefing.cli.app import app
from briefing.cli.deliver import publishing
from briefing.cli.options import (
    CellLimitOption,
    EngineOption,
    ForceOption,
    LangOption,
    RunLimitOption,
    checked_report,
    known_county,
    months_in,
)
from briefing.cli.output import JsonOption, batch_shown, print_json
from briefing.domain.errors import NotDelivered, UsageError
from briefing.engine.order import RunLimits
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.jobs.batch import Outcome


MonthsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="MONTH…",
        help="一个或多个月份，也可写 2020-01..2020-05",
        autocompletion=completion.months,
    ),
]
ReportsOption = Annotated[
    list[str],
    typer.Option(
        "--report",
        help="notebooks 下的报告名或中文名，可写多个",
        autocompletion=completion.reports,
        callback=checked_report,
    ),
]
CountiesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--county",
        "-c",
        help="data 下的县文件夹名，可写多个",
        autocompletion=completion.counties,
    ),
]
ItemsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--item",
        help="只做这些项目或责任单位；省略则逐个全做",
        autocompletion=completion.items,
    ),
]


@app.command(
    examples=[
        "briefing batch 2020-05 --report dossier",
        "briefing batch 2020-01..2020-05 --all-counties --report briefing --report supervision",
        "briefing batch 2020-05 --report dossier --workers 4 --quiet",
    ]
)
def batch(
    months: MonthsArgument,
    report: ReportsOption,
    county: CountiesOption = None,
    all_counties: Annotated[bool, typer.Option("--all-counties", help="data 下所有的县")] = False,
    item: ItemsOption = None,
    lang: LangOption = "zh",
    workers: Annotated[
        int | None, typer.Option(help="同时做几份；省略则按处理器与内存决定", min=1)
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask 调度器的地址，或 local")
    ] = None,
    force: ForceOption = False,
    cell_limit: CellLimitOption = RunLimits.cell_seconds,
    run_limit: RunLimitOption = RunLimits.run_seconds,
    engine: EngineOption = "",
    as_json: JsonOption = False,
) -> None:
    """
    成批生成：各月、各县、各种报告、逐个项目。

    中断后再执行，只做失败的与有变化的。
    """
    from briefing.editions import stale
    from briefing.jobs import batch as batches
    from briefing.jobs.batch import State
    from briefing.jobs.job import Job

    project = Project.here()
    spans = [month for span in months for month in months_in(span)]
    are_of_counties = all(Job(project, "", spans[0], name).is_of_counties for name in report)
    names = [] if are_of_counties else _counties(project, county, all_counties, spans[0])
    groups = batches.groups_of(project, names, spans, report, lang, item or [])
    limits = RunLimits(cell_limit, run_limit)
    sends = names if Job.report in report and lang == Job.lang else []
    with (
        publishing(project, sends, spans) as published,
        batches.start_builder(project, workers, dask, engine or None, limits) as (
            builder,
            threads,
        ),
        batch_shown(len(groups)) as progress,
    ):
        outcomes = []
        for outcome in batches.run(
            groups, builder, threads, force=force, planned=progress.planned
        ):
            outcomes.append(outcome)
            progress.done(outcome.name)
            published.is_new |= outcome.state is not State.CURRENT
    outdated = stale.lines(stale.of_counties(project, names)) if published.is_new else []
    _print_outcomes(sorted(outcomes), outdated, as_json=as_json)
    if published.failed:
        raise typer.Exit(NotDelivered.exit_code)


def _print_outcomes(outcomes: list[Outcome], outdated: list[str], *, as_json: bool) -> None:
    """Print the counts, the reports that failed and those that are outdated; exit with the first failure."""
    from briefing.jobs.batch import State

    failed = [outcome for outcome in outcomes if outcome.state is State.FAILED]
    for outcome in failed:
        typer.echo(outcome.line, err=True)
    built = sum(outcome.state is State.BUILT for outcome in outcomes)
    current = len(outcomes) - built - len(failed)
    counts = {"built": built, "unchanged": current, "failed": len(failed)}
    if as_json:
        reports = [asdict(outcome) for outcome in outcomes]
        print_json({**counts, "reports": reports, "notes": outdated})
    else:
        for line in outdated:
            typer.echo(f"提示 {line}", err=True)
        typer.echo(f"共{len(outcomes)}份：已生成{built}，没有变化{current}，失败{len(failed)}。")
    if failed:
        raise typer.Exit(failed[0].exit_code)


def _counties(project: Project, asked: list[str] | None, is_all: bool, month: Month) -> list[str]:
    if is_all and asked:
        message = "--all-counties 不能与 --county 同用。"
        raise UsageError(message)
    if is_all:
        return project.counties()
    return [known_county(name) for name in asked or []] or [project.only_county(month)]
