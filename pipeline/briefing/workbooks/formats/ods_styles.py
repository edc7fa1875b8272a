"""Read which styles of an OpenDocument file strike text out, raise or hide it, or hide a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from briefing.workbooks.formats.symbols import writer
from briefing.workbooks.formats.written import colour
from briefing.workbooks.formats.xml_stream import Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = TypeVar("Value")

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, OFFICE = (f"{_NAMES}{part}:1.0 " for part in ("table", "text", "office"))
STYLE, DRAW = (f"{_NAMES}{part}:1.0 " for part in ("style", "drawing"))

FO = f"{_NAMES}xsl-fo-compatible:1.0 "
SVG = f"{_NAMES}svg-compatible:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_DEEPEST = 20
_LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,9})?)(mm|cm|in|pt)")
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
# Rows and columns that are smaller show nothing.
_LEAST_SEEN_MM = 1.1


@dataclass
class OdsStyles(Listener):
    """Hears the style elements of styles.xml and of content.xml."""

    any_struck: bool = False
    any_symbols: bool = False
    _parents: dict[tuple[str, str], str] = field(default_factory=dict)
    _strikes: dict[tuple[str, str], bool] = field(default_factory=dict)
    _hiding: set[str] = field(default_factory=set)
    _raising: dict[tuple[str, str], bool] = field(default_factory=dict)
    _colours: dict[tuple[str, str], str] = field(default_factory=dict)
    _grounds: dict[tuple[str, str], str] = field(default_factory=dict)
    _fonts: dict[tuple[str, str], str] = field(default_factory=dict)
    # The names by which styles call fonts.
    _faces: dict[str, str] = field(default_factory=dict)
    # Styles with a number format of their own.
    _formatted: set[str] = field(default_factory=set)
    # Of rows and columns.
    _tiny: set[str] = field(default_factory=set)
    _current: tuple[str, str] = ("", "")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == STYLE + "style":
            family = attributes.get(STYLE + "family", "")
            self._current = (family, attributes.get(STYLE + "name", ""))
            self._parents[self._current] = attributes.get(STYLE + "parent-style-name", "")
            if STYLE + "data-style-name" in attributes:
                self._formatted.add(self._current[1])
        elif name == STYLE + "font-face":
            face = attributes.get(STYLE + "name", "")
            self._faces[face] = attributes.get(SVG + "font-family", face)
        elif name == STYLE + "text-properties":
            self._note_strike(attributes)
            self._note_text(attributes)
        elif name == STYLE + "table-cell-properties" and FO + "background-color" in attributes:
            self._grounds[self._current] = colour(attributes[FO + "background-color"])
        elif name in {STYLE + "table-column-properties", STYLE + "table-row-properties"}:
            size = attributes.get(STYLE + "column-width") or attributes.get(STYLE + "row-height")
            length = _LENGTH.fullmatch(size or "")
            if length and float(length[1]) * _MILLIMETRES[length[2]] < _LEAST_SEEN_MM:
                self._tiny.add(self._current[1])
        elif name == STYLE + "table-properties" and attributes.get(TABLE + "display") == "false":
            self._hiding.add(self._current[1])

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == STYLE + "style":
            self.end_style()

    def end_style(self) -> None:
        """Take the end of a style."""
        self._current = ("", "")

    def strikes(self, family: str, name: str, otherwise: bool = False) -> bool:
        """Tell whether a style, or one that it builds on, strikes text out."""
        found = self._of(self._strikes, family, name)
        return otherwise if found is None else found

    def writer(self, family: str, name: str) -> Callable[[str], str] | None:
        """Return how the font of a style writes letters; None where as the text around it."""
        font = self._of(self._fonts, family, name)
        return None if font is None else writer(font) or str

    def raises(self, name: str) -> bool:
        """Tell whether a style of characters raises them above the line, or lowers them."""
        return bool(self._of(self._raising, "text", name))

    def is_unseen(self, name: str) -> bool:
        """Tell whether a style of cells writes in the colour of the ground."""
        letters = self._of(self._colours, "table-cell", name)
        ground = self._of(self._grounds, "table-cell", name) or "transparent"
        is_white = letters == "white" and ground == "transparent"
        return bool(letters) and (is_white or letters == ground)

    @property
    def any_unseen(self) -> bool:
        """Whether any style may write in the colour of the ground."""
        return "white" in self._colours.values() or bool(self._grounds)

    def effects(self, name: str) -> str:
        """Say in the words of a clerk what a conditional style of cells hides; empty if nothing."""
        strikes = self.strikes("table-cell", name)
        is_white = self._of(self._colours, "table-cell", name) == "white"
        is_formatted = name in self._formatted
        return "、".join(
            ["数字格式"] * is_formatted + ["删除线"] * strikes + ["白色文字"] * is_white
        )

    def is_tiny(self, name: str) -> bool:
        """Tell whether a style of rows or columns makes them too small to be seen."""
        return name in self._tiny

    def _of(self, known: Mapping[tuple[str, str], Value], family: str, name: str) -> Value | None:
        """Return what a style says, or one that it builds on."""
        for _ in range(_DEEPEST):
            if (family, name) in known:
                return known[family, name]
            name = self._parents.get((family, name), "")
            if not name:
                break
        return None

    def hides(self, name: str) -> bool:
        """Tell whether a style of sheets hides them."""
        return name in self._hiding

    def _note_text(self, attributes: dict[str, str]) -> None:
        if self._current == ("", ""):
            return
        if position := attributes.get(STYLE + "text-position", "").split():
            self._raising[self._current] = position[0] not in {"0%", "0"}
        font = attributes.get(STYLE + "font-name") or attributes.get(FO + "font-family")
        if font:
            self._fonts[self._current] = face = self._faces.get(font, font)
            self.any_symbols |= writer(face) is not None
        if FO + "color" in attributes:
            self._colours[self._current] = colour(attributes[FO + "color"])

    def _note_strike(self, attributes: dict[str, str]) -> None:
        lines = [
            attributes[key]
            for key in (STYLE + "text-line-through-style", STYLE + "text-line-through-type")
            if key in attributes
        ]
        if lines and self._current != ("", ""):
            self._strikes[self._current] = "none" not in lines
            self.any_struck |= self._strikes[self._current]
