"""`briefing deliver`, and what every command that publishes does afterwards: overview page, delivery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli.app import app
from briefing.cli.options import CountyOption, MonthArgument, meant
from briefing.cli.output import JsonOption, print_json
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
    from briefing.delivery import deliver as delivery

    project, of_month, folder = meant(month, county)
    name = folder.name
    delivered = delivery.deliver(project, name, of_month, resend=resend)
    done, failed = delivered.done, delivered.failed
    if not (done or failed):
        typer.echo(f"{name} {of_month}：都已投送过。")
    _print_delivered(delivered)
    if as_json:
        print_json({"county": name, "month": of_month, "done": done, "failed": failed})
    if failed:
        raise typer.Exit(NotDelivered.exit_code)


@dataclass
class Publishing:
    """Whether anything new was published, and the messages of what failed afterwards."""

    is_new: bool = False
    failed: list[str] = field(default_factory=list)


@contextmanager
def publishing(
    project: Project, sent: Sequence[str] = (), months: Sequence[Month] = ()
) -> Iterator[Publishing]:
    """
    Update the overview page when the context ends, and deliver the *months* of the counties *sent*.

    What is to be delivered is noted first, so that the next run resumes what this one could not do.
    """
    # Most counties deliver nothing: they need not import what sends mail.
    wanted = [
        (name, month)
        for name in sent
        if project.county(name).delivery.is_file()
        for month in months
    ]
    if wanted:
        from briefing.delivery import deliver as delivery

        for name, month in wanted:
            delivery.expect(project, name, month)
    published = Publishing()
    try:
        yield published
    except BriefingError as error:
        # The page shows failures too, but not a command line that was wrong.
        if not isinstance(error, UsageError):
            from briefing.delivery import overview

            with suppress(BriefingError):
                overview.write(project)
        raise
    if published.is_new or not (project.reports / "index.html").is_file():
        published.failed += update_page(project)
    for name, month in wanted:
        delivered = delivery.resume(project, name, month)
        _print_delivered(delivered)
        published.failed += delivered.failed


def update_page(project: Project) -> list[str]:
    """Write the overview page; print and return the messages of a failure, which stops nothing else."""
    from briefing.delivery import overview

    try:
        overview.write(project)
    except BriefingError as error:
        typer.echo("\n".join(error.lines), err=True)
        return error.lines
    return []


def _print_delivered(delivered: Delivered) -> None:
    for line in delivered.done:
        typer.echo(line)
    for line in delivered.failed:
        typer.echo(line, err=True)
