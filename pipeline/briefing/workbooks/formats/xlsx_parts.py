"""Find the parts of an .xlsx or .xlsb package by their roles, and read references and comments."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.workbooks import faults
from briefing.workbooks.formats.written import whole, without_author
from briefing.workbooks.formats.xml_stream import Listener, listen
from briefing.workbooks.sheet import Merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.workbooks.formats.zip import Archive
    from briefing.workbooks.sheet import Cell, Remark

# Those of the standard, transitional and strict, and that of threads; "" where a part names none.
_NAMESPACES = {
    "",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments",
}
# Rows of so many points, and columns of so many digits, are too small to read anything in them.
_LEAST_SEEN = {"ht": 3.0, "width": 0.5}
_USUAL = {"xml": "xl/workbook.xml", "bin": "xl/workbook.bin"}


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name on the tab, its part, and whether the tab is shown."""

    name: str
    part: str
    is_hidden: bool


@dataclass
class Relations:
    """Where a part points to: parts by the relationship's id, and by its type."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_type: dict[str, list[str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def first(self, kind: str) -> str:
        """Return the first part of a type; empty where there is none."""
        return next(iter(self.by_type.get(kind, [])), "")


def relations(archive: Archive, part: str) -> Relations:
    """Read what parts a part points to; what lies outside the package does not count."""
    folder, name = posixpath.split(part)
    place = f"{folder}/_rels/{name}.rels".lstrip("/")
    pointers = Relations()
    if place in archive:
        with archive.open(place) as stream:
            listen(stream, _RelationReader(folder, pointers))
    return pointers


def workbook_part(archive: Archive, kind: str) -> str:
    """Name the workbook's own part; *kind* is how its name ends, xml or bin."""
    target = relations(archive, "").first("officeDocument")
    return target if target in archive else _USUAL[kind]


def content_of(archive: Archive, sheet: SheetPart) -> str:
    """Name the part of a worksheet. Raises Unreadable where it is not there."""
    if sheet.part not in archive:
        found = f"缺少工作表“{sheet.name}”的内容"
        raise faults.unreadable(found)
    return sheet.part


def part_of(archive: Archive, pointers: Relations, kind: str, usual: str) -> str:
    """Name the part of a type, or the usual one where the pointer is lost; empty if neither is."""
    target = pointers.first(kind)
    return next((name for name in (target, usual) if name and name in archive), "")


def remarks(archive: Archive) -> list[Remark]:
    """Return what the clerk should know of the whole file: macros, links to other files."""
    names = list(archive)
    has_macros = any("vbaproject" in name or "/macrosheets/" in name for name in names)
    has_links = any("/externallinks/externallink" in name for name in names)
    return [faults.has_macros()] * has_macros + [faults.has_links()] * has_links


def comments(archive: Archive, sheet: str) -> dict[tuple[int, int], str]:
    """Read a sheet's comments by their cells: notes and threads with all replies, without names."""
    pointers = relations(archive, sheet)
    notes = _Notes()
    for part in pointers.by_type.get("comments", []):
        if part in archive:
            with archive.open(part) as stream:
                listen(stream, notes)
    return with_threads(archive, pointers, _by_place(notes.texts))


