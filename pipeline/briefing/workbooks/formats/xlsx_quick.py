"""
Read the rows of a worksheet quickly, where it is written as nearly all programs write it.

Of anything else NotPlain is raised, before it could be read wrongly.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from briefing.workbooks.faults import unreadable
from briefing.workbooks.formats.draft import MOST_ROWS
from briefing.workbooks.formats.xlsx_cells import given_by
from briefing.workbooks.formats.xlsx_form import Form, FormLearner
from briefing.workbooks.formats.xlsx_formulas import UNKNOWN, pictures, volatile_cells
from briefing.workbooks.formats.xlsx_parts import columns_of, is_hidden, placed
from briefing.workbooks.formats.xlsx_texts import (
    NotPlain,
    is_utf8,
    plain_text,
    plain_texts,
    rich_text,
)
from briefing.workbooks.sheet import PICTURE

if TYPE_CHECKING:
    from briefing.workbooks.formats.draft import Draft
    from briefing.workbooks.formats.xlsx_cells import Kinds
    from briefing.workbooks.formats.xlsx_texts import Runs
    from briefing.workbooks.sheet import Cell

_CHUNK = 1 << 20
# Sixteen thousand cells with their formulas take less.
_MOST_HELD = 32 << 20
_NAMESPACES = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml([^>]*)\?>)?\s*<worksheet\b[^>]*>")
_DATA = re.compile(rb"<sheetData\s*(/?)>")
_ROW = re.compile(rb'\s*<row r="([0-9]{1,7})"([^>]*)>')
_CELL = re.compile(
    rb'<c r="([A-Z]++)[0-9]++"([^>/]*+)'
    rb'(?:>(?:<(?:v|is><t)(?: xml:space="preserve")?>([^<]*+)</(?:v|t></is)></c>'
    rb"|(.*?)</c>)|/>)",
    re.DOTALL,
)
# What Python takes for a number, and no spreadsheet does: nan, inf, 1e400, 1_000.
_ODD_NUMBER = re.compile(rb"<v>[+-]?(?:[nNiI]|[0-9.]++(?:_|[eE]\+?[0-9]{3}))")
_INNER = re.compile(
    rb"\s*(?P<formula><f\b[^>]*?(?:/>|>(?P<expression>[^<]*)</f>))?"
    rb"\s*(?:<v\b[^>]*?(?:/>|>(?P<value>[^<]*)</v>))?"
    rb"\s*(?:<is\s*/>|<is>(?P<rich>.*)</is>)?\s*(?:<extLst\b.*</extLst>\s*)?",
    re.DOTALL,
)
_END = b"</sheetData>"
_ROW_END = b"</row>"
_MOST_LAYOUTS = 10_000
# To learn a form takes as long as to read some hundred rows, but once for all files of one make.
_OFTEN = 25
_MOST_FORMS = 40
_PROBED = 50
_NO_RUNS: Runs = frozenset()


def read_quickly(stream: IO[bytes], draft: Draft, kinds: Kinds) -> tuple[bytes, bytes]:
    """
    Read the rows into the draft; return what stands before and behind them.

    Raises NotPlain and Unreadable.
    """
    head, held, chunk = *_begun(stream), b"begun"
    rows = _Rows(draft, kinds)
    while chunk:
        end = held.find(_END)
        block, mark, rest = held[: len(held) if end < 0 else end].rpartition(_ROW_END)
        if mark:
            rows.take(block + mark)
        if end >= 0:
            index, start = rows.take_tags(rest)
            if index >= 0 or rest[start:].strip():
                raise NotPlain
            return head, held[end + len(_END) :] + stream.read()
        if len(rest) > _MOST_HELD:
            raise NotPlain
        chunk = stream.read(_CHUNK)
        held = rest + chunk
    raise NotPlain


def _begun(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Read up to the rows. A prefix, another encoding or a comment is not plain."""
    held, chunk = b"", stream.read(_CHUNK)
    while chunk and len(held) < _MOST_HELD:
        held += chunk
        if data := _DATA.search(held):
            head, rest = held[: data.start()], held[data.end() :]
            opened = _HEAD.match(head)
            if not opened or not is_utf8(opened[1] or b"") or b"<!" in head:
                raise NotPlain
            if sum(opened[0].count(namespace) for namespace in _NAMESPACES) > 1:
                raise NotPlain
            return head, (_END + rest if data[1] else rest)
        chunk = stream.read(_CHUNK)
    raise NotPlain


