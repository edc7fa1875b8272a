"""
One cell as sent goes in, one typed value comes out, or Unclear with what was expected.

Nothing is guessed and nothing is filled: an empty cell is None, and so is a dash; what cannot be
read raises Unclear and becomes a finding that names the cell. What can be read, though not without
a doubt (约500), raises Caution, which carries the value.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from briefing.domain.months import Month
from briefing.domain.text import visible
from briefing.domain.units import fold
from briefing.ledgers.tidy.cell_lists import enumerated, parts
from briefing.workbooks.sheet import Cell, as_text

# How clerks write that there is nothing to write.
_NOTHING = {
    "",
    "无",
    "暂无",
    "没有",
    "空",
    "空白",
    "待定",
    "未定",
    "尚未确定",
    "待确定",
    "待明确",
    "待核实",
    "待补",
    "待补充",
    "待填",
    "待报",
    "未报",
    "未填",
    "未知",
    "不详",
    "N/A",
    "NA",
    "NULL",
}
# Of a list only these say that it is empty: 待补充 says that something is missing.
_NO_ITEMS = {"", "无", "暂无", "没有", "N/A", "NA", "NULL"}
# —, ——, /, \, … and their like, alone or repeated: longer than this it is no sign.
_STROKES = set("-/\\._…。·*")
_LONGEST_SIGN = 12
# A formula that failed, or that nobody calculated.
_FAILED = re.compile(r"#(?:REF|DIV/0|N/A|NAME|VALUE|NUM|NULL|SPILL|CALC)[!?]?$|=.|#{2,}$")
# As written and as folded: ″ folds to two primes.
_ABOVE = {"同上", "同上行", "同上一行", "同上栏", "〃", "″", "′′", "''", '"', "〞", "”", "“"}
_ASIDE = {"同左", "同右", "同下", "同前", "同后"}
# Folding leaves these characters as they are, and no sign for nothing or for the cell above has
# one of them: most cells need no closer look. 至 folds to a dash.
_OF_SIGNS = "".join(sorted({*"".join([*_NOTHING, *_ABOVE]), *"NULAnula至"}))
_WORDS = re.compile(rf"(?![{re.escape(_OF_SIGNS)}])[0-9A-Za-z\u4e00-\u9fff]")
_WORD = re.compile(rf"(?![{re.escape(_OF_SIGNS)}])[\u4e00-\u9fff]")
TICKS = {"√", "✓", "✔", "☑", "V", "✅"}
CROSSES = {"×", "✗", "✘", "✕", "✖", "☒", "❌", "X"}
_YES = TICKS | {
    "是",
    "有",
    "已有",
    "已建",
    "已建立",
    "已成立",
    "已组建",
    "已制定",
    "已落实",
    "已到位",
    "已完成",
    "已申报",
    "已报",
    "已报送",
    "1",
    "TRUE",
    "Y",
    "YES",
}
_NO = CROSSES | {
    "否",
    "无",
    "暂无",
    "没有",
    "未建",
    "未建立",
    "未成立",
    "未组建",
    "未制定",
    "未落实",
    "未到位",
    "未完成",
    "未申报",
    "未报",
    "未报送",
    "☐",
    "□",
    "0",
    "FALSE",
    "N",
    "NO",
}
# A float holds 15 digits; a longer code has lost its tail.
_LOSSLESS = 10**15
# What is left of such a code in a CSV: 2.02061E+19.
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")
# A word, a number or a date is never so long; a whole page pasted into its cell is.
LONGEST = 200
_REMARK = re.compile(r"\(([^()]*)\)$")
PLANNED = re.compile(r"计划|预计|预期|预定|拟|力争|争取|确保|有望|承诺|目标|将于|待")
_PERIOD = re.compile(r"(?:([0-9]{4})年?)?(?:0?1(?:月份?)?-)?([0-9]{1,2})月份?")
_NAMED_PERIOD = re.compile(r"(?:([0-9]{4})年)?(第?[一1]季度|上半年|前[三3]季度|全年)")
_LAST_MONTHS = {"季度": 3, "上半年": 6, "前": 9, "全年": 12}
# A number, a date or a code: whatever it is, nothing is called so.
_BARE_NUMBER = re.compile(r"[-+]?[0-9][0-9,.%/:-]*")
YEARS = range(1950, 2101)


class Unclear(ValueError):
    """The cell cannot be read; the message says what was expected."""


class Caution(Unclear):
    """
    The cell can be read, but a clerk should look at it again; the message says why.

    Who knows no cautions takes the cell for unclear, and errs on the safe side.
    """

    def __init__(self, value: Any, message: str) -> None:
        self.value = value
        super().__init__(message)


def written(cell: Cell) -> str:
    """Write a cell as a spreadsheet shows it. Raises Unclear where that is no number at all."""
    if isinstance(cell, int) and abs(cell) > _LOSSLESS**20:
        message = "应为通常大小的数"
        raise Unclear(message)
    return as_text(cell)


def short(cell: Cell) -> str:
    """Fold a cell that holds a word, a number or a date. Raises Unclear when it is a whole text."""
    text = written(cell).strip()
    if len(text) > LONGEST:
        message = "应为简短的内容（文字过长，说明请写在备注栏）"
        raise Unclear(message)
    return fold(text)


def says_nothing(cell: Cell) -> bool:
    """Tell whether the cell is empty or holds one of the signs for nothing."""
    if cell is None:
        return True
    if not isinstance(cell, str) or len(bare := cell.strip()) > _LONGEST_SIGN:
        return False
    if _WORDS.search(bare):
        return False
    folded = fold(bare)
    return folded.upper() in _NOTHING or set(folded) <= _STROKES


def is_stroke(cell: Cell) -> bool:
    """Tell whether the cell is empty, or a stroke or a dash."""
    if cell is None:
        return True
    bare = cell.strip() if isinstance(cell, str) else "0"
    return len(bare) <= _LONGEST_SIGN and set(fold(bare)) <= _STROKES


def is_ditto(cell: Cell) -> bool:
    """Tell whether the cell repeats the one above it: 同上, 〃. “同左” does not."""
    if not isinstance(cell, str) or len(bare := cell.strip()) > _LONGEST_SIGN:
        return False
    return not _WORDS.search(bare) and (bare in _ABOVE or fold(bare).strip("-") in _ABOVE)


def text(cell: Cell) -> str | None:
    """
    Read words as they stand (white space folded), in their own width, without what no one sees.

    Raises Unclear where a formula gave none, or where they only point to another cell.
    """
    if says_nothing(cell):
        return None
    words = " ".join(visible(written(cell)).split())
    refuse_failure(words)
    _refuse_pointer(words)
    return words or None


def _refuse_pointer(words: str) -> None:
    """Raise Unclear for what only points to another cell: 同左, or 同上 with nothing above."""
    if is_ditto(words) or words in _ASIDE:
        message = "应写明内容（“同上”上面没有可以沿用的内容）"
        raise Unclear(message)


def refuse_failure(words: str) -> None:
    """Raise Unclear for #REF! and for the formula that nobody calculated."""
    is_suspect = words.startswith(("#", "="))
    if is_suspect and _FAILED.match(words.upper() if len(words) < LONGEST else words):
        message = "应为公式算出的结果（公式出错，或没有计算过）"
        raise Unclear(message)


