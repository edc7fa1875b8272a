"""The engines by name: `fork`, the warm one, and `kernel`, the standard kernel of Jupyter."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import UsageError
from briefing.engine.engine import Engine, Tell, call_function
from briefing.engine.forks import Warm
from briefing.engine.order import Order, RunLimits
from briefing.engine.parameters import validated
from briefing.system.processes import CAN_FORK, MARK, Child, end_marked

if TYPE_CHECKING:
    from nbformat import NotebookNode

# The first is the default.
ENGINES = ("fork", "kernel") if CAN_FORK else ("kernel",)


class Standard(Engine):
    """Runs each notebook by a new kernel, in a session of its own."""

    def branch(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> tuple[Any, Standard]:
        """Call a function in this process, without a limit of time; kernels find nothing of it."""
        del seconds
        return call_function(function, arguments, tell), self

    def close(self) -> None:
        """Do nothing: a kernel ends with its notebook."""

    def _run(self, order: Order, seconds: int) -> int | None:
        folder = str(Path(order.output).parent)
        with Path(order.complaint).open("wb") as complaint:
            child = Child(
                "briefing.engine.papermill_process",
                env=order.environment | {MARK: order.mark, "JUPYTER_RUNTIME_DIR": folder},
                # Neither is a pipe: it would be held open by whatever a cell started.
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                cwd=order.root,
            )
            try:
                child.communicate(json.dumps(asdict(order)).encode(), timeout=seconds)
            except subprocess.TimeoutExpired:
                return None
            finally:
                # The child, its kernel, and what cells started.
                end_marked(order.mark)
                child.end()
        return child.returncode


def started(root: Path, engine: str | None = None) -> Engine:
    """
    Start the named *engine*, or the default, for notebooks that run in the folder *root*.

    Raises UsageError when this system has none of that name.
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
    limits: RunLimits | None = None,
    engine: str | None = None,
) -> NotebookNode:
    """
    Run one *notebook* with *parameters* in the folder *root*; return it executed.

    *engine* is its name, the default where None. Raises as `Engine.execute` and `started` do.
    """
    validated(notebook, parameters)
    with started(root, engine) as running:
        return running.execute(notebook, parameters, limits)
