"""The interface of every engine: run notebooks, and call functions."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from briefing.engine import run
from briefing.engine.order import Order, RunLimits

if TYPE_CHECKING:
    from nbformat import NotebookNode

Tell = Callable[[Any], None]


def call_function(function: str, arguments: Mapping[str, Any], tell: Tell) -> Any:
    """Call a function, `module:name`, in this process; return its answer."""
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)(**arguments, tell=tell)


class Engine(ABC):
    """Runs notebooks in the folder *root*, and calls functions; several threads may use it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def execute(
        self, notebook: Path, parameters: Mapping[str, Any], limits: RunLimits | None = None
    ) -> NotebookNode:
        """
        Run *notebook* with *parameters*; return it executed.

        Raises UsageError before anything starts when a parameter is wrong, NotebookFailed when the
        notebook stopped or ran out of time, and its subclass ProcessDied when a process died.
        """
        return run.executed(notebook, parameters, self._root, limits or RunLimits(), self._run)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> Any:
        """Call a function as `branch` does, return its answer, and end its process."""
        answer, engine = self.branch(function, arguments, seconds, tell)
        engine.close()
        return answer

    @abstractmethod
    def branch(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> tuple[Any, Engine]:
        """
        Call a function, `module:name`, for at most *seconds*.

        Returns its answer, and an engine whose notebooks find in memory what the function left.
        The function gets *arguments*, which JSON must keep as they are, and a function `tell`:
        *tell* is called at once with each value that it is given.
        """

    @abstractmethod
    def close(self) -> None:
        """End the engine, and every run that is still going on."""

    @abstractmethod
    def _run(self, order: Order, seconds: int) -> int | None:
        """Run an order for at most *seconds*; return its exit status, or None when time was over."""
