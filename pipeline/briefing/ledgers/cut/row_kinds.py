"""Tell what each row of a table is: a project, a band, a total, a note. No row is dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.workbooks.sheet import NUMBERS, Cell, as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class RowKind(StrEnum):
    """What a row is. Empty rows have no kind."""

    PROJECT = "project"
    # A row of the project above it: one of its parts, or a further line of its merged cells.
    PART = "part"
    BAND = "band"
    TOTAL = "total"
    NOTE = "note"
    # The head printed again, or the numbers of its columns.
    HEAD = "head"
    # Struck through by its department.
    REMOVED = "removed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese word for such a row."""
        return _LABELS[self.value]


_LABELS = {
    "project": "项目", "part": "分项", "band": "分类", "total": "合计",
    "note": "注", "head": "表头", "removed": "已划去", "unknown": "无法识别",
}  # fmt: skip


@dataclass(frozen=True)
class RowLayout:
    """
    The columns, by index, that tell what a row is.

    `lead` is the table's first column, `name` the one that every project fills, `words` the
    columns that bands and totals leave empty (they have only sums and counts). `titles` are the
    words of bands without numbering: 续建项目.
    """

    lead: int
    name: int
    words: tuple[int, ...]
    titles: frozenset[str] = frozenset()


_NUMERAL = "[一二三四五六七八九十百]+"
# How bands are numbered, after folding; an outline has one style on each of its levels.
_STYLES = (
    ("chinese", re.compile(rf"^第?{_NUMERAL}(?:[、.,:]|类|部分)")),
    ("roman", re.compile(r"^[IVX]+[、.,:]")),
    ("bracketed", re.compile(rf"^\({_NUMERAL}\)")),
    ("dotted", re.compile(r"^\d+-\d+(?![月年\d])(?=\D)")),
    ("dashed", re.compile(r"^-{1,2}(?=\D)")),
    # 1、 numbers projects too: only a declared count makes it a band.
    ("arabic", re.compile(r"^\(?\d{1,2}[、.)](?=\D.*\d+[个项])")),
)
_BARE_NUMERAL = re.compile(rf"^(?:{_NUMERAL}|[IVX]+|\({_NUMERAL}\))[、.,:]?$")
_NUMBERING = re.compile(
    rf"^(?:第?{_NUMERAL}(?:[、.,:]|类|部分)|[IVX]+[、.,:]|\({_NUMERAL}\)|\d+-\d+|-{{1,2}}|"
    r"\(?\d{1,2}[、.)](?=\D))"
)
# Behind a digit no number begins: without saying so, a million digits are tried again from each.
_DECLARED = re.compile(r"[(:]?(?:共|等|合?计)?(?<!\d)(\d++)[个项]")
# 续建项目（56个） without any numbering.
_ONLY_COUNTED = re.compile(r"^\D{2,20}\((?:共|等|合?计)?\d+[个项].*\)$")

