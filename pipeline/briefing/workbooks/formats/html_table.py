"""Draft a sheet of the rows and cells of one table of a web page, and read how they look."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.workbooks.formats.number_format import NAMED, shown
from briefing.workbooks.formats.written import colour, value_behind, value_of, whole
from briefing.workbooks.sheet import stored_and_seen

if TYPE_CHECKING:
    from briefing.workbooks.formats.draft import Draft
    from briefing.workbooks.sheet import Cell

# As far as browsers let a cell reach.
_MOST_COLUMNS, _MOST_ROWS = 1000, 65534
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" +")
_AROUND_BREAKS = re.compile(r" *\n *")
# A number as LibreOffice writes it beside the text, and its format behind two country codes.
_LOCALISED = re.compile(r"[^;]*;[^;]*;(.+)")

_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
# A value may be quoted, and hold semicolons then.
_PROPERTY = re.compile(
    r"""(?:^|;)\s*([\w.-]+)\s*:\s*((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^;"'])*)"""
)
_FORMATS = ("mso-number-format", "vnd.ms-excel.numberformat")
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{4})|(.))", re.DOTALL)
_NONE = {"0", "0px", "0pt"}
_HIDING = {
    "display": {"none"},
    "visibility": {"hidden", "collapse"},
    **dict.fromkeys(("font-size", "width", "height"), _NONE),
}
_STRIKING = {"s", "strike", "del"}


@dataclass(frozen=True)
class Look:
    """What a page says of the looks of one element."""

    is_struck: bool = False
    is_hidden: bool = False
    # The format of numbers as Excel writes it; none where the page does not name one.
    code: str = ""
    # Named in the element itself, the format is still to be applied; in a class of Excel's it was.
    is_to_be_applied: bool = False
    # White letters; the ground is known to the elements around, or to none.
    is_white: bool = False
    has_ground: bool = False
    # The font; none where it is that of the element around.
    font: str = ""


@dataclass
class StyleSheets:
    """The classes that a page's style sheets define."""

    _classes: dict[str, dict[str, str]] = field(default_factory=dict)
    # Thousands of cells look alike.
    _known: dict[tuple[str, ...], Look] = field(default_factory=dict)

    def learn(self, sheet: str) -> None:
        """Read a style sheet."""
        self._known.clear()
        for name, body in _RULE.findall(sheet):
            self._classes.setdefault(name, {}).update(_properties(body))

    def look(self, tag: str, attributes: dict[str, str]) -> Look:
        """Return how an element looks."""
        key = (tag, attributes.get("class", ""), attributes.get("style", ""))
        if (look := self._known.get(key)) is None:
            look = self._known[key] = self._look(*key)
        return replace(look, is_hidden=True) if "hidden" in attributes else look

    def _look(self, tag: str, classes: str, style: str) -> Look:
        own = _properties(style)
        properties: dict[str, str] = {}
        for name in classes.split():
            properties |= self._classes.get(name, {})
        properties |= own
        lines = properties.get("text-decoration", "") + properties.get("text-decoration-line", "")
        return Look(
            is_struck=tag in _STRIKING or "line-through" in lines,
            is_hidden=any(properties.get(name, "") in hiding for name, hiding in _HIDING.items()),
            is_white=colour(properties.get("color", "")) == "white",
            has_ground=any(
                colour(value) not in {"none", "transparent", "white"}
                for name, value in properties.items()
                if name in {"background", "background-color"}
            ),
            font=properties.get("font-family", ""),
            code=next((_code(properties[key]) for key in _FORMATS if key in properties), ""),
            is_to_be_applied=any(key in own for key in _FORMATS),
        )