class _Layouts(dict[tuple[bytes, ...], "list[int]"]):
    """The columns of a row's cells, by the letters of their references; empty for A, B, C …"""

    def __missing__(self, letters: tuple[bytes, ...]) -> list[int]:
        if len(self) >= _MOST_LAYOUTS:
            self.clear()
        columns = columns_of(letters)
        in_order = columns == list(range(len(columns)))
        self[letters] = [] if in_order else columns
        return self[letters]


class _Rows:
    """Reads whole rows, block by block: those of one form at once, others one by one."""

    def __init__(self, draft: Draft, kinds: Kinds) -> None:
        self._draft, self._careful, self._hasty = draft, kinds, kinds.hasty()
        self._kinds = self._hasty
        self._layouts = _Layouts()
        self._hidden: dict[bytes, bool] = {}
        self._form: Form | None = None
        self._learner, self._unformed = FormLearner(), 0
        self._forms_to_learn = _MOST_FORMS

    def take(self, block: bytes) -> None:
        """Read a block of rows. Raises NotPlain and Unreadable."""
        if b"<!" in block or b"<?" in block or b"\0" in block:
            raise NotPlain
        self._kinds = self._careful if _ODD_NUMBER.search(block) else self._hasty
        self._read(block)
        for place, formula in self._careful.formulas.all_uncalculated(block):
            self._draft.put(*place, formula)
        for place in pictures(block) if self._careful.formulas.has_pictures else ():
            self._draft.put(*place, PICTURE)
        for place, formula in volatile_cells(block):
            self._draft.mark(place, "volatile", formula)

    def _read(self, block: bytes) -> None:
        """Read the cells of a block."""
        if self._careful.may_strike(block):
            self._one_by_one(block, may_strike=True)
            return
        while block and self._form is None:
            # A form is learnt of the first rows, and serves those that follow.
            rows, block = _parted(block) if self._forms_to_learn else (block, b"")
            self._one_by_one(rows, may_strike=False)
        if block and self._form:
            self._by_form(self._form, block)

    def _by_form(self, form: Form, block: bytes) -> None:
        parts = form.pattern.split(block)
        start = 0
        for end, odd in enumerate(parts[:: form.stride]):
            if odd and not odd.isspace():
                self._at_once(form, parts, start, end)
                self._one_by_one(odd, may_strike=False)
                start = end
        self._at_once(form, parts, start, len(parts) // form.stride)

    def _at_once(self, form: Form, parts: list[bytes], start: int, end: int) -> None:
        """Read the rows of one form that follow each other, column by column."""
        if start == end:
            return
        first, last, stride = start * form.stride, end * form.stride, form.stride
        numbers = [int(number) - 1 for number in parts[first + 1 : last : stride]]
        if not 0 <= min(numbers) <= max(numbers) < MOST_ROWS:
            raise unreadable("行号超出范围")
        self._hide(numbers, parts[first + 2 : last : stride])
        blank: list[Cell] = [None] * len(numbers)
        cells = [blank] * (form.columns[-1].index + 1)
        for column in form.columns:
            kinds = parts[first + column.kind : last : stride] if column.kind else None
            raws = parts[first + column.raw : last : stride]
            cells[column.index] = self._column(kinds or column.attributes, raws)
        self._draft.lay_all(numbers, cells)

    def _column(self, kinds: list[bytes] | bytes, raws: list[bytes]) -> list[Cell]:
        try:
            return _converted(self._kinds, kinds, raws)
        except (ValueError, LookupError):
            return _converted(self._careful, kinds, raws)

    def _hide(self, numbers: list[int], attributes: list[bytes]) -> None:
        if any(self._is_hidden(each) for each in set(attributes)):
            for number, each in zip(numbers, attributes, strict=True):
                if self._is_hidden(each):
                    self._draft.hidden_rows.append((number, number))

    def _one_by_one(self, rows: bytes, *, may_strike: bool) -> None:
        """Read rows whatever their form. Raises NotPlain and Unreadable."""
        *pieces, rest = rows.split(_ROW_END)
        if rest.strip():
            raise NotPlain
        for piece in pieces:
            index, start = self.take_tags(piece)
            parts = _CELL.split(piece[start:])
            # Anything beside the cells may have been one.
            if index < 0 or b"".join(parts[::5]).strip():
                raise NotPlain
            cells = parts[2::5], parts[3::5], parts[4::5]
            try:
                values = self._values(self._kinds, *cells)
            except (ValueError, LookupError):
                values = self._values(self._careful, *cells)
            columns = self._layouts[tuple(parts[1::5])]
            if may_strike:
                self._strike(index, columns, values, *cells)
            self._draft.lay(index, placed(columns, values) if columns else values)
            if self._forms_to_learn:
                self._learn(piece, start)

    def _learn(self, piece: bytes, start: int) -> None:
        """Learn the form of the rows that came one by one, once there are enough of them."""
        self._unformed += self._learner.see(piece, start)
        if self._unformed >= _OFTEN:
            self._forms_to_learn -= 1
            self._unformed = 0
            self._form = self._learner.form()

    def take_tags(self, piece: bytes) -> tuple[int, int]:
        """
        Read the row that begins a piece, and rows without cells before it.

        Return its number, -1 if there is none, and where its cells begin.
        """
        index, start = -1, 0
        while index < 0 and (tag := _ROW.match(piece, start)):
            number, attributes, start = int(tag[1]) - 1, tag[2], tag.end()
            if not 0 <= number < MOST_ROWS:
                raise NotPlain
            if self._is_hidden(attributes):
                self._draft.hidden_rows.append((number, number))
            index = -1 if attributes.endswith(b"/") else number
        return index, start

    def _is_hidden(self, attributes: bytes) -> bool:
        if attributes not in self._hidden:
            if len(self._hidden) >= _MOST_LAYOUTS:
                self._hidden.clear()
            self._hidden[attributes] = is_hidden(given_by(attributes), "ht")
        return self._hidden[attributes]

    def _values(
        self, kinds: Kinds, attributes: list[bytes], raws: list[bytes], rests: list[bytes]
    ) -> list[Cell]:
        # The attributes of blank cells are read too: where they are damaged, more may be.
        reads = map(kinds.__getitem__, attributes)
        return [
            read(raw) if raw else self._inner(each, rest) if rest else None
            for read, each, raw, rest in zip(reads, attributes, raws, rests, strict=True)
        ]

    def _inner(self, attributes: bytes, rest: bytes) -> Cell:
        """Read a cell that holds more than its value: a formula, or a text of several runs."""
        inner = _INNER.fullmatch(rest)
        if not inner:
            raise NotPlain
        if inner["rich"] is not None:
            return rich_text(inner["rich"])[0]
        raw = inner["value"] or b""
        kind = given_by(attributes).get("t")
        # A formula that gave a text may have given an empty one.
        if not raw.strip() and inner["formula"] and kind != "str":
            expression = plain_text(inner["expression"] or b"") or UNKNOWN
            return "#VALUE!" if kind == "e" else f"={expression}"
        return self._careful[attributes](raw)

    def _strike(
        self,
        index: int,
        columns: list[int],
        values: list[Cell],
        attributes: list[bytes],
        raws: list[bytes],
        rests: list[bytes],
    ) -> None:
        where = columns or range(len(values))
        for column, value, each, raw, rest in zip(
            where, values, attributes, raws, rests, strict=True
        ):
            if value is not None:
                inner = _INNER.fullmatch(rest) if rest and b"<strike" in rest else None
                runs = rich_text(inner["rich"])[1] if inner and inner["rich"] else _NO_RUNS
                given = given_by(each)
                struck = self._careful.strikes(given, raw or b"", runs)
                self._draft.strike(index, column, struck)
                if self._careful.is_unseen(given):
                    self._draft.unseen.add((index, column))


def _parted(block: bytes) -> tuple[bytes, bytes]:
    """Split a block into the rows that a form is learnt of, and those behind them."""
    end = 0
    for _ in range(_OFTEN):
        found = block.find(_ROW_END, end)
        if found < 0:
            return block, b""
        end = found + len(_ROW_END)
    return block[:end], block[end:]


def _converted(readers: Kinds, kinds: list[bytes] | bytes, raws: list[bytes]) -> list[Cell]:
    """Read the values of a column, whose cells have all the same attributes or each its own."""
    if not isinstance(kinds, bytes):
        if None in kinds or kinds.count(kinds[0]) < len(kinds):
            return [
                readers[kind](raw) if raw else None for kind, raw in zip(kinds, raws, strict=True)
            ]
        kinds = kinds[0]
    read = readers[kinds]
    if None in raws:
        return [read(raw) if raw else None for raw in raws]
    # What hardly repeats itself is not worth remembering.
    is_various = len(set(raws[:_PROBED])) > _PROBED // 2
    texts = plain_texts(raws) if is_various and readers.are_as_written(kinds) else []
    return [*texts] or list(map(read, raws))
