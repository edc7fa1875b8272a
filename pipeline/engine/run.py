"""One notebook, run to its end in a process of its own, or stopped at its limit; nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import psutil

from pipeline.engine.parameters import validated
from pipeline.errors import NotebookFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell, and the whole run, may take."""

    cell: int = 120
    run: int = 600


def execute(
    notebook: Path, parameters: Mapping[str, Any], root: Path, limits: Limits | None = None
) -> NotebookNode:
    """
    Run *notebook* with *parameters* in the folder *root*; return it executed.

    Raises UsageError before anything starts when a parameter is wrong, and NotebookFailed when the
    notebook stopped, died or ran out of time.
    """
    limits = limits or Limits()
    values = validated(notebook, parameters)
    with tempfile.TemporaryDirectory(prefix="briefing-run-") as folder:
        output = Path(folder) / "executed.ipynb"
        order = {
            "notebook": str(notebook),
            "output": str(output),
            "parameters": values,
            "root": str(root),
            "cell_limit": limits.cell,
        }
        _run(order, limits, notebook.name)
        executed = _read(output, notebook.name)
    _require_complete(executed, notebook.name)
    return _without_clock(executed)


def _run(order: dict[str, Any], limits: Limits, name: str) -> None:
    """Start the child, watch its time, and take the whole tree down when it goes over it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline.engine.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=order["root"],
        start_new_session=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        _, complaint = child.communicate(json.dumps(order), timeout=limits.run)
    except subprocess.TimeoutExpired:
        message = (
            f"{name}：运行超过{limits.run}秒，已停止。请检查台账规模，或用 --run-limit 放宽。"
        )
        raise NotebookFailed(message) from None
    finally:
        _end_tree(child)
    if child.returncode:
        raise _failure(Path(order["output"]), name, child.returncode, complaint)


def _end_tree(child: subprocess.Popen[str]) -> None:
    """Kill whatever is left of the child and of its kernel, which has a session of its own."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in psutil.Process(child.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.kill()
        child.wait()


def _failure(output: Path, name: str, status: int, complaint: str) -> Exception:
    """Say which cell failed, or how the process ended."""
    if output.exists():
        for index, cell in enumerate(nbformat.read(output, as_version=4).cells, 1):
            for entry in cell.get("outputs", []):
                if entry.get("output_type") != "error":
                    continue
                return NotebookFailed(
                    f"{name}：第{index}个单元格出错，{entry.ename}: {entry.evalue}"
                )
    if status < 0:
        return NotebookFailed(f"{name}：执行进程被信号{-status}终止，简报未生成。")
    last = complaint.strip().splitlines()[-1:] or ["无说明"]
    return NotebookFailed(f"{name}：执行未完成（退出码{status}），{last[0]}")


def _read(output: Path, name: str) -> NotebookNode:
    if not output.exists():
        message = f"{name}：执行结束但没有结果，简报未生成。"
        raise NotebookFailed(message)
    executed: NotebookNode = nbformat.read(output, as_version=4)
    return executed


def _require_complete(executed: NotebookNode, name: str) -> None:
    """Every code cell ran and none failed; what the metadata claims does not count."""
    for index, cell in enumerate(executed.cells, 1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.get("execution_count") is None or any(
            output.output_type == "error" for output in cell.outputs
        ):
            message = f"{name}：第{index}个单元格没有执行完，简报未生成。"
            raise NotebookFailed(message)


def _without_clock(executed: NotebookNode) -> NotebookNode:
    """Take out when, where and how long it ran: the same inputs give the same file."""
    kept = executed.metadata.get("papermill", {}).get("parameters", {})
    executed.metadata["papermill"] = {"parameters": kept}
    for cell in executed.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return executed
