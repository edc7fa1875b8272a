"""
Measure two, 投资纳统: the bureau's ledger and growth go in; inclusion and 双过半 come out.

Two books: growth and inclusion are the bureau's (统计口径); amounts are the departments' (调度口径).
They are never added or adjusted, and set side by side only in aggregate (B16). No statistical value
of a single unit leaves this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.inclusion import books, growth, library, papers
from briefing.indicators.inclusion.library import included_projects

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator


def measure(facts: Facts) -> list[Indicator]:
    """Return B01–B20."""
    projects = included_projects(facts)
    return [
        *growth.measure(facts),
        *library.measure(facts, projects),
        *papers.measure(facts, projects),
        *books.measure(facts, projects),
    ]


__all__ = ["included_projects", "measure"]
