"""`briefing build`: make and publish one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli import completion
from briefing.cli.app import app
from briefing.cli.deliver import publishing
from briefing.cli.options import (
    CellLimitOption,
    CountyOption,
    EngineOption,
    ForceOption,
    LangOption,
    MonthArgument,
    RunLimitOption,
    checked_report,
)
from briefing.cli.output import JsonOption, print_json, reading_shown, shown
from briefing.domain.errors import NotDelivered
from briefing.domain.months import Month
from briefing.domain.text import one_line
from briefing.engine.order import RunLimits
from briefing.settings.paths import OVERVIEW, Project

if TYPE_CHECKING:
    from briefing.jobs.build import Built
    from briefing.jobs.job import Job


@app.command(
    examples=[
        "briefing build 2020-05",
        "briefing build 2020-05 --report dossier --item 县城商住小区建设项目",
        "briefing build 2020-05 --county zhashui --lang en --json",
    ]
)
def build(
    month: MonthArgument,
    county: CountyOption = None,
    report: Annotated[
        str,
        typer.Option(
            help="notebooks 下的报告名，或它的中文名",
            autocompletion=completion.reports,
            callback=checked_report,
        ),
    ] = "briefing",
    lang: LangOption = "zh",
    item: Annotated[
        str,
        typer.Option(
            "--item",
            help="dossier 的项目、supervision 的责任单位",
            autocompletion=completion.items,
        ),
    ] = "",
    force: ForceOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明哪些输入变了")] = False,
    deliver: Annotated[
        bool, typer.Option("--deliver/--no-deliver", help="发布后是否按 delivery.toml 投送")
    ] = True,
    cell_limit: CellLimitOption = RunLimits.cell_seconds,
    run_limit: RunLimitOption = RunLimits.run_seconds,
    engine: EngineOption = "",
    as_json: JsonOption = False,
) -> None:
    """由原始台账生成并发布一个月的简报（HTML 与 PDF）。"""
    from briefing.editions import stale
    from briefing.jobs.build import build as build_report
    from briefing.jobs.edition_builder import EditionBuilder
    from briefing.jobs.job import Job

    project, of_month = Project.here(), Month.parse(month)
    is_of_counties = Job(project, "", of_month, report).is_of_counties
    name = county or ("" if is_of_counties else project.only_county(of_month))
    job = Job(project, name, of_month, report, lang, item)
    limits = RunLimits(cell_limit, run_limit)
    sends = [name] if deliver and (report, lang) == (Job.report, Job.lang) else []
    with publishing(project, sends, [of_month]) as published:
        with (
            reading_shown() as progress,
            EditionBuilder(project, 1, engine or None, limits) as builder,
        ):
            built = build_report(job, builder, force=force, progress=progress)
        published.is_new = built.is_new
        # Reports that used the figures of the former edition.
        outdated = stale.lines(stale.made_of(project, built.target)) if built.is_new else []
        if as_json:
            what = {"county": name, "month": of_month, "report": report}
            print_json(what | _as_dict(built) | {"notes": outdated})
        else:
            _print_built(built, name or report, job, outdated, explain=explain)
    if published.failed:
        raise typer.Exit(NotDelivered.exit_code)


def _print_built(built: Built, name: str, job: Job, outdated: list[str], *, explain: bool) -> None:
    """Print where the report is, and the warnings."""
    from briefing import editions

    if explain:
        for reason in built.reasons:
            typer.echo(f"原因 {one_line(reason)}", err=True)
    for line in built.written:
        typer.echo(one_line(line))
    for warning in built.warnings:
        typer.echo(f"提示 {warning.line}", err=True)
    for line in outdated:
        typer.echo(f"提示 {line}", err=True)
    folder = shown(built.target)
    if not built.is_new:
        typer.echo(f"{name} {job.month}：没有变化，已是最新：{folder}")
        return
    number = editions.number_of(built.target)
    typer.echo(f"{name} {job.month}：已生成{f'第{number}版' if number > 1 else ''}")
    for file in sorted(built.target.glob(f"{job.report}.*")):
        if file.suffix != ".ipynb":
            typer.echo(f"  {folder / file.name}")
    typer.echo(f"各月的简报都列在 {shown(job.project.reports / OVERVIEW)}")


def _as_dict(built: Built) -> dict[str, Any]:
    """Return the result of one report, for JSON."""
    return {
        "is_new": built.is_new,
        "folder": shown(built.target),
        "files": sorted(path.name for path in built.target.iterdir() if path.is_file()),
        "reasons": built.reasons,
        "written": built.written,
        "warnings": [warning.as_dict() for warning in built.warnings],
    }
