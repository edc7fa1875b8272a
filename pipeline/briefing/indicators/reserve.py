"""Measure three, reserve (项目储备): size, funds, fields, permits, ripe projects, changes (C01–C14)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR
from briefing.indicators.facts import Facts
from briefing.indicators.indicator import Indicator, counted, in_yi, measured, share, summed
from briefing.indicators.reserve_fields import OTHER, classify
from briefing.ledgers.dictionary import ledger
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.page.words import Words
    from briefing.settings.county import County

_YEAR = re.compile(r"20\d\d")
# The permits of which C06 (前期手续完成率) is computed.
PAPERS = ("proposal", "feasibility", "filing", "land")


def measure(facts: Facts) -> list[Indicator]:
    """Return C01–C14."""
    reserve = facts.frame("reserve")
    total = money.total(reserve["total_plan_wan"])
    in_plan = doubled(facts)
    return [
        counted("C01", reserve["row"]),
        in_yi("C02", total, rows=reserve["row"]),
        *_seeking(reserve, total),
        *_fields(reserve, facts.county),
        *_papers(reserve),
        *_ripe(facts, reserve, total),
        _converted(facts),
        _funded(reserve),
        _fresh(facts, reserve),
        *_sizes(facts, reserve),
        *_moved(facts),
        counted("C14", in_plan["row"]),
    ]


def _seeking(reserve: pd.DataFrame, total: Decimal | None) -> list[Indicator]:
    """Return C03 and C04: the projects that seek funds from higher authorities (其中)."""
    seeking = reserve[reserve["sought_funds_wan"] > 0]
    amount = summed(seeking["total_plan_wan"])
    rows = seeking["row"]
    return [
        counted("C03", rows),
        in_yi("C03", amount, rows=rows),
        share("C04", len(seeking), len(reserve), rows=rows),
        share("C04", amount, total, scope="by:amount", rows=rows),
    ]


def _fields(reserve: pd.DataFrame, county: County) -> list[Indicator]:
    """Return C05 of each field that has projects, in the dictionary's order, 其他 last."""
    labels = classify(reserve, county)["field"]
    fields = ledger("reserve").column("field").values.values()
    found = []
    for label in [*(words[0] for words in fields), OTHER]:
        group = reserve[labels == label]
        if len(group):
            amount, rows, scope = group["total_plan_wan"], group["row"], f"field:{label}"
            found += [
                counted("C05", rows, scope=scope),
                in_yi("C05", money.total(amount), scope=scope, rows=rows),
            ]
    return found


def _papers(reserve: pd.DataFrame) -> list[Indicator]:
    """Return C06 of each permit: obtained over required."""
    found = []
    for paper in PAPERS:
        required = reserve[reserve[paper].notna() & (reserve[paper] != "not_required")]
        done = int((required[paper] == "done").sum())
        scope = f"paper:{ledger('reserve').column(paper).label}"
        found.append(share("C06", done, len(required), scope=scope, rows=required["row"]))
    return found


def is_ripe(reserve: pd.DataFrame) -> pd.Series:
    """Return whether each project is ripe (成熟): 可研 approved, or 备案 and land both done."""
    return (reserve["feasibility"] == "done") | (
        (reserve["filing"] == "done") & (reserve["land"] == "done")
    )


def years_of(text: object) -> int | None:
    """
    Return the number of years in a text such as 2021-2023, both ends included; None without any.

    >>> years_of("2021-2023"), years_of("2021"), years_of("2021.3—2022.10"), years_of("五年")
    (3, 1, 2, None)
    """
    years = [] if pd.isna(text) else [int(year) for year in _YEAR.findall(str(text))]
    return max(years) - min(years) + 1 if years else None


def _ripe(facts: Facts, reserve: pd.DataFrame, total: Decimal | None) -> list[Indicator]:
    """Return C07 (ripe projects) and C09 (how many annual tasks the reserve covers)."""
    ripe = reserve[is_ripe(reserve)]
    ready = summed(ripe["total_plan_wan"])
    task = money.total(facts.projects["annual_task_wan"])
    return [
        counted("C07", ripe["row"]),
        in_yi("C07", ready, rows=ripe["row"]),
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
    """Return C08: the share of the oldest reserve of the last 12 months that has started."""
    recent = [
        month for month in sorted(facts.former) if facts.month.since(month) <= MONTHS_IN_YEAR
    ]
    ledgers = [facts.former[month].get("reserve") for month in recent]
    oldest = next((each for each in ledgers if each is not None), None)
    if oldest is None:
        return share("C08", None, None)
    started = set(facts.projects.loc[facts.projects["is_started"], "project_key"])
    then = oldest.drop_duplicates("project_key")
    now = then[then["project_key"].isin(started)]
    return share("C08", len(now), len(then), rows=now["row"])


def _funded(reserve: pd.DataFrame) -> Indicator:
    """Return C10: funds obtained over funds sought; None where no amount obtained is given."""
    seeking = reserve[reserve["sought_funds_wan"] > 0]
    obtained = money.total(seeking["obtained_funds_wan"])
    return share("C10", obtained, summed(seeking["sought_funds_wan"]), rows=seeking["row"])


def _fresh(facts: Facts, reserve: pd.DataFrame) -> Indicator:
    """Return C11: entries updated within the county's days before the end of the month."""
    since = pd.Timestamp(facts.month.last_day) - pd.Timedelta(days=facts.county.reserve.fresh_days)
    fresh = reserve[reserve["updated_on"] >= since]
    dated = reserve["updated_on"].notna().any()
    return share("C11", len(fresh) if dated else None, len(reserve), rows=fresh["row"])


def _sizes(facts: Facts, reserve: pd.DataFrame) -> list[Indicator]:
    """Return C12 of each size class, the largest first; projects without a total are in none."""
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
            counted("C12", rows["row"], scope=scope),
            in_yi("C12", amount, scope=scope, rows=rows["row"]),
        ]
    return found


def _size_bounds(county: County) -> list[tuple[Decimal | None, Decimal | None]]:
    """Return the lower (included) and upper bound of each size class in 万元, the largest first."""
    bounds = sorted(county.reserve.sizes_wan)
    return list(pairwise([None, *bounds, None]))[::-1]


def size_labels(county: County, words: Words = CHINESE) -> list[str]:
    """Return the names of the size classes, the largest first; scopes use the Chinese ones."""
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
    """Return the projects added to the reserve since last month, and those removed from it."""
    reserve = facts.frame("reserve")
    before = facts.former.get(facts.month.previous, {}).get("reserve")
    if before is None:
        return reserve.iloc[:0], reserve.iloc[:0]
    return (
        reserve[~reserve["project_key"].isin(before["project_key"])],
        before[~before["project_key"].isin(reserve["project_key"])],
    )


def _moved(facts: Facts) -> list[Indicator]:
    """Return C13; None without last month's reserve."""
    if "reserve" not in facts.former.get(facts.month.previous, {}):
        return [measured("C13", None, scope=f"change:{word}") for word in ("新增", "退出")]
    added, removed = moved(facts)
    return [
        counted("C13", added["row"], scope="change:新增"),
        counted("C13", removed["row"], scope="change:退出"),
    ]


def doubled(facts: Facts) -> pd.DataFrame:
    """Return the entries of the reserve that are key projects already."""
    reserve = facts.frame("reserve")
    return reserve[reserve["project_key"].isin(facts.projects["project_key"])]
