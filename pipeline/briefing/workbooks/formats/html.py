"""Read the tables of web pages that are called workbooks (.xls, .html, .mht), each as a sheet."""

from __future__ import annotations

import email
import html
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from briefing.workbooks.faults import refusal, truncated, unreadable
from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.encoding import decoded
from briefing.workbooks.formats.html_table import HtmlTable, Passage, StyleSheets, put_below
from briefing.workbooks.formats.symbols import writer
from briefing.workbooks.formats.written import raised
from briefing.workbooks.sheet import as_text

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book, Cell

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_ARCHIVE = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*MIME-Version:", re.IGNORECASE)
_ASIDE = re.compile(
    r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TABLE, _END = re.compile(r"<(/?)table\b", re.IGNORECASE), re.compile(r"</html\b", re.IGNORECASE)
_HEAD = 1 << 12
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

_BUTTONS = {"hidden", "submit", "button", "reset", "image", "file", "password"}


def _above(text: str) -> str:
    """Leave out how characters are pronounced; a digit above them is a footnote's."""
    return raised(text) if text.strip().isdecimal() else ""


_WRITES: dict[str, Callable[[str], str]] = {
    "sup": raised,
    "sub": raised,
    "rt": _above,
    "rp": lambda _: "",
}


def read(path: Path, limits: FileLimits) -> Book:
    """Read a web page. Raises Unreadable."""
    data = path.read_bytes()
    budget = Budget(limits.cells)
    if _ARCHIVE.match(data[:_HEAD]):
        return bound(path.name, _drafts_of_archive(data, budget))
    page = _parsed(decoded(data, _declared(data)), budget)
    if not page.drafts and (page.has_frames or page.files):
        found, advice = (
            "只有网页的框架，表格在同名的文件夹里",
            "请用 Excel 打开，另存为 xlsx 后再报",
        )
        raise refusal("F01", found, "应为含有表格的单个文件", advice)
    return bound(path.name, _named(page.drafts, page.names))


def _declared(data: bytes) -> str:
    """Return the encoding that a page declares, or nothing."""
    match = _CHARSET.search(data[:_HEAD])
    return match[1].decode("ascii") if match else ""


def _parsed(text: str, budget: Budget) -> _Page:
    """Read one page. Raises Unreadable."""
    shown = _ASIDE.sub("", text)
    ends = [match[1] for match in _TABLE.finditer(shown)]
    if ends.count("") > ends.count("/") and not _END.search(shown):
        raise truncated()
    page = _Page(budget)
    parser = etree.HTMLParser(target=page, encoding="utf-8")
    try:
        parser.feed(text.encode("utf-8", errors="replace"))
        parser.close()
    except etree.LxmlError:
        raise unreadable("网页有错误") from None
    return page


def _named(drafts: list[Draft], names: list[str]) -> list[Draft]:
    """Name sheets as Excel did, or number them; a single one needs no name."""
    if len(names) < len(drafts):
        several = len(drafts) > 1
        names = [f"表{number}" if several else "" for number in range(1, len(drafts) + 1)]
    for draft, name in zip(drafts, names, strict=False):
        draft.name = name
    return drafts


def _drafts_of_archive(data: bytes, budget: Budget) -> list[Draft]:
    """Read the pages of a web archive; one of them may name the sheets in the others."""
    message = email.message_from_bytes(data)
    if any(type(defect).__name__ == "CloseBoundaryNotFoundDefect" for defect in message.defects):
        raise truncated()
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    pages = {_place(part): _parsed(_text(part), budget) for part in parts}
    names = [name for page in pages.values() for name in page.names]
    files = [posixpath.basename(file).lower() for page in pages.values() for file in page.files]
    listed = [pages[file] for file in files if file in pages]
    return _named([draft for page in listed or pages.values() for draft in page.drafts], names)


def _place(part: Message) -> str:
    return posixpath.basename(str(part.get("Content-Location", id(part)))).lower()


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return decoded(data, part.get_content_charset() or _declared(data))


@dataclass(frozen=True)
class _Open:
    """An element that has begun and not ended, with what the elements around it do to it."""

    tag: str
    is_struck: bool = False
    # Its text is not shown; or its rows and tables are hidden.
    is_mute: bool = False
    is_hidden: bool = False
    has_ground: bool = False
    # How its digits are written: as such, or above the line, where they are a footnote's.
    write: Callable[[str], str] = str
    # How its font writes letters, where they are symbols.
    font: Callable[[str], str] | None = None


class _Page:
    """Hears a page from lxml; drafts a sheet of each table, with the texts above as its first rows."""

    def __init__(self, budget: Budget) -> None:
        self.drafts: list[Draft] = []
        self.names: list[str] = []
        self.files: list[str] = []
        self.has_frames = False
        self._budget = budget
        self._styles = StyleSheets()
        self._since_1904 = False
        self._open = [_Open("")]
        self._tables: list[HtmlTable] = []
        # The options of a list in a form: whether each is selected, and its words.
        self._options: list[tuple[bool, str]] = []
        self._loose = Passage()
        # Lines outside of tables, that no table below them has taken yet.
        self._lines: list[list[Cell]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        look = self._styles.look(tag, attributes)
        is_note = bool(
            _OF_NOTES.match(attributes.get("class", ""))
            or _NOTES.search(attributes.get("style", ""))
        )
        has_ground = around.has_ground or look.has_ground or "bgcolor" in attributes
        face = look.font or attributes.get("face", "")
        font = writer(face) if face else around.font
        opened = _Open(
            tag,
            around.is_struck or look.is_struck,
            around.is_mute or tag in _UNSHOWN or is_note,
            around.is_hidden or look.is_hidden,
            has_ground,
            _WRITES.get(tag, around.write),
            font,
        )
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self._start_table(is_hidden=opened.is_hidden)
            opened = _Open(tag, opened.is_struck, has_ground=has_ground, font=font)
        elif table and tag == "tr":
            self._take_caption(table)
            table.end_cell()
            table.start_row(is_hidden=opened.is_hidden)
        elif table and tag in {"td", "th"}:
            self._take_caption(table)
            table.end_cell()
            table.start_cell(attributes, look, is_unseen=look.is_white and not has_ground)
            # That a cell or its row is hidden is told apart from what it says.
            opened = _Open(tag, opened.is_struck, has_ground=has_ground, font=font)
        elif table and tag == "col":
            table.note_column(attributes, look)
        elif tag in {"frameset", "frame"}:
            self.has_frames = True
        elif tag in {"select", "option", "input"}:
            self._start_field(tag, attributes)
        elif tag == "br":
            self._passage.add_line_break()
        elif tag in _BLOCKS:
            self._passage.break_line()
        self._open.append(opened)

    def end(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()
        if tag == "select":
            self._end_choice()
        elif self._tables and tag in {"td", "th"}:
            self._tables[-1].end_cell()
        elif self._tables and tag == "table":
            self._end_table()
        elif tag in _BLOCKS:
            self._passage.break_line()

    def data(self, text: str) -> None:
        around = self._open[-1]
        if around.tag == "style":
            self._styles.learn(text)
        elif around.tag == "comment" and self._tables:
            self._tables[-1].comment.add(text, is_struck=False)
        elif not (around.is_mute or around.is_hidden):
            if around.tag in {"select", "option"} and self._options:
                self._options[-1] = (self._options[-1][0], self._options[-1][1] + text)
            elif around.tag != "select":
                write = around.font or around.write
                self._passage.add(write(text), is_struck=around.is_struck)

    def _start_field(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a field of a form: what it holds is what a reader sees."""
        kind = attributes.get("type", "text").lower()
        if tag == "select":
            self._options = []
        elif tag == "option":
            self._options.append(("selected" in attributes, ""))
        elif kind in {"checkbox", "radio"}:
            self._passage.add("☑" if "checked" in attributes else "☐", is_struck=False)
        elif kind not in _BUTTONS:
            self._passage.add(attributes.get("value", ""), is_struck=self._open[-1].is_struck)

    def _end_choice(self) -> None:
        """Take the options that are selected, or the first, as browsers do."""
        selected = [words for is_selected, words in self._options if is_selected]
        for words in selected or [words for _, words in self._options[:1]]:
            self._passage.add(words, is_struck=self._open[-1].is_struck)
        self._options = []

    def comment(self, text: str) -> None:
        # In a comment Excel keeps what is of the workbook.
        self.names += [html.unescape(name) for name in _SHEET_NAME.findall(text)]
        self.files += _SHEET_FILE.findall(text)
        self._since_1904 = self._since_1904 or bool(_SINCE_1904.search(text))

    def close(self) -> None:
        # What stands below the last table becomes its last rows.
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
        self._tables.append(HtmlTable(draft, self._since_1904, self._lines))
        self._tables[-1].begin_below(titles)
        self._lines = []

    def _take_caption(self, table: HtmlTable) -> None:
        """Make titles of the texts in a table before its first row."""
        if table.height or not self._loose.pieces:
            return
        self._take_loose()
        table.above += self._lines
        table.begin_below(self._lines)
        self._lines = []

    def _end_table(self) -> None:
        """Make a sheet of a table, unless it is empty, lays out other tables, or is part of a cell."""
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
