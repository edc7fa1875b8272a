"""Measure one: obstacles of unstarted projects, and coordination meetings (A21, A22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.indicator import Indicator, counted, measured
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    import pandas as pd

    from briefing.indicators.facts import Facts


def measure(facts: Facts) -> list[Indicator]:
    """Return A21 and A22."""
    return [*_obstacles(facts.projects), *_meetings(facts)]


def _obstacles(projects: pd.DataFrame) -> list[Indicator]:
    """Return A21: unstarted projects by obstacle; one project may have several."""
    unstarted = projects[~projects["is_started"]]
    column = ledger("projects").column("obstacles")
    causes = unstarted["obstacles"].fillna("").str.split("|")
    found = [measured("A21", int(causes.map(any).sum()), rows=unstarted["row"])]
    for state in column.values:
        rows = unstarted.loc[[state in entry for entry in causes], "row"]
        found.append(counted("A21", rows, scope=f"obstacle:{column.state_label(state)}"))
    return found


def _meetings(facts: Facts) -> list[Indicator]:
    """Return A22: meetings held since January, by kind, and the problems that they solved."""
    meetings = facts.frame("meetings")
    if "meetings" not in facts.frames:
        return [measured("A22", None), measured("A22", None, unit="个")]
    column = ledger("meetings").column("kind")
    solved = meetings["problems_solved"].dropna()
    found = [
        counted("A22", meetings["row"]),
        measured(
            "A22", int(solved.sum()) if len(solved) else None, unit="个", rows=meetings["row"]
        ),
    ]
    for kind in column.values:
        rows = meetings.loc[meetings["kind"] == kind, "row"]
        found.append(counted("A22", rows, scope=f"meeting:{column.state_label(kind)}"))
    return found
