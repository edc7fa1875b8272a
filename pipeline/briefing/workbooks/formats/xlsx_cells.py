"""What a part writes for a cell, its type and its style go in, what its reader sees comes out."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.workbooks.formats.number_format import is_plain, shown
from briefing.workbooks.formats.written import whole
from briefing.workbooks.formats.xlsx_texts import NotPlain, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.workbooks.formats.xlsx_styles import Styles
    from briefing.workbooks.formats.xlsx_texts import Runs, Texts
    from briefing.workbooks.sheet import Cell

# Ledgers repeat themselves: what was read once is looked up, and kept once. All is forgotten before
# it outgrows the processor's own memory.
_MOST_REMEMBERED = 8192
_ATTRIBUTE = re.compile(
    rb"""\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<&\x00-\x1f]*)"|'([^'<&\x00-\x1f]*)')"""
)


class Remembered(dict[bytes, "Cell"]):
    """Cells by what the part writes for them."""

    def __init__(self, read: Callable[[bytes], Cell]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, raw: bytes) -> Cell:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        cell = self[raw] = self._read(raw)
        return cell


class Kinds(dict[bytes, "Callable[[bytes], Cell]"]):
    """
    How a workbook's cells are read, by the attributes of the cell.

    In haste, numbers are taken for numbers: what is none raises ValueError, or LookupError.
    """

    def __init__(
        self, texts: Texts, styles: Styles, *, since_1904: bool = False, in_haste: bool = False
    ) -> None:
        super().__init__()
        self._texts, self._styles, self._since_1904 = texts, styles, since_1904
        self._in_haste = in_haste
        self._by_kind: dict[tuple[str, str], Callable[[bytes], Cell]] = {}
        struck = b"|".join(b"%d" % style for style in sorted(styles.struck))
        self._struck = re.compile(rb"""\bs\s*=\s*["'](?:%s)["']""" % struck) if struck else None

    def __missing__(self, attributes: bytes) -> Callable[[bytes], Cell]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        given = given_by(attributes)
        read = self[attributes] = self.of(whole(given.get("s")), given.get("t", "n"))
        return read

    def hasty(self) -> Kinds:
        """Return the same, in haste."""
        return Kinds(self._texts, self._styles, since_1904=self._since_1904, in_haste=True)

    def of(self, style: int, kind: str) -> Callable[[bytes], Cell]:
        """Return the reader of cells by the number of their style and their type."""
        code = self._styles.code(style) if kind in {"n", ""} else ""
        if (kind, code) not in self._by_kind:
            self._by_kind[kind, code] = self._reader(kind, code)
        return self._by_kind[kind, code]

    def may_strike(self, block: bytes) -> bool:
        """Tell whether any of many cells, as the part writes them, may be struck through."""
        if self._texts.runs or b"<strike" in block:
            return True
        return self._struck is not None and self._struck.search(block) is not None

    def strikes(self, attributes: bytes, raw: bytes, runs: Runs) -> set[bool]:
        """Tell of a cell's runs whether they are struck through."""
        given = given_by(attributes)
        return self.struck(whole(given.get("s")), given.get("t", "n"), raw, runs)

    def struck(self, style: int, kind: str, raw: bytes, runs: Runs) -> set[bool]:
        """Tell the same by style and type."""
        if kind == "s":
            runs = self._texts.runs.get(_index(raw), runs)
        return self._styles.strikes(style, runs)

    def _reader(self, kind: str, code: str) -> Callable[[bytes], Cell]:
        if kind == "s":
            return self._hasty_text if self._in_haste else self._text
        if kind in {"n", ""} and is_plain(code):
            return float if self._in_haste else _number
        if kind in {"n", ""}:
            return Remembered(self._formatted(code)).__getitem__
        read = {"b": _flag, "e": _error, "d": _date}.get(kind, plain_text)
        return Remembered(read).__getitem__

    def _text(self, raw: bytes) -> Cell:
        return self._texts.text(_index(raw)) if raw.strip() else None

    def _hasty_text(self, raw: bytes) -> Cell:
        index = int(raw)
        if index < 0:
            raise ValueError
        return self._texts.texts[index]

    def _formatted(self, code: str) -> Callable[[bytes], Cell]:
        def read(raw: bytes) -> Cell:
            cell = _number(raw)
            if not isinstance(cell, float):
                return cell
            return shown(cell, code, since_1904=self._since_1904)

        return read


def is_formula_text(attributes: bytes) -> bool:
    """Tell whether a formula gave a text, which may be empty."""
    return given_by(attributes).get("t") == "str"


def is_text(attributes: bytes) -> bool:
    """Tell whether a cell holds its own text."""
    return given_by(attributes).get("t") in {"str", "inlineStr"}


def is_error(attributes: bytes) -> bool:
    """Tell whether a formula failed."""
    return given_by(attributes).get("t") == "e"


@lru_cache(maxsize=4096)
def given_by(attributes: bytes) -> dict[str, str]:
    """
    Read the attributes of a row or cell, without its reference, which comes first.

    Raises NotPlain where they are not well-formed.
    """
    found = _ATTRIBUTE.findall(attributes)
    try:
        given = {name.decode(): (double or single).decode() for name, double, single in found}
    except UnicodeDecodeError:
        raise NotPlain from None
    rest = _ATTRIBUTE.sub(b"", attributes).strip()
    if len(given) < len(found) or "r" in given or rest not in {b"", b"/"}:
        raise NotPlain
    return given


def _index(raw: bytes) -> int:
    return whole(raw.strip().decode("utf-8", "replace"), otherwise=-1)


def _number(raw: bytes) -> Cell:
    """Read a number; what claims to be one and is none stays as it is written."""
    try:
        number = float(raw)
    except ValueError:
        return plain_text(raw)
    return number if math.isfinite(number) and b"_" not in raw else plain_text(raw)


def _flag(raw: bytes) -> Cell:
    return raw.strip() in {b"1", b"true"} if raw.strip() else None


def _error(raw: bytes) -> Cell:
    return plain_text(raw) or "#VALUE!"


def _date(raw: bytes) -> Cell:
    """Read a date as ISO 8601 writes it; midnight is the day."""
    text = plain_text(raw)
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text
    return moment.date() if moment.time() == dt.time() else moment
