"""
A notebook and its parameters go in, the executed notebook comes out, or the truth about why not.

Notebooks are run by papermill in a process of their own, under a cell limit and a whole-run limit
that this process watches. Whether a run succeeded is read from its exit and from every code cell,
never from what the notebook says of itself.
"""

from __future__ import annotations

from pipeline.engine.parameters import validated
from pipeline.engine.run import execute

__all__ = ["execute", "validated"]
