"""
Months, counties, reports and items go in; every report that is not up to date is made anew.

What differs between one process, many processes and many machines is only who makes the files of an
edition (a `Maker`): plan, retries, locks and publishing are here, and the same for all.
"""

from __future__ import annotations

from briefing.jobs.batch.outcome import Outcome
from briefing.jobs.batch.plan import Group, groups_of
from briefing.jobs.batch.run import run, workers_here

__all__ = ["Group", "Outcome", "groups_of", "run", "workers_here"]
