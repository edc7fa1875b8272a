"""Plant mess above the rows: titles, units, headers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.units import MONEY_FACTORS_WAN, money_unit
from tests.mess.draft import SUMMED, Cell, Line, NoRoom, Spot

if TYPE_CHECKING:
    from random import Random

    from tests.mess.draft import Column, Desk, Draft

_TITLED = (
    "projects",
    "reserve",
    "permits",
    "sponsorship",
    "tasks",
    "problems",
    "meetings",
    "growth",
)
_PAID = ("projects", "statistics", "reserve")
_TITLES = (
    "内部资料",
    "附表",
    "县重点项目建设领导小组办公室",
    "高质量项目推进年重点项目建设情况",
    "（征求意见稿）",
)
_UNIT_LINES = (
    "单位：{unit}、个、%",
    "单位：{unit}",
    "单 位：{unit}",
    "计量单位：{unit}",
    "（单位：{unit}）",
    "金额单位：{unit}",
)
_PARENTS = {
    "projects": (
        (("total_plan_wan", "done_before_wan", "annual_task_wan"), ("投资规模", "投资情况", "计划投资")),
        (("planned_start", "planned_finish"), ("工期安排", "项目周期")),
        (("physical_progress", "obstacles", "problem"), ("推进情况", "进展及问题")),
        (("done_this_month_wan", "done_this_year_wan", "done_since_start_wan"), ("投资完成情况", "进度")),
    ),
    "reserve": (
        (("proposal", "feasibility", "filing", "land"), ("项目手续",)),
        (("replaces", "replacement_task_wan"), ("替换项目",)),
    ),
    "permits": ((("project_name", "project_code"), ("项目",)),),
    "problems": ((("transferred_to", "transferred_on"), ("移送情况",)),),
}  # fmt: skip
_SYNONYMS = {
    "project_name": ("工程名称",),
    "responsible_unit": ("牵头单位", "主管部门", "项目主管单位", "主责单位"),
    "owner": ("实施单位", "项目法人", "项目业主", "业主单位", "法人单位"),
    "town": ("建设地址",),
    "annual_task_wan": ("年计划投资（万元）", "年度任务（万元）", "2020年度投资计划（万元）", "{year}年计划投资（万元）"),
    "done_before_wan": ("截至{last_year}年底累计完成投资（万元）", "上年底累计完成（万元）"),
    "annual_goal": ("年度目标", "年主要建设任务", "计划形象进度"),
    "physical_progress": ("工程形象进度", "进展情况"),
    "sector": ("项目类别", "项目分类", "所属行业"),
    "inclusion_status": ("入库状态", "入库纳统情况"),
}  # fmt: skip
# Where the header tells an amount, it must not go: what nobody may miss.
_NEEDED = {
    "projects": "annual_task_wan",
    "statistics": "total_plan_stat_wan",
    "permits": "project_name",
}


def merged_title(desk: Desk, chance: Random) -> list[Spot]:
    """Put one or two more titles above the table, merged over its width."""
    _, draft = desk.find(chance.choice(_TITLED))
    for words in chance.sample(_TITLES, chance.randint(1, 2)):
        draft.lines.insert(chance.randint(0, 1), draft.line("title", words))
    draft.lines.insert(0, draft.line("blank"))
    return [desk.spot(draft, draft.lines[1])]


def unit_line(desk: Desk, chance: Random) -> list[Spot]:
    """Give all amounts in one unit, and write it above the table alone."""
    _, draft = desk.find(chance.choice(_PAID))
    desk.claim(f"unit:{draft.ledger}")
    unit = chance.choice(("万元", "亿元", "元", "千元"))
    for column in draft.money():
        column.path = "/".join(_without_unit(level) for level in column.path.split("/"))
        rescale(draft, column, unit)
    cell = _unit_cell(draft)
    said = chance.choice(_UNIT_LINES).format(unit=unit)
    line = next(line for line in draft.lines if cell in line.cells)
    if (
        chance.random() < 0.3
        and isinstance(line.cells[0].shown, str)
        and cell is not line.cells[0]
    ):
        line.cells[0].write(f"{line.cells[0].shown}　　　　{said}")
        cell.write(None)
    else:
        cell.write(said)
    return [desk.spot(draft, line)]


def no_unit(desk: Desk, chance: Random) -> list[Spot]:
    """Say the unit of a column nowhere."""
    _, draft = desk.find(chance.choice(_PAID))
    desk.claim(f"unit:{draft.ledger}", f"headers:{draft.ledger}")
    column = chance.choice(
        [column for column in draft.money() if "/" not in column.path] or draft.money()
    )
    column.path = "/".join(_without_unit(level) for level in column.path.split("/"))
    for cell in draft.unit_cells():
        cell.write(None)
    draft.keep_off(column)
    return [Spot(desk.spot(draft).file, draft, None, column)]


def rescale(draft: Draft, column: Column, unit: str) -> None:
    """Write a column of amounts in another unit."""
    if column.factor is None:
        raise NoRoom
    times = column.factor / MONEY_FACTORS_WAN[unit]
    column.factor = MONEY_FACTORS_WAN[unit]
    at = draft.columns.index(column)
    for line in draft.lines:
        cell = line.cells[at] if line.kind in SUMMED else Cell()
        if isinstance(cell.true, int | Decimal):
            amount = Decimal(cell.true) * times
            cell.true = cell.shown = int(amount) if amount == int(amount) else amount.normalize()


def _unit_cell(draft: Draft) -> Cell:
    """The cell that says the unit above the head; a new one where there is none."""
    if cells := draft.unit_cells():
        return cells[0]
    line = draft.line("unit")
    draft.lines.insert(draft.lines.index(draft.head()), line)
    return line.cells[-1]


def _without_unit(header: str) -> str:
    start = header.rfind("（")
    return header[:start] if start > 0 and money_unit(header[start:]) else header


def header_levels(desk: Desk, chance: Random) -> list[Spot]:
    """Put columns that stand side by side under one more level of header, merged."""
    _, draft = desk.find(chance.choice(tuple(_PARENTS)))
    desk.claim(f"levels:{draft.ledger}")
    keys, parents = chance.choice(_PARENTS[draft.ledger])
    parent = chance.choice(parents)
    for key in keys:
        column = draft.column(key)
        if column.path.count("/") < 2:
            column.path = f"{parent}/{column.path}"
    return [desk.spot(draft, draft.head())]


def repeated_head(desk: Desk, chance: Random) -> list[Spot]:
    """Print the head again at the top of every page."""
    _, draft = desk.find(chance.choice(("projects", "reserve", "permits", "problems")))
    desk.claim(f"pages:{draft.ledger}")
    length = chance.randint(3, 12)
    body = draft.lines[draft.below_head() :]
    has_title = chance.random() < 0.3
    paged: list[Line] = []
    spots = []
    for number, line in enumerate(body):
        if number and number % length == 0 and line.kind != "note" and not draft.is_inside(line):
            if has_title:
                paged.append(draft.line("title", str(_title(draft))))
            paged.append(Line("head"))
            spots.append(desk.spot(draft, paged[-1]))
        paged.append(line)
    draft.lines[draft.below_head() :] = paged
    return spots


def _title(draft: Draft) -> object:
    return next(line.cells[0].shown for line in draft.lines if line.kind == "title")


def spaced_header(desk: Desk, chance: Random) -> list[Spot]:
    """Spread headers out with blanks and line breaks."""
    _, draft = desk.find(chance.choice((*_TITLED, "statistics")))
    spots = []
    for column in draft.columns:
        leaf = column.path.split("/")[-1]
        if chance.random() < 0.4 and "（" not in leaf:
            space = chance.choice((" ", "　", "\n", "\u00a0"))
            at = chance.randint(1, max(1, len(leaf) - 1))
            spread = space.join(leaf) if len(leaf) < 6 else leaf[:at] + space + leaf[at:]
            column.rename(spread + chance.choice(("", "　", "\n")))
            spots.append(Spot(desk.spot(draft).file, draft, draft.head(), column))
        elif "（" in leaf and chance.random() < 0.4:
            column.rename(leaf.replace("（", chance.choice(("\n（", " （", "("))))
            spots.append(Spot(desk.spot(draft).file, draft, draft.head(), column))
    if not spots:
        raise NoRoom
    return spots


def header_synonym(desk: Desk, chance: Random) -> list[Spot]:
    """Name columns as other departments name them."""
    _, draft = desk.find(chance.choice(("projects", "statistics", "permits", "sponsorship")))
    desk.claim(f"headers:{draft.ledger}")
    known = [
        column
        for column in draft.columns
        if column.key in _SYNONYMS
        and "/" not in column.path
        and (column.factor is None or "（万元）" in column.path)
    ]
    if draft.ledger != "projects":
        known = [
            column for column in known if column.key in {"responsible_unit", "inclusion_status"}
        ]
    chosen = chance.sample(known, chance.randint(1, len(known)))
    for column in chosen:
        words = chance.choice(_SYNONYMS[column.key])
        column.path = words.format(year=desk.month.year, last_year=desk.month.year - 1)
    return [Spot(desk.spot(draft).file, draft, draft.head(), column) for column in chosen]


def wrong_month_header(desk: Desk, chance: Random) -> list[Spot]:
    """Leave last month's words in the header of the year's amount."""
    _, draft = desk.find("projects")
    desk.claim("headers:projects")
    before = desk.month.number - 1
    if before < 1:
        raise NoRoom
    column = draft.column("done_this_year_wan")
    span = f"1-{before}月" if before > 1 else "1月"
    column.rename(span + chance.choice(("累计", "累计完成", "完成投资")))
    draft.keep_off(column)
    return [Spot(desk.spot(draft).file, draft, draft.head(), column)]


def misspelt_header(desk: Desk, chance: Random) -> list[Spot]:
    """Misspell the header of a column that must be there."""
    _, draft = desk.find(chance.choice(tuple(_NEEDED)))
    desk.claim(f"headers:{draft.ledger}")
    column = draft.column(_NEEDED[draft.ledger])
    if "/" in column.path:
        raise NoRoom
    column.path = chance.choice(("计划安排", "其他情况", f"{column.path[:2]}事由"))
    draft.keep_off(column)
    return [desk.spot(draft, draft.head())]