def code(cell: Cell) -> str | None:
    """Read a code: letters and digits, never a number. Raises Unclear when Excel ate its digits."""
    if says_nothing(cell):
        return None
    folded = short(cell).upper()
    refuse_failure(folded)
    _refuse_pointer(folded)
    is_long = isinstance(cell, float | int) and not abs(cell) < _LOSSLESS
    if is_long or _SCIENTIFIC.fullmatch(folded):
        message = "应为文本格式的代码（单元格成了数字，后几位已丢失）"
        raise Unclear(message)
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        message = "应为文本格式的代码（单元格成了日期）"
        raise Unclear(message)
    return folded or None


def yes_no(cell: Cell, month: Month) -> bool | None:
    """
    Read 是/否 in its spellings. “无” is a no here.

    What stands in brackets behind it is a remark, unless it says the opposite, or names a month
    after the report's. Raises Unclear.
    """
    folded = short(cell).upper() if cell is not None else ""
    main, remark = remark_of(folded, _YES | _NO)
    is_planned = bool(PLANNED.search(remark)) or is_ahead(remark, month)
    if main in _YES and remark not in _NO and not is_planned:
        return True
    if main in _NO and remark not in _YES:
        return False
    if says_nothing(cell) or not folded:
        return None
    message = "应为“是”或“否”"
    raise Unclear(message)


