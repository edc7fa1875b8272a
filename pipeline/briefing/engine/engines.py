"""The engines by name: `fork`, the warm one, and `kernel`, the standard one of every Jupyter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import UsageError
from briefing.engine import calls, kernel
from briefing.engine.engine import Engine, Tell
from briefing.engine.limits import Limits
from briefing.engine.order import Order
from briefing.engine.parameters import validated
from briefing.engine.warm import Warm
from briefing.system.processes import CAN_FORK

if TYPE_CHECKING:
    from nbformat import NotebookNode

# The first is the default.
ENGINES = ("fork", "kernel") if CAN_FORK else ("kernel",)


class Standard(Engine):
    """A new kernel for each notebook."""

    def branch(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> tuple[Any, Standard]:
        """Call a function in this process, however long it takes; a kernel finds nothing of it."""
        del seconds
        return calls.called(function, arguments, tell), self

    def close(self) -> None:
        """Do nothing: a kernel ends with its notebook."""

    def _run(self, order: Order, seconds: int) -> int | None:
        return kernel.run(order, seconds)


def started(root: Path, engine: str | None = None) -> Engine:
    """
    Start the engine of that name, or the default, for notebooks that run in the folder *root*.

    Raises UsageError when there is none of that name here.
    """
    name = engine or ENGINES[0]
    if name not in ENGINES:
        message = f"--engine “{name}”在这里不可用，可用的引擎：{'、'.join(ENGINES)}。"
        raise UsageError(message)
    return Warm(root) if name == "fork" else Standard(root)


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    root: Path,
    limits: Limits | None = None,
    engine: str | None = None,
) -> NotebookNode:
    """
    Run one *notebook* with *parameters* in the folder *root*; return it executed.

    Raises UsageError before anything starts when a parameter is wrong, and NotebookFailed when the
    notebook stopped, died or ran out of time.
    """
    validated(notebook, parameters)
    with started(root, engine) as running:
        return running.execute(notebook, parameters, limits)
