"""The engines by name: `fork`, the warm one, and `kernel`, the standard one of every Jupyter."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.engine import calls, kernel, run
from pipeline.engine.forks import Tell
from pipeline.engine.parameters import validated
from pipeline.engine.processes import CAN_FORK
from pipeline.engine.warm import Warm
from pipeline.errors import UsageError
from pipeline.limits import Limits

if TYPE_CHECKING:
    from nbformat import NotebookNode

# The first is the default.
ENGINES = ("fork", "kernel") if CAN_FORK else ("kernel",)


class Engine(Protocol):
    """Whatever runs notebooks, and calls functions for them; from several threads at once."""

    def execute(
        self, notebook: Path, parameters: Mapping[str, Any], limits: Limits | None = None
    ) -> NotebookNode:
        """Run *notebook* with *parameters*; return it executed. Raises as `execute` does."""

    def call(
        self, function: str, arguments: Mapping[str, Any], seconds: int, tell: Tell = ...
    ) -> Any:
        """Call a function, `module:name`, and return its answer. Raises as `Forks.call` does."""

    def branch(
        self, function: str, arguments: Mapping[str, Any], seconds: int, tell: Tell = ...
    ) -> tuple[Any, Engine]:
        """Call a function; return its answer, and what makes use of what it left in memory."""

    def close(self) -> None:
        """End it, and every run that is still going on."""


class Standard:
    """A new kernel for each notebook."""

    def __init__(self, root: Path) -> None:
        """Run notebooks in the folder *root*."""
        self._root = root

    def execute(
        self, notebook: Path, parameters: Mapping[str, Any], limits: Limits | None = None
    ) -> NotebookNode:
        """Run *notebook* with *parameters*; return it executed. Raises as `execute` does."""
        return run.executed(notebook, parameters, self._root, limits or Limits(), kernel.run)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> Any:
        """Call a function in this process, however long it takes."""
        del seconds
        return calls.called(function, arguments, tell)

    def branch(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> tuple[Any, Standard]:
        """Call a function in this process; a kernel finds nothing of what it left."""
        return self.call(function, arguments, seconds, tell), self

    def close(self) -> None:
        """Do nothing: a kernel ends with its notebook."""


def started(root: Path, engine: str | None = None) -> AbstractContextManager[Engine]:
    """
    Start the engine of that name, or the default, for notebooks that run in the folder *root*.

    Raises UsageError when there is none of that name here.
    """
    name = engine or ENGINES[0]
    if name not in ENGINES:
        message = f"--engine “{name}”在这里不可用，可用的引擎：{'、'.join(ENGINES)}。"
        raise UsageError(message)
    return Warm(root) if name == "fork" else nullcontext(Standard(root))


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
