"""Read what is drawn over the cells of an .xlsx or .xlsb sheet: texts, pictures and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.workbooks.formats.written import whole
from briefing.workbooks.formats.xlsx_parts import relations
from briefing.workbooks.formats.xml_stream import Listener, listen
from briefing.workbooks.sheet import Mark

if TYPE_CHECKING:
    from briefing.workbooks.formats.zip import Archive

_NAMESPACES = (
    "http://schemas.openxmlformats.org/drawingml/2006/",
    "http://purl.oclc.org/ooxml/drawingml/",
    "http://schemas.microsoft.com/office/",
)
_ANCHORS = {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}
_MOST_TEXT = 500


def drawings(archive: Archive, sheet: str) -> list[Mark]:
    """Return what is drawn over a sheet, by the cells below it. Raises Unreadable."""
    found = _Drawings()
    for part in relations(archive, sheet).by_type.get("drawing", []):
        if part in archive:
            with archive.open(part) as stream:
                listen(stream, found)
    return found.marks


class _Drawings(Listener):
    """Hears the anchors of a drawing part: two corners, and what lies between them."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self._corners: list[dict[str, int]] = []
        self._heard = ""
        self._kind = self._words = ""

    def start(self, name: str, _: dict[str, str]) -> None:
        tag = _local(name)
        if tag in _ANCHORS:
            self._corners, self._kind, self._words = [], "", ""
        elif tag in {"from", "to"}:
            self._corners.append({})
        elif tag == "pic":
            self._kind = self._kind or "picture"
        elif tag == "graphicFrame":
            self._kind = self._kind or "chart"
        self._heard = tag

    def end(self, name: str) -> None:
        tag = _local(name)
        if tag in _ANCHORS:
            self._end_anchor()
        elif tag == "p" and self._words:
            self._words += " "
        self._heard = ""

    def text(self, data: str) -> None:
        if self._heard in {"row", "col"} and self._corners:
            self._corners[-1][self._heard] = whole(data.strip())
        elif self._heard == "t" and len(self._words) < _MOST_TEXT:
            self._words += data

    def _end_anchor(self) -> None:
        words = " ".join(self._words.split())
        kind = "text" if words and self._kind != "chart" else self._kind
        if not kind:
            # A line or a frame covers nothing.
            return
        first, last = (*self._corners, {}, {})[:2]
        top, left = first.get("row", 0), first.get("col", 0)
        bottom, right = max(last.get("row", top), top), max(last.get("col", left), left)
        self.marks.append(Mark(top, left, bottom, right, kind, words))


def _local(name: str) -> str:
    namespace, _, tag = name.rpartition(" ")
    return tag if namespace.startswith(_NAMESPACES) else name
