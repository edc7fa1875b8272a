"""Plant mess of sheets and files: copies, other months, second tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import ordinal
from tests.mess.draft import Cell, Column, Draft, File, Line, NoRoom, Spot

if TYPE_CHECKING:
    from random import Random

    from tests.mess.draft import Desk

_BOOKS = ("projects", "reserve", "permits", "growth")
_NAMES = (
    "附件2：{month}月重点项目进展（定稿）最终版2{ext}", "新建 Microsoft Excel 工作表 (3){ext}", "副本{stem}{ext}",
    "{stem}(1){ext}", "【上报】{stem}——{month}.30改{ext}", "{month}月.最终.最终版{ext}", "  {stem} {ext}", "汇总表{ext}",
)  # fmt: skip


def _last_month(desk: Desk, file: File) -> Draft:
    """Last month's sheet of the same place in the files, as it was sent."""
    at = desk.files.index(file)
    if at >= len(desk.earlier):
        raise NoRoom
    return desk.earlier[at].drafts[0]


def _to_workbook(desk: Desk, name: str) -> tuple[File, Draft]:
    file, draft = desk.find(name)
    if file.form not in {"xlsx", "xlsm", "xls", "et", "ods", "xml"}:
        raise NoRoom
    desk.claim(f"sheets:{file.name}")
    return file, draft


def hidden_sheet(desk: Desk, chance: Random) -> list[Spot]:
    """Leave an old copy in a sheet that is hidden."""
    file, _ = _to_workbook(desk, chance.choice(_BOOKS))
    old = _last_month(desk, file)
    old.name, old.is_hidden = chance.choice(("Sheet2 (2)", "原始数据", "Sheet3", "旧")), True
    file.drafts.insert(chance.randint(0, len(file.drafts)), old)
    return [Spot(file, old)]


def second_copy(desk: Desk, chance: Random) -> list[Spot]:
    """Leave an old copy in a sheet beside the right one, for everyone to see."""
    file, _ = _to_workbook(desk, chance.choice(("projects", "reserve", "permits")))
    desk.claim(f"copies:{file.drafts[0].ledger}")
    old = _last_month(desk, file)
    old.name = chance.choice(("Sheet2 (2)", "Sheet1", "备份"))
    file.drafts.append(old)
    return [Spot(file, None)]


def month_sheets(desk: Desk, chance: Random) -> list[Spot]:
    """Keep a sheet for each month: 4月, 5月 · 四月, 五月 · 1-4月, 1-5月."""
    file, draft = _to_workbook(desk, "projects")
    old, month = _last_month(desk, file), desk.month.number
    first, second = chance.choice((
        (f"{month - 1}月", f"{month}月"), (f"{ordinal(month - 1)}月", f"{ordinal(month)}月"),
        (f"1-{month - 1}月", f"1-{month}月"), (f"1—{month - 1}月", f"1—{month}月"), (f"{desk.month.year}.{month - 1}", f"{desk.month.year}.{month}"),
        (f"{month - 1}月份", f"{month}月份"),
    ))  # fmt: skip
    old.name, draft.name = first, second
    file.drafts.insert(chance.choice((0, len(file.drafts))), old)
    return [Spot(file, old)]


def two_tables(desk: Desk, chance: Random) -> list[Spot]:
    """Part a ledger into two tables in one sheet, each with its title and its head."""
    _, draft = desk.find(chance.choice(("projects", "reserve")))
    desk.claim(f"split:{draft.ledger}", f"pages:{draft.ledger}")
    tops = [line for line in draft.lines if line.kind == "band"]
    if len(tops) < 2 or draft.has_filter:
        raise NoRoom
    band = chance.choice(tops[1:])
    at = draft.lines.index(band)
    title = next((str(line.cells[0].shown) for line in draft.lines if line.kind == "title"), "")
    unit = next((line for line in draft.lines if line.kind == "unit"), None)
    above = [draft.line("blank"), draft.line("title", chance.choice((title, f"{title}（续）")))]
    if unit is not None:
        above.append(Line("unit", [Cell(cell.true, cell.shown) for cell in unit.cells]))
    again = Line("head")
    draft.lines[at:at] = [*above, again]
    return [desk.spot(draft, again)]


def summary_below(desk: Desk, chance: Random) -> list[Spot]:
    """Put a small table of sums by office below the ledger."""
    _, draft = desk.find(chance.choice(("projects", "reserve", "permits")))
    desk.claim(f"summary:{draft.ledger}")
    offices = sorted({str(draft.cell(line, "responsible_unit").true) for line in draft.rows()})[:4]
    made = [draft.line("blank"), draft.line("plain", "附表：分单位汇总表")]
    made.append(draft.line("plain", "序号", "责任单位", "项目个数", "完成投资（万元）"))
    made += [
        draft.line("plain", at, office, at + 1, 100 * at) for at, office in enumerate(offices, 1)
    ]
    draft.lines += made
    return [desk.spot(draft, made[2])]


def without_head(desk: Desk, chance: Random) -> list[Spot]:
    """Let the ledger go on in a second sheet that has no head."""
    file, draft = _to_workbook(desk, chance.choice(("projects", "permits", "sponsorship")))
    desk.claim(f"split:{draft.ledger}")
    free = [
        line
        for line in draft.rows()
        if not any(line in {first, last} for first, last, _ in draft.spans)
    ]
    if len(free) < 4 or draft.has_filter:
        raise NoRoom
    at = draft.lines.index(chance.choice(free[len(free) // 2 :]))
    moved = [line for line in draft.lines[at:] if line.kind not in {"note", "plain", "blank"}]
    inside = {
        id(line)
        for first, last, _ in draft.spans
        for line in draft.lines[draft.lines.index(first) : draft.lines.index(last) + 1]
    }
    if any(
        line.is_taken or id(line) in inside or any(cell.is_taken for cell in line.cells)
        for line in moved
    ):
        raise NoRoom
    draft.lines = [line for line in draft.lines if line not in moved]
    second = Headless(
        draft.ledger, chance.choice(("Sheet2", "续表", "第2页")), draft.columns, moved
    )
    file.drafts.insert(file.drafts.index(draft) + 1, second)
    return [Spot(file, second)]


class Headless(Draft):
    """A sheet of rows alone."""

    def head(self) -> Line:
        """Its first row, since there is no head."""
        return self.lines[0]


def file_name(desk: Desk, chance: Random) -> list[Spot]:
    """Name files as they are named in the end."""
    desk.claim("names")
    spots = []
    for file in chance.sample(desk.files, chance.randint(1, 3)):
        stem, dot, ext = file.name.rpartition(".")
        name = chance.choice(_NAMES).format(month=desk.month.number, stem=stem, ext=f"{dot}{ext}")
        if name in {other.name for other in desk.files}:
            name = f"{stem}（最终）{dot}{ext}"
        file.name = name
        spots.append(Spot(file))
    return spots


def far_cell(desk: Desk, chance: Random) -> list[Spot]:
    """Leave a blank with a look of its own far below and far to the right of the table."""
    _, draft = desk.find(chance.choice(_BOOKS))
    desk.claim(f"far:{draft.ledger}")
    draft.lines += [draft.line("blank") for _ in range(300)]
    draft.columns += [Column(f"far{at}", "") for at in range(40)]
    for line in draft.lines:
        if line.kind != "head":
            line.cells += [Cell() for _ in range(40)]
    draft.lines[-1].cells[-1].write(chance.choice((" ", "　")))
    return [desk.spot(draft, draft.lines[-1])]