def remark_of(folded: str, known: set[str]) -> tuple[str, str]:
    """A word and what stands in brackets behind it; a word that is known as a whole has none."""
    folded = folded.rstrip("。.;,")
    if folded in known or not (match := _REMARK.search(folded)):
        return folded, ""
    return folded[: match.start()], match[1]


def name(cell: Cell) -> str | None:
    """
    Read what something is called; a bare number is no name, though a name may begin with one.

    Raises Unclear.
    """
    words = text(cell)
    if words is not None:
        refuse_number(words)
    return words


def refuse_number(words: str) -> None:
    """Refuse a number where a name should stand: its column has slipped."""
    if len(words) <= LONGEST and not _WORD.search(words) and _BARE_NUMBER.fullmatch(fold(words)):
        message = "应为名称（读到的是数或代码，是否错列）"
        raise Unclear(message)


def presence(cell: Cell) -> bool:
    """Keep only whether something stands there: a name is not stored."""
    return not says_nothing(cell)


def is_ahead(remark: str, month: Month) -> bool:
    """Tell whether the month that a remark names lies after the report's."""
    match = re.match(r"(?:([0-9]{4})[年./-])?([0-9]{1,2})(?:月|$)", remark)
    if not match or (match[1] is None and not match[0].endswith("月")):
        return False
    return (int(match[1] or month.year), int(match[2])) > (month.year, month.number)


def items(cell: Cell) -> str | None:
    """
    Read several texts in one cell, each once, joined by “|”. Raises Unclear.

    >>> items("1.施工合同；2.现场照片、施工合同。")
    '施工合同|现场照片'
    """
    if is_stroke(cell) or (says_nothing(cell) and short(cell).upper() in _NO_ITEMS):
        return None
    whole = visible(written(cell))
    refuse_failure(whole.strip())
    _refuse_pointer(whole.strip())
    return "|".join(dict.fromkeys(parts(whole))) or None


def problems(cell: Cell) -> str | None:
    """
    Read the problems of one cell, told apart by their numbers, lines and semicolons, not by commas.

    >>> problems("1.征地未完成，涉及3户；2.资金缺口大")
    '征地未完成，涉及3户；资金缺口大'
    """
    if (words := text(cell)) is None:
        return None
    return "；".join(enumerated(visible(written(cell)))) or words


def period(cell: Cell, month: Month) -> str | None:
    """Read a cumulative statistical period (1—5月, 上半年) as its last month, YYYY-MM."""
    if says_nothing(cell):
        return None
    folded = short(cell)
    number, year = 0, None
    if match := _PERIOD.fullmatch(folded):
        number, year = int(match[2]), match[1]
    elif match := _NAMED_PERIOD.fullmatch(folded):
        number = next(last for word, last in reversed(_LAST_MONTHS.items()) if word in match[2])
        year = match[1]
    if not 1 <= number <= 12 or int(year or month.year) not in YEARS:
        message = "应为累计时期，如1—5月"
        raise Unclear(message)
    return str(Month(int(year or month.year), number))
