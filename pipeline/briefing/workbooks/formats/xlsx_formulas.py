"""Tell which stored results of an .xlsx no program has calculated, and which change by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.workbooks.formats.constant_formula import contradicts
from briefing.workbooks.formats.xlsx_parts import at, bare, is_true
from briefing.workbooks.formats.xlsx_texts import plain_text
from briefing.workbooks.formats.xml_stream import Listener, listen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.workbooks.formats.zip import Archive

# Programs that calculate what they save. Libraries that do not write 0 for every result.
_CALCULATES = re.compile(
    r"Microsoft|WPS|Kingsoft|KSO|LibreOffice|OpenOffice|OnlyOffice|Yozo|永中|Numbers",
    re.IGNORECASE,
)
_PROPERTIES = "docProps/app.xml"
_CELL = b'<c r="'
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*)>')
_CONSTANT = re.compile(rb"<f>([-+*/^(). 0-9%]{1,200})</f>\s*<v>([^<]*)</v>")
_ZERO = re.compile(rb"<f\b[^>]*>(?:([^<]*)</f>)?\s*<v>-?0(?:\.0*)?</v>")
_VOLATILE = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\(", re.IGNORECASE)
_VOLATILE_CELL = re.compile(
    rb"<f\b[^>]*>([^<]*\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\([^<]*)</f>"
)
_NAMES = (b"TODAY(", b"NOW(", b"RAND")
# What stands for a formula whose text another cell has, or no cell.
UNKNOWN = "…"


@dataclass(frozen=True)
class Formulas:
    """What to think of a workbook's stored results; *doubts_zeros* tells that a 0 may be none."""

    doubts_zeros: bool = False

    def uncalculated(self, expression: str, kind: str, stored: str) -> str:
        """Return the formula, where the result that is stored for it is none; else nothing."""
        if kind not in {"n", ""}:
            return ""
        try:
            number = float(stored)
        except ValueError:
            return ""
        is_zero = self.doubts_zeros and number == 0
        return f"={expression or UNKNOWN}" if is_zero or contradicts(expression, number) else ""

    def all_uncalculated(self, block: bytes) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield places and formulas of cells, in rows as a part writes them; see `uncalculated`."""
        if not has_formulas(block):
            return
        patterns = [_CONSTANT] if b"<f>" in block else []
        patterns += [_ZERO] if self.doubts_zeros else []
        for pattern in patterns:
            for match in pattern.finditer(block):
                expression = plain_text(match[1] or b"") or ""
                stored = match[2].decode() if pattern is _CONSTANT else "0"
                if place := _place(block, match.start()):
                    where, kind = place
                    if text := self.uncalculated(expression, kind, stored):
                        yield where, text


def has_formulas(block: bytes) -> bool:
    """Tell whether rows hold a formula. A single byte is found much sooner, and is seldom there."""
    return b"f" in block and b"<f" in block


def volatile_cells(block: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield places and formulas of cells that show something else every day, or every time."""
    if has_formulas(block) and any(name in block for name in _NAMES):
        for match in _VOLATILE_CELL.finditer(block):
            if place := _place(block, match.start()):
                yield place[0], plain_text(match[1]) or ""


def pictures(block: bytes) -> Iterator[tuple[int, int]]:
    """Yield the places of cells that hold a picture: an error to programs that know none."""
    if b"m" in block and b' vm="' in block:
        for match in _REFERENCE.finditer(block):
            if is_picture_of(match[2]) and (place := at(match[1].decode())):
                yield place


def is_picture_of(attributes: bytes) -> bool:
    """Tell whether a cell with such attributes holds a picture."""
    return b' vm="' in attributes and b' t="e"' in attributes


def is_volatile(expression: str) -> bool:
    """Tell whether a formula gives something else every day, or every time."""
    return _VOLATILE.search(expression) is not None


def _place(block: bytes, end: int) -> tuple[tuple[int, int], str] | None:
    """Return the place and the type of the cell that is open at *end*."""
    found = _REFERENCE.match(block, block.rfind(_CELL, 0, end))
    place = at(found[1].decode()) if found else None
    if not found or not place:
        return None
    kind = re.search(rb'\bt="([a-zA-Z]*)"', found[2])
    return place, kind[1].decode() if kind else "n"


def formulas(archive: Archive, *, is_to_calculate: bool) -> Formulas:
    """
    Judge the stored results of a workbook.

    *is_to_calculate* tells that the workbook asks for all to be calculated when it is opened.
    """
    if is_to_calculate:
        return Formulas(doubts_zeros=True)
    writer = _Writer()
    if _PROPERTIES in archive:
        with archive.open(_PROPERTIES) as stream:
            listen(stream, writer)
    return Formulas(doubts_zeros=not _CALCULATES.search(writer.name[:200]))


def asks_to_calculate(attributes: dict[str, str]) -> bool:
    """Tell whether the workbook's element about calculating says that results are still missing."""
    given = bare(attributes)
    flags = (given.get("fullCalcOnLoad"), given.get("forceFullCalc"))
    return any(map(is_true, flags)) or given.get("calcCompleted") in {"0", "false"}


class _Writer(Listener):
    """Hears the name of the program that wrote the file."""

    def __init__(self) -> None:
        self.name = ""
        self._within = False

    def start(self, name: str, _: dict[str, str]) -> None:
        self._within = name.rpartition(" ")[2] == "Application"

    def end(self, _: str) -> None:
        self._within = False

    def text(self, data: str) -> None:
        if self._within:
            self.name += data
