"""
A notebook and its parameters go in, the executed notebook comes out, or the truth about why not.

Notebooks are run by papermill, each in processes of its own: forked from a warm one that has
imported what notebooks import (`Warm`), or a standard kernel. Cell, run, memory and output have
limits. Whether a run succeeded is read from its exit and from every code cell, never from what the
notebook says of itself.
"""

from __future__ import annotations

from briefing.engine.engine import Engine
from briefing.engine.engines import ENGINES, execute, started
from briefing.engine.forks import CallBroke, Forks
from briefing.engine.limits import Limits
from briefing.engine.parameters import validated
from briefing.engine.run import ProcessDied
from briefing.engine.warm import Warm

__all__ = [
    "ENGINES",
    "CallBroke",
    "Engine",
    "Forks",
    "Limits",
    "ProcessDied",
    "Warm",
    "execute",
    "started",
    "validated",
]
