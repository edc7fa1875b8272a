"""Read styles of an .xlsx, and its cells: what a part writes for one, by its type and its style."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from briefing.workbooks.formats.number_format import (
    BUILTIN,
    date_shown,
    is_plain,
    shown,
    text_shown,
)
from briefing.workbooks.formats.symbols import seen_in, writers
from briefing.workbooks.formats.written import date_of, whole
from briefing.workbooks.formats.xlsx_conditions import Effects, blends, colour_of
from briefing.workbooks.formats.xlsx_formulas import Formulas
from briefing.workbooks.formats.xlsx_parts import is_struck, local
from briefing.workbooks.formats.xlsx_texts import NotPlain, plain_text
from briefing.workbooks.formats.xml_stream import Listener, listen

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.workbooks.formats.xlsx_texts import Runs, Texts
    from briefing.workbooks.formats.zip import Archive
    from briefing.workbooks.sheet import Cell

# Ledgers repeat themselves: what was read once is looked up. All is forgotten before it outgrows
# the cache of the processor.
_MOST_REMEMBERED = 8192
_ORDINARY = "General"
# The types of cells that hold texts.
_TEXTS = {"s", "str", "inlineStr"}
_CALCULATED = Formulas()
_ATTRIBUTE = re.compile(
    rb"""\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<&\x00-\x1f]*)"|'([^'<&\x00-\x1f]*)')"""
)


@dataclass(frozen=True)
class Styles:
    """Number formats by style, and the styles whose font is struck through."""

    codes: list[str] = field(default_factory=list)
    struck: frozenset[int] = frozenset()
    # Those in the colour of their ground, which nobody sees.
    unseen: frozenset[int] = frozenset()
    # How those in a symbol font write their letters.
    symbols: dict[int, Callable[[str], str]] = field(default_factory=dict)
    # What each differential format changes, in words.
    effects: list[str] = field(default_factory=list)

    def code(self, style: int) -> str:
        """Return the number format of a style; one that is not there formats nothing."""
        return self.codes[style] if 0 <= style < len(self.codes) else _ORDINARY

    def effect(self, number: int) -> str:
        """Return what a differential format changes, “” where it changes nothing that matters."""
        return self.effects[number] if 0 <= number < len(self.effects) else ""

    def strikes(self, style: int, runs: frozenset[bool | None]) -> set[bool]:
        """Tell of a cell's runs whether they are struck; None stands for the font of the cell."""
        by_style = style in self.struck
        return {by_style if run is None else run for run in runs} or {by_style}


def styles(archive: Archive, part: str) -> Styles:
    """Read the styles; a workbook may have none, and *part* is empty then. Raises Unreadable."""
    if not part:
        return Styles()
    reader = _StyleReader()
    with archive.open(part) as stream:
        listen(stream, reader)
    found = styles_of(reader.formats, reader.fonts, reader.cells, reader.names)
    return replace(found, unseen=reader.unseen(), effects=reader.effects)


def styles_of(
    formats: dict[int, str], fonts: list[bool], cells: list[tuple[int, int]], names: list[str]
) -> Styles:
    """Join styles, each a format and a font by number, with what they point to."""
    codes = [formats.get(number) or BUILTIN.get(number, _ORDINARY) for number, _ in cells]
    struck = {
        style for style, (_, font) in enumerate(cells) if 0 <= font < len(fonts) and fonts[font]
    }
    by_font = writers(names)
    symbols = {style: by_font[font] for style, (_, font) in enumerate(cells) if font in by_font}
    return Styles(codes, frozenset(struck), symbols=symbols)


def unseen_styles(
    cells: list[tuple[int, int]], fills: list[int], colours: list[str], grounds: list[str]
) -> frozenset[int]:
    """Return the styles, each a format, a font and a fill by number, that nobody sees."""
    known_colours, known_grounds = dict(enumerate(colours)), dict(enumerate(grounds))
    return frozenset(
        style
        for style, ((_, font), fill) in enumerate(zip(cells, fills, strict=True))
        if blends(known_colours.get(font, ""), known_grounds.get(fill, ""))
    )


