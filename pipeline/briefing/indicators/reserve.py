"""Measure three, 项目储备: the 14th Five-Year reserve goes in; its size, fields and ripeness come out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR
from briefing.indicators.facts import Facts
from briefing.indicators.indicator import Indicator, measured, share, summed
from briefing.indicators.reserve_fields import OTHER, classify
from briefing.ledgers.dictionary import ledger
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.page.words import Words
    from briefing.settings.county import County

# The papers whose completion is the measure “前期手续完成率”.
_YEAR = re.compile(r"20\d\d")
PAPERS = ("proposal", "feasibility", "filing", "land")


def measure(facts: Facts) -> list[Indicator]:
    """Return C01–C14."""
    reserve = facts.frame("reserve")
    total = money.total(reserve["total_plan_wan"])
    return [
        measured("C01", len(reserve), rows=reserve["row"]),
        measured("C02", money.yi(total), rows=reserve["row"]),
        *_seeking(reserve, total),
        *_fields(reserve, facts.county),
        *_papers(reserve),
        *_ripe(facts, reserve, total),
        _converted(facts),
        _funded(reserve),
        _fresh(facts, reserve),
        *_sizes(facts, reserve),
        *_moved(facts),
        _doubled(facts),
    ]


def _seeking(reserve: pd.DataFrame, total: Decimal | None) -> list[Indicator]:
    """C03 and C04: the part (其中) of the reserve that seeks funds from above."""
    seeking = reserve[reserve["sought_funds_wan"] > 0]
    amount = summed(seeking["total_plan_wan"])
    rows = seeking["row"]
    return [
        measured("C03", len(seeking), rows=rows),
        measured("C03", money.yi(amount), unit="亿元", rows=rows),
        share("C04", len(seeking), len(reserve), rows=rows),
        share("C04", amount, total, scope="by:amount", rows=rows),
    ]


def by_field(reserve: pd.DataFrame, county: County) -> pd.DataFrame:
    """Sum up each field: one row per field in the dictionary's order, 其他 for what has none."""
    column = ledger("reserve").column("field")
    labels = classify(reserve, county)["field"]
    order = [*(words[0] for words in column.values.values()), OTHER]
    groups = [
        {
            "field": label,
            "projects": len(rows),
            "total_wan": money.total(rows["total_plan_wan"]),
            "rows": tuple(rows["row"]),
        }
        for label in order
        if len(rows := reserve[labels == label])
    ]
    return pd.DataFrame(groups, columns=["field", "projects", "total_wan", "rows"])


def _fields(reserve: pd.DataFrame, county: County) -> list[Indicator]:
    found = []
    for group in by_field(reserve, county).itertuples():
        scope = f"field:{group.field}"
        found += [
            measured("C05", group.projects, scope=scope, rows=group.rows),
            measured("C05", money.yi(group.total_wan), unit="亿元", scope=scope, rows=group.rows),
        ]
    return found


def _papers(reserve: pd.DataFrame) -> list[Indicator]:
    """C06: done over required, for each paper; “/” (not required) is in neither."""
    column = ledger("reserve").column
    found = []
    for paper in PAPERS:
        required = reserve[reserve[paper].notna() & (reserve[paper] != "not_required")]
        done = int((required[paper] == "done").sum())
        found.append(
            share(
                "C06",
                done,
                len(required),
                scope=f"paper:{column(paper).label}",
                rows=required["row"],
            )
        )
    return found


def is_ripe(reserve: pd.DataFrame) -> pd.Series:
    """A project waits only for funds when 可研 is approved, or 备案 and land are both done."""
    return (reserve["feasibility"] == "done") | (
        (reserve["filing"] == "done") & (reserve["land"] == "done")
    )


def years_of(text: object) -> int | None:
    """
    Return how many years a span takes, both ends included; None where it tells none.

    >>> years_of("2021-2023"), years_of("2021"), years_of("2021.3—2022.10"), years_of("五年")
    (3, 1, 2, None)
    """
    years = [] if pd.isna(text) else [int(year) for year in _YEAR.findall(str(text))]
    return max(years) - min(years) + 1 if years else None


def _ripe(facts: Facts, reserve: pd.DataFrame, total: Decimal | None) -> list[Indicator]:
    """C07 and C09: what is ready, and how many years of the annual task the reserve holds."""
    ripe = reserve[is_ripe(reserve)]
    ready = summed(ripe["total_plan_wan"])
    task = money.total(facts.projects["annual_task_wan"])
    return [
        measured("C07", len(ripe), rows=ripe["row"]),
        measured("C07", money.yi(ready), unit="亿元", rows=ripe["row"]),
        measured(
            "C09", money.ratio(total, task), numerator=total, denominator=task, rows=reserve["row"]
        ),
        measured(
            "C09",
            money.ratio(ready, task),
            scope="stage:成熟",
            numerator=ready,
            denominator=task,
            rows=ripe["row"],
        ),
    ]


