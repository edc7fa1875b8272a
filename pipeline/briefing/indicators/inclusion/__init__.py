"""
Measure two, inclusion (投资纳统): growth, 双过半, and projects included in the statistics (B01–B20).

Growth and inclusion are reported by the statistics bureau (统计口径), amounts by the departments
(调度口径). The two are never added or adjusted, and compared only in aggregate (B16). Figures hold
no amount of a single unit from the bureau's ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.inclusion import documents, growth, reconciliation, statistics_library
from briefing.indicators.inclusion.statistics_library import included_projects

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator


def measure(facts: Facts) -> list[Indicator]:
    """Return B01–B20."""
    projects = included_projects(facts)
    return [
        *growth.measure(facts),
        *statistics_library.measure(facts, projects),
        *documents.measure(facts, projects),
        *reconciliation.measure(facts, projects),
    ]


__all__ = ["included_projects", "measure"]