# 汇总 and Total stand in the totals row of an Excel table.
_GRAND_TOTAL = re.compile(
    r"^(?:全县|全部|全市|总)?(?:合计|总计|共计|汇总|(?i:(?:grand)?total))(?:$|[:(,\d])"
)
# A total with a title of its own: 小计, 本页合计, 续建项目小计.
_SUBTOTAL = re.compile(r"^(?:.{0,16}(?:小计|合计|总计|累计)|(?i:sub-?total))(?:$|[:(,\d])")
# The title of the projects of an area: 市直, 延平区人民政府（12个）.
_AREA = re.compile(
    r"^(?:[省市县区州](?:直|本级)(?:属?单位|部门)?|[\u4e00-\u9fff]{2,12}(?:人民政府|管委会|管理委员会|街道办事处|街道办"
    r"|[镇乡]政府))(?:\(?(?:共|计)?\d+[个项]?\)?)?:?$"
)
_COUNT = re.compile(r"^(?:共|计)?\d+(?:\.0)?[个项]?$")
_PART = re.compile(r"^其中[^\u4e00-\u9fff]?")
_SPLIT_TOTALS = {"合计", "总计", "小计", "共计"}
_NOTE = re.compile(
    r"^(?:[★*※]*[备附]?注[:：1-9、.]|说明|备注:|图例|填表|填报|制表|编制|审核|审批[人:]|审签|负责人|单位负责人|"
    r"分管领导|主要领导|联系|报送|签发|签字|盖章|单位[(:]|统计负责人|数据来源|资料来源|"
    r"复核|校对|校核|经办|批准[人:]|核准[人:]|抄送|抄报|主送|印发|打印|日期:|时间:|领导签字|"
    r"第\d+页|共\d+页|-\d+-$|\d{4}年\d{1,2}月\d{1,2}日$)"
)
# A text of this length, alone in its row, is a sentence: a note without the word 注.
_LEAST_SENTENCE = 30
_OF_A_SENTENCE = re.compile(r"[,;。]")
_COLUMN_NUMBER = re.compile(r"^[甲乙丙丁戊己庚辛壬癸]$|^\(?(\d{1,2})\)?(?:[=＝].*)?$")
_LEAST_NUMBERED = 4
# 报送单位：…, 单位：万元, 截至5月底, 2020年5月31日.
_ABOVE_HEAD = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}(?:单位|部门|时间|日期)[:(]|\(?(?:金额|计量)?单位|截[至止-]\d+|\d{4}年\d{1,2}月)"
)
# A row without any of these in its name, and with a number in its lead, is surely a project.
_NEEDS_A_LOOK = re.compile(r"计|其中|^[(\[（【]|[、.．：:]|-|—")


def kinds_of(
    leads: Sequence[Cell],
    names: Sequence[Cell],
    row: Callable[[int], Sequence[Cell]],
    layout: RowLayout,
) -> list[RowKind]:
    """Tell what each row is, by its lead and name where they suffice; *row* returns all cells."""
    apart = layout.lead != layout.name
    return [
        RowKind.PROJECT
        if apart and _is_plainly_a_project(lead, name)
        else kind_of(row(at), layout)
        for at, (lead, name) in enumerate(zip(leads, names, strict=True))
    ]


def kind_of(cells: Sequence[Cell], layout: RowLayout) -> RowKind:
    """
    Tell what one row is, by itself.

    >>> layout = RowLayout(lead=0, name=1, words=(2,))
    >>> [str(kind_of(row, layout)) for row in (["1", "水厂", "水利局"], ["一", "续建项目", None])]
    ['project', 'band']
    """
    texts = [as_text(cell).strip() for cell in cells]
    first = next((fold(text) for text in texts if text), "")
    name = fold(texts[layout.name]) if layout.name < len(texts) else ""
    lead = fold(texts[layout.lead]) if layout.lead < len(texts) else ""
    has_words = any(index < len(texts) and texts[index] for index in layout.words)
    if _is_total(first) or (_is_total(name) and not has_words) or _is_split_total(texts):
        return RowKind.TOTAL
    if not name and _total_before_name(texts, layout):
        return RowKind.TOTAL
    if not has_words and _is_band(first, lead, name, layout):
        return RowKind.BAND
    if _is_area(cells, texts, layout):
        return RowKind.BAND
    if name and (has_words or _is_serial(lead)):
        return RowKind.PROJECT
    if _NOTE.match(first) and not (name and has_words):
        return RowKind.NOTE
    if name and layout.lead != layout.name:
        return RowKind.PROJECT
    filled = [text for text in texts if text]
    is_sentence = len(filled) == 1 and (
        len(filled[0]) >= _LEAST_SENTENCE or filled[0].endswith("。")
    )
    return RowKind.NOTE if is_sentence else RowKind.UNKNOWN


