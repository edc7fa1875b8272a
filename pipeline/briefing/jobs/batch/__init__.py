"""
Make every report of some months, counties and items that is not up to date.

Plan, retries, locks and publishing are the same for one process, many processes and many machines;
only the `Builder` that makes the files of an edition differs.
"""

from __future__ import annotations

from briefing.jobs.batch.plan import Group, groups_of
from briefing.jobs.batch.run import Outcome, State, run, start_builder

__all__ = ["Group", "Outcome", "State", "groups_of", "run", "start_builder"]
