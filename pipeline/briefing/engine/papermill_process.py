"""Run one notebook by papermill in this process; the exit status says how it ended."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from briefing.engine.client import CellsEngine, CountingClient, TooMuchOutput
from briefing.engine.order import CELL_FAILED, CELL_OVER_LIMIT, KERNEL_DIED, TOO_MUCH_OUTPUT, Order
from briefing.engine.start import Fork
from briefing.system.own_process import bound_memory, die_with_parent
from briefing.system.processes import CAN_FORK


def main() -> int:
    """Run one notebook by a standard kernel; the order is JSON on the standard input."""
    # Its kernel notices, and ends by itself.
    die_with_parent(signal.SIGKILL, os.getppid())
    order = Order(**json.load(sys.stdin))
    bound_memory(order.memory_mib)
    config = Config()
    config.KernelManager.transport = "ipc" if CAN_FORK else "tcp"
    if CAN_FORK:
        # Kernels that start at the same time can collide on TCP ports; sockets in a folder cannot.
        config.KernelManager.ip = str(Path(order.output).with_name("kernel"))
    return run(order, _KernelEngine, config=config)


def run_forked(order: Order, fork: Fork) -> int:
    """Run one notebook, its cells in a process made by *fork*; return the exit status."""
    CellsEngine.fork = fork
    return run(order, CellsEngine, memory_mib=order.memory_mib)


def run(order: Order, engine: type[Any], **options: Any) -> int:
    """Run one notebook by a papermill engine; return the exit status, 0 when it came to its end."""
    papermill_engines.register("ours", engine)
    try:
        papermill.execute_notebook(
            order.notebook,
            order.output,
            parameters=order.parameters,
            engine_name="ours",
            kernel_name="python3",
            cwd=order.root,
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            execution_timeout=order.cell_limit,
            **options,
        )
    except PapermillExecutionError:
        return CELL_FAILED
    except CellTimeoutError:
        return CELL_OVER_LIMIT
    except TooMuchOutput:
        return TOO_MUCH_OUTPUT
    except DeadKernelError:
        return KERNEL_DIED
    return 0


class _KernelClient(CountingClient):
    def stop_flood(self) -> None:
        # nbclient would not hear of it before the cell's end. The parent ends the kernel.
        os._exit(TOO_MUCH_OUTPUT)


class _KernelEngine(NBClientEngine):  # type: ignore[misc]  # papermill ships no types
    """Papermill's own engine with our client."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, execution_timeout: int, config: Config, **_: Any
    ) -> Any:
        return _KernelClient(
            nb_man,
            kernel_name=kernel_name,
            timeout=execution_timeout,
            # Without this, lost output passes for success.
            raise_on_iopub_timeout=True,
            config=config,
        ).execute()
