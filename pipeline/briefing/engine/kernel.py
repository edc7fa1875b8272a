"""An order goes in; a standard kernel runs the notebook, in a session of its own; the status comes out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from briefing.engine.order import Order
from briefing.system.processes import MARK, end_marked


def run(order: Order, seconds: int) -> int | None:
    """
    Run a notebook for at most *seconds*, and take down all that it started, however it ends.

    Returns the exit status; nothing when the time was over.
    """
    folder = Path(order.output).parent
    # Into a file: a pipe would be held open by whatever a cell started.
    with (folder / "complaint.txt").open("w", encoding="utf-8") as complaint:
        child = subprocess.Popen(
            [sys.executable, "-m", "briefing.engine.papermill_process"],
            env=order.environment | {MARK: order.mark, "JUPYTER_RUNTIME_DIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaint,
            cwd=order.root,
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        try:
            child.communicate(json.dumps(order.as_dict()), timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end_all(child, order.mark)
    return child.returncode


def _end_all(child: subprocess.Popen[str], mark: str) -> None:
    """Kill whatever carries the run's mark: the child, its kernel, and what cells started."""
    end_marked(mark)
    child.kill()
    child.wait()
