"""`briefing due`: make the reports of the months that are due."""

from __future__ import annotations

import datetime as dt
import traceback
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli.app import app
from briefing.cli.deliver import update_page
from briefing.cli.options import CountyOption, day_given
from briefing.cli.output import JsonOption, print_json
from briefing.domain.errors import BriefingError, PublishFailed, UsageError
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.jobs.edition_builder import EditionBuilder


@app.command(
    examples=[
        "briefing due",
        "briefing due --all --quiet",
        "briefing due --as-of 2020-06-05 --dry-run",
    ]
)
def due(
    county: CountyOption = None,
    all_counties: Annotated[bool, typer.Option("--all", help="data 下所有的县")] = False,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="按哪一天算，YYYY-MM-DD；省略为今天")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说明，什么也不做")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="发布后台账或规则有改动的，也生成新一版")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """
    生成已到期而未发布的月份，漏掉的逐月补上。

    可反复执行；定时任务执行的就是它。
    """
    from briefing.jobs.edition_builder import EditionBuilder

    project, day = Project.here(), day_given("--as-of", as_of)
    if all_counties and county:
        message = "--all 不能与 --county 同用。"
        raise UsageError(message)
    names = project.counties() if all_counties else [county or project.only_county()]
    codes: list[int] = []
    results: list[dict[str, Any]] = []
    with EditionBuilder(project) as builder:
        for name in names:
            # A failure in one county must not stop the others.
            try:
                if dry_run:
                    _describe(project, name, day, results)
                else:
                    codes += _run(project, name, day, builder, refresh, results)
            except BriefingError as error:
                typer.echo("\n".join(error.lines), err=True)
                codes.append(error.exit_code)
                results += [_result(name, None, line, error.exit_code) for line in error.lines]
            except Exception:
                traceback.print_exc()
                codes.append(BriefingError.exit_code)
        if not dry_run and update_page(project):
            codes.append(PublishFailed.exit_code)
    if as_json:
        print_json(results)
    if failed := [code for code in codes if code]:
        raise typer.Exit(failed[0])


def _result(county: str, month: Month | None, line: str, exit_code: int = 0) -> dict[str, Any]:
    """Return what became of a month, or what it needs, for JSON."""
    return {"county": county, "month": month, "line": line, "exit_code": exit_code}


def _run(
    project: Project,
    county: str,
    day: dt.date,
    builder: EditionBuilder,
    refresh: bool,
    results: list[dict[str, Any]],
) -> list[int]:
    """Make the reports of one county that are due, add them to *results*, and return their exit codes."""
    from briefing.jobs import due as due_months

    codes = []
    for done in due_months.run(project, county, day, builder, refresh=refresh):
        typer.echo(done.line, err=bool(done.exit_code))
        codes.append(done.exit_code)
        results.append(_result(county, done.month, done.line, done.exit_code))
    if not codes:
        typer.echo(f"{county}：到期的月份都已发布。")
    return codes


def _describe(project: Project, county: str, day: dt.date, results: list[dict[str, Any]]) -> None:
    """Say which months of one county are due and what they need, and add them to *results*."""
    from briefing.jobs import due as due_months

    planned = due_months.plan(project, county, day)
    for due_month in planned:
        line = due_months.describe(due_month, county)
        typer.echo(line)
        need = {"need": due_month.need.name.lower()}
        results.append(_result(county, due_month.month, line) | need)
    if not planned:
        typer.echo(f"{county}：还没有到期的月份。")
