"""
Decide which rows are parts of the project above them (打捆项目).

Counting a project and its parts would count money twice; treating a project without a serial number
as a part would lose it. Where serials leave it open, the amounts decide: parts add up to their
project.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.money import plain
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy import cell_findings, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.ledgers.cut.sheet_table import SheetTable

# Each part is rounded by itself.
HALF_UNIT_WAN = Decimal("0.5")
# One row with the amount of the row above is another project; several that add up are parts.
LEAST_PARTS = 2
# What further rows of one project may hold: more words, and amounts of its parts.
_MAY_GO_ON = {
    *("text", "name", "private", "presence", "list", "problems", "states", "unit", "town"),
    "money",
}


@dataclass
class Settled:
    """The kind of each row once parts and projects are separated, and the findings about it."""

    kinds: list[RowKind]
    findings: list[Finding] = field(default_factory=list)


def settle(sheet: SheetTable, amounts: Mapping[str, Sequence[Decimal | None]]) -> Settled:
    """Decide every row that may be a part; *amounts* are 万元 by money column and position."""
    settled = Settled(list(sheet.kinds))
    groups: dict[int, list[int]] = {}
    for at, (parent, reason) in sheet.parents.items():
        if reason == "merged":
            settled.findings += _amounts_of_continuation(
                sheet, at, amounts
            ) or _facts_of_continuation(sheet, parent, at)
        else:
            groups.setdefault(parent, []).append(at)
    for parent, parts in groups.items():
        _settle_group(sheet, parent, parts, amounts, settled)
    return settled


def _settle_group(
    sheet: SheetTable,
    parent: int,
    parts: list[int],
    amounts: Mapping[str, Sequence[Decimal | None]],
    settled: Settled,
) -> None:
    numbered = [at for at in parts if sheet.parents[at][1] == "numbered"]
    own = {key: column[parent] for key, column in amounts.items() if column[parent] is not None}
    if not any(own.values()) and any(column[at] for column in amounts.values() for at in parts):
        # A title with a serial of its own: the rows below it are the projects.
        settled.kinds[parent] = RowKind.BAND
        for at in parts:
            settled.kinds[at] = RowKind.PROJECT
        found = f"“{_name(sheet, parent)}”没有投资数，其下各行有"
        expected, advice = "按分类处理，其下各行按项目计入", "核对项目个数"
        settled.findings.append(_question(sheet, parent, found, expected, advice))
        return
    sums = {key: sum((amounts[key][at] or Decimal(0) for at in parts), Decimal(0)) for key in own}
    differing = [
        key
        for key, value in own.items()
        if value is not None
        and any(amounts[key][at] is not None for at in parts)
        and abs(value - sums[key]) > HALF_UNIT_WAN * len(parts)
    ]
    agrees = not differing and any(sums.values()) and len(parts) >= LEAST_PARTS
    if numbered and differing:
        settled.findings += [_do_not_add_up(sheet, parent, key, sums[key]) for key in differing]
    elif not numbered:
        taken_as = "已按单独的项目计入"
        if agrees:
            taken_as = f"与同类行合计等于“{_name(sheet, parent)}”，按其子项处理，未单独计入"
        for at in parts:
            settled.kinds[at] = RowKind.PART if agrees else RowKind.PROJECT
            found = f"“{_name(sheet, at)}”没有序号，{taken_as}"
            advice = "补上序号；是子项的请写成“1-1”"
            settled.findings.append(_question(sheet, at, found, "每个项目应有序号", advice))


def _amounts_of_continuation(
    sheet: SheetTable, at: int, amounts: Mapping[str, Sequence[Decimal | None]]
) -> list[Finding]:
    """Find a second amount of a project that is drawn over several rows."""
    return [
        _of_second(sheet, at, key, "这一行另有数", "一个项目应只有一个数")
        for key, column in amounts.items()
        if column[at] is not None and (at, key) not in sheet.shared
    ]


def _facts_of_continuation(sheet: SheetTable, parent: int, at: int) -> list[Finding]:
    """
    Find a fact in a further row of a project that differs from its first row: the name of another
    project may have been merged away. Words may continue in the next row.
    """
    differing = [
        key
        for key, cells in sheet.values.items()
        if sheet.ledger.column(key).type not in _MAY_GO_ON
        and not values.says_nothing(cells[at])
        and cells[at] != cells[parent]
    ]
    expected = "一个项目应只有一种说法"
    return [
        _of_second(sheet, at, key, f"这一行另写“{sheet.values[key][at]}”", expected)
        for key in differing[:1]
    ]


def _of_second(sheet: SheetTable, at: int, key: str, found: str, expected: str) -> Finding:
    column, words = sheet.ledger.column(key), f"同一项目分成几行，{found}"
    advice = "合并成一行，或把各行写成不同的项目"
    return cell_findings.of_cell(sheet, at, column, "R07", words, expected, advice)


def _do_not_add_up(sheet: SheetTable, at: int, key: str, total: Decimal) -> Finding:
    column, expected = sheet.ledger.column(key), "子项合计应等于打捆项目"
    found = f"“{_name(sheet, at)}”的子项合计为{plain(total)}万元，与本行不符"
    return cell_findings.of_cell(sheet, at, column, "R07", found, expected, "核对子项或本行")


def _question(sheet: SheetTable, at: int, found: str, expected: str, advice: str) -> Finding:
    column, severity = sheet.ledger.column("project_name"), Severity.WARNING
    return cell_findings.of_cell(sheet, at, column, "R08", found, expected, advice, severity)


def _name(sheet: SheetTable, at: int) -> str:
    return str(sheet.values["project_name"][at] or "").strip()
