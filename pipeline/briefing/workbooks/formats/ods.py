"""An OpenDocument table, zipped (.ods) or flat (.fods), goes in; its book comes out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from briefing.workbooks.faults import encrypted, has_links, has_macros, not_a_table
from briefing.workbooks.formats.draft import Budget, bound
from briefing.workbooks.formats.ods_content import Content
from briefing.workbooks.formats.ods_styles import Styles
from briefing.workbooks.formats.xml_stream import listen
from briefing.workbooks.formats.zip import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book

# The lists of libraries, which are there where no library holds anything.
_LISTS = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")


def read(path: Path, limits: FileLimits) -> Book:
    """Read an OpenDocument table. Raises Unreadable."""
    styles = Styles()
    content = Content(Budget(limits.cells), styles)
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            with Archive(path, limits) as archive:
                _hear_parts(archive, content, styles)
                macros = any(map(_is_macro, archive))
        else:
            file.seek(0)
            listen(file, content)
            macros = content.has_macros
    remarks = [has_macros()] * macros + [has_links()] * content.has_links
    return bound(path.name, content.drafts, remarks)


def _hear_parts(archive: Archive, content: Content, styles: Styles) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise encrypted()
    if "content.xml" not in archive:
        raise not_a_table()
    if "styles.xml" in archive:
        listen(io.BytesIO(archive.read("styles.xml")), styles)
    with archive.open("content.xml") as part:
        listen(part, content)


def _is_macro(part: str) -> bool:
    return part.startswith(("basic/", "scripts/")) and not part.endswith(_LISTS)
