"""Rename columns to other spellings of the same meaning, and to spellings of a similar one."""

from __future__ import annotations

from random import Random

from briefing.domain.units import money_unit
from briefing.workbooks.sheet import as_text
from tests import headers
from tests.mutations.draft import MONTHLY, YTD, Draft, doubtful, harmless, lose, telling
from tests.mutations.groups import BEFORE, SINCE, TASK, TOTAL, spoken
from tests.mutations.page import NotHere, Page, Part, header, one_of, own_headers, rename

# The parts of a head that mean a column: its period, and whether it is a plan or an actual.
MEANT = {
    TASK: ("year", "计划"), YTD: ("year_to_date", "完成"), MONTHLY: ("month", "完成"),
    SINCE: ("since_start", "完成"), BEFORE: ("to_last_year", "完成"),
}  # fmt: skip
# Heads that stand near a column in meaning, and mean none of the ledger's.
SIMILAR = {
    TASK: [
        "{l}年度计划投资", "下年度计划投资", "{n}年计划投资", "1-{m}月计划投资", "本月计划投资",
        "年度剩余计划投资", "年度计划投资（调整前）", "其中：专项债券年度计划投资",
    ],
    YTD: [
        "{l}年1-{m}月完成投资", "上年同期完成投资", "1-{m}月计划完成投资", "1-{o}月完成投资",
        "1-{m}月未完成投资", "其中：民间投资1-{m}月完成投资", "1-{m}月完成投资（不含税）",
    ],
    MONTHLY: [
        "下月计划完成投资", "上月完成投资", "本月计划投资", "{o}月完成投资", "去年同期完成投资",
        "本月未完成投资", "{l}年{m}月完成投资", "其中：政府投资本月完成",
    ],
    TOTAL: ["其中：政府投资", "剩余总投资", "{l}年总投资", "总投资（不含征地）", "总投资（调整前）"],
    BEFORE: ["截至{k}年底累计完成投资", "截至上年底未完成投资", "截至上年底到位资金"],
    "growth_pct": [
        "上年同期固定资产投资增速", "规上工业增加值增速", "{l}年固定资产投资增速", "工业投资增速",
        "固定资产投资增速目标", "全市固定资产投资增速",
    ],
    "rank_in_city": ["上年同期全市位次", "全省位次", "规上工业增加值全市位次", "上月全市位次"],
    "private_growth_pct": ["上年同期民间投资增速", "全市民间投资增速", "{l}年民间投资增速"],
}  # fmt: skip


def _of_meaning(key: str, draft: Draft, chance: Random) -> str:
    """Compose a head of the test's own words for a column."""
    if key == TOTAL:
        return chance.choice(headers.THINGS["total"])
    time, aspect = MEANT[key]
    month = draft.month
    words = chance.choice(headers.TIMES[time]).format(
        m=month.number, y=month.year, l=month.year - 1, n=month.year + 1, o=month.number
    )
    aspects = ["计划"] if aspect == "计划" else headers.ASPECTS["actual"]
    return words + chance.choice(aspects) + chance.choice(headers.THINGS["investment"])


def _own_header(draft: Draft, chance: Random, keys: set[str]) -> tuple[str, Page, Part, int, str]:
    """Choose a column of these keys with a header of its own, and return the unit in it, too."""
    file, page, part = draft.part(chance)
    # Where months are added up, every one of them needs its number.
    if part.summed:
        raise NotHere
    found = own_headers(page, part, [a for a, key in part.columns.items() if key in keys])
    at, row, column = one_of([each for each in found if each[2] == page.column(each[0])], chance)
    unit = money_unit(as_text(page.rows[row][column]))
    return file, page, part, at, f"（{unit}）" if unit else ""


@harmless
def composed_header(draft: Draft, chance: Random) -> None:
    """A spelling of the same meaning that nobody listed."""
    _, page, part, at, unit = _own_header(draft, chance, {*MEANT, TOTAL})
    words = _of_meaning(part.columns[at], draft, chance)
    if len(part.head) > 1 and page.row(part.head[0]) != header(page, part, at)[0]:
        # Below a group, the period is said of what the group measures.
        raise NotHere
    rename(page, part, at, lambda _: words + unit)


@telling
def similar_header(draft: Draft, chance: Random) -> None:
    """Last year for this, a plan for an actual, a part for the whole, the county's for the city's."""
    file, page, part, at, unit = _own_header(draft, chance, set(SIMILAR))
    words = chance.choice(SIMILAR[part.columns[at]]).replace("{k}", str(draft.month.year - 2))
    rename(page, part, at, lambda _: spoken(words, draft, chance) + unit)
    draft.says_nothing(file, page, part, at)


@doubtful
def two_that_could_be_meant(draft: Draft, chance: Random) -> None:
    """A column with other amounts, by another spelling of the same meaning."""
    _, page, part, at, unit = _own_header(draft, chance, {*MEANT, TOTAL})
    row, column = header(page, part, at)
    cells = [cells[column] for cells in page.rows]
    for number in part.kinds:
        if number in page.row_ids:
            place = page.row(number)
            cell = cells[place]
            cells[place] = cell * 1.5 + 1 if isinstance(cell, float) else cell
    for number in page.there(part.head):
        cells[page.row(number)] = None
    words = _of_meaning(part.columns[at], draft, chance) + unit
    if words == as_text(page.rows[row][column]):
        raise NotHere
    cells[row] = words
    page.insert_column(chance.choice([column + 1, len(page.column_ids)]), cells)
    # Where nothing needs the column, neither is taken.
    lose(draft, page, at)