def _is_plainly_a_project(lead: Cell, name: Cell) -> bool:
    """Tell a row with a number in its lead and a name that can be nothing else."""
    return (
        lead.__class__ in NUMBERS
        and isinstance(name, str)
        and not _NEEDS_A_LOOK.search(name)
        and not (name == "" or name.isspace())
    )


def _is_band(first: str, lead: str, name: str, layout: RowLayout) -> bool:
    if band_style(first) or band_style(name):
        return True
    if _BARE_NUMERAL.match(lead) and name:
        return True
    return any(
        text and not _is_serial(lead) and (_ONLY_COUNTED.match(text) or text in layout.titles)
        for text in {first, name}
    )


def _is_area(cells: Sequence[Cell], texts: list[str], layout: RowLayout) -> bool:
    """Tell whether a row sums the projects of an area: its name, and only counts and sums."""
    words = [fold(text) for text in texts if text]
    if not words or not _AREA.match(words[0]):
        return False
    others = [
        texts[at] for at in layout.words if at < len(texts) and texts[at] != texts[layout.lead]
    ]
    has_sums = any(cell.__class__ in NUMBERS for cell in cells)
    return has_sums and all(_COUNT.match(fold(text)) for text in others if text)


def _is_total(folded: str) -> bool:
    return any(pattern.match(folded) for pattern in (_GRAND_TOTAL, _SUBTOTAL, _PART))


def _is_split_total(texts: list[str]) -> bool:
    """Tell 合 in one cell and 计 in the next."""
    parts = [text for text in texts if text][:2]
    return all(len(part) == 1 for part in parts) and "".join(parts) in _SPLIT_TOTALS


def _total_before_name(texts: list[str], layout: RowLayout) -> str:
    """Return a 小计 before the column of names, beside a class that is merged downwards."""
    return next((text for text in texts[: layout.name] if _is_total(fold(text))), "")


def _is_serial(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:[.-]\d+)*", fold(text)))


def is_of_table(text: str) -> bool:
    """Tell whether a text is a total or a band, and so no title of the next table."""
    return _is_total(fold(text)) or band_style(fold(text)) != ""


def says_units(texts: Sequence[str]) -> bool:
    """
    Tell whether a row between a title and its head gives the units or who reports.

    >>> says_units(["报送单位：县水利局", "单位：万元"]), says_units(["1", "单位：万元", "水利局"])
    (True, False)
    """
    labelled = [_ABOVE_HEAD.match(fold(text)) for text in texts]
    return len(texts) > 1 and all(labelled)


def is_lone_text(cells: Sequence[Cell], layout: RowLayout) -> bool:
    """
    Tell whether the only word of a row is before its name.

    >>> layout = RowLayout(lead=0, name=1, words=(2,))
    >>> is_lone_text(["县交通局", None, None, 5.0], layout), is_lone_text(["7", None, None], layout)
    (True, False)
    """
    texts = [as_text(cell).strip() for cell in cells]
    before = [text for text in texts[: layout.name] if text]
    others = [texts[index] for index in (layout.name, *layout.words) if index < len(texts)]
    return len(before) == 1 and not _is_serial(before[0]) and not any(others)