@dataclass
class Passage:
    """A running text, in pieces that are struck out or not."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, text: str, *, is_struck: bool) -> None:
        """Add a text whose white space is layout."""
        self.pieces.append((_BLANKS.sub(" ", text), is_struck))

    def break_line(self) -> None:
        """Begin a new line, if anything stands in this one."""
        if self.pieces and self.pieces[-1][0] != "\n":
            self.pieces.append(("\n", False))

    def add_line_break(self) -> None:
        """Begin a new line in any case."""
        self.pieces.append(("\n", False))

    @property
    def text(self) -> str:
        """The text as a browser shows it."""
        if not self.pieces:
            return ""
        joined = _SPACES.sub(" ", "".join(text for text, _ in self.pieces))
        return _AROUND_BREAKS.sub("\n", joined).replace("\xa0", " ").strip()

    @property
    def struck(self) -> set[bool]:
        """Tell of the visible characters whether they are struck out."""
        return {is_struck for text, is_struck in self.pieces if text.strip()}


@dataclass
class HtmlTable:
    """A table in the making."""

    draft: Draft
    since_1904: bool = False
    # The lines above it on the page, which are titles of the next table if this one is none.
    above: list[list[Cell]] = field(default_factory=list)
    row: int = -1
    column: int = 0
    cell: Passage | None = None
    comment: Passage = field(default_factory=Passage)
    # The table lays out a page, and other tables hold what it shows.
    is_layout: bool = False
    _top: int = 0
    _attributes: dict[str, str] = field(default_factory=dict)
    _look: Look = field(default_factory=Look)
    _is_unseen: bool = False
    # The last row of the cell that reaches down into a column.
    _taken: dict[int, int] = field(default_factory=dict)
    _columns: int = 0
    _seen: Counter[int] = field(default_factory=Counter)
    _unseen: Counter[int] = field(default_factory=Counter)

    def begin_below(self, titles: list[list[Cell]]) -> None:
        """Place titles above the first row."""
        put_below(self.draft, titles)
        self._top = len(self.draft.rows)
        self.row = self._top - 1

    @property
    def height(self) -> int:
        """The number of rows so far, without the titles."""
        return self.row + 1 - self._top

    def lines(self) -> list[list[Cell]]:
        """Return the texts of the rows so far, and of the cell begun, without the titles."""
        lines: list[list[Cell]] = [
            [cell for cell in row if cell is not None]
            for row in self.draft.rows[self._top :]
            if row
        ]
        begun = self.cell.text if self.cell else ""
        return lines + [[line] for line in begun.split("\n") if line]

    def note_column(self, attributes: dict[str, str], look: Look) -> None:
        """Take a <col>."""
        span = _count(attributes.get("span"), _MOST_COLUMNS)
        if look.is_hidden:
            self.draft.hidden_columns.append((self._columns, self._columns + span - 1))
        self._columns += span

    def start_row(self, *, is_hidden: bool) -> None:
        """Begin a row."""
        self.row += 1
        self.column = 0
        if is_hidden:
            self.draft.hidden_rows.append((self.row, self.row))

    def start_cell(
        self, attributes: dict[str, str], look: Look, *, is_unseen: bool = False
    ) -> None:
        """Begin a cell, where no cell from above reaches; nobody may see what it says."""
        if self.row < self._top:
            self.start_row(is_hidden=False)
        while self._taken.get(self.column, -1) >= self.row:
            self.column += 1
        self.cell, self.comment = Passage(), Passage()
        self._attributes, self._look, self._is_unseen = attributes, look, is_unseen

    def end_cell(self) -> None:
        """Place the cell."""
        if self.cell is None:
            return
        at = (self.row, self.column)
        text = self.cell.text
        self.draft.put(*at, _value(text, self._attributes, self._look, since_1904=self.since_1904))
        self.draft.strike(*at, self.cell.struck)
        if comment := self.comment.text:
            self.draft.comments[at] = comment
        if text and self._is_unseen:
            self.draft.unseen.add(at)
        if text:
            (self._unseen if self._look.is_hidden else self._seen)[self.column] += 1
        self._reach()
        self.cell = None

    def _reach(self) -> None:
        """Move behind the cell, as far as it spans to the right, and note its span downwards."""
        across = _count(self._attributes.get("colspan"), _MOST_COLUMNS)
        down = _count(self._attributes.get("rowspan"), _MOST_ROWS)
        right, bottom = self.column + across - 1, self.row + down - 1
        self.draft.merge(self.row, self.column, down, across)
        if down > 1:
            self._taken |= dict.fromkeys(range(self.column, right + 1), bottom)
        self.column = right + 1

    def finish(self) -> None:
        """Hide the columns that have texts, and all of them hidden."""
        self.draft.hidden_columns += [
            (column, column) for column in self._unseen if not self._seen[column]
        ]

    def clear(self) -> None:
        """Forget the rows so far: they have become titles of a table within this one."""
        draft = self.draft
        del draft.rows[self._top :]
        draft.merges.clear()
        for places in (draft.struck, draft.partly_struck, draft.comments):
            places.clear()
        self.is_layout = True
        if self.cell:
            self.cell.pieces.clear()


def put_below(draft: Draft, lines: list[list[Cell]]) -> None:
    """Place lines below what a draft has."""
    for row, line in enumerate(lines, len(draft.rows)):
        for column, cell in enumerate(line):
            draft.put(row, column, cell)


def _count(text: str | None, most: int) -> int:
    """Read how far a cell reaches; nonsense is one."""
    return min(max(whole(text, 1), 1), most)


def _value(text: str, attributes: dict[str, str], look: Look, *, since_1904: bool) -> Cell:
    """Return the value that Excel, which may have written the cell, would read."""
    if not text or "x:str" in attributes or "@" in look.code:
        return text or None
    if "x:bool" in attributes:
        return attributes["x:bool"].upper() == "TRUE"
    code = look.code
    stored = attributes.get("x:num") or attributes.get("sdval") or ""
    if not stored and "x:num" in attributes:
        stored = text.replace(",", "")
    if match := _LOCALISED.fullmatch(attributes.get("sdnum", "")):
        code = match[1]
    try:
        number = float(stored)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        plain = value_of(text)
        if isinstance(plain, float) and look.is_to_be_applied:
            return shown(plain, code, since_1904=since_1904)
        return plain
    behind = value_behind(number, text)
    if not code:
        return behind
    cell = shown(number, code, since_1904=since_1904)
    # What is written beside the number is what a reader sees of it.
    return behind if isinstance(cell, float) and stored_and_seen(behind) else cell


def _properties(body: str) -> dict[str, str]:
    return {
        name.lower(): value.strip() if name.lower() in _FORMATS else value.strip().lower()
        for name, value in _PROPERTY.findall(body)
    }


def _code(value: str) -> str:
    r"""
    Undo the escapes of style sheets, and spell out the formats that go by a name.

    >>> _code(r'"yyyy\0022年\0022m\0022月\0022"'), _code("Percent"), _code(r"'\@'")
    ('yyyy"年"m"月"', '0.00%', '@')
    """
    if value[:1] in {'"', "'"}:
        value = value[1:].removesuffix(value[0])
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], value)
    return NAMED.get(plain, plain)
