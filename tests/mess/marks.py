"""Plant mess that only a workbook can hold: hidden rows, struck cells, colours, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import plain
from tests.mess import bands
from tests.mess.draft import NoRoom, is_number, one_of, some_of

if TYPE_CHECKING:
    from random import Random

    from tests.mess.draft import Desk, Draft, File, Line, Spot

_BOOKS = ("projects", "reserve", "permits", "sponsorship", "problems")
_FAILED = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")
_NEEDED = {"projects": ("annual_task_wan", "done_this_month_wan", "done_this_year_wan", "done_since_start_wan", "total_plan_wan"),
           "reserve": ("total_plan_wan", "plan_five_year_wan")}  # fmt: skip


def _book(desk: Desk, name: str) -> tuple[File, Draft]:
    """A sheet of a workbook, which will have to stay one."""
    file, draft = desk.find(name)
    if file.form not in {"xlsx", "xlsm"}:
        raise NoRoom
    return file, draft


def hidden_rows(desk: Desk, chance: Random) -> list[Spot]:
    """Hide rows by hand."""
    _, draft = _book(desk, chance.choice(_BOOKS))
    lines = some_of(chance, draft.rows(), 4)
    for line in lines:
        line.is_hidden = True
    return [desk.spot(draft, line) for line in lines]


def filtered_rows(desk: Desk, chance: Random) -> list[Spot]:
    """Leave a filter on the office: the rows of others are hidden."""
    _, draft = _book(desk, chance.choice(("projects", "permits", "reserve")))
    desk.claim(f"filter:{draft.ledger}")
    draft.has_filter = True
    kept = chance.choice(draft.rows())
    hidden = [
        line
        for line in draft.rows()
        if draft.cell(line, "responsible_unit").true != draft.cell(kept, "responsible_unit").true
    ]
    if not hidden:
        raise NoRoom
    for line in hidden:
        line.is_hidden = True
    return [desk.spot(draft, line) for line in hidden]


def hidden_columns(desk: Desk, chance: Random) -> list[Spot]:
    """Hide columns."""
    _, draft = _book(desk, chance.choice(_BOOKS))
    columns = chance.sample(draft.columns[2:], chance.randint(1, 3))
    for column in columns:
        column.is_hidden = True
    return [desk.spot(draft, None, column.key) for column in columns]


def struck_project(desk: Desk, chance: Random) -> list[Spot]:
    """Strike a project through that has left the plan; counts and sums are without it."""
    draft, line = _struck(desk, chance)
    line.is_removed = True
    bands.recount(draft)
    return [desk.spot(draft, line)]


def struck_but_counted(desk: Desk, chance: Random) -> list[Spot]:
    """Strike a project through, and leave it in the counts of bands and total."""
    draft, line = _struck(desk, chance)
    desk.claim(f"bands:{draft.ledger}", f"totals:{draft.ledger}")
    line.is_removed = True
    around = [other for other in bands.bands(draft) if line in _below(draft, other)]
    return [desk.spot(draft, other) for other in around]


def _below(draft: Draft, band: Line) -> list[Line]:
    at = draft.lines.index(band)
    ends = {"band"} if band.kind == "band" else {"band", "sub_band"}
    later = draft.lines[at + 1 :]
    end = next((place for place, line in enumerate(later) if line.kind in ends), len(later))
    return later[:end]


def _struck(desk: Desk, chance: Random) -> tuple[Draft, Line]:
    _, draft = _book(desk, "projects")
    desk.claim("struck")
    # Who is to be replaced is named in the reserve, and stays.
    rows = [
        line
        for line in draft.rows()
        if not line.is_taken
        and not any(cell.is_taken for cell in line.cells)
        and not str(draft.cell(line, "status").true).startswith("未")
    ]
    line = one_of(chance, rows)
    line.is_taken = True
    for cell in line.cells:
        cell.is_struck = cell.shown is not None
        cell.is_taken = True
    return draft, line


def struck_cell(desk: Desk, chance: Random) -> list[Spot]:
    """Strike an amount through without another beside it."""
    draft, key, line = _amount(desk, chance)
    draft.cell(line, key).write(draft.cell(line, key).shown).is_struck = True
    return [desk.spot(draft, line, key)]


def struck_in_part(desk: Desk, chance: Random) -> list[Spot]:
    """Strike the old amount through and write the new one behind it, in one cell."""
    draft, key, line = _amount(desk, chance)
    cell = draft.cell(line, key)
    cell.write(str(cell.true))
    cell.struck_before = f"{chance.randint(1, 900)}"
    return [desk.spot(draft, line, key)]


def colours(desk: Desk, chance: Random) -> list[Spot]:
    """Write what is behind in red."""
    _, draft = _book(desk, chance.choice(_BOOKS))
    lines = some_of(chance, draft.rows(), 5)
    for line in lines:
        for cell in line.cells:
            cell.colour = chance.choice(("#FF0000", "#FF0000", "#0070C0"))
    return [desk.spot(draft, line) for line in lines]


def calculated(desk: Desk, chance: Random) -> list[Spot]:
    """Let formulas give sums and cumulative amounts, with their results beside them."""
    _, draft = _book(desk, chance.choice(tuple(_NEEDED)))
    spots = []
    for line in draft.lines:
        if line.kind in {"band", "sub_band", "total", "row"}:
            for column in draft.money():
                cell = draft.cell(line, column.key)
                if is_number(cell) and not cell.is_taken and chance.random() < 0.3:
                    cell.write(cell.shown).formula = (
                        "=SUM(Z900:Z950)" if line.kind != "row" else "=Z900+Z901"
                    )
                    spots.append(desk.spot(draft, line, column.key))
    if not spots:
        raise NoRoom
    return spots


def uncalculated(desk: Desk, chance: Random) -> list[Spot]:
    """Leave a formula without its result, as other programs write it."""
    draft, key, line = _amount(desk, chance)
    draft.cell(line, key).write(None).formula = "=Z900+Z901"
    return [desk.spot(draft, line, key)]


def failed(desk: Desk, chance: Random) -> list[Spot]:
    """Let a formula fail: #REF!, #DIV/0!"""
    draft, key, line = _amount(desk, chance)
    draft.cell(line, key).write(chance.choice(_FAILED)).formula = "=Z900/Z901"
    return [desk.spot(draft, line, key)]


