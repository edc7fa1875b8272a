"""An order (JSON on stdin) goes in; papermill runs its notebook. The parent reads the exit status."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run one notebook and return 0 when papermill came to its end."""
    order = json.load(sys.stdin)
    # Kernels started at the same time can collide on TCP ports; sockets in a folder cannot.
    transport = "ipc" if hasattr(os, "fork") else "tcp"
    import papermill
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory(prefix="briefing-ipc-") as sockets:
        try:
            papermill.execute_notebook(
                order["notebook"],
                order["output"],
                parameters=order["parameters"],
                kernel_name="python3",
                cwd=order["root"],
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                execution_timeout=order["cell_limit"],
                # Without this, lost output passes for success.
                raise_on_iopub_timeout=True,
                config=_connection(transport, Path(sockets)),
            )
        except PapermillExecutionError:
            return 1
    return 0


def _connection(transport: str, sockets: Path) -> object:
    from traitlets.config import Config

    config = Config()
    config.KernelManager.transport = transport
    if transport == "ipc":
        config.KernelManager.ip = str(sockets / "kernel")
    return config


if __name__ == "__main__":
    sys.exit(main())
