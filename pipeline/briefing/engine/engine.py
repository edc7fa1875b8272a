"""What every engine does: run notebooks, say why one did not come to its end, call functions."""

from __future__ import annotations

import importlib
import os
import tempfile
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from briefing.domain.errors import NotebookFailed
from briefing.engine.order import (
    CELL_FAILED,
    CELL_OVER_LIMIT,
    KERNEL_DIED,
    MOST_OUTPUT,
    TOO_MUCH_OUTPUT,
    WARM_DIED,
    Order,
    RunLimits,
)
from briefing.engine.parameters import validated

if TYPE_CHECKING:
    from nbformat import NotebookNode

Tell = Callable[[Any], None]
# The tags of cells that papermill puts in.
_INJECTED = {"injected-parameters", "papermill-error-cell-tag"}


class ProcessDied(NotebookFailed):
    """A process ended before its notebook did: no cell failed, and another try may succeed."""

    may_try_again = True


def call_function(function: str, arguments: Mapping[str, Any], tell: Tell) -> Any:
    """Call a function, `module:name`, in this process; return its answer."""
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)(**arguments, tell=tell)


class Engine(ABC):
    """Runs notebooks in the folder *root*, and calls functions; several threads may use it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def execute(
        self, notebook: Path, parameters: Mapping[str, Any], limits: RunLimits | None = None
    ) -> NotebookNode:
        """
        Run *notebook* with *parameters*; return it executed.

        When, where and how long it ran is taken out: the same inputs give the same notebook.
        Raises UsageError before anything starts when a parameter is wrong, NotebookFailed when the
        notebook stopped or ran out of time, and its subclass ProcessDied when a process died.
        """
        limits, name = limits or RunLimits(), notebook.name
        values = validated(notebook, parameters)
        with tempfile.TemporaryDirectory(prefix="briefing-run-") as folder:
            output = Path(folder) / "executed.ipynb"
            order = Order(
                notebook=str(notebook.absolute()),
                output=str(output),
                complaint=str(output.with_name("complaint.txt")),
                parameters=values,
                root=str(self._root),
                cell_limit=limits.cell_seconds,
                memory_mib=limits.memory_mib,
                mark=uuid.uuid4().hex,
                environment=dict(os.environ),
            )
            status = self._run(order, limits.run_seconds)
            if status != 0:
                raise _failure(order, limits, name, status)
            if not output.exists():
                message = f"{name}：执行结束但没有结果，简报未生成。"
                raise NotebookFailed(message)
            import nbformat

            executed: NotebookNode = nbformat.read(output, as_version=4)
        _require_complete(executed, name)
        _remove_times(executed)
        return executed

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> Any:
        """Call a function as `branch` does, return its answer, and end its process."""
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
        Call a function, `module:name`, for at most *seconds*.

        Returns its answer, and an engine whose notebooks find in memory what the function left.
        The function gets *arguments*, which JSON must keep as they are, and a function `tell`:
        *tell* is called at once with each value that it is given.
        """

    @abstractmethod
    def close(self) -> None:
        """End the engine, and every run that is still going on."""

    @abstractmethod
    def _run(self, order: Order, seconds: int) -> int | None:
        """Run an order for at most *seconds*; return its exit status, or None when time was over."""


def _failure(order: Order, limits: RunLimits, name: str, status: int | None) -> NotebookFailed:
    """Return the error that says which cell failed, or how the process ended."""
    if status is None:
        return NotebookFailed(
            f"{name}：运行超过{limits.run_seconds}秒，已停止。请检查台账规模，或用 --run-limit 放宽。"
        )
    if status == CELL_OVER_LIMIT:
        return NotebookFailed(
            f"{name}：有单元格运行超过{limits.cell_seconds}秒，已停止。请检查台账规模，或用 --cell-limit 放宽。"
        )
    if status == KERNEL_DIED:
        return ProcessDied(f"{name}：内核中途退出（可能内存不足），简报未生成。")
    if status == TOO_MUCH_OUTPUT:
        return NotebookFailed(f"{name}：输出超过{MOST_OUTPUT}字符，已停止。请检查笔记本的打印。")
    if status == CELL_FAILED and (failed := _failed_cell(Path(order.output), limits)):
        number, reason = failed
        return NotebookFailed(f"{name}：第{number}个单元格{reason}", number)
    if status == WARM_DIED:
        return ProcessDied(f"{name}：预热进程中途退出，简报未生成。")
    if status < 0:
        return ProcessDied(f"{name}：执行进程被信号{-status}终止，简报未生成。")
    last = order.complaints().strip().splitlines()[-1:] or ["无说明"]
    return NotebookFailed(f"{name}：执行未完成（退出码{status}），{last[0]}")


def _failed_cell(output: Path, limits: RunLimits) -> tuple[int, str] | None:
    """Return the number of the first cell that failed, and what is said of it."""
    import nbformat

    for number, cell in _own_cells(nbformat.read(output, as_version=4)):
        for entry in cell.get("outputs", []):
            if entry.get("output_type") == "error":
                if entry.ename == "MemoryError":
                    return number, f"要的内存超过{limits.memory_mib}MiB，已停止。请检查台账规模。"
                return number, f"出错，{entry.ename}: {entry.evalue}"
    return None


def _own_cells(executed: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Yield the cells with their numbers, from 1; those that papermill puts in are not counted."""
    number = 0
    for cell in executed.cells:
        number += not _INJECTED.intersection(cell.metadata.get("tags", []))
        yield number, cell


def _require_complete(executed: NotebookNode, name: str) -> None:
    """Raise NotebookFailed unless every code cell ran and none failed, whatever the metadata says."""
    for number, cell in _own_cells(executed):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.get("execution_count") is None or any(
            output.output_type == "error" for output in cell.outputs
        ):
            message = f"{name}：第{number}个单元格没有执行完，简报未生成。"
            raise NotebookFailed(message, number)


def _remove_times(executed: NotebookNode) -> None:
    kept = executed.metadata.get("papermill", {}).get("parameters", {})
    executed.metadata["papermill"] = {"parameters": kept}
    for cell in executed.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
