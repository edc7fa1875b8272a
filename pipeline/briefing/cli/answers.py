"""`briefing answers`: read what the offices have answered in their feedback workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli import write_down
from briefing.cli.app import app
from briefing.cli.options import CountyOption, MonthArgument, OnOption, YesOption, day_given, meant
from briefing.cli.output import JsonOption, print_json, reading_shown
from briefing.domain.errors import LedgersRefused, UsageError
from briefing.domain.months import Month
from briefing.domain.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.jobs.write_down import Change
    from briefing.ledgers.feedback.answers import Returned, Taken
    from briefing.settings.county import County


@app.command(
    examples=[
        "briefing answers 2020-05 回执/*.xlsx",
        "briefing answers 2020-05 柞水县2020年5月台账核查反馈（水利局）.xlsx --yes",
    ]
)
def answers(
    month: MonthArgument,
    file: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="各单位发回的反馈单（xlsx）")
    ],
    on: OnOption = "",
    county: CountyOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """读入单位发回的反馈单：改为的写成更正，说明的写成确认。"""
    from briefing.jobs.write_down import supposed
    from briefing.ledgers.feedback.answers import Taken, confirmations, corrections
    from briefing.ledgers.ingest import open_year
    from briefing.settings.county import load

    (_, of_month, folder), day = meant(month, county), day_given("--on", on)
    rules = load(folder.config)
    books = _returned(file, rules, of_month)
    taken, change = Taken(), None
    with reading_shown() as progress:
        before = open_year(folder, rules, of_month, progress)[-1]
        for back in books.values():
            corrections(back, before, rules, day, taken)
        if taken.entries:
            change = supposed(folder, rules, before, taken.entries, progress)
        count = len(taken.entries)
        for back in books.values():
            confirmations(back, change.after if change else before, rules, day, taken)
        if taken.entries[count:]:
            change = supposed(folder, rules, before, taken.entries, progress)
    if as_json:
        if change and yes:
            change.write()
        told: dict[str, Any] = write_down.as_dict(change) if change else {}
        told |= {"county": folder.name, "month": of_month, "is_written": bool(change and yes)}
        told |= {"entries": _new(change), "refused": taken.refused, "known": taken.known}
        print_json(told | {"changed": {file.name: back.changed for file, back in books.items()}})
    else:
        _tell(books, taken)
        if change is None:
            typer.echo("没有可以写入的答复。")
        else:
            for line in _new(change):
                typer.echo(one_line(line))
            write_down.offer(change, is_agreed=yes)
    if taken.refused:
        raise typer.Exit(LedgersRefused.exit_code)


def _returned(files: Sequence[Path], county: County, month: Month) -> dict[Path, Returned]:
    """Read the workbooks that came back. Raises UsageError for every file that is none of the month."""
    from briefing.ledgers.feedback.answers import returned
    from briefing.workbooks import guard as guards
    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Unreadable

    found, faults = {}, []
    with guards.Guard(FileLimits(**county.reading.model_dump())) as guard:
        for file in dict.fromkeys(files):
            if not file.is_file():
                faults.append(f"{file}：没有这个文件。")
                continue
            try:
                back = returned(guard.read(file))
            except Unreadable as fault:
                faults.append(f"{file}：{fault.remark.found}，{fault.remark.expected}。")
                continue
            if back is None:
                faults.append(
                    f"{file}：不是反馈单，或另存时丢了其中的记录，请用 briefing check {month} --feedback "
                    "写出的 xlsx 填写。"
                )
            elif (back.record.county, back.record.month) != (county.code, str(month)):
                is_own = back.record.county == county.code
                of = "" if is_own else f"代码为 {back.record.county} 的县"
                faults.append(
                    f"{file}：是{of} {back.record.month} 的反馈单，不是{county.name} {month} 的。"
                )
            else:
                found[file] = back
    if faults:
        raise UsageError("\n".join(faults))
    return found


def _tell(books: dict[Path, Returned], taken: Taken) -> None:
    """Print what each workbook holds, and what of it is not read."""
    from briefing.ledgers.feedback.answers import changes_named

    for file, back in books.items():
        office = back.record.office
        typer.echo(
            one_line(f"{file.name}：{office}答复{len(back.answers)}条，未答复{back.blank}条")
        )
        if named := changes_named(back):
            typer.echo(one_line(f"{file.name}：{named}"), err=True)
    for line in taken.refused:
        typer.echo(one_line(line), err=True)
    if taken.known:
        typer.echo(f"{taken.known}条以前已经读入，或台账已改。")


def _new(change: Change | None) -> list[str]:
    """Return the lines about the corrections and confirmations that are new."""
    if change is None:
        return []
    before = set(change.before.written)
    return [line for line in change.after.written if line not in before]
