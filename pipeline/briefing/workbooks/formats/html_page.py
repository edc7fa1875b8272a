"""The tags and texts of a web page go in one after another; drafts of its tables come out."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.workbooks.faults import unreadable
from briefing.workbooks.formats.draft import Budget, Draft
from briefing.workbooks.formats.html_styles import Styles
from briefing.workbooks.formats.html_table import Passage, Table, put_below
from briefing.workbooks.sheet import as_text

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

# What a page says without showing it.
_UNSHOWN = {"script", "title", "noscript", "template", "object", "xml", "comment"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "caption", "center", "dd", "div", "dl", "dt"),
    *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("legend", "li", "main", "nav", "ol", "p", "pre", "section", "ul"),
}
_SHEET_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
_SHEET_FILE = re.compile(r"<x:WorksheetSource\s[^>]{0,200}HRef=[\"']([^\"']*)", re.IGNORECASE)
_SINCE_1904 = re.compile(r"<x:Date1904\s*/?>", re.IGNORECASE)
_MOST_NESTED = 50
# A table with more rows holds data, whatever lies within its cells.
_MOST_ROWS_OF_LAYOUT = 20
# Notes that Excel writes as text, and the marks that lead to them.
_OF_NOTES = re.compile(r"msocom", re.IGNORECASE)
_NOTES = re.compile(r"mso-element:\s*comment", re.IGNORECASE)


@dataclass(frozen=True)
class _Open:
    """An element that has begun and not ended, with what its elders have done to it."""

    tag: str
    is_struck: bool = False
    # Its text is not shown; or its rows and tables are hidden.
    is_mute: bool = False
    is_hidden: bool = False


class Page:
    """Hears a page, and drafts a sheet of each table; texts above a table become its first rows."""

    def __init__(self, budget: Budget) -> None:
        self.drafts: list[Draft] = []
        self.names: list[str] = []
        self.files: list[str] = []
        self.has_frames = False
        self._budget = budget
        self._styles = Styles()
        self._since_1904 = False
        self._open = [_Open("")]
        self._tables: list[Table] = []
        self._loose = Passage()
        # Lines outside of tables, that no table below them has taken yet.
        self._lines: list[list[Cell]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""
        around = self._open[-1]
        look = self._styles.look(tag, attributes)
        opened = _Open(
            tag,
            around.is_struck or look.is_struck,
            around.is_mute or tag in _UNSHOWN or _is_note(attributes),
            around.is_hidden or look.is_hidden,
        )
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self._start_table(is_hidden=opened.is_hidden)
            opened = _Open(tag, opened.is_struck)
        elif table and tag == "tr":
            self._take_caption(table)
            table.end_cell()
            table.start_row(is_hidden=opened.is_hidden)
        elif table and tag in {"td", "th"}:
            self._take_caption(table)
            table.end_cell()
            table.start_cell(attributes, look)
            # That a cell or its row is hidden is told apart from what it says.
            opened = _Open(tag, opened.is_struck)
        elif table and tag == "col":
            table.note_column(attributes, look)
        elif tag in {"frameset", "frame"}:
            self.has_frames = True
        elif tag == "br":
            self._passage.add_line_break()
        elif tag in _BLOCKS:
            self._passage.break_line()
        self._open.append(opened)

    def end(self, tag: str) -> None:
        """Hear that an element ends."""
        if len(self._open) > 1:
            self._open.pop()
        if self._tables and tag in {"td", "th"}:
            self._tables[-1].end_cell()
        elif self._tables and tag == "table":
            self._end_table()
        elif tag in _BLOCKS:
            self._passage.break_line()

    def data(self, text: str) -> None:
        """Hear a text."""
        around = self._open[-1]
        if around.tag == "style":
            self._styles.learn(text)
        elif around.tag == "comment" and self._tables:
            self._tables[-1].comment.add(text, is_struck=False)
        elif not (around.is_mute or around.is_hidden):
            self._passage.add(text, is_struck=around.is_struck)

    def comment(self, text: str) -> None:
        """Hear a comment, in which Excel keeps what is of the workbook."""
        self.names += [html.unescape(name) for name in _SHEET_NAME.findall(text)]
        self.files += _SHEET_FILE.findall(text)
        self._since_1904 = self._since_1904 or bool(_SINCE_1904.search(text))

    def close(self) -> None:
        """Hear that the page ends: what stands below the last table becomes its last rows."""
        while self._tables:
            self._end_table()
        self._take_loose()
        if self.drafts:
            put_below(self.drafts[-1], self._lines)

    @property
    def _passage(self) -> Passage:
        cell = self._tables[-1].cell if self._tables else None
        return self._loose if cell is None else cell

    def _take_loose(self) -> None:
        self._lines += [[line] for line in self._loose.text.split("\n") if line]
        self._loose = Passage()

    def _start_table(self, *, is_hidden: bool) -> None:
        if len(self._tables) >= _MOST_NESTED:
            raise unreadable("网页的表格层层嵌套")
        self._take_loose()
        outer = self._tables[-1] if self._tables else None
        titles = self._lines
        if outer and outer.height <= _MOST_ROWS_OF_LAYOUT:
            titles = [*titles, *outer.lines()]
        draft = Draft("", self._budget, is_hidden=is_hidden)
        self._tables.append(Table(draft, self._since_1904, self._lines))
        self._tables[-1].begin_below(titles)
        self._lines = []

    def _take_caption(self, table: Table) -> None:
        """Make titles of what stands in a table before its first row."""
        if table.height or not self._loose.pieces:
            return
        self._take_loose()
        table.above += self._lines
        table.begin_below(self._lines)
        self._lines = []

    def _end_table(self) -> None:
        """Make a sheet of a table, unless it is empty, or lays out others, or is part of a cell."""
        table = self._tables.pop()
        table.end_cell()
        table.finish()
        outer = self._tables[-1] if self._tables else None
        lines = table.lines()
        is_data = len(lines) > 1 and max(map(len, lines)) > 1
        if lines and not table.is_layout and (is_data or not outer):
            self.drafts.append(table.draft)
            if outer and outer.height <= _MOST_ROWS_OF_LAYOUT:
                outer.clear()
            return
        self._lines = [*table.above, *self._lines]
        if outer and outer.cell is not None and not table.is_layout:
            for line in lines:
                outer.cell.break_line()
                outer.cell.add(" ".join(map(as_text, line)), is_struck=self._open[-1].is_struck)
        else:
            self._lines += lines


def _is_note(attributes: dict[str, str]) -> bool:
    return bool(
        _OF_NOTES.match(attributes.get("class", "")) or _NOTES.search(attributes.get("style", ""))
    )
