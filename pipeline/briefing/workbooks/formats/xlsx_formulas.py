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
_VALUE_METADATA = "xl/metadata.xml"
_CELL = b'<c r="'
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*)>')
_CONSTANT = re.compile(rb"<f>([-+*/^(). 0-9%]{1,200})</f>\s*<v>([^<]*)</v>")
# A zero behind a formula, which begins before it.
_ZERO = re.compile(rb"</f>\s*+<v>-?0(?:\.0*)?</v>")
_ZERO_OF_SHARED = re.compile(rb"<f\b[^>]*/>\s*+<v>-?0(?:\.0*)?</v>")
_VOLATILE = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\(", re.IGNORECASE)
_VOLATILE_CELL = re.compile(
    rb"<f\b[^>]*>([^<]*\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\([^<]*)</f>"
)
_NAMES = (b"TODAY(", b"NOW(", b"RAND")
_ZEROS = (b"<v>0<", b"<v>0.", b"<v>-0")
# What stands for a formula whose text another cell has, or no cell.
UNKNOWN = "…"


@dataclass(frozen=True)
class Formulas:
    """What to think of a workbook's stored results; *doubts_zeros* tells that a 0 may be none."""

    doubts_zeros: bool = False
    # Whether cells may hold pictures.
    has_pictures: bool = False

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
        # One character is found much faster than several, and no other element has it.
        if b"f" not in block:
            return
        if b"<f>" in block:
            for match in _CONSTANT.finditer(block):
                yield from self._judged(block, match.start(), match[1], match[2].decode())
        if self.doubts_zeros and any(zero in block for zero in _ZEROS):
            for match in _ZERO.finditer(block):
                start = block.rfind(b"<f", 0, match.start())
                expression = block[block.find(b">", start) + 1 : match.start()]
                yield from self._judged(block, start, expression, "0")
            for match in _ZERO_OF_SHARED.finditer(block):
                yield from self._judged(block, match.start(), b"", "0")

    def _judged(
        self, block: bytes, start: int, expression: bytes, stored: str
    ) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield the place and the formula of the cell whose formula starts at *start*, if it is one."""
        if place := _place(block, start):
            where, kind = place
            if text := self.uncalculated(plain_text(expression) or "", kind, stored):
                yield where, text


def volatile_cells(block: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield places and formulas of cells that show something else every day, or every time."""
    if b"f" in block and b"(" in block and any(name in block for name in _NAMES):
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
    # What cells hold beside their values, such as pictures, has a part of its own.
    has_pictures = _VALUE_METADATA in archive
    writer = _Writer()
    if _PROPERTIES in archive:
        with archive.open(_PROPERTIES) as stream:
            listen(stream, writer)
    is_known = _CALCULATES.search(writer.name[:200]) is not None
    return Formulas(is_to_calculate or not is_known, has_pictures)


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
