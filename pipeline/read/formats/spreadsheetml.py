"""A workbook in the XML of Excel 2003 goes in; its book comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.formats.draft import Budget, bound
from pipeline.read.formats.faults import has_links
from pipeline.read.formats.spreadsheetml_content import Content
from pipeline.read.formats.xml_stream import listen

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.county import Reading
    from pipeline.read.sheet import Book


def read(path: Path, limits: Reading) -> Book:
    """Read a workbook. Raises Unreadable."""
    content = Content(Budget(limits.cells))
    with path.open("rb") as file:
        listen(file, content)
    return bound(path.name, content.drafts, [has_links()] * content.has_links)
