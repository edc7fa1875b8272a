"""A workbook in the XML of Excel 2003 goes in; its book comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.read.formats.draft import Budget, bound
from briefing.read.formats.faults import has_links
from briefing.read.formats.spreadsheetml_content import Content
from briefing.read.formats.xml_stream import listen

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.read.sheet import Book
    from briefing.settings.county import Reading


def read(path: Path, limits: Reading) -> Book:
    """Read a workbook. Raises Unreadable."""
    content = Content(Budget(limits.cells))
    with path.open("rb") as file:
        listen(file, content)
    return bound(path.name, content.drafts, [has_links()] * content.has_links)