def linked(desk: Desk, chance: Random) -> list[Spot]:
    """Take an amount from another workbook, which nobody sent."""
    draft, key, line = _amount(desk, chance)
    cell = draft.cell(line, key)
    cell.write(cell.shown).formula = "=[1]Sheet1!Z900"
    desk.spot(draft).file.links = "file:///D:/2020/4%E6%9C%88%E5%8F%B0%E8%B4%A6.xlsx"
    return [desk.spot(draft, line, key)]


def commented(desk: Desk, chance: Random) -> list[Spot]:
    """Comment on an amount that stands in its cell."""
    draft, key, line = _amount(desk, chance)
    cell = draft.cell(line, key).write(draft.cell(line, key).shown)
    cell.comment = chance.choice(("已与统计局核对", "含设备购置", "按合同价", "数据待审计"))
    return [desk.spot(draft, line, key)]


def only_commented(desk: Desk, chance: Random) -> list[Spot]:
    """Write the amount into the comment and leave the cell empty."""
    draft, key, line = _amount(desk, chance)
    cell = draft.cell(line, key)
    amount = plain(cell.true) if not isinstance(cell.true, int) else str(cell.true)  # type: ignore[arg-type]
    cell.write(chance.choice((None, None, "—", "见批注"))).comment = f"实际为{amount}"
    return [desk.spot(draft, line, key)]


def _amount(desk: Desk, chance: Random) -> tuple[Draft, str, Line]:
    _, draft = _book(desk, chance.choice(tuple(_NEEDED)))
    key = chance.choice(_NEEDED[draft.ledger])
    return draft, key, one_of(chance, draft.free(key, is_number))
