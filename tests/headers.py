"""
Heads of a ledger of projects made from a grammar of parts, each with what it means.

The grammar has words of its own, so that the program's lexicon does not prove itself. A head is a
path of one to five levels; what it means is known from its parts, not from its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.workbooks.sheet import Merge, Sheet

if TYPE_CHECKING:
    from random import Random

    from briefing.domain.months import Month
    from briefing.workbooks.sheet import Cell

# What a time means, and how offices write it. {m}, {y} are the report's; {o} is another month.
TIMES = {
    "year": ["年度", "全年", "{y}年", "{y}年度", "本年度", "今年", "当年"],
    "year_to_date": ["1-{m}月", "1—{m}月", "1～{m}月份", "1-{m:02}月", "年初至今", "本年累计", "自年初累计", "{y}年1-{m}月", "今年以来", "年初至{m}月底"],
    "month": ["本月", "当月", "{m}月", "{m:02}月", "{m}月份", "{y}年{m}月"],
    "since_start": ["自开工累计", "开工以来累计", "自开始建设至{m}月底累计", "开工累计", "累计"],
    "to_last_year": ["截至上年底", "{l}年底前", "截止{l}年底", "至{l}年底累计", "止上年底", "以前年度"],
    "other_month": ["{o}月", "{o}月份"],
    "other_to_date": ["1-{o}月", "1—{o}月份"],
    "next": ["下月", "下年度", "次月", "{n}年"],
    "last": ["上年", "去年", "{l}年", "{l}年1-{m}月", "上年同期", "上月", "去年同期"],
    "": [""],
}  # fmt: skip
ASPECTS = {
    "plan": ["计划", "拟", "目标", "应"],
    "actual": ["完成", "实际完成", "已完成"],
    "left": ["未完成", "剩余", "尚需"],
    "": [""],
}
PARTS = {
    "part": ["其中：专项债券", "其中中央预算内", "其中：民间", "政府投资部分", "建安工程", "设备购置", "土地费", "银行贷款"],
    "": [""],
}  # fmt: skip
THINGS = {
    "investment": ["投资", "投资额", "投资金额"],
    "total": ["总投资", "计划总投资", "总投资额", "估算总投资", "概算总投资"],
    "funds": ["到位资金", "资金到位"],
    "share": ["占年度计划比例", "完成率", "占总投资", "投资完成率"],
    "industry": ["规上工业增加值", "社会消费品零售总额", "房地产开发投资"],
    "stranger": ["土石方", "征拆户数", "苗木款", "亩均税收", "拆迁面积"],
}
UNITS = ["", "（万元）", "(万元)", "（亿元）"]
NEUTRAL = ["投资情况", "项目投资", "有关情况", "资金情况"]


@dataclass(frozen=True)
class MadeHead:
    """A head by its levels, and the column and the other month that it means; None for neither."""

    levels: tuple[str, ...]
    means: tuple[str, int | None] | None
    kind: tuple[str, str, str, str]


def made(chance: Random, month: Month) -> MadeHead:
    """Make one head: what it says, by which words, in which order, on which levels."""
    thing = chance.choice([*["investment"] * 8, *["total"] * 2, *THINGS])
    time, aspect, part = "", "", ""
    if thing != "total" or chance.random() < 0.2:
        time = chance.choice([*TIMES])
        # 投资额 alone may be anything; a time or an aspect says what it is.
        aspect = chance.choice(
            ["plan", "actual", "actual", "actual", "left", *([""] if time else [])]
        )
    part = "part" if chance.random() < 0.15 else ""
    other = chance.choice([each for each in range(1, 13) if each != month.number])
    words = {
        "time": chance.choice(TIMES[time]).format(
            m=month.number, y=month.year, l=month.year - 1, n=month.year + 1, o=other
        ),
        "aspect": chance.choice(ASPECTS[aspect]),
        "part": chance.choice(PARTS[part]),
        "thing": chance.choice(THINGS[thing]),
    }
    levels = _levels(words, chance)
    return MadeHead(
        levels, _means(thing, aspect, time, part, other, month), (thing, aspect, time, part)
    )


def _levels(words: dict[str, str], chance: Random) -> tuple[str, ...]:
    """Lay the parts out on levels: all in one, or some in groups above."""
    unit = chance.choice(UNITS) if words["thing"] not in THINGS["share"] else "（%）"
    order = ["part", "time", "aspect", "thing"]
    cut = chance.choice([(), (1,), (2,), (1, 2), (2, 3), (1, 2, 3)])
    pieces, start = [], 0
    for end in (*cut, len(order)):
        pieces.append("".join(words[key] for key in order[start:end]))
        start = end
    if chance.random() < 0.3:
        # The time stands below what it measures: 完成投资 over 1-5月.
        pieces = [words["part"], words["aspect"] + words["thing"], words["time"]]
    levels = [piece for piece in pieces if piece]
    while chance.random() < 0.25 and len(levels) < 5:
        levels.insert(0, chance.choice(NEUTRAL))
    levels[-1] += unit
    return tuple(levels)


def _means(
    thing: str, aspect: str, time: str, part: str, other: int, month: Month
) -> tuple[str, int | None] | None:
    """Return the column that a head of these parts means in the ledger of key projects."""
    if part or aspect == "left" or time in {"next", "last"}:
        return None
    if thing == "total":
        return ("total_plan_wan", None) if not (time or aspect == "actual") else None
    if thing == "funds":
        if aspect == "plan" or time not in {
            "",
            "year",
            "year_to_date",
            "since_start",
            "other_to_date",
        }:
            return None
        return ("funds_in_place_wan", other if time == "other_to_date" else None)
    if thing != "investment":
        return None
    if aspect == "plan":
        return ("annual_task_wan", None) if time in {"", "year"} else None
    return {
        "year": ("annual_task_wan" if not aspect else "done_this_year_wan", None),
        "year_to_date": ("done_this_year_wan", None),
        "month": ("done_this_month_wan", None),
        "since_start": ("done_since_start_wan", None),
        "to_last_year": ("done_before_wan", None),
        "other_month": ("done_this_month_wan", other),
        "other_to_date": ("done_this_year_wan", other),
    }.get(time)


GROWTH_INDICATORS = {
    "ours": ["固定资产投资", "固投", "全社会固定资产投资"],
    "private": ["民间投资"],
    "other": [
        "规模以上工业增加值", "规上工业", "社会消费品零售总额", "社零", "地区生产总值", "财政收入", "房地产开发投资",
        "工业投资", "城镇居民人均可支配收入", "进出口总额", "旅游综合收入", "粮食产量", "用电量",
    ],
}  # fmt: skip
GROWTHS = ["增速", "同比增长", "增速（%）", "同比增速%", "同比", "增幅（%）", "增长率"]
RANKS = ["位次", "全市位次", "排名", "全市排名", "排全市位次", "居全市位次", "全市排第几"]
AREAS = {"": [""], "elsewhere": ["全市", "全省", "各县区"]}
SPANS = {"": [""], "to_date": ["1-5月", "1—5月"], "april": ["1-4月"], "elsewhere": ["上月", "上年同期", "2019年"]}  # fmt: skip


def made_growth(chance: Random) -> MadeHead:
    """Make one head of a table of economic indicators, with what it means in the growth feedback."""
    whose = chance.choice([*GROWTH_INDICATORS, "other", "other"])
    is_rank = chance.random() < 0.4
    area, span = chance.choice([*AREAS, "", ""]), chance.choice([*SPANS, "", ""])
    indicator = chance.choice(GROWTH_INDICATORS[whose])
    measure = chance.choice(RANKS if is_rank else GROWTHS)
    above, time = chance.choice(AREAS[area]), chance.choice(SPANS[span])
    shapes = [
        (indicator, above, time, measure),
        (f"{above}{indicator}", f"{time}{measure}"),
        (above, f"{indicator}{time}{measure}"),
        (time, indicator, f"{above}{measure}"),
    ]
    levels = tuple(level for level in chance.choice(shapes) if level)
    is_ours = span != "elsewhere" and not (area and (not is_rank or above != "全市"))
    means = {
        ("ours", False): "growth_pct",
        ("ours", True): "rank_in_city",
        ("private", False): "private_growth_pct",
    }.get((whose, is_rank))
    named = (means, 4 if span == "april" else None) if means and is_ours else None
    return MadeHead(levels, named, (whose, area, span, ""))


def drawn(heads: list[tuple[str, ...]], rows: list[list[Cell]], *, is_merged: bool) -> Sheet:
    """
    Draw heads above rows, below a title. Levels are merged as a clerk merges them: equal groups side
    by side, and what has no lower level downwards; or, as in a CSV, they are left blank.
    """
    depth = max(map(len, heads))
    levels: list[list[Cell]] = [[None] * len(heads) for _ in range(depth)]
    merges = []
    for at, head in enumerate(heads):
        for level, words in enumerate(head):
            levels[level][at] = words
        if len(head) < depth:
            merges.append(Merge(len(head), at, depth, at))
    groups = [head[0] if len(head) > 1 else None for head in heads]
    for at, group in enumerate(groups):
        is_first = group and (at == 0 or groups[at - 1] != group)
        width = next((n for n, other in enumerate(groups[at:]) if other != group), len(heads) - at)
        if is_first and width > 1:
            levels[0][at + 1 : at + width] = [None] * (width - 1)
            merges.append(Merge(1, at, 1, at + width - 1))
    title: list[Cell] = ["2023年重点项目进展情况表", *[None] * (len(heads) - 1)]
    return Sheet("表.xlsx", "表", [title, *levels, *rows], merges if is_merged else [])
