"""
Run a notebook with its parameters, and return it executed.

Notebooks are run by papermill, each in processes of its own: forked from a warm one that has
imported what notebooks import (`Warm`), or a standard kernel. Cell, run, memory and output have
limits. Whether a run succeeded is read from its exit status and from every code cell, never from
what the notebook says of itself.
"""

from __future__ import annotations

from briefing.engine.engine import Engine, ProcessDied
from briefing.engine.engines import ENGINES, execute, started
from briefing.engine.forks import CallBroke, Forks, Warm
from briefing.engine.order import RunLimits
from briefing.engine.parameters import validated

__all__ = [
    "ENGINES",
    "CallBroke",
    "Engine",
    "Forks",
    "ProcessDied",
    "RunLimits",
    "Warm",
    "execute",
    "started",
    "validated",
]
