"""What every engine is to whoever has notebooks to run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from briefing.engine import run
from briefing.engine.limits import Limits
from briefing.engine.order import Order

if TYPE_CHECKING:
    from nbformat import NotebookNode

Tell = Callable[[Any], None]


class Engine(ABC):
    """Runs notebooks in the folder *root*, and calls functions; for several threads at once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def execute(
        self, notebook: Path, parameters: Mapping[str, Any], limits: Limits | None = None
    ) -> NotebookNode:
        """
        Run *notebook* with *parameters*; return it executed.

        Raises UsageError before anything starts when a parameter is wrong, and NotebookFailed when
        the notebook stopped, died or ran out of time, or when the process that runs it is gone.
        """
        return run.executed(notebook, parameters, self._root, limits or Limits(), self._run)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> Any:
        """Call a function as `branch` does, return its answer, and leave nothing of it."""
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
        Call a function, `module:name`; return its answer, and what makes use of what it left.

        It is given the *arguments*, which JSON must keep as they are, and `tell`: what it tells is
        told on at once.
        """

    @abstractmethod
    def close(self) -> None:
        """End it, and every run that is still going on."""

    @abstractmethod
    def _run(self, order: Order, seconds: int) -> int | None:
        """Run an order for at most *seconds*; return its status, or nothing when time was over."""
