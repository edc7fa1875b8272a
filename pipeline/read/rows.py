"""Rows of a table go in, what each of them is comes out; no row is ever dropped in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.read.sheet import Cell, as_text, is_empty
from pipeline.units import fold


class Kind(StrEnum):
    """What a row is. Empty rows are not rows; a repeated head is a head."""

    PROJECT = "project"
    BAND = "band"
    TOTAL = "total"
    NOTE = "note"
    HEAD = "head"
    UNKNOWN = "unknown"


# Level of a band by its numbering, after folding: 一、  (一)  1-1 or ——子类.
_BANDS = (
    (1, re.compile(r"^(?:第?[一二三四五六七八九十]+[、.,:类]|[IVX]+[、.])")),
    (2, re.compile(r"^\([一二三四五六七八九十]+\)")),
    (3, re.compile(r"^(?:\d+-\d+(?![月年\d])|-{1,2})\D")),
)
_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.,:类]|[IVX]+[、.]|\([一二三四五六七八九十]+\)|\d+-\d+|-{1,2})"
)
_GRAND_TOTAL = re.compile(r"^(?:全县|全部|总)?(?:合计|总计|共计)(?:$|[:(,\d])")
# A total with a title of its own: 小计, 本页合计, 续建项目小计.
_SUBTOTAL = re.compile(r"^.{0,12}(?:小计|合计|总计)(?:$|[:(,\d])")
_PART = re.compile(r"^其中")
_NOTE = re.compile(
    r"^(?:[★*※]*注[:：1-9、.]|说明|备注:|图例|填表|填报|制表|审核|审批人|审签|负责人|单位负责人|"
    r"分管领导|联系|报送|签发|单位[(:]|统计负责人)"
)
_COUNT = re.compile(r"(\d+)[个项]")


@dataclass(frozen=True)
class Declared:
    """What a band or total row says of the rows that it covers (row numbers, ends included)."""

    row: int
    text: str
    count: int | None
    first: int
    last: int


def kind_of(cells: list[Cell], lead: int, name: int, others: list[int]) -> Kind:
    """
    Tell what one row is.

    *lead* is the first column of the table, *name* the one that must be filled in a project's row,
    *others* the mapped columns in which a band or total has nothing (it has only sums and counts).
    """
    texts = [as_text(cell) for cell in cells]
    first = next((fold(text) for text in texts if text.strip()), "")
    name_text = fold(texts[name]) if name < len(texts) else ""
    has_words = any(index < len(cells) and not is_empty(cells[index]) for index in others)
    if _is_total(first) or _is_total(name_text):
        return Kind.TOTAL
    if not has_words and (band_level(first) or band_level(name_text)):
        return Kind.BAND
    if name_text and (has_words or _is_serial(texts[lead])):
        return Kind.PROJECT
    if _NOTE.match(first) and not (name_text and has_words):
        return Kind.NOTE
    return Kind.PROJECT if name_text and lead != name else Kind.UNKNOWN


def is_of_table(text: str) -> bool:
    """Tell whether a lone text is a total or a band, and so no title of what follows."""
    return _is_total(fold(text)) or band_level(fold(text)) > 0


def _is_total(folded: str) -> bool:
    return any(pattern.match(folded) for pattern in (_GRAND_TOTAL, _SUBTOTAL, _PART))


def _is_serial(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:[.-]\d+)*", fold(text)))


def band_level(folded: str) -> int:
    """
    Return 1, 2 or 3 for the numbering of a band, 0 for anything else.

    >>> [band_level(fold(text)) for text in ("一、续建项目（56个）", "（一）交通", "1-1 公路", "水厂")]
    [1, 2, 3, 0]
    """
    return next((level for level, pattern in _BANDS if pattern.match(folded)), 0)


def band_title(text: str) -> str:
    """
    Take numbering and declared count off a band: 一、续建项目（56个） → 续建项目.

    >>> band_title("一、续建项目（56个）"), band_title("（二）城建类 12个")
    ('续建项目', '城建类')
    """
    bare = _NUMBERING.sub("", fold(text))
    return re.sub(r"[(:]?(?:共|等)?\d+[个项].*$", "", bare).strip("(:,、")


def declared_count(text: str) -> int | None:
    """
    Return the number of projects that a band or total declares, if it does.

    >>> declared_count("一、续建项目（56个）"), declared_count("合计：95 个"), declared_count("合计")
    (56, 95, None)
    """
    match = _COUNT.search(fold(text))
    return int(match[1]) if match else None


def row_text(cells: list[Cell]) -> str:
    """Return the first text of a row: what a band or total says."""
    return next((as_text(cell).strip() for cell in cells if not is_empty(cell)), "")


def bands_above(kinds: list[Kind], texts: list[str]) -> list[str]:
    """For each row, return the titles of the bands that it stands under, joined by “/”."""
    path: dict[int, str] = {}
    paths = []
    for kind, text in zip(kinds, texts, strict=True):
        if kind is Kind.BAND:
            level = band_level(fold(text))
            path = {other: title for other, title in path.items() if other < level}
            path[level] = band_title(text)
        paths.append("/".join(path[level] for level in sorted(path)))
    return paths


def declarations(kinds: list[Kind], texts: list[str], numbers: list[int]) -> list[Declared]:
    """Return what bands and totals declare, each with the rows that it speaks of."""
    return [
        Declared(
            numbers[index], text, declared_count(text), *_covered(index, kinds, texts, numbers)
        )
        for index, (kind, text) in enumerate(zip(kinds, texts, strict=True))
        if kind is Kind.BAND or (kind is Kind.TOTAL and not _PART.match(fold(text)))
    ]


def _covered(
    index: int, kinds: list[Kind], texts: list[str], numbers: list[int]
) -> tuple[int, int]:
    """A band covers what follows up to a band of its level; a 小计 what precedes; a 合计 all."""
    if kinds[index] is Kind.BAND:
        level = band_level(fold(texts[index]))
        end = next(
            (
                later
                for later in range(index + 1, len(kinds))
                if kinds[later] is Kind.BAND and band_level(fold(texts[later])) <= level
            ),
            len(kinds),
        )
        return numbers[index], numbers[end - 1]
    if not _GRAND_TOTAL.match(fold(texts[index])):
        start = next(
            (
                before
                for before in range(index - 1, -1, -1)
                if kinds[before] in {Kind.BAND, Kind.TOTAL}
            ),
            0,
        )
        return numbers[start], numbers[index]
    return numbers[0], numbers[-1]
