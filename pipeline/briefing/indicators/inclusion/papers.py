"""What the outstanding projects lack goes in; completeness, gaps and waiting days (B12–B14) come out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.money import decimal, exact
from briefing.domain.units import fold
from briefing.indicators.facts import LIGHT_WORDS, RED, YELLOW
from briefing.indicators.indicator import COUNTY, Indicator, measured, share

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.indicators.facts import Facts
    from briefing.settings.county import Inclusion


def measure(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """Return B12–B14 of the joined bureau's ledger (`library.included_projects`)."""
    outstanding = projects[projects["is_outstanding"]]
    rule = facts.county.inclusion
    units = [
        _completeness(group, rule, f"unit:{name}")
        for name, group in outstanding.groupby("responsible_unit", sort=True)
    ]
    return [
        _completeness(outstanding, rule, COUNTY),
        *units,
        *_lacking(outstanding),
        *_waiting(facts, projects),
    ]


def required_papers(sector: object, total_wan: float, rule: Inclusion) -> list[tuple[str, ...]]:
    """
    Return the papers that a project of that kind and size must hand in, each with what may stand
    for it: the county's last preset that fits.
    """
    size = decimal(0) if pd.isna(total_wan) else exact(total_wan)
    fitting = [
        preset
        for preset in rule.documents
        if size >= preset.from_wan
        and (not preset.sectors or any(word in str(sector) for word in preset.sectors))
    ]
    return [tuple(paper.split("|")) for paper in fitting[-1].required] if fitting else []


def missing_of(required: list[tuple[str, ...]], lacking: list[str]) -> int:
    """Count the required papers for which every alternative is lacking."""
    folded = [fold(paper) for paper in lacking]
    return sum(
        all(any(_same(fold(one), paper) for paper in folded) for one in alternatives)
        for alternatives in required
    )


def _same(required: str, lacking: str) -> bool:
    """立项文件 and 立项审批文件 are told by either containing the other's first and last words."""
    return required in lacking or lacking in required


def _papers(text: object) -> list[str]:
    return [] if pd.isna(text) else [paper for paper in str(text).split("|") if paper]


def _completeness(rows: pd.DataFrame, rule: Inclusion, scope: str) -> Indicator:
    """B12: papers that are there over papers that are required, of the outstanding projects."""
    wanted = missing = 0
    for sector, total, lacking in zip(
        rows["sector"], rows["total_plan_stat_wan"], rows["missing_documents"], strict=True
    ):
        required = required_papers(sector, total, rule)
        wanted += len(required)
        missing += missing_of(required, _papers(lacking))
    return share("B12", wanted - missing, wanted, scope=scope, rows=rows["row"])


def _lacking(outstanding: pd.DataFrame) -> list[Indicator]:
    """B13: how many outstanding projects lack each paper, the commonest first."""
    lists = outstanding["missing_documents"].map(_papers)
    counts = Counter(paper for papers in lists for paper in set(papers))
    return [
        measured(
            "B13",
            count,
            scope=f"document:{name}",
            rows=outstanding.loc[[name in papers for papers in lists], "row"],
        )
        for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    ]


def _waiting(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """B14: days from the statistical start to the library; how many still wait too long."""
    came = projects[
        projects["is_included"] & (projects["included_on"].dt.year == facts.month.year)
    ]
    days = (came["included_on"] - came["started_stat_on"]).dt.days
    days = days[days >= 0]
    found = [
        measured("B14", _median(days), rows=came.loc[days.index, "row"]),
    ]
    outstanding = projects[projects["is_outstanding"]]
    return found + [
        measured(
            "B14",
            int((outstanding["light"] == light).sum()),
            unit="个",
            scope=f"light:{LIGHT_WORDS[light]}",
            rows=outstanding.loc[outstanding["light"] == light, "row"],
        )
        for light in (RED, YELLOW)
    ]


def _median(days: pd.Series) -> Decimal | None:
    return None if days.empty else decimal(float(days.median()))
