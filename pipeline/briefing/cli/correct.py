"""`briefing correct`: write down that one cell should hold another value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import write_down
from briefing.cli.app import app
from briefing.cli.options import CountyOption, MonthArgument, OnOption, YesOption, day_given, meant
from briefing.cli.output import JsonOption, print_json, reading_shown
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.domain.text import one_line
from briefing.domain.units import fold

if TYPE_CHECKING:
    from briefing.ledgers.correct.spots import Named


@app.command(
    examples=[
        'briefing correct 2020-05 K9 --to 11000 --reason "多写一个0" --by 县水利局',
        'briefing correct 2020-05 水厂 --column 年度任务 --to 600 --reason "按计划文件" --by 投资科',
    ]
)
def correct(
    month: MonthArgument,
    what: Annotated[
        str,
        typer.Argument(metavar="CELL", help="单元格，如 K9；或项目名称、代码（要加 --column）"),
    ],
    to: Annotated[str, typer.Option(help="应为什么；不写单位的按台账这一列的单位")],
    reason: Annotated[str, typer.Option(help="为什么改")],
    by: Annotated[str, typer.Option(help="谁确认的：单位或岗位")],
    column: Annotated[str, typer.Option(help="哪一列，如 年度计划投资")] = "",
    ledger: Annotated[str, typer.Option(help="哪种台账，如 重点项目进展月报表")] = "",
    file: Annotated[str, typer.Option(help="哪个文件，可只写文件名的一部分")] = "",
    sheet: Annotated[str, typer.Option(help="哪张工作表")] = "",
    on: OnOption = "",
    county: CountyOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """更正一个单元格：先显示改了什么、解决什么，再写进更正文件。"""
    from briefing.jobs.write_down import supposed
    from briefing.ledgers.correct import Correction
    from briefing.ledgers.correct.applied import Applied
    from briefing.ledgers.correct.cells import fitted
    from briefing.ledgers.correct.spots import Misfit, spot
    from briefing.ledgers.correct.writing import in_own_unit, naming
    from briefing.ledgers.ingest import open_year
    from briefing.settings.county import load

    (_, of_month, folder), day = meant(month, county), day_given("--on", on)
    if not (reason.strip() and by.strip()):
        message = "--reason、--by 不能为空：请写明为什么改、谁确认的。"
        raise UsageError(message)
    cell = _cell(of_month, what, column=column, ledger=ledger, file=file, sheet=sheet)
    rules = load(folder.config)
    with reading_shown() as progress:
        before = open_year(folder, rules, of_month, progress)[-1]
        try:
            at = spot(before.tables, cell, rules)
            entry = Correction(
                **naming(at, before.tables, of_month, rules),
                month=of_month,
                expect=at.sent,
                value=in_own_unit(at, to),
                reason=reason,
                confirmed_by=by,
                confirmed_on=day,
            )
            fitted(before.tables, entry, rules)
        except Misfit as misfit:
            message = f"{what}：{misfit}。"
            raise UsageError(message) from None
        if entry.value == entry.expect:
            message = f"{at.words} 本来就是“{at.sent}”，不用更正。"
            raise UsageError(message)
        change = supposed(folder, rules, before, [entry], progress)
    line = next(
        each.line
        for each in Applied.all_of(change.after.tables)
        if (each.spot.place, each.spot.key) == (at.place, at.key)
    )
    if as_json:
        if yes:
            change.write()
        told = {"county": folder.name, "month": of_month, "line": line, "is_written": yes}
        print_json(told | write_down.as_dict(change))
        return
    typer.echo(one_line(line))
    if write_down.offer(change, is_agreed=yes):
        typer.echo(f"接着可执行 briefing check {of_month}")


def _cell(month: Month, what: str, **words: str) -> Named:
    """Return the cell that the command line names. Raises UsageError."""
    from briefing.ledgers.correct.named import CELL, cell_address, column_key, ledger_id
    from briefing.ledgers.correct.spots import Named
    from briefing.ledgers.dictionary import ledger

    is_cell = bool(CELL.fullmatch(fold(what).upper()))
    if not is_cell and not words["column"]:
        message = (
            f"“{what}”不是单元格，应写作 K9；是项目的，请用 --column 写明哪一列，如 年度计划投资。"
        )
        raise UsageError(message)
    try:
        if words["ledger"]:
            words["ledger"] = ledger_id(words["ledger"])
            if words["column"]:
                words["column"] = column_key(words["column"], ledger(words["ledger"]), month)
        words |= {"cell": cell_address(what)} if is_cell else {"project": what}
    except ValueError as fault:
        message = f"{fault}。"
        raise UsageError(message) from None
    return Named(month, **words)
