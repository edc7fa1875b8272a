"""`briefing schedule`: the timer that runs `briefing due` every day."""

from __future__ import annotations

from typing import Annotated

import typer

from briefing.cli.app import App, app
from briefing.domain.errors import BriefingError
from briefing.settings.paths import Project

_schedule = App("每天执行 briefing due 的定时任务。")
app.add_typer(_schedule, name="schedule")

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

    timer = schedule.timer(Project.here().root, at)
    for line in schedule.keeper(with_).install(timer):
        typer.echo(line)


@_schedule.command(examples=["briefing schedule show"])
def show(at: AtOption = "09:00", with_: WithOption = "") -> None:
    """说明定时任务写在哪里、写什么、是否已装上；什么也不改。"""
    from briefing.jobs import schedule

    timer, keeper = schedule.timer(Project.here().root, at), schedule.keeper(with_)
    try:
        state = "已装上" if keeper.is_installed(timer) else "没有装"
    except BriefingError as error:
        state = f"看不到（{error}）"
    typer.echo(f"{keeper.WHERE}：{state}。")
    typer.echo(
        f"每天 {timer.at:%H:%M}（{keeper.CLOCK}）执行 briefing due --all，文件夹 {timer.root}。"
    )
    typer.echo("还没到期、已发布的月份什么也不做；错过的下次逐月补上。install 会写入：")
    typer.echo(keeper.text(timer), nl=False)


@_schedule.command(examples=["briefing schedule remove", "briefing schedule remove --with cron"])
def remove(with_: WithOption = "") -> None:
    """去掉定时任务：只删自己写的，别的一概不动。"""
    from briefing.jobs import schedule

    timer = schedule.timer(Project.here().root, "09:00")
    for line in schedule.keeper(with_).remove(timer) or ["没有装过，什么也没有改。"]:
        typer.echo(line)
