"""Commands for a machine that is left alone: what is due, and the timer that asks for it."""

from __future__ import annotations

import datetime as dt
import traceback
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli.common import CountyOption, JsonOption, app, group, print_json
from briefing.cli.dispatch import update_page
from briefing.domain.errors import BriefingError, PublishFailed, UsageError
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.jobs.due import Due
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

    project, day = Project.here(), _day(as_of)
    if all_counties and county:
        message = "--all 不能与 --county 同用。"
        raise UsageError(message)
    names = project.counties() if all_counties else [county or project.only_county()]
    codes: list[int] = []
    told: list[dict[str, Any]] = []
    with EditionBuilder(project) as builder:
        for name in names:
            # What is wrong with one county costs only that county.
            try:
                codes += (
                    _describe(project, name, day, told)
                    if dry_run
                    else _run(project, name, day, builder, refresh, told)
                )
            except BriefingError as error:
                typer.echo("\n".join(error.lines), err=True)
                codes.append(error.exit_code)
                told += [_entry(name, None, each, error.exit_code) for each in error.lines]
            except Exception:
                traceback.print_exc()
                codes.append(BriefingError.exit_code)
        if not dry_run and update_page(project):
            codes.append(PublishFailed.exit_code)
    if as_json:
        print_json(told)
    if failed := [code for code in codes if code]:
        raise typer.Exit(failed[0])


def _entry(county: str, month: Month | None, line: str, exit_code: int = 0) -> dict[str, Any]:
    """What became of a month, or what it needs, for programs."""
    return {"county": county, "month": month, "line": line, "exit_code": exit_code}


def _run(
    project: Project,
    county: str,
    day: dt.date,
    builder: EditionBuilder,
    refresh: bool,
    told: list[dict[str, Any]],
) -> list[int]:
    """
    Make what is due of one county, and add it to what is *told*; return the exit code of each month
    that was told of.
    """
    from briefing.jobs import due as due_months

    codes = []
    for done in due_months.run(project, county, day, builder, refresh=refresh):
        typer.echo(done.line, err=bool(done.exit_code))
        codes.append(done.exit_code)
        told.append(_entry(county, done.month, done.line, done.exit_code))
    if not codes:
        typer.echo(f"{county}：到期的月份都已发布。")
    return codes


def _describe(
    project: Project, county: str, day: dt.date, told: list[dict[str, Any]]
) -> list[int]:
    """Say what is due of one county, and what would be done; add it to what is *told*."""
    from briefing.jobs import due as due_months

    planned: list[Due] = due_months.plan(project, county, day)
    for each in planned:
        line = due_months.describe(each, county)
        typer.echo(line)
        told.append(_entry(county, each.month, line) | {"need": each.need.name.lower()})
    if not planned:
        typer.echo(f"{county}：还没有到期的月份。")
    return []


def _day(text: str) -> dt.date:
    from briefing.jobs import due as due_months

    if not text:
        return due_months.today(dt.datetime.now(dt.UTC))
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"--as-of “{text}”无法识别，应写作 YYYY-MM-DD，例如 2020-06-05。"
        raise UsageError(message) from None


_schedule = group("schedule", "每天执行 briefing due 的定时任务。")

AtOption = Annotated[str, typer.Option("--at", metavar="HH:MM", help="每天几点")]
WithOption = Annotated[
    str, typer.Option("--with", help="systemd、cron 或 windows；省略则按本机情况")
]


@_schedule.command(
    examples=["briefing schedule install", "briefing schedule install --at 08:30 --with cron"]
)
def install(at: AtOption = "09:00", with_: WithOption = "") -> None:
    """装上定时任务；已装过的换成新的时间。"""
    from briefing.jobs import schedule

    made = schedule.timer(Project.here().root, at)
    for line in schedule.keeper(with_).install(made):
        typer.echo(line)


@_schedule.command(examples=["briefing schedule show"])
def show(at: AtOption = "09:00", with_: WithOption = "") -> None:
    """说明定时任务写在哪里、写什么、是否已装上；什么也不改。"""
    from briefing.jobs import schedule

    made, keeper = schedule.timer(Project.here().root, at), schedule.keeper(with_)
    try:
        state = "已装上" if keeper.is_installed(made) else "没有装"
    except BriefingError as error:
        state = f"看不到（{error}）"
    typer.echo(f"{keeper.WHERE}：{state}。")
    typer.echo(
        f"每天 {made.at:%H:%M}（{keeper.CLOCK}）执行 briefing due --all，文件夹 {made.root}。"
    )
    typer.echo("还没到期、已发布的月份什么也不做；错过的下次逐月补上。install 会写入：")
    typer.echo(keeper.text(made), nl=False)


@_schedule.command(examples=["briefing schedule remove", "briefing schedule remove --with cron"])
def remove(with_: WithOption = "") -> None:
    """去掉定时任务：只删自己写的，别的一概不动。"""
    from briefing.jobs import schedule

    made = schedule.timer(Project.here().root, "09:00")
    lines = schedule.keeper(with_).remove(made)
    for line in lines or ["没有装过，什么也没有改。"]:
        typer.echo(line)
