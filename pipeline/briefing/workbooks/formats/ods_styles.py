"""Read which styles of an OpenDocument file strike text out, and which hide a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefing.workbooks.formats.xml_stream import Listener

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, OFFICE = (f"{_NAMES}{part}:1.0 " for part in ("table", "text", "office"))
STYLE, DRAW = (f"{_NAMES}{part}:1.0 " for part in ("style", "drawing"))

_DEEPEST = 20


@dataclass
class OdsStyles(Listener):
    """Hears the style elements of styles.xml and of content.xml."""

    any_struck: bool = False
    _parents: dict[tuple[str, str], str] = field(default_factory=dict)
    _strikes: dict[tuple[str, str], bool] = field(default_factory=dict)
    _hiding: set[str] = field(default_factory=set)
    _current: tuple[str, str] = ("", "")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == STYLE + "style":
            family = attributes.get(STYLE + "family", "")
            self._current = (family, attributes.get(STYLE + "name", ""))
            self._parents[self._current] = attributes.get(STYLE + "parent-style-name", "")
        elif name == STYLE + "text-properties":
            self._note_strike(attributes)
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
        for _ in range(_DEEPEST):
            if (family, name) in self._strikes:
                return self._strikes[family, name]
            name = self._parents.get((family, name), "")
            if not name:
                break
        return otherwise

    def hides(self, name: str) -> bool:
        """Tell whether a style of sheets hides them."""
        return name in self._hiding

    def _note_strike(self, attributes: dict[str, str]) -> None:
        lines = [
            attributes[key]
            for key in (STYLE + "text-line-through-style", STYLE + "text-line-through-type")
            if key in attributes
        ]
        if lines and self._current != ("", ""):
            self._strikes[self._current] = "none" not in lines
            self.any_struck |= self._strikes[self._current]
