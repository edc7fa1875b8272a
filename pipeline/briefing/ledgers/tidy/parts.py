"""
Rows that may be parts of a project above them go in; which of them are comes out.

Counting a packed project and its parts would count money twice; taking a project without a number
for a part would lose it. Where the serial does not say so itself, the amounts decide: parts add up
to their project.
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

# Parts are rounded one by one.
HALF_UNIT_WAN = Decimal("0.5")
# One row of the same size as the one above it is another project; several that add up are parts.
LEAST_PARTS = 2
# What the further rows of one project may hold: more words, and numbers of its parts.
_MAY_GO_ON = {
    *("text", "name", "private", "presence", "list", "problems", "states", "unit", "town"),
    "money",
}


@dataclass
class Settled:
    """The kind of each row once parts are told from projects, and what is to be said of it."""

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
        # A title with a number of its own: what stands beneath it are the projects.
        settled.kinds[parent] = RowKind.BAND
        for at in parts:
            settled.kinds[at] = RowKind.PROJECT
        settled.findings.append(_only_a_title(sheet, parent))
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
        for at in parts:
            settled.kinds[at] = RowKind.PART if agrees else RowKind.PROJECT
            settled.findings.append(_without_serial(sheet, at, parent if agrees else None))


def _amounts_of_continuation(
    sheet: SheetTable, at: int, amounts: Mapping[str, Sequence[Decimal | None]]
) -> list[Finding]:
    """A project drawn over several rows has one amount; a second one is nobody's."""
    return [
        _of_second(sheet, at, key, "这一行另有数", "一个项目应只有一个数")
        for key, column in amounts.items()
        if column[at] is not None and (at, key) not in sheet.shared
    ]


def _facts_of_continuation(sheet: SheetTable, parent: int, at: int) -> list[Finding]:
    """
    What the further row of a project says otherwise than its first: the name of a project of its
    own was merged away. Words may well go on in the next row.
    """
    said = [
        key
        for key, cells in sheet.values.items()
        if sheet.ledger.column(key).type not in _MAY_GO_ON
        and not values.says_nothing(cells[at])
        and cells[at] != cells[parent]
    ]
    return [
        _of_second(
            sheet, at, key, f"这一行另写“{sheet.values[key][at]}”", "一个项目应只有一种说法"
        )
        for key in said[:1]
    ]


def _of_second(sheet: SheetTable, at: int, key: str, found: str, expected: str) -> Finding:
    return _finding(
        sheet,
        at,
        key,
        "R07",
        f"同一项目分成几行，{found}",
        expected,
        "合并成一行，或把各行写成不同的项目",
    )


def _only_a_title(sheet: SheetTable, at: int) -> Finding:
    return _finding(
        sheet,
        at,
        "project_name",
        "R08",
        f"“{_name(sheet, at)}”没有投资数，其下各行有",
        "按分类处理，其下各行按项目计入",
        "核对项目个数",
        Severity.WARNING,
    )


def _do_not_add_up(sheet: SheetTable, at: int, key: str, total: Decimal) -> Finding:
    return _finding(
        sheet,
        at,
        key,
        "R07",
        f"“{_name(sheet, at)}”的子项合计为{plain(total)}万元，与本行不符",
        "子项合计应等于打捆项目",
        "核对子项或本行",
    )


def _without_serial(sheet: SheetTable, at: int, parent: int | None) -> Finding:
    if parent is None:
        found = f"“{_name(sheet, at)}”没有序号，已按单独的项目计入"
    else:
        found = f"“{_name(sheet, at)}”没有序号，与同类行合计等于“{_name(sheet, parent)}”，按其子项处理，未单独计入"
    return _finding(
        sheet,
        at,
        "project_name",
        "R08",
        found,
        "每个项目应有序号",
        "补上序号；是子项的请写成“1-1”",
        Severity.WARNING,
    )


def _name(sheet: SheetTable, at: int) -> str:
    return str(sheet.values["project_name"][at] or "").strip()


def _finding(
    sheet: SheetTable,
    at: int,
    key: str,
    code: str,
    found: str,
    expected: str,
    advice: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    column = sheet.ledger.column(key)
    return cell_findings.of_cell(sheet, at, column, code, found, expected, advice, severity)
