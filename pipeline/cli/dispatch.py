"""What is published goes on: the command that delivers, and what every command that publishes does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import CountyOption, MonthArgument, app
from pipeline.errors import NotDelivered
from pipeline.months import Month
from pipeline.paths import Project

if TYPE_CHECKING:
    from pipeline.deliver import Delivered


@app.command()
def deliver(
    month: MonthArgument,
    county: CountyOption = None,
    resend: Annotated[bool, typer.Option("--resend", help="已投送过的也再发一次")] = False,
) -> None:
    """按 delivery.toml 把已发布的一期发给收件人、放进下发文件夹；每版每人只一次。"""
    from pipeline import deliver as post

    project, of_month = Project.here(), Month.parse(month)
    name = county or project.only_county()
    told = post.deliver(project, name, of_month, resend=resend)
    if not (told.done or told.failed):
        typer.echo(f"{name} {of_month}：都已投送过。")
    if tell(told):
        raise typer.Exit(NotDelivered.exit_code)


@contextmanager
def delivering(
    project: Project, counties: Sequence[str], months: Sequence[Month]
) -> Iterator[list[str]]:
    """
    Deliver what is published meanwhile, where a county delivers; the list that is given holds in the
    end a line for whatever was not delivered.

    That it is to be delivered is noted before, so that the next run resumes what this one cannot.
    """
    # Most counties send nothing, and need not wait for what sends.
    sending = [name for name in counties if project.county(name).delivery.is_file()]
    left: list[str] = []
    if not sending:
        yield left
        return
    from pipeline import deliver as post

    asked = [(name, month) for name in sending for month in months]
    for name, month in asked:
        post.expect(project, name, month)
    yield left
    for name, month in asked:
        left += tell(post.resume(project, name, month))


def tell(told: Delivered) -> list[str]:
    """Say what was delivered, and what was not; return the latter."""
    for line in told.done:
        typer.echo(line)
    for line in told.failed:
        typer.echo(line, err=True)
    return told.failed
