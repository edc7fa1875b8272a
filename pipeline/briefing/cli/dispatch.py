"""What is published goes on: the command that delivers, and what every command that publishes does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli.common import CountyOption, JsonOption, MonthArgument, app, print_json
from briefing.domain.errors import BriefingError, NotDelivered, UsageError
from briefing.domain.months import Month
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.delivery.deliver import Delivered


@app.command(examples=["briefing deliver 2020-05", "briefing deliver 2020-05 --resend"])
def deliver(
    month: MonthArgument,
    county: CountyOption = None,
    resend: Annotated[bool, typer.Option("--resend", help="已投送过的也再发一次")] = False,
    as_json: JsonOption = False,
) -> None:
    """
    把已发布的一期发给收件人、放进下发文件夹。

    收件人写在 delivery.toml；每版每人只一次。
    """
    from briefing.delivery import deliver as post

    project, of_month = Project.here(), Month.parse(month)
    name = county or project.only_county()
    told = post.deliver(project, name, of_month, resend=resend)
    if not (told.done or told.failed):
        typer.echo(f"{name} {of_month}：都已投送过。")
    failed = tell(told)
    if as_json:
        print_json({"county": name, "month": of_month, "done": told.done, "failed": failed})
    if failed:
        raise typer.Exit(NotDelivered.exit_code)


@dataclass
class Publishing:
    """What is going on: whether anything is new, and a line for whatever did not go on from here."""

    is_new: bool = False
    left: list[str] = field(default_factory=list)


@contextmanager
def publishing(
    project: Project, sent: Sequence[str] = (), months: Sequence[Month] = ()
) -> Iterator[Publishing]:
    """
    Bring the archive page up to date with what is published meanwhile, and deliver of it the
    *months* of the counties that are *sent*.

    That they are to be delivered is noted before, so that the next run resumes what this one cannot.
    """
    # Most counties send nothing, and need not wait for what sends.
    asked = [
        (name, month)
        for name in sent
        if project.county(name).delivery.is_file()
        for month in months
    ]
    if asked:
        from briefing.delivery import deliver as post

        for name, month in asked:
            post.expect(project, name, month)
    now = Publishing()
    try:
        yield now
    except BriefingError as error:
        # What failed is on the page as well; a request that cannot be understood is nothing's failure.
        if not isinstance(error, UsageError):
            _try_to_update_page(project)
        raise
    if now.is_new or not (project.reports / "index.html").is_file():
        now.left += update_page(project)
    for name, month in asked:
        now.left += tell(post.resume(project, name, month))


def update_page(project: Project) -> list[str]:
    """Write the archive page; return why it could not be, which takes back nothing else."""
    from briefing.delivery import overview

    try:
        overview.write(project)
    except BriefingError as error:
        typer.echo("\n".join(error.lines), err=True)
        return error.lines
    return []


def _try_to_update_page(project: Project) -> None:
    """Write the archive page after a failure: what stopped the one may stop the other, and is told."""
    from briefing.delivery import overview

    with suppress(BriefingError):
        overview.write(project)


def tell(told: Delivered) -> list[str]:
    """Say what was delivered, and what was not; return the latter."""
    for line in told.done:
        typer.echo(line)
    for line in told.failed:
        typer.echo(line, err=True)
    return told.failed
