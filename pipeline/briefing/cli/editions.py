"""Commands that make editions, and those that look after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli.common import (
    CellLimitOption,
    CountyOption,
    EngineOption,
    ForceOption,
    JsonOption,
    LangOption,
    MonthArgument,
    RunLimitOption,
    app,
    completing,
    known_county,
    months_in,
    print_json,
    reading_shown,
    reports_shown,
    shown,
)
from briefing.cli.dispatch import publishing
from briefing.domain.errors import NotDelivered, UsageError
from briefing.domain.months import Month
from briefing.domain.text import one_line
from briefing.engine.limits import Limits
from briefing.jobs.batch import Outcome, State
from briefing.settings.paths import Project, safe_name

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
        str, typer.Option(help="notebooks 下的报告名", autocompletion=completing.reports)
    ] = "briefing",
    lang: LangOption = "zh",
    item: Annotated[
        str,
        typer.Option(
            "--item",
            help="dossier 的项目、supervision 的责任单位",
            autocompletion=completing.items,
        ),
    ] = "",
    force: ForceOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明哪些输入变了")] = False,
    deliver: Annotated[
        bool, typer.Option("--deliver/--no-deliver", help="发布后是否按 delivery.toml 投送")
    ] = True,
    cell_limit: CellLimitOption = Limits.cell,
    run_limit: RunLimitOption = Limits.run,
    engine: EngineOption = "",
    as_json: JsonOption = False,
) -> None:
    """由原始台账生成并发布一个月的简报（HTML 与 PDF）。"""
    from briefing.jobs.build import build as build_report
    from briefing.jobs.edition_builder import EditionBuilder
    from briefing.jobs.job import Job

    project, of_month = Project.here(), Month.parse(month)
    is_of_counties = Job(project, "", of_month, report).is_of_counties
    name = county or ("" if is_of_counties else project.only_county())
    job = Job(project, name, of_month, report, lang, item)
    limits = Limits(cell_limit, run_limit)
    sends = [name] if deliver and (report, lang) == (Job.report, Job.lang) else []
    with publishing(project, sends, [of_month]) as now:
        with (
            reading_shown() as told,
            EditionBuilder(project, 1, engine or None, limits) as builder,
        ):
            built = build_report(job, builder, force=force, progress=told)
        now.is_new = built.is_new
        stale = _stale_by(job, built)
        if as_json:
            asked = {"county": name, "month": of_month, "report": report}
            print_json(asked | _as_dict(built) | {"notes": stale})
        else:
            _tell_built(built, name or report, job, stale, explain=explain)
    if now.left:
        raise typer.Exit(NotDelivered.exit_code)


def _stale_by(job: Job, built: Built) -> list[str]:
    """Name what used the figures that a new edition has otherwise."""
    from briefing.editions import stale

    return stale.lines(stale.made_of(job.project, built.target)) if built.is_new else []


def _tell_built(built: Built, name: str, job: Job, stale: list[str], *, explain: bool) -> None:
    """Say where it is, and what is doubted."""
    from briefing import editions

    if explain:
        for reason in built.reasons:
            typer.echo(f"原因 {one_line(reason)}", err=True)
    for warning in built.warnings:
        typer.echo(f"提示 {warning.line}", err=True)
    for line in stale:
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


def _as_dict(built: Built) -> dict[str, Any]:
    """What became of one report, for programs."""
    return {
        "is_new": built.is_new,
        "folder": shown(built.target),
        "files": sorted(path.name for path in built.target.iterdir() if path.is_file()),
        "reasons": built.reasons,
        "warnings": [warning.as_dict() for warning in built.warnings],
    }


@app.command(
    examples=[
        "briefing batch 2020-05 --report dossier",
        "briefing batch 2020-01..2020-05 --all-counties --report briefing --report supervision",
        "briefing batch 2020-05 --report dossier --workers 4 --quiet",
    ]
)
def batch(
    months: Annotated[
        list[str],
        typer.Argument(
            metavar="MONTH…",
            help="一个或多个月份，也可写 2020-01..2020-05",
            autocompletion=completing.months,
        ),
    ],
    report: Annotated[
        list[str],
        typer.Option(
            "--report", help="notebooks 下的报告名，可写多个", autocompletion=completing.reports
        ),
    ],
    county: Annotated[
        list[str] | None,
        typer.Option(
            "--county",
            "-c",
            help="data 下的县文件夹名，可写多个",
            autocompletion=completing.counties,
        ),
    ] = None,
    all_counties: Annotated[bool, typer.Option("--all-counties", help="data 下所有的县")] = False,
    item: Annotated[
        list[str] | None,
        typer.Option(
            "--item",
            help="只做这些项目或责任单位；省略则逐个全做",
            autocompletion=completing.items,
        ),
    ] = None,
    lang: LangOption = "zh",
    workers: Annotated[
        int | None, typer.Option(help="同时做几份；省略则按处理器与内存决定", min=1)
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask 调度器的地址，或 local")
    ] = None,
    force: ForceOption = False,
    cell_limit: CellLimitOption = Limits.cell,
    run_limit: RunLimitOption = Limits.run,
    engine: EngineOption = "",
    as_json: JsonOption = False,
) -> None:
    """
    成批生成：各月、各县、各种报告、逐个项目。

    中断后再执行，只做失败的与有变化的。
    """
    from briefing.editions import stale
    from briefing.jobs import batch as batches
    from briefing.jobs.job import Job

    project = Project.here()
    spans = [month for span in months for month in months_in(span)]
    are_of_counties = all(Job(project, "", spans[0], name).is_of_counties for name in report)
    names = [] if are_of_counties else _counties(project, county, all_counties)
    groups = batches.groups_of(
        project,
        names,
        spans,
        report,
        lang,
        item or [],
    )
    limits = Limits(cell_limit, run_limit)
    sends = names if Job.report in report and lang == Job.lang else []
    with (
        publishing(project, sends, spans) as now,
        batches.start_builder(project, workers, dask, engine or None, limits) as (
            builder,
            threads,
        ),
        reports_shown(len(groups)) as shown_on,
    ):
        outcomes = []
        for outcome in batches.run(
            groups, builder, threads, force=force, planned=shown_on.planned
        ):
            outcomes.append(outcome)
            shown_on.done(outcome.name)
            now.is_new |= outcome.state is not State.CURRENT
    outdated = stale.lines(stale.of_counties(project, names)) if now.is_new else []
    _tell(sorted(outcomes), outdated, as_json=as_json)
    if now.left:
        raise typer.Exit(NotDelivered.exit_code)


def _tell(outcomes: list[Outcome], outdated: list[str], *, as_json: bool) -> None:
    """
    Say how many there were, what is *outdated*, and of each that failed why; end with the exit code of
    the first.
    """
    failed = [outcome for outcome in outcomes if outcome.state is State.FAILED]
    for outcome in failed:
        typer.echo(outcome.line, err=True)
    built = sum(outcome.state is State.BUILT for outcome in outcomes)
    current = len(outcomes) - built - len(failed)
    counts = {"built": built, "unchanged": current, "failed": len(failed)}
    if as_json:
        told = [asdict(outcome) for outcome in outcomes]
        print_json({**counts, "reports": told, "notes": outdated})
    else:
        for line in outdated:
            typer.echo(f"提示 {line}", err=True)
        typer.echo(f"共{len(outcomes)}份：已生成{built}，没有变化{current}，失败{len(failed)}。")
    if failed:
        raise typer.Exit(failed[0].exit_code)


def _counties(project: Project, asked: list[str] | None, is_all: bool) -> list[str]:
    if is_all and asked:
        message = "--all-counties 不能与 --county 同用。"
        raise UsageError(message)
    if is_all:
        return project.counties()
    return [known_county(name) for name in asked or []] or [project.only_county()]


@app.command(
    examples=[
        "briefing verify",
        "briefing verify 2020-05 --county zhashui",
        "briefing verify --json",
    ]
)
def verify(
    month: Annotated[
        str | None,
        typer.Argument(
            metavar="[MONTH]", help="省略则核对所有月份", autocompletion=completing.published
        ),
    ] = None,
    county: CountyOption = None,
    as_json: JsonOption = False,
) -> None:
    """核对已发布的各版文件、当时的台账与程序是否还是原样。"""
    from briefing.editions.verify import verify as verified

    project = Project.here()
    targets = _published(project, county, month)
    found = verified(project, targets)
    for target, what in found.faults:
        # What all are made with belongs to none of them.
        line = what if target == project.root else f"{shown(target)}：{what}"
        typer.echo(one_line(line), err=True)
    for note in found.notes:
        typer.echo(f"提示 {one_line(note)}", err=True)
    if as_json:
        faults = [{"folder": shown(target), "what": what} for target, what in found.faults]
        print_json({"checked": len(targets), "faults": faults, "notes": found.notes})
    else:
        typer.echo(f"核对{len(targets)}个月，{len(found.faults)}处不一致。")
    if found.faults:
        raise typer.Exit(5)


@app.command(name="list", examples=["briefing list", "briefing list --json"])
def list_(as_json: JsonOption = False) -> None:
    """列出各县收到的台账月份与已发布的简报。"""
    listed = list(_listed(Project.here()))
    if as_json:
        print_json([entry for _, entry in listed])
        return
    for line, _ in listed:
        typer.echo(line)


def _listed(project: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each month of each county, and of what is made of all: as a line, and for programs."""
    from briefing import editions
    from briefing.editions import stale

    months = sorted(project.reports.glob("[!.]*/????-??"))
    outdated = {each.target for each in stale.find(project, months)}
    for name in project.counties():
        received = {path.name for path in (project.data / name / "raw").glob("????-??")}
        published = {path.name for path in (project.reports / name).glob("????-??")}
        if not received | published:
            yield f"{name}：还没有台账", {"county": name, "month": None, "has_ledgers": False}
        for month in sorted(received | published):
            folder = project.reports / name / month
            found = editions.manifest(folder)
            state = f"已发布第{found['edition']}版" if found else "未发布"
            state += "，所用数据已有新版" if folder in outdated else ""
            ledgers = "有台账" if month in received else "无台账"
            entry = {
                "county": name,
                "month": month,
                "has_ledgers": month in received,
                "edition": found["edition"] if found else None,
                "is_outdated": folder in outdated,
            }
            yield f"{name} {month}：{ledgers}，{state}", entry
    for name in project.made():
        for folder in sorted((project.reports / name).glob("????-??")):
            if found := editions.manifest(folder):
                entry = {"report": name, "month": folder.name, "edition": found["edition"]}
                yield f"{name} {folder.name}：各县汇总，已发布第{found['edition']}版", entry


def _published(project: Project, county: str | None, month: str | None) -> list[Path]:
    from briefing import editions

    name = safe_name(county, "县名") if county else "[!.]*"
    of_month = str(Month.parse(month)) if month else "????-??"
    targets = editions.targets(project.reports, name, of_month)
    if not targets:
        there = {path.name for path in project.reports.glob(f"{county or '[!.]*'}/????-??")}
        meant = f"，现有 {'、'.join(sorted(there))}" if month and there else ""
        message = f"reports 下没有已发布的{month or '月份'}{meant}，请先执行 briefing build。"
        raise UsageError(message)
    return targets
