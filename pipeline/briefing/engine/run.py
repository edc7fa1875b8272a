"""One notebook, run to its end in a process of its own, or the truth about why it was not."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import NotebookFailed
from briefing.engine.limits import Limits
from briefing.engine.order import (
    CELL_FAILED,
    CELL_OVER_LIMIT,
    KERNEL_DIED,
    MOST_OUTPUT,
    TOO_MUCH_OUTPUT,
    WARM_DIED,
    Order,
)
from briefing.engine.parameters import validated

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Runs an order for so many seconds; returns the exit status, or nothing when the time was over.
Runner = Callable[[Order, int], int | None]
_PAPERMILLS = {"injected-parameters", "papermill-error-cell-tag"}


class ProcessDied(NotebookFailed):
    """A process ended before its notebook did: no cell is to blame, and another try may do better."""

    may_try_again = True


def executed(
    notebook: Path,
    parameters: Mapping[str, Any],
    root: Path,
    limits: Limits,
    runner: Runner,
) -> NotebookNode:
    """
    Run *notebook* with *parameters* in the folder *root* by *runner*; return it executed.

    Raises UsageError before anything starts when a parameter is wrong, ProcessDied when a process
    was killed from outside, and NotebookFailed when the notebook stopped or ran out of time.
    """
    values = validated(notebook, parameters)
    with tempfile.TemporaryDirectory(prefix="briefing-run-") as folder:
        output = Path(folder) / "executed.ipynb"
        order = Order(
            notebook=str(notebook.absolute()),
            output=str(output),
            parameters=values,
            root=str(root),
            cell_limit=limits.cell,
            memory_mib=limits.memory,
            mark=uuid.uuid4().hex,
            environment=dict(os.environ),
        )
        status = runner(order, limits.run)
        if status != 0:
            raise _failure(order, limits, notebook.name, status)
        result = _read(output, notebook.name)
    _require_complete(result, notebook.name)
    return _without_clock(result)


def _failure(order: Order, limits: Limits, name: str, status: int | None) -> NotebookFailed:
    """Say which cell failed, or how the process ended."""
    if status is None:
        return NotebookFailed(
            f"{name}：运行超过{limits.run}秒，已停止。请检查台账规模，或用 --run-limit 放宽。"
        )
    if status == CELL_OVER_LIMIT:
        return NotebookFailed(
            f"{name}：有单元格运行超过{limits.cell}秒，已停止。请检查台账规模，或用 --cell-limit 放宽。"
        )
    if status == KERNEL_DIED:
        return ProcessDied(f"{name}：内核中途退出（可能内存不足），简报未生成。")
    if status == TOO_MUCH_OUTPUT:
        return NotebookFailed(f"{name}：输出超过{MOST_OUTPUT}字符，已停止。请检查笔记本的打印。")
    if status == CELL_FAILED and (failed := _failed_cell(Path(order.output), limits)):
        number, said = failed
        return NotebookFailed(f"{name}：第{number}个单元格{said}", number)
    if status == WARM_DIED:
        return ProcessDied(f"{name}：预热进程中途退出，简报未生成。")
    if status < 0:
        return ProcessDied(f"{name}：执行进程被信号{-status}终止，简报未生成。")
    complaint = Path(order.output).with_name("complaint.txt")
    said = complaint.read_text(encoding="utf-8", errors="replace") if complaint.exists() else ""
    last = said.strip().splitlines()[-1:] or ["无说明"]
    return NotebookFailed(f"{name}：执行未完成（退出码{status}），{last[0]}")


def _failed_cell(output: Path, limits: Limits) -> tuple[int, str] | None:
    import nbformat

    for number, cell in _own_cells(nbformat.read(output, as_version=4)):
        for entry in cell.get("outputs", []):
            if entry.get("output_type") == "error":
                if entry.ename == "MemoryError":
                    said = f"要的内存超过{limits.memory}MiB，已停止。请检查台账规模。"
                    return number, said
                return number, f"出错，{entry.ename}: {entry.evalue}"
    return None


def _own_cells(executed: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The notebook's cells with the numbers that its author counts; papermill puts in some."""
    number = 0
    for cell in executed.cells:
        number += not _PAPERMILLS.intersection(cell.metadata.get("tags", []))
        yield number, cell


def _read(output: Path, name: str) -> NotebookNode:
    import nbformat

    if not output.exists():
        message = f"{name}：执行结束但没有结果，简报未生成。"
        raise NotebookFailed(message)
    result: NotebookNode = nbformat.read(output, as_version=4)
    return result


def _require_complete(executed: NotebookNode, name: str) -> None:
    """Every code cell ran and none failed; what the metadata claims does not count."""
    for number, cell in _own_cells(executed):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.get("execution_count") is None or any(
            output.output_type == "error" for output in cell.outputs
        ):
            message = f"{name}：第{number}个单元格没有执行完，简报未生成。"
            raise NotebookFailed(message, number)


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
