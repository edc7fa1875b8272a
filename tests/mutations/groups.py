"""Put group heads over columns: what a head means is its whole path."""

from __future__ import annotations

from random import Random

from tests.mutations.draft import MONTHLY, YTD, Draft, doubtful, harmless, telling
from tests.mutations.page import Area, NotHere, Page, Part, header, one_of

TASK, BEFORE, SINCE, TOTAL = (
    "annual_task_wan",
    "done_before_wan",
    "done_since_start_wan",
    "total_plan_wan",
)
OF_STATISTICS = "done_this_year_stat_wan"
FLOWS = {MONTHLY, YTD, TASK, OF_STATISTICS}
DONE = {MONTHLY, YTD, BEFORE, SINCE, OF_STATISTICS}
MONEY = FLOWS | DONE | {TOTAL, "total_plan_stat_wan", "plan_five_year_wan", "sought_funds_wan"}
GROWTH = {"growth_pct", "rank_in_city"}
# A group, and the columns that are something else below it. {m} and {y} are the report's month and
# year, {l} and {n} the years beside it, {o} is another month.
PARTS = [
    ("其中", MONEY - {MONTHLY}), ("其中：专项债券", MONEY), ("其中：民间投资", MONEY),
    ("其中：政府投资", MONEY), ("其中：中央预算内投资", MONEY), ("其中：设备购置", MONEY),
]  # fmt: skip
PLANS = [
    ("计划", DONE), ("计划投资", DONE), ("下月计划", {MONTHLY, YTD}), ("下月", {MONTHLY, YTD}),
    ("下年度计划", {YTD, TASK, OF_STATISTICS}), ("{n}年计划", {YTD, TASK, OF_STATISTICS}),
]  # fmt: skip
PERIODS = [
    ("{l}年", FLOWS), ("{l}年度", FLOWS), ("上年", FLOWS), ("去年同期", FLOWS), ("上年同期", FLOWS),
    ("{n}年", FLOWS), ("上月", {MONTHLY}), ("{o}月", {MONTHLY}), ("1-{o}月", {YTD, OF_STATISTICS}),
    ("{l}年{m}月", {MONTHLY}), ("{l}年1-{m}月", {YTD, OF_STATISTICS}), ("上年同期", GROWTH),
    ("{l}年", GROWTH),
]  # fmt: skip
INDICATORS = [
    (words, GROWTH | {MONTHLY, YTD, OF_STATISTICS})
    for words in ("规模以上工业增加值", "社会消费品零售总额", "房地产开发投资", "地区生产总值")
]
# A group, and the columns of which it says nothing new.
SAYS_NOTHING = [
    ("投资情况", MONEY), ("项目投资情况", MONEY), ("有关情况", MONEY),
    ("{y}年", FLOWS), ("{y}年度", FLOWS), ("本年度", {YTD, TASK}), ("年度计划", {TASK}),
    ("{m}月", {MONTHLY}), ("本月", {MONTHLY}), ("1-{m}月", {YTD}), ("完成投资", {MONTHLY, YTD}),
    ("固定资产投资", {"growth_pct"}), ("增速情况", {"growth_pct"}),
    ("基本情况", {"project_name", "project_code", "responsible_unit", "nature", "sector", "town"}),
    ("项目情况", {"project_name", "project_code", "responsible_unit", "nature", "sector", "town"}),
]  # fmt: skip


@telling
def group_of_a_part(draft: Draft, chance: Random) -> None:
    _take_away(draft, chance, PARTS)


@telling
def group_of_plans(draft: Draft, chance: Random) -> None:
    _take_away(draft, chance, PLANS)


@telling
def group_of_another_period(draft: Draft, chance: Random) -> None:
    _take_away(draft, chance, PERIODS)


@telling
def group_of_another_indicator(draft: Draft, chance: Random) -> None:
    _take_away(draft, chance, INDICATORS)


@harmless
def group_that_says_nothing(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    words, keys = chance.choice(SAYS_NOTHING)
    group(page, part, _run(page, part, keys, chance), spoken(words, draft, chance))


@harmless
def group_that_repeats(draft: Draft, chance: Random) -> None:
    """The words of a header once more above it."""
    _, page, part = draft.part(chance)
    at = one_of([a for a, key in part.columns.items() if "@" not in key], chance)
    row, column = header(page, part, at)
    group(page, part, [page.column(at)], page.rows[row][column])


@doubtful
def group_over_strangers(draft: Draft, chance: Random) -> None:
    """Another table's columns of the same names, below their own group, before or behind ours."""
    _, page, part = draft.part(chance)
    at = one_of([a for a, key in part.columns.items() if key in FLOWS | GROWTH], chance)
    _, own = header(page, part, at)
    column = page.column(at)
    if own != column or part.summed:
        raise NotHere
    own_cells = [row[column] for row in page.rows]
    cells = [cell * 2 + 1 if isinstance(cell, float) else cell for cell in own_cells]
    words = chance.choice(["其中：专项债券", "{l}年", "下月计划", "规模以上工业增加值"])
    place = chance.choice([column, column + 1])
    page.insert_column(place, cells)
    group(page, part, [place], spoken(words, draft, chance))


def _take_away(draft: Draft, chance: Random, groups: list[tuple[str, set[str]]]) -> None:
    file, page, part = draft.part(chance)
    words, keys = chance.choice(groups)
    if part.summed:
        raise NotHere
    run = _run(page, part, keys, chance)
    group(page, part, run, spoken(words, draft, chance))
    for column in run:
        draft.says_nothing(file, page, part, page.column_ids[column] or 0)


def _run(page: Page, part: Part, keys: set[str], chance: Random) -> list[int]:
    """Choose one to three columns of these keys that stand side by side: where they stand."""
    places = {
        page.column(a) for a, key in part.columns.items() if key in keys and a in page.column_ids
    }
    start = one_of(sorted(places), chance)
    run = [start]
    while run[-1] + 1 in places and len(run) < 3 and chance.random() < 0.6:
        run.append(run[-1] + 1)
    return run


def spoken(words: str, draft: Draft, chance: Random) -> str:
    """Fill in the months and years of a head."""
    month = draft.month
    other = chance.choice([n for n in range(1, 13) if n != month.number])
    return words.format(m=month.number, y=month.year, l=month.year - 1, n=month.year + 1, o=other)


def group(page: Page, part: Part, run: list[int], words: object) -> None:
    """Write a group above columns side by side; the other headers reach up beside it."""
    rows = [page.row(row) for row in page.there(part.head)]
    if not rows:
        raise NotHere
    top, (left, right) = rows[0], (run[0], run[-1])
    for area in page.merges:
        is_over_run = area.left <= right and left <= area.right
        if area.top == top and is_over_run and not left <= area.left <= area.right <= right:
            raise NotHere
    number = min(0, *(n or 0 for n in page.row_ids)) - 1
    page.insert_row(top, [], number)
    part.head.insert(0, number)
    for column in {*range(len(page.column_ids))} - {*range(left, right + 1)}:
        own, area = page.rows[top + 1][column], page.merged(top + 1, column)
        if own is None:
            continue
        page.rows[top][column], page.rows[top + 1][column] = own, None
        if area:
            area.top = top
        else:
            page.merges.append(Area(top, column, top + 1, column))
    page.rows[top][left] = words
    if right > left:
        page.merges.append(Area(top, left, top, right))