def with_threads(
    archive: Archive, pointers: Relations, notes: dict[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Replace notes by their threads; a note beside a thread only tells older programs of it."""
    threads = _Threads()
    for part in pointers.by_type.get("threadedComment", []):
        if part in archive:
            with archive.open(part) as stream:
                listen(stream, threads)
    return notes | _by_place(threads.texts)


def _by_place(texts: dict[str, str]) -> dict[tuple[int, int], str]:
    return {place: text for reference, text in texts.items() if text and (place := at(reference))}


def at(reference: str) -> tuple[int, int] | None:
    """
    Return row and column of a reference, counted from 0; None where it names no cell.

    >>> at("B7"), at("$xfd$1048576"), at("A0"), at("7B")
    ((6, 1), (1048575, 16383), None, None)
    """
    bare = reference.replace("$", "")
    letters = bare.rstrip("0123456789")
    digits = bare[len(letters) :]
    column = column_of(letters)
    if column is None or not 0 < len(digits) <= 7 or not 0 < int(digits) <= 1 << 20:
        return None
    return int(digits) - 1, column


def column_of(letters: str) -> int | None:
    """
    Return the column that letters name, counted from 0; None beyond the last column.

    >>> column_of("A"), column_of("xfd"), column_of("XFE"), column_of(""), column_of("甲")
    (0, 16383, None, None, None)
    """
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1 if column <= 1 << 14 else None


def columns_of(letters: Sequence[bytes]) -> list[int]:
    """Return the columns of the letters of references, from 0. Raises Unreadable."""
    columns = [column_of(each.decode("ascii")) for each in letters]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns):
        raise faults.unreadable("单元格位置超出范围")
    return known


def merge_of(reference: str) -> list[Merge]:
    """
    Read a merged range; one cell alone is none.

    >>> merge_of("A1:C2"), merge_of("B7:B7"), merge_of("甲")
    ([Merge(top=0, left=0, bottom=1, right=2)], [], [])
    """
    first, _, last = reference.partition(":")
    start, end = at(first), at(last)
    if not start or not end or start == end:
        return []
    top, bottom = sorted((start[0], end[0]))
    left, right = sorted((start[1], end[1]))
    return [Merge(top, left, bottom, right)]


def hidden_columns(given: dict[str, str]) -> list[tuple[int, int]]:
    """Read a run of columns that are hidden, or so narrow that nobody sees them."""
    if not is_hidden(given, "width"):
        return []
    return [(whole(given.get("min")) - 1, whole(given.get("max")) - 1)]


def is_hidden(given: dict[str, str], size: str) -> bool:
    """Tell whether a row or column is hidden, by its flag or by its height (ht) or width."""
    try:
        is_small = size in given and 0 <= float(given[size]) <= _LEAST_SEEN[size]
    except ValueError:
        is_small = False
    return is_small or is_true(given.get("hidden"))


def placed(columns: Sequence[int], cells: Sequence[Cell]) -> list[Cell]:
    """Make a row of cells that stand in the given columns."""
    row: list[Cell] = [None] * (max(columns, default=-1) + 1)
    for column, cell in zip(columns, cells, strict=True):
        row[column] = cell
    return row


def local(name: str) -> str:
    """
    Return the name of an element without its namespace: there are two for every element.

    A name of any other namespace is returned whole: an extension may call its elements the same.
    """
    namespace, _, tag = name.rpartition(" ")
    return tag if namespace in _NAMESPACES else name


def bare(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by their names without namespaces; those of extensions stay whole."""
    return {local(name): value for name, value in attributes.items()}


def is_true(value: str | None) -> bool:
    """Read a flag as XML writes it."""
    return value in {"1", "true", "on"}


def is_struck(value: str | None) -> bool:
    """Read the value of the element that strikes text out: without a value it does."""
    return value not in {"0", "false", "off"}


class _RelationReader(Listener):
    def __init__(self, folder: str, pointers: Relations) -> None:
        self._folder, self._pointers = folder, pointers

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").replace("\\", "/")
        part = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
        identity = attributes.get("Id", "")
        self._pointers.by_id[identity] = part
        self._pointers.types[identity] = kind
        self._pointers.by_type.setdefault(kind, []).append(part)


class _Notes(Listener):
    """Gathers the notes of a sheet; each begins with its author's name, in bold."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._authors: list[str] = []
        self._author, self._place, self._heard = "", "", ""
        self._within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "author":
            self._heard, self._within = "", tag
        elif tag == "comment":
            number = whole(attributes.get("authorId"), len(self._authors))
            self._author = self._authors[number] if number < len(self._authors) else ""
            self._place, self._heard = attributes.get("ref", ""), ""
        elif tag in {"t", "rPh"}:
            self._within = tag

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "author":
            self._authors.append(self._heard.strip())
        elif tag == "comment":
            self.texts[self._place] = without_author(self._heard, self._author)
        if tag in {"author", "t", "rPh"}:
            self._within = ""

    def text(self, data: str) -> None:
        if self._within in {"author", "t"}:
            self._heard += data


class _Threads(Listener):
    """Gathers the texts of the threads of a sheet, in order."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._place, self._heard, self._within = "", "", ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "threadedComment":
            self._place, self._heard = attributes.get("ref", ""), ""
        self._within = local(name)

    def end(self, name: str) -> None:
        if local(name) == "threadedComment" and self._heard.strip():
            earlier = self.texts.get(self._place, "")
            self.texts[self._place] = f"{earlier}\n{self._heard.strip()}".lstrip()
        self._within = ""

    def text(self, data: str) -> None:
        if self._within == "text":
            self._heard += data


@dataclass
class Workbook(Listener):
    """The workbook's own part: its sheets in their order, and the calendar that it counts by."""

    pointers: Relations
    since_1904: bool = False
    # The element that tells how, and whether, the formulas are calculated.
    calculation: dict[str, str] = field(default_factory=dict)
    sheets: list[SheetPart] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet, or the calendar; charts and dialogs are no sheets of cells."""
        tag, given = local(name), bare(attributes)
        if tag == "workbookPr":
            self.since_1904 = is_true(given.get("date1904"))
        elif tag == "calcPr":
            self.calculation = given
        elif tag == "sheet":
            identity = given.get("id", "")
            if self.pointers.types.get(identity, "worksheet") == "worksheet":
                part = self.pointers.by_id.get(identity, "")
                is_hidden = given.get("state", "visible") != "visible"
                self.sheets.append(SheetPart(given.get("name", ""), part, is_hidden))
