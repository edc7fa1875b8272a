"""One notebook, run to its end in a process of its own, or stopped at its limit; nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import psutil

from pipeline.engine.parameters import validated
from pipeline.errors import NotebookFailed
from pipeline.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode


# What the child's exit status tells.
CELL_FAILED, CELL_OVER_LIMIT, KERNEL_DIED, TOO_MUCH_OUTPUT = 3, 4, 5, 6
# Characters that a run may print: many times a briefing, and far from what memory holds.
MOST_OUTPUT = 20_000_000
# In the environment of all that a run starts, so that nothing of it is left behind.
MARK = "BRIEFING_RUN"
_PAPERMILLS = {"injected-parameters", "papermill-error-cell-tag"}


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
    """Start the child, watch its time, and take down all that it started, however it ends."""
    mark = uuid.uuid4().hex
    folder = Path(order["output"]).parent
    # Into a file: a pipe would be held open by whatever a cell started.
    with (folder / "complaint.txt").open("w+", encoding="utf-8", errors="replace") as complaint:
        child = subprocess.Popen(
            [sys.executable, "-m", "pipeline.engine.child"],
            env=os.environ | {MARK: mark, "JUPYTER_RUNTIME_DIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaint,
            cwd=order["root"],
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        try:
            child.communicate(json.dumps(order), timeout=limits.run)
        except subprocess.TimeoutExpired:
            message = (
                f"{name}：运行超过{limits.run}秒，已停止。请检查台账规模，或用 --run-limit 放宽。"
            )
            raise NotebookFailed(message) from None
        finally:
            _end_all(child, mark)
        if child.returncode:
            complaint.seek(0)
            raise _failure(order, limits, name, child.returncode, complaint.read())


def _end_all(child: subprocess.Popen[str], mark: str) -> None:
    """Kill whatever carries the run's mark: the child, its kernel, and what cells started."""
    for process in psutil.process_iter():
        # Processes of others do not show their environment; they are none of ours.
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == mark:
                process.kill()
    child.kill()
    child.wait()


def _failure(
    order: dict[str, Any], limits: Limits, name: str, status: int, complaint: str
) -> NotebookFailed:
    """Say which cell failed, or how the process ended."""
    if status == CELL_OVER_LIMIT:
        return NotebookFailed(
            f"{name}：有单元格运行超过{limits.cell}秒，已停止。请检查台账规模，或用 --cell-limit 放宽。"
        )
    if status == KERNEL_DIED:
        return NotebookFailed(f"{name}：内核中途退出（可能内存不足），简报未生成。")
    if status == TOO_MUCH_OUTPUT:
        return NotebookFailed(f"{name}：输出超过{MOST_OUTPUT}字符，已停止。请检查笔记本的打印。")
    if status == CELL_FAILED and (failed := _failed_cell(Path(order["output"]))):
        return NotebookFailed(f"{name}：{failed}")
    if status < 0:
        return NotebookFailed(f"{name}：执行进程被信号{-status}终止，简报未生成。")
    last = complaint.strip().splitlines()[-1:] or ["无说明"]
    return NotebookFailed(f"{name}：执行未完成（退出码{status}），{last[0]}")


def _failed_cell(output: Path) -> str:
    for number, cell in _own_cells(nbformat.read(output, as_version=4)):
        for entry in cell.get("outputs", []):
            if entry.get("output_type") == "error":
                return f"第{number}个单元格出错，{entry.ename}: {entry.evalue}"
    return ""


def _own_cells(executed: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The notebook's cells with the numbers that its author counts; papermill puts in some."""
    number = 0
    for cell in executed.cells:
        number += not _PAPERMILLS.intersection(cell.metadata.get("tags", []))
        yield number, cell


def _read(output: Path, name: str) -> NotebookNode:
    if not output.exists():
        message = f"{name}：执行结束但没有结果，简报未生成。"
        raise NotebookFailed(message)
    executed: NotebookNode = nbformat.read(output, as_version=4)
    return executed


def _require_complete(executed: NotebookNode, name: str) -> None:
    """Every code cell ran and none failed; what the metadata claims does not count."""
    for number, cell in _own_cells(executed):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.get("execution_count") is None or any(
            output.output_type == "error" for output in cell.outputs
        ):
            message = f"{name}：第{number}个单元格没有执行完，简报未生成。"
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
