"""A workbook in the XML of Excel 2003 goes in; its book comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.workbooks.faults import has_links
from briefing.workbooks.formats.draft import Budget, bound
from briefing.workbooks.formats.spreadsheetml_content import Content
from briefing.workbooks.formats.xml_stream import listen

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book


def read(path: Path, limits: FileLimits) -> Book:
    """Read a workbook. Raises Unreadable."""
    content = Content(Budget(limits.cells))
    with path.open("rb") as file:
        listen(file, content)
    return bound(path.name, content.drafts, [has_links()] * content.has_links)
