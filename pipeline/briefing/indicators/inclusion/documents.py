"""Documents that outstanding projects lack, and how long projects wait for inclusion (B12–B14)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.money import decimal, exact
from briefing.domain.units import fold
from briefing.indicators.facts import LIGHT_WORDS, RED, YELLOW, county_and_units
from briefing.indicators.indicator import Indicator, counted, measured, share

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.settings.county_rules import Inclusion


def measure(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """Return B12–B14 from the rows of `included_projects`."""
    outstanding = projects[projects["is_outstanding"]]
    return [
        *(
            _completeness(rows, facts.county.inclusion, scope)
            for scope, rows in county_and_units(outstanding, "responsible_unit")
        ),
        *_lacking(outstanding),
        *_waiting(facts, projects),
    ]


def _required(sector: object, total_wan: float, rule: Inclusion) -> list[tuple[str, ...]]:
    """
    Return the documents required of a project of a sector and size, each with its alternatives.

    Of the county's entries that apply, the last one counts.
    """
    size = decimal(0) if pd.isna(total_wan) else exact(total_wan)
    fitting = [
        preset
        for preset in rule.documents
        if size >= preset.from_wan
        and (not preset.sectors or any(word in str(sector) for word in preset.sectors))
    ]
    return [tuple(document.split("|")) for document in fitting[-1].required] if fitting else []


def _count_missing(required: list[tuple[str, ...]], missing: list[str]) -> int:
    """Count the required documents of which all alternatives are missing; part of a name suffices."""
    folded = [fold(document) for document in missing]
    return sum(
        all(any(fold(one) in each or each in fold(one) for each in folded) for one in alternatives)
        for alternatives in required
    )


def _listed(text: object) -> list[str]:
    return [] if pd.isna(text) else [document for document in str(text).split("|") if document]


def _completeness(rows: pd.DataFrame, rule: Inclusion, scope: str) -> Indicator:
    """Return B12: documents present over documents required, of outstanding projects."""
    wanted = missing = 0
    for sector, total, documents in zip(
        rows["sector"], rows["total_plan_stat_wan"], rows["missing_documents"], strict=True
    ):
        required = _required(sector, total, rule)
        wanted += len(required)
        missing += _count_missing(required, _listed(documents))
    return share("B12", wanted - missing, wanted, scope=scope, rows=rows["row"])


def _lacking(outstanding: pd.DataFrame) -> list[Indicator]:
    """Return B13: how many outstanding projects lack each document, the most frequent first."""
    lists = outstanding["missing_documents"].map(_listed)
    counts = Counter(document for documents in lists for document in set(documents))
    by_frequency = sorted(counts, key=lambda name: (-counts[name], name))
    return [
        counted("B13", rows, scope=f"document:{name}")
        for name in by_frequency
        for rows in [outstanding.loc[[name in documents for documents in lists], "row"]]
    ]


def _waiting(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """Return B14: median days from statistical start to inclusion; how many wait too long, by light."""
    year = facts.month.year
    included = projects[projects["is_included"] & (projects["included_on"].dt.year == year)]
    days = (included["included_on"] - included["started_stat_on"]).dt.days
    days = days[days >= 0]
    median = None if days.empty else decimal(float(days.median()))
    found = [measured("B14", median, rows=included.loc[days.index, "row"])]
    for light in (RED, YELLOW):
        rows = projects.loc[projects["light"] == light, "row"]
        scope = f"light:{LIGHT_WORDS[light]}"
        found.append(counted("B14", rows, unit="个", scope=scope))
    return found
