"""The styles of an Excel 2003 XML workbook go in; the format and the strike of each comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet "

# Formats that go by a name, as Excel and WPS show them in China.
NAMED_FORMATS = {
    "General Number": "General",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "General Date": "yyyy/m/d h:mm",
    "Long Date": "yyyy/m/d",
    "Medium Date": "yyyy/m/d",
    "Short Date": "yyyy/m/d",
    "Long Time": "h:mm:ss",
    "Medium Time": "h:mm",
    "Short Time": "h:mm",
    "Yes/No": "General",
    "True/False": "General",
    "On/Off": "General",
}
_DEEPEST = 20


@dataclass
class _Style:
    """What a style says of itself; what it leaves open, its parent says."""

    parent: str = ""
    code: str | None = None
    is_struck: bool | None = None


@dataclass
class Styles:
    """Hears the elements of styles."""

    _by_name: dict[str, _Style] = field(default_factory=dict)
    _current: _Style = field(default_factory=_Style)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""
        if name == SPREADSHEET + "Style":
            self._current = _Style(attributes.get(SPREADSHEET + "Parent", ""))
            self._by_name[attributes.get(SPREADSHEET + "ID", "")] = self._current
        elif name == SPREADSHEET + "NumberFormat":
            code = attributes.get(SPREADSHEET + "Format", "General")
            self._current.code = NAMED_FORMATS.get(code, code)
        elif name == SPREADSHEET + "Font":
            # A font that is set is set altogether: not to be struck through is its default.
            self._current.is_struck = attributes.get(SPREADSHEET + "StrikeThrough") == "1"

    def code(self, name: str) -> str:
        """Return the format of numbers, as Excel writes it."""
        return next(
            (style.code for style in self._line(name) if style.code is not None), "General"
        )

    def strikes(self, name: str) -> bool:
        """Tell whether a style strikes text out."""
        known = (style.is_struck for style in self._line(name) if style.is_struck is not None)
        return next(known, False)

    def _line(self, name: str) -> list[_Style]:
        """Go from a style to those that it builds on, and at last to the one of all cells."""
        line = []
        for _ in range(_DEEPEST):
            style = self._by_name.get(name)
            if not style:
                break
            line.append(style)
            name = style.parent
        return [*line, self._by_name.get("Default", _Style())]
