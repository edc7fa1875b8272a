"""Plant mess in bands and totals."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import ordinal
from tests.mess.draft import NoRoom, is_number

if TYPE_CHECKING:
    from random import Random

    from briefing.starter.sample.books.layout import Value
    from tests.mess.draft import Desk, Draft, Line, Spot

_BANDED = ("projects", "reserve")
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)(.+)（(\d+)个）$"
)
# How a band is written on the first level, and on the second; the first cell only.
_FIRST = (
    "{cn}、{title}（{n}个）", "{roman}、{title}（{n}个）", "第{cn}部分 {title}（{n}个）", "{cn}、{title}：{n}个",
    "{cn}.{title}（共{n}个）", "{title}（{n}个）", "{cn}、{title}（{n}项）", "{cn}、{title}等{n}个", "{cn}、{title}　{n}个",
    "{cn}、{title}",
)  # fmt: skip
_SECOND = (
    "（{cn}）{title}（{n}个）", "({cn}){title}（{n}个）", "{up}-{at} {title}（{n}个）", "——{title}（{n}个）", "—{title}",
    "（{cn}）{title}", "{at}、{title}（{n}个）", "（{cn}）{title}等{n}个",
)  # fmt: skip
_TOTALS = (
    "合计：{n} 个", "合计", "合 计", "合　　计", "总计", "共计{n}个", "合计（{n}个）", "全县合计", "总计：{n}个项目",
    "合计{n}项",
)  # fmt: skip


def bands(draft: Draft) -> list[Line]:
    """The rows that head a group."""
    return [line for line in draft.lines if line.kind in {"band", "sub_band"}]


def covered(draft: Draft, band: Line) -> list[Line]:
    """The rows that a band heads."""
    at = draft.lines.index(band)
    ends = {"band"} if band.kind == "band" else {"band", "sub_band"}
    end = next(
        (place for place, line in enumerate(draft.lines[at + 1 :], at + 1) if line.kind in ends),
        len(draft.lines),
    )
    return [line for line in draft.lines[at:end] if line.kind == "row" and not line.is_removed]


def sums(draft: Draft, rows: list[Line]) -> dict[str, Value]:
    """What rows add up to, by the keys of the columns of amounts."""
    found: dict[str, Value] = {}
    for column in draft.money():
        at = draft.columns.index(column)
        amounts = [row.cells[at].true for row in rows]
        total = sum(
            (Decimal(each) for each in amounts if isinstance(each, int | Decimal)), Decimal(0)
        )
        found[column.key] = int(total) if total == int(total) else total
    return found


def _resummed(draft: Draft, line: Line, rows: list[Line]) -> None:
    for key, total in sums(draft, rows).items():
        cell = draft.cell(line, key)
        if isinstance(cell.true, int | Decimal) and cell.shown == cell.true:
            cell.true = cell.shown = total


def recount(draft: Draft) -> None:
    """Bring what bands and totals declare up to date, as a careful department does."""
    for line in draft.lines:
        if line.kind in {"band", "sub_band"}:
            rows = covered(draft, line)
        elif line.kind == "total":
            rows = draft.rows()
        else:
            continue
        head = line.cells[0]
        if isinstance(head.shown, str):
            head.shown = re.sub(r"\d+(?=\s*[个项])", str(len(rows)), head.shown)
        _resummed(draft, line, rows)


def band_style(desk: Desk, chance: Random) -> list[Spot]:
    """Write the bands in another of their styles."""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"bands:{draft.ledger}")
    first, second = chance.choice(_FIRST), chance.choice(_SECOND)
    if first.startswith("{title}"):
        # Without numbers on the first level, the second has none either.
        second = "（{cn}）{title}（{n}个）"
    is_split = chance.random() < 0.2
    up = at = 0
    for line in bands(draft):
        match = _HEADING.match(str(line.cells[0].shown))
        if not match:
            raise NoRoom
        if line.kind == "band":
            up, at = up + 1, 0
        else:
            at += 1
        number = up if line.kind == "band" else at
        words = (first if line.kind == "band" else second).format(
            cn=ordinal(number), roman=_ROMAN[number - 1], at=at, up=up, title=match[1], n=match[2]
        )
        if is_split and line.kind == "band":
            line.cells[0].write(ordinal(number))
            line.cells[1].write(f"{match[1]}（{match[2]}个）")
        else:
            line.cells[0].write(words)
    return [desk.spot(draft, line) for line in bands(draft)]


def bands_only_named(desk: Desk, chance: Random) -> list[Spot]:
    """Leave sums out of the bands."""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"bands:{draft.ledger}")
    for line in bands(draft):
        for cell in line.cells[1:]:
            cell.true = cell.shown = None
    return [desk.spot(draft, line) for line in bands(draft)]


def band_count(desk: Desk, chance: Random) -> list[Spot]:
    """Declare a number of projects that is not theirs."""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"bands:{draft.ledger}")
    line = chance.choice(bands(draft))
    count = len(covered(draft, line))
    wrong = max(0, count + chance.choice((-2, -1, 1, 2, 10)))
    if wrong == count:
        wrong += 1
    line.cells[0].write(re.sub(r"\d+(?=个)", str(wrong), str(line.cells[0].shown)))
    return [desk.spot(draft, line)]


def band_sum(desk: Desk, chance: Random) -> list[Spot]:
    """Declare a sum that the rows do not have."""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"bands:{draft.ledger}")
    return [_wrong_sum(desk, draft, chance.choice(bands(draft)), chance)]


def total_sum(desk: Desk, chance: Random) -> list[Spot]:
    """Write a grand total that the rows do not have."""
    _, draft = desk.find(chance.choice((*_BANDED, "statistics")))
    desk.claim(f"totals:{draft.ledger}")
    line = next((line for line in draft.lines if line.kind == "total"), None)
    if line is None:
        raise NoRoom
    return [_wrong_sum(desk, draft, line, chance)]


def _wrong_sum(desk: Desk, draft: Draft, line: Line, chance: Random) -> Spot:
    columns = [
        column
        for column in draft.money()
        if is_number(draft.cell(line, column.key)) and not draft.cell(line, column.key).is_taken
    ]
    if not columns:
        raise NoRoom
    column = chance.choice(columns)
    cell = draft.cell(line, column.key)
    true = Decimal(str(cell.true))
    # A sum over a cell that cannot be read proves nothing.
    draft.keep_off(column)
    # More than rounding could explain, even in 亿元 with one decimal.
    cell.write(true + chance.choice((30_000, 51_700, 200_000)) / (column.factor or Decimal(1)))
    return desk.spot(draft, line, column.key)


def total_place(desk: Desk, chance: Random) -> list[Spot]:
    """Write the total at the top, at the bottom or at both, in one of its spellings."""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"totals:{draft.ledger}")
    draft.lines = [line for line in draft.lines if line.kind != "total" or line.is_taken]
    where = chance.choice(("top", "bottom", "both", "first"))
    made = []
    if where in {"top", "both"}:
        made.append(_total(draft, chance))
        draft.lines.insert(draft.below_head(), made[-1])
    if where in {"bottom", "both"}:
        made.append(_total(draft, chance))
        last = max(at for at, line in enumerate(draft.lines) if line.kind == "row")
        draft.lines.insert(last + 1, made[-1])
    if where == "first":
        # Behind the first band, where nobody looks for it.
        made.append(_total(draft, chance))
        draft.lines.insert(draft.lines.index(bands(draft)[0]), made[-1])
    return [desk.spot(draft, line) for line in made]


def _total(draft: Draft, chance: Random, words: str = "", rows: list[Line] | None = None) -> Line:
    counted = draft.rows() if rows is None else rows
    style = chance.choice(("one", "one", "split", "beside"))
    said = words or chance.choice(_TOTALS)
    line = draft.line("total", said.format(n=len(counted)))
    if not words and style == "split":
        line = draft.line("total", "合", "计")
    elif not words and style == "beside":
        line = draft.line("total", "合计", f"{len(counted)}个")
    for key, total in sums(draft, counted).items():
        cell = draft.cell(line, key)
        cell.true = cell.shown = total
    line.is_taken = True
    for cell in line.cells:
        cell.is_taken = True
    return line


def subtotals(desk: Desk, chance: Random) -> list[Spot]:
    """Close every group with a 小计."""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"subtotals:{draft.ledger}")
    wanted = (
        chance.choice(({"band"}, {"sub_band"}, {"band", "sub_band"}))
        if draft.ledger == "projects"
        else {"band"}
    )
    words = chance.choice(("小计", "小  计", "小计：{n}个", "小计（{n}个）"))
    made = []
    for band in [line for line in bands(draft) if line.kind in wanted]:
        rows = covered(draft, band)
        if not rows:
            continue
        line = _total(draft, chance, words, rows)
        last = max(draft.lines.index(row) for row in rows) + 1
        while draft.lines[last].kind == "total" and draft.lines[last] in made:
            last += 1
        draft.lines.insert(last, line)
        made.append(line)
    return [desk.spot(draft, line) for line in made]


def of_which(desk: Desk, chance: Random) -> list[Spot]:
    """Take a part out of the total: 其中：…"""
    _, draft = desk.find(chance.choice(_BANDED))
    desk.claim(f"of_which:{draft.ledger}")
    total = next((line for line in draft.lines if line.kind == "total"), None)
    if total is None:
        raise NoRoom
    made = []
    for band in chance.sample(bands(draft), min(2, len(bands(draft)))):
        title = str(band.cells[0].shown)
        words = (
            f"其中：{title[title.find('、') + 1 :]}"
            if chance.random() < 0.5
            else "其中：省级重点项目3个"
        )
        line = _total(draft, chance, words.replace("{", "").replace("}", ""), covered(draft, band))
        draft.lines.insert(draft.lines.index(total) + 1, line)
        made.append(line)
    return [desk.spot(draft, line) for line in made]


def notes(desk: Desk, chance: Random) -> list[Spot]:
    """Write more notes below the table, one of them over two rows."""
    _, draft = desk.find(
        chance.choice(
            (
                "projects",
                "reserve",
                "permits",
                "sponsorship",
                "tasks",
                "problems",
                "meetings",
                "growth",
            )
        )
    )
    options = (
        ("注：1.本表由各项目责任单位填报；", "2.投资额以万元为单位，保留整数。"),
        ("填表人：　　　　审核：　　　　填报日期：2020年6月2日",),
        ("备注：本表数据截至月底，后续如有调整以正式文件为准。",),
        ("说明：红色字体为进度滞后的项目",),
        ("审核：", "单位负责人：　　　　（盖章）"),
        ("★注：带★为省级重点项目",),
    )  # fmt: skip
    made = [draft.line("note", words) for words in chance.choice(options)]
    draft.lines += made
    return [desk.spot(draft, line) for line in made]