class _Remembered(dict[bytes, "Cell"]):
    """Cells by what the part writes for them, read once each."""

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
    The functions that read a workbook's cells, by the attributes of the cell.

    *in_haste* they believe that numbers are numbers: others raise ValueError, or LookupError.
    """

    def __init__(
        self,
        texts: Texts,
        styles: Styles,
        *,
        since_1904: bool = False,
        in_haste: bool = False,
        formulas: Formulas = _CALCULATED,
    ) -> None:
        super().__init__()
        self.formulas = formulas
        self._texts, self._styles, self._since_1904 = texts, styles, since_1904
        self._in_haste = in_haste
        self._by_kind: dict[tuple[object, ...], Callable[[bytes], Cell]] = {}
        self.effects = styles.effects
        looks = sorted(styles.struck | styles.unseen)
        struck = b"|".join(b"%d" % style for style in looks)
        self._struck = re.compile(rb"""\bs\s*=\s*["'](?:%s)["']""" % struck) if struck else None

    def __missing__(self, attributes: bytes) -> Callable[[bytes], Cell]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        given = given_by(attributes)
        read = self[attributes] = self.of(whole(given.get("s")), given.get("t", "n"))
        return read

    def are_as_written(self, attributes: bytes) -> bool:
        """Tell whether cells hold texts that their format shows as the part writes them."""
        given = given_by(attributes)
        style = whole(given.get("s"))
        is_text = given.get("t") in {"str", "inlineStr"} and style not in self._styles.symbols
        return is_text and text_shown("字", self._styles.code(style)) == "字"

    def hasty(self) -> Kinds:
        """Return the same functions, in haste."""
        return Kinds(self._texts, self._styles, since_1904=self._since_1904, in_haste=True)

    def of(self, style: int, kind: str) -> Callable[[bytes], Cell]:
        """Return the function that reads cells of a style, by its number, and a type."""
        code = self._styles.code(style)
        if kind not in {"n", "", "d"}:
            # Most formats say nothing of texts.
            code = code if kind in _TEXTS and text_shown("字", code) != "字" else ""
        write = self._styles.symbols.get(style)
        if (kind, code, write) not in self._by_kind:
            read = self._reader(kind, code)
            self._by_kind[kind, code, write] = partial(_in_symbols, read, write) if write else read
        return self._by_kind[kind, code, write]

    def may_strike(self, block: bytes) -> bool:
        """Tell whether any of many cells, as the part writes them, may be struck, or unseen."""
        if self._texts.runs or b"<strike" in block:
            return True
        return self._struck is not None and self._struck.search(block) is not None

    def strikes(self, given: dict[str, str], raw: bytes, runs: Runs) -> set[bool]:
        """Tell of the runs of a cell with the attributes *given* whether they are struck through."""
        if given.get("t") == "s":
            runs = self._texts.runs.get(_index(raw), runs)
        return self._styles.strikes(whole(given.get("s")), runs)

    def is_unseen(self, given: dict[str, str]) -> bool:
        """Tell whether a cell with the attributes *given* is written in the colour of its ground."""
        return whole(given.get("s")) in self._styles.unseen

    def _reader(self, kind: str, code: str) -> Callable[[bytes], Cell]:
        if kind in _TEXTS and code:
            return _Remembered(partial(self._around, self._reader(kind, ""), code)).__getitem__
        if kind == "s":
            return self._hasty_text if self._in_haste else self._text
        if kind in {"n", ""} and is_plain(code):
            return float if self._in_haste else _number
        if kind in {"n", ""}:
            return _Remembered(partial(self._formatted, code)).__getitem__
        others: dict[str, Callable[[bytes], Cell]] = {
            "b": lambda raw: raw.strip() in {b"1", b"true"} if raw.strip() else None,
            "e": lambda raw: plain_text(raw) or "#VALUE!",
            "d": partial(self._dated, code),
        }
        return _Remembered(others.get(kind, plain_text)).__getitem__

    def _dated(self, code: str, raw: bytes) -> Cell:
        text = plain_text(raw) or ""
        day = date_of(text.strip())
        return date_shown(day, code) if day else text or None

    def _around(self, read: Callable[[bytes], Cell], code: str, raw: bytes) -> Cell:
        text = read(raw)
        return text_shown(text, code) if isinstance(text, str) else text

    def _text(self, raw: bytes) -> Cell:
        return self._texts.text(_index(raw)) if raw.strip() else None

    def _hasty_text(self, raw: bytes) -> Cell:
        index = int(raw)
        if index < 0:
            raise ValueError
        return self._texts.texts[index]

    def _formatted(self, code: str, raw: bytes) -> Cell:
        cell = _number(raw)
        if not isinstance(cell, float):
            return cell
        return shown(cell, code, since_1904=self._since_1904)


@lru_cache(maxsize=4096)
def given_by(attributes: bytes) -> dict[str, str]:
    """
    Return the attributes of a row or cell, without its reference, which comes first.

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


def _in_symbols(read: Callable[[bytes], Cell], write: Callable[[str], str], raw: bytes) -> Cell:
    return seen_in(write, read(raw))


def _index(raw: bytes) -> int:
    return whole(raw.strip().decode("utf-8", "replace"), otherwise=-1)


def _number(raw: bytes) -> Cell:
    """Read a number; what claims to be one and is none stays as it is written."""
    try:
        number = float(raw)
    except ValueError:
        return plain_text(raw)
    return number if math.isfinite(number) and b"_" not in raw else plain_text(raw)


class _StyleReader(Listener):
    """Hears the fonts, fills, formats and cell styles, and what differential formats change."""

    def __init__(self) -> None:
        self.formats: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.names: list[str] = []
        self.cells: list[tuple[int, int]] = []
        self.effects: list[str] = []
        self._colours: list[str] = []
        self._grounds: list[str] = []
        # The fill of each cell style.
        self._fills: list[int] = []
        self._effects: Effects | None = None
        self._within = self._inner = ""

    def unseen(self) -> frozenset[int]:
        """Return the styles whose font has the colour of their ground."""
        return unseen_styles(self.cells, self._fills, self._colours, self._grounds)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag in {"fonts", "fills", "cellXfs", "dxfs", "numFmts"}:
            self._within = tag
        elif self._within == "dxfs":
            self._start_effect(tag, attributes)
        elif tag == "numFmt" and self._within == "numFmts":
            self.formats[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif self._within == "fonts":
            self._start_font(tag, attributes)
        elif self._within == "fills":
            self._start_fill(tag, attributes)
        elif tag == "xf" and self._within == "cellXfs":
            font = whole(attributes.get("fontId"), otherwise=-1)
            self.cells.append((whole(attributes.get("numFmtId")), font))
            self._fills.append(whole(attributes.get("fillId")))

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == self._within:
            self._within = ""
        elif tag == "dxf" and self._effects:
            self.effects.append(self._effects.words)

    def _start_effect(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "dxf":
            self._effects = Effects()
        elif tag in {"font", "fill"}:
            self._inner = tag
        elif self._effects:
            self._effects.note(tag, attributes, self._inner)

    def _start_font(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "font":
            self.fonts.append(False)
            self.names.append("")
            self._colours.append("")
        elif tag == "strike" and self.fonts:
            self.fonts[-1] = is_struck(attributes.get("val"))
        elif tag == "color" and self._colours:
            self._colours[-1] = colour_of(attributes)
        elif tag == "name" and self.names:
            self.names[-1] = attributes.get("val", "")

    def _start_fill(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "fill":
            self._grounds.append("")
        elif tag == "gradientFill" and self._grounds:
            self._grounds[-1] = "gradient"
        elif tag == "fgColor" and self._grounds:
            self._grounds[-1] = colour_of(attributes) or "unknown"