def _converted(facts: Facts) -> Indicator:
    """C08: of those in the oldest reserve at hand (12 months at most), how many have started."""
    known = [month for month in sorted(facts.former) if facts.month.since(month) <= MONTHS_IN_YEAR]
    books = [facts.former[month]["reserve"] for month in known if "reserve" in facts.former[month]]
    if not books:
        return share("C08", None, None)
    started = set(facts.projects.loc[facts.projects["is_started"], "project_key"])
    then = books[0].drop_duplicates("project_key")
    now = then[then["project_key"].isin(started)]
    return share("C08", len(now), len(then), rows=now["row"])


def _funded(reserve: pd.DataFrame) -> Indicator:
    """C10: obtained over applied for; a reserve that tells nothing of what came has no rate."""
    seeking = reserve[reserve["sought_funds_wan"] > 0]
    obtained = money.total(seeking["obtained_funds_wan"])
    return share("C10", obtained, summed(seeking["sought_funds_wan"]), rows=seeking["row"])


def _fresh(facts: Facts, reserve: pd.DataFrame) -> Indicator:
    """C11: entries that were updated within so many days of the month's end."""
    since = pd.Timestamp(facts.month.last_day) - pd.Timedelta(days=facts.county.reserve.fresh_days)
    fresh = reserve[reserve["updated_on"] >= since]
    dated = reserve["updated_on"].notna().any()
    return share("C11", len(fresh) if dated else None, len(reserve), rows=fresh["row"])


def _sizes(facts: Facts, reserve: pd.DataFrame) -> list[Indicator]:
    """C12: the reserve by size of project, largest class first; one without a total is in none."""
    totals = reserve["total_plan_wan"]
    found = []
    for lower, upper in _size_bounds(facts.county):
        inside = totals.notna()
        if lower is not None:
            inside &= totals >= float(lower)
        if upper is not None:
            inside &= totals < float(upper)
        rows = reserve[inside]
        scope = f"size:{_size_label(lower, upper, CHINESE)}"
        amount = summed(rows["total_plan_wan"])
        found += [
            measured("C12", len(rows), scope=scope, rows=rows["row"]),
            measured("C12", money.yi(amount), unit="亿元", scope=scope, rows=rows["row"]),
        ]
    return found


def _size_bounds(county: County) -> list[tuple[Decimal | None, Decimal | None]]:
    """Each size class from and below which amount (万元), the largest first."""
    bounds = sorted(county.reserve.sizes_wan)
    return list(pairwise([None, *bounds, None]))[::-1]


def size_labels(county: County, words: Words = CHINESE) -> list[str]:
    """Name the size classes, the largest first; the Chinese name is the scope's."""
    return [_size_label(lower, upper, words) for lower, upper in _size_bounds(county)]


def _size_label(lower: Decimal | None, upper: Decimal | None, words: Words) -> str:
    if lower is None:
        if upper is None:
            return words("全部")
        return words("{amount}以下", amount=words.amount(upper))
    if upper is None:
        return words("{amount}及以上", amount=words.amount(lower))
    return f"{words.amount(lower)}—{words.amount(upper)}"


def moved(facts: Facts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who came into the reserve since last month, and who went; nobody where none can tell."""
    reserve = facts.frame("reserve")
    before = facts.former.get(facts.month.previous, {}).get("reserve")
    if before is None:
        return reserve.iloc[:0], reserve.iloc[:0]
    return (
        reserve[~reserve["project_key"].isin(before["project_key"])],
        before[~before["project_key"].isin(reserve["project_key"])],
    )


def _moved(facts: Facts) -> list[Indicator]:
    """C13: without last month's reserve there is no telling."""
    if "reserve" not in facts.former.get(facts.month.previous, {}):
        return [measured("C13", None, scope=f"change:{word}") for word in ("新增", "退出")]
    came, went = moved(facts)
    return [
        measured("C13", len(came), scope="change:新增", rows=came["row"]),
        measured("C13", len(went), scope="change:退出", rows=went["row"]),
    ]


def doubled(facts: Facts) -> pd.DataFrame:
    """Return the entries of the reserve that are key projects already."""
    reserve = facts.frame("reserve")
    return reserve[reserve["project_key"].isin(facts.projects["project_key"])]


def _doubled(facts: Facts) -> Indicator:
    """C14: entries that are key projects already."""
    rows = doubled(facts)
    return measured("C14", len(rows), rows=rows["row"])