def is_title_line(texts: Sequence[str]) -> bool:
    """
    Tell whether a row is a title, with only units and dates beside it.

    >>> is_title_line(["续建项目进展情况表", "单位：万元"]), is_title_line(["1", "水厂"])
    (True, False)
    """
    if not texts or _NOTE.match(fold(texts[0])) or _OF_A_SENTENCE.search(fold(texts[0])):
        return False
    return all(_ABOVE_HEAD.match(fold(text)) for text in texts[1:])


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """
    Tell whether a row below a head numbers its columns: 甲 | 乙 | 1 | 2 | 3=1+2.

    >>> numbers_columns(["甲", "乙", 1.0, 2.0, "3=1+2"]), numbers_columns([1.0, "水厂", 2.0, 3.0])
    (True, False)
    """
    texts = [fold(as_text(cell)) for cell in cells if not is_empty(cell)]
    matches = [_COLUMN_NUMBER.match(text) for text in texts]
    if len(texts) < _LEAST_NUMBERED or not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match and match[1]]
    return bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def settled(
    kinds: Sequence[RowKind],
    row: Callable[[int], Sequence[Cell]],
    struck: set[int],
    titles: set[int],
) -> list[RowKind]:
    """
    Complete the kinds by what the neighbours tell: numbers of columns below the head, further lines
    of a note, and titles of the rows below them. *struck* are the positions of rows that are struck
    through, *titles* those of rows that can only be titles.
    """
    found = list(kinds)
    if found and 0 not in struck and numbers_columns(row(0)):
        found[0] = RowKind.HEAD
    for position in struck:
        found[position] = RowKind.REMOVED
    for position in rows_of(found, RowKind.UNKNOWN):
        if position and found[position - 1] is RowKind.NOTE:
            texts = [cell for cell in row(position) if not is_empty(cell)]
            is_line = len(texts) == 1 and isinstance(texts[0], str)
            found[position] = RowKind.NOTE if is_line else RowKind.UNKNOWN
    for position in rows_of(found, RowKind.UNKNOWN):
        # Below the last project it is a note without the word 注.
        if position in titles and RowKind.PROJECT in found[position:]:
            found[position] = RowKind.BAND
    return found


def rows_of(kinds: Sequence[RowKind], *wanted: RowKind) -> list[int]:
    """Return the positions of rows of some kinds."""
    # Most tables have none of them, which is found quickly.
    there = [kind for kind in wanted if kind in kinds]
    return [position for position, kind in enumerate(kinds) if kind in there] if there else []


def band_style(folded: str) -> str:
    """
    Return the style of numbering of a band; “” for a text without one.

    >>> [band_style(fold(text)) for text in ("一、续建项目（56个）", "（一）交通", "1-1 公路", "水厂")]
    ['chinese', 'bracketed', 'dotted', '']
    """
    return next((style for style, pattern in _STYLES if pattern.match(folded)), "")


def band_title(text: str) -> str:
    """
    Remove numbering and declared count from a band: 一、续建项目（56个） → 续建项目.

    >>> band_title("一、续建项目（56个）"), band_title("（二）城建类 12个")
    ('续建项目', '城建类')
    """
    bare = _NUMBERING.sub("", fold(text))
    return re.sub(r"[(:]?(?:共|等|合?计)?(?<!\d)\d++[个项].*$", "", bare).strip("(:,、")


def declared_count(text: str) -> int | None:
    """
    Return the number of projects that a band or total declares, or None.

    >>> declared_count("一、续建项目（56个）"), declared_count("合计：95 个"), declared_count("合计")
    (56, 95, None)
    """
    match = _DECLARED.search(fold(text))
    return int(match[1]) if match else None


def label(cells: Sequence[Cell], layout: RowLayout) -> str:
    """
    Return the words of a row that is no project: its first text, and its name after a numeral.

    >>> label(["一", "续建项目（56个）", 1.0], RowLayout(0, 1, ()))
    '一、续建项目（56个）'
    """
    texts = [as_text(cell).strip() for cell in cells]
    first = next((text for text in texts if text), "")
    name = texts[layout.name] if layout.name < len(texts) else ""
    if name and name != first and _BARE_NUMERAL.match(fold(first)):
        mark = "" if fold(first)[-1] in ")、.,:" else "、"
        return f"{first}{mark}{name}"
    if _is_split_total(texts):
        return "".join([text for text in texts if text][:2])
    return ("" if name else _total_before_name(texts, layout)) or first


def is_grand(text: str) -> bool:
    """Tell whether a total is of everything: 合计, not 小计 or 续建项目合计."""
    return bool(_GRAND_TOTAL.match(fold(text)))


def is_of_which(text: str) -> bool:
    """Tell whether a text begins with 其中, which names a part and sums no rows."""
    return bool(_PART.match(fold(text)))
