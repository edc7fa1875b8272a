"""New and returned projects, and the departments' ledger against the bureau's (B15, B16, B18, B19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.indicators.indicator import Indicator, counted, in_yi, share, summed
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd

    from briefing.indicators.facts import Facts

# Codes of findings about identities between amounts of the key-project ledger.
IDENTITIES = {"E1", "E2", "E3", "E4", "E5", "W1", "W2", "W3", "W4", "W5", "W6"}
RETURNED = {"rejected": "退回", "exited": "退库"}


def measure(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """Return B15, B16, B18 and B19 from the rows of `included_projects`."""
    return [
        *_entered(facts, projects),
        *_difference(facts, projects),
        _doubts(facts),
        *_returned(projects),
    ]


def _entered(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """Return B15: the projects included this month, and their total plan."""
    on = projects["included_on"]
    rows = projects[
        (projects["inclusion_status"] == "included")
        & (on.dt.year == facts.month.year)
        & (on.dt.month == facts.month.number)
    ]
    amount = _disclosed(facts, rows, summed(rows["total_plan_stat_wan"]))
    return [counted("B15", rows["row"]), in_yi("B15", amount, rows=rows["row"])]


def _disclosed(facts: Facts, rows: pd.DataFrame, amount: Decimal | None) -> Decimal | None:
    """Withhold a sum over so few projects that it would disclose a single project's amount."""
    return amount if not len(rows) or len(rows) >= facts.county.inclusion.least_disclosed else None


def _difference(facts: Facts, projects: pd.DataFrame) -> list[Indicator]:
    """Return B16: the departments' sum less the bureau's, over the projects that both report."""
    both = projects[
        projects["is_planned"]
        & projects["done_this_year_wan"].notna()
        & projects["done_this_year_stat_wan"].notna()
    ]
    ours, theirs = (
        _disclosed(facts, both, money.total(both[column]))
        for column in ("done_this_year_wan", "done_this_year_stat_wan")
    )
    difference = None if ours is None or theirs is None else ours - theirs
    return [
        in_yi("B16", difference, rows=both["row"]),
        share("B16", difference, ours, rows=both["row"]),
    ]


def _doubts(facts: Facts) -> Indicator:
    """Return B18: rows of the key-project ledger with findings about identities."""
    places = {
        (finding.file, finding.sheet, finding.row)
        for finding in facts.findings
        if finding.code in IDENTITIES
    }
    projects = facts.projects
    # Projects that are not from a file have no place.
    columns = (projects.get(part, projects["row"]) for part in SOURCE)
    rows = zip(projects["row"], *columns, strict=True)
    return counted("B18", [row for row, *place in rows if tuple(place) in places])


def _returned(projects: pd.DataFrame) -> list[Indicator]:
    """Return B19: projects rejected by the bureau, and projects removed from the library."""
    return [
        counted("B19", rows, scope=f"state:{word}")
        for status, word in RETURNED.items()
        for rows in [projects.loc[projects["inclusion_status"] == status, "row"]]
    ]
