"""Read the number format of each style of an .xlsx, and whether it strikes text out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.workbooks.formats.number_format import BUILTIN
from briefing.workbooks.formats.written import whole
from briefing.workbooks.formats.xlsx_parts import local
from briefing.workbooks.formats.xml_stream import Listener, listen

if TYPE_CHECKING:
    from briefing.workbooks.formats.zip import Archive

_ORDINARY = "General"


@dataclass(frozen=True)
class Styles:
    """Number formats by style, and the styles whose font is struck through."""

    codes: list[str] = field(default_factory=list)
    struck: frozenset[int] = frozenset()

    def code(self, style: int) -> str:
        """Return the number format of a style; one that is not there formats nothing."""
        return self.codes[style] if 0 <= style < len(self.codes) else _ORDINARY

    def strikes(self, style: int, runs: frozenset[bool | None]) -> set[bool]:
        """Tell of a cell's runs whether they are struck; None stands for the font of the cell."""
        is_struck = style in self.struck
        return {is_struck if run is None else run for run in runs} or {is_struck}


def styles(archive: Archive, part: str) -> Styles:
    """Read the styles; a workbook may have none, and *part* is empty then. Raises Unreadable."""
    if not part:
        return Styles()
    reader = _Reader()
    with archive.open(part) as stream:
        listen(stream, reader)
    return styles_of(reader.formats, reader.fonts, reader.cells)


def styles_of(formats: dict[int, str], fonts: list[bool], cells: list[tuple[int, int]]) -> Styles:
    """Join styles, each a format and a font by number, with what they point to."""
    codes = [formats.get(number) or BUILTIN.get(number, _ORDINARY) for number, _ in cells]
    struck = {
        style for style, (_, font) in enumerate(cells) if 0 <= font < len(fonts) and fonts[font]
    }
    return Styles(codes, frozenset(struck))


def is_struck(value: str | None) -> bool:
    """Read the value of the element that strikes text out: without a value it does."""
    return value not in {"0", "false", "off"}


class _Reader(Listener):
    """Hears the fonts, formats and cell styles; those of conditional formats do not count."""

    def __init__(self) -> None:
        self.formats: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.cells: list[tuple[int, int]] = []
        self._within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag in {"fonts", "cellXfs", "dxfs", "numFmts"}:
            self._within = tag
        elif tag == "numFmt" and self._within == "numFmts":
            self.formats[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "font" and self._within == "fonts":
            self.fonts.append(False)
        elif tag == "strike" and self._within == "fonts" and self.fonts:
            self.fonts[-1] = is_struck(attributes.get("val"))
        elif tag == "xf" and self._within == "cellXfs":
            font = whole(attributes.get("fontId"), otherwise=-1)
            self.cells.append((whole(attributes.get("numFmtId")), font))

    def end(self, name: str) -> None:
        if local(name) == self._within:
            self._within = ""
