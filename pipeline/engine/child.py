"""An order (JSON on stdin) goes in; papermill runs its notebook. The parent reads the exit status."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from pipeline.engine.run import (
    CELL_FAILED,
    CELL_OVER_LIMIT,
    KERNEL_DIED,
    MOST_OUTPUT,
    TOO_MUCH_OUTPUT,
)

_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run one notebook and return 0 when papermill came to its end."""
    _die_with_parent()
    order = json.load(sys.stdin)
    papermill_engines.register("watched", _Engine)
    try:
        papermill.execute_notebook(
            order["notebook"],
            order["output"],
            parameters=order["parameters"],
            engine_name="watched",
            kernel_name="python3",
            cwd=order["root"],
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            execution_timeout=order["cell_limit"],
            config=_connection(Path(order["output"]).parent),
        )
    except PapermillExecutionError:
        return CELL_FAILED
    except CellTimeoutError:
        return CELL_OVER_LIMIT
    except DeadKernelError:
        return KERNEL_DIED
    return 0


def _die_with_parent() -> None:
    """A parent that is killed takes this process along; its kernel notices and ends by itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _connection(folder: Path) -> Config:
    """Kernels started at the same time can collide on TCP ports; sockets in a folder cannot."""
    config = Config()
    config.KernelManager.transport = "ipc" if hasattr(os, "fork") else "tcp"
    if hasattr(os, "fork"):
        config.KernelManager.ip = str(folder / "kernel")
    return config


class _Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill ships no types
    """Ends the run when its notebook prints more than a page can hold."""

    printed = 0

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        content = msg["content"]
        self.printed += len(content.get("text", "")) + sum(
            len(str(part)) for part in content.get("data", {}).values()
        )
        if self.printed > MOST_OUTPUT:
            # At once: the cell may print on for ever. The parent ends the kernel.
            os._exit(TOO_MUCH_OUTPUT)
        return super().process_message(msg, cell, cell_index)


class _Engine(NBClientEngine):  # type: ignore[misc]  # papermill ships no types
    """Papermill's own engine with our client."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, execution_timeout: int, config: Config, **_: Any
    ) -> Any:
        return _Client(
            nb_man,
            kernel_name=kernel_name,
            timeout=execution_timeout,
            # Without this, lost output passes for success.
            raise_on_iopub_timeout=True,
            config=config,
        ).execute()


if __name__ == "__main__":
    sys.exit(main())
