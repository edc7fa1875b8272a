"""Run notebooks by the standard kernel of Jupyter, each in a session of its own."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

from briefing.engine.order import Order
from briefing.system.processes import MARK, Child, end_marked


def run(order: Order, seconds: int) -> int | None:
    """
    Run a notebook for at most *seconds*, and kill all that it started, however it ends.

    Returns the exit status; None when the time was over.
    """
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
