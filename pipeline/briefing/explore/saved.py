"""Save what a notebook shows: tables as .xlsx, charts as .png, or their data as .xlsx."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import UsageError
from briefing.page import tables
from briefing.page.blocks import Block
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KINDS = (".xlsx", ".png")


def save(shown: Any, name: str | Path) -> Path:
    """
    Save a table, a chart, a ledger or the indicators, and return the path.

    The *name* ends in `.xlsx` (numbers as numbers; no text can run as a formula) or `.png`
    (charts). A name without a folder goes to `notebooks/saved/`. Raises UsageError.
    """
    path = Path(name).expanduser()
    if path.suffix.lower() not in KINDS:
        message = f"“{name}”不能导出，文件名应以 {' 或 '.join(KINDS)} 结尾。"
        raise UsageError(message)
    content = _xlsx(shown) if path.suffix.lower() == ".xlsx" else _png(shown)
    target = path if path.parent != Path() else Project.here().root / "notebooks/saved" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def _blocks(shown: Any) -> list[Block]:
    if isinstance(shown, Block):
        return [shown]
    if isinstance(getattr(shown, "block", None), Block):
        return [shown.block]
    if isinstance(shown, tuple | list):
        return [block for each in shown for block in _blocks(each)]
    message = f"{type(shown).__name__} 不是表或图，不能导出。"
    raise UsageError(message)


def _xlsx(shown: Any) -> bytes:
    from nbformat import v4

    from briefing.export import workbook
    from briefing.export.document import document_of

    found = list(_as_tables(_blocks(shown)))
    if not found:
        message = "没有可以导出为 .xlsx 的表或图。"
        raise UsageError(message)
    outputs = [v4.new_output("display_data", data=block._repr_mimebundle_()) for block in found]
    cell = v4.new_code_cell("", outputs=outputs)
    title = found[0].content["title"]
    return workbook.render(document_of(v4.new_notebook(cells=[cell], metadata={"title": title})))


def _as_tables(blocks: Iterable[Block]) -> Iterator[Block]:
    """Return tables as they are, and charts as tables of their data."""
    for block in blocks:
        content = block.content
        if block.kind == "table":
            yield block
        elif block.kind == "chart":
            columns = [
                tables.Column(label, itemgetter(at), "right" if at else "left")
                for at, label in enumerate(content["columns"])
            ]
            yield tables.table(content["title"], columns, content["data"], note=content["note"])


def _png(shown: Any) -> bytes:
    from briefing.export import svg

    charts = [block for block in _blocks(shown) if block.kind == "chart"]
    if len(charts) != 1:
        message = "导出 .png 要一张图；表请导出为 .xlsx。"
        raise UsageError(message)
    assert charts[0].chart is not None
    return svg.picture(charts[0].chart)
