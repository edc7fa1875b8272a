"""
Read one cell of words, a code, 是/否 or a period; hold what the readers of other types share.

Nothing is guessed and nothing is filled in: an empty cell or a dash is None. A cell that cannot be
read raises Unclear and becomes a finding. One that is doubtful (约500) raises Caution, which carries
the value.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from briefing.domain.months import Month
from briefing.domain.text import FOOTNOTES, visible, without_footnotes
from briefing.domain.units import fold
from briefing.ledgers.tidy.cell_lists import enumerated, parts
from briefing.workbooks.formats.symbols import without_private
from briefing.workbooks.sheet import Cell, as_text, has_symbol, is_picture

# How clerks write that a cell is empty.
_NOTHING = {
    "", "无", "暂无", "没有", "空", "空白", "待定", "未定", "尚未确定", "待确定", "待明确",
    "待核实", "待补", "待补充", "待填", "待报", "未报", "未填", "未知", "不详", "N/A", "NA",
    "NULL",
}  # fmt: skip
# Those that mean an empty list; 待补充 means a missing one.
_NO_ITEMS = {"", "无", "暂无", "没有", "N/A", "NA", "NULL"}
# —, ——, /, \, … and similar signs, alone or repeated, mean an empty cell.
_STROKES = set("-/\\._…。·*")
_LONGEST_SIGN = 12
# A formula that failed, or was never calculated.
_FAILED = re.compile(r"#(?:REF|DIV/0|N/A|NAME|VALUE|NUM|NULL|SPILL|CALC)[!?]?$|=.|#{2,}$")
# 同上 and its signs, as written and as folded: ″ folds to two primes.
_ABOVE = {"同上", "同上行", "同上一行", "同上栏", "〃", "″", "′′", "''", '"', "〞", "”", "“"}
_ASIDE = {"同左", "同右", "同下", "同前", "同后"}
# A cell with any other letter, digit or Chinese character is none of these signs, and most cells
# have one. 至 folds to a dash.
_OF_SIGNS = "".join(sorted({*"".join([*_NOTHING, *_ABOVE]), *"NULAnula至"}))
_WORDS = re.compile(rf"(?![{re.escape(_OF_SIGNS)}])[0-9A-Za-z\u4e00-\u9fff]")
_WORD = re.compile(rf"(?![{re.escape(_OF_SIGNS)}])[\u4e00-\u9fff]")
TICKS = {"√", "✓", "✔", "☑", "V", "✅"}
CROSSES = {"×", "✗", "✘", "✕", "✖", "☒", "❌", "X"}
# What ticks and check boxes hold, in the order in which a dictionary is asked for them.
MARKS_OF_YES = ("是", "√", *sorted(TICKS - {"√"}), "TRUE")
MARKS_OF_NO = ("否", "×", *sorted(CROSSES - {"×"}), "☐", "□", "FALSE")
_YES = TICKS | {
    "是", "有", "已有", "已建", "已建立", "已成立", "已组建", "已制定", "已落实", "已到位",
    "已完成", "已申报", "已报", "已报送", "1", "TRUE", "Y", "YES",
}  # fmt: skip
_NO = CROSSES | {
    "否", "无", "暂无", "没有", "未建", "未建立", "未成立", "未组建", "未制定", "未落实",
    "未到位", "未完成", "未申报", "未报", "未报送", "☐", "□", "0", "FALSE", "N", "NO",
}  # fmt: skip
# A float holds 15 digits; a longer code has lost its last ones.
_LOSSLESS = 10**15
# Such a code in a CSV: 2.02061E+19.
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")
# A longer cell is no word, number or date.
LONGEST = 200
_REMARK = re.compile(r"\(([^()]*)\)$")
PLANNED = re.compile(r"计划|预计|预期|预定|拟|力争|争取|确保|有望|承诺|目标|将于|待")
_PERIOD = re.compile(r"(?:([0-9]{4})年?)?(?:0?1(?:月份?)?-)?([0-9]{1,2})月份?")
_NAMED_PERIOD = re.compile(r"(?:([0-9]{4})年)?(第?[一1]季度|上半年|前[三3]季度|全年)")
_LAST_MONTHS = {"季度": 3, "上半年": 6, "前": 9, "全年": 12}
# A number, a date or a code, but no name.
_BARE_NUMBER = re.compile(r"[-+]?[0-9][0-9,.%/:-]*")
_SYMBOL = "有符号字体的图形，看不出意思"
YEARS = range(1950, 2101)


class Unclear(ValueError):
    """The cell cannot be read; the message says what was expected."""


class Caution(Unclear):
    """
    The cell can be read, but a clerk should check it; the message says why.

    It is an Unclear, so that code which does not handle it treats the cell as unclear.
    """

    def __init__(self, value: Any, message: str) -> None:
        self.value = value
        super().__init__(message)


def written(cell: Cell) -> str:
    """Write a cell as a spreadsheet shows it. Raises Unclear for a number of absurd size."""
    if isinstance(cell, int) and abs(cell) > _LOSSLESS**20:
        message = "应为通常大小的数"
        raise Unclear(message)
    return without_private(as_text(cell))


def without_marks(words: str) -> tuple[str, str]:
    """
    Take the marks of footnotes out of a text, before they could fold to digits; return the text, and
    what is said of the marks. Raises Unclear for a formula that failed, and for marks alone.

    >>> without_marks("2020.1①")
    ('2020.1', '“①”像是注码，不是数字，已略去')
    >>> without_marks("500m²"), without_marks("0.182¹²")[0]
    (('500m²', ''), '0.182')
    """
    refuse_failure(words.strip())
    marks = "".join(FOOTNOTES.findall(words))
    if not marks:
        return words, ""
    plain = without_footnotes(words)
    if not plain.strip():
        message = f"应为数字或日期（“{marks[:10]}”不是数字）"
        raise Unclear(message)
    return plain, f"“{marks[:10]}”像是注码，不是数字，已略去"


def short(cell: Cell) -> str:
    """Fold a cell that holds a word, a number or a date. Raises Unclear for a longer text."""
    text = written(cell).strip()
    if len(text) > LONGEST:
        message = "应为简短的内容（文字过长，说明请写在备注栏）"
        raise Unclear(message)
    _refuse_symbol(text)
    return fold(text)


def says_nothing(cell: Cell) -> bool:
    """Tell whether a cell is empty or holds one of the signs for that."""
    if cell is None:
        return True
    if not isinstance(cell, str) or len(bare := cell.strip()) > _LONGEST_SIGN:
        return False
    if _WORDS.search(bare) or has_symbol(bare):
        return False
    folded = fold(bare)
    return folded.upper() in _NOTHING or set(folded) <= _STROKES


def is_stroke(cell: Cell) -> bool:
    """Tell whether a cell is empty, or only strokes or dashes."""
    if cell is None:
        return True
    bare = cell.strip() if isinstance(cell, str) else "0"
    return len(bare) <= _LONGEST_SIGN and set(fold(bare)) <= _STROKES


def is_ditto(cell: Cell) -> bool:
    """Tell whether a cell repeats the one above it: 同上, 〃; not 同左."""
    if not isinstance(cell, str) or len(bare := cell.strip()) > _LONGEST_SIGN:
        return False
    return not _WORDS.search(bare) and (bare in _ABOVE or fold(bare).strip("-") in _ABOVE)


def text(cell: Cell) -> str | None:
    """
    Read words as they are, without invisible characters and with white space folded.

    Raises Unclear for a formula that failed, and for words that only point to another cell.
    """
    if says_nothing(cell):
        return None
    words = " ".join(visible(written(cell)).split())
    refuse_failure(words)
    _refuse_pointer(words)
    return words or None


def remark(cell: Cell) -> str | None:
    """Read words that nothing depends on, as `text` does; of a picture it is only said that it is one."""
    if is_picture(cell):
        raise Caution(None, "单元格里是图片，没有读取")
    if has_symbol(words := written(cell)):
        raise Caution(" ".join(visible(words).split()), _SYMBOL)
    return text(cell)


def _refuse_pointer(words: str) -> None:
    """Raise Unclear for words that only point to another cell: 同左, or 同上 below an empty one."""
    if is_ditto(words) or words in _ASIDE:
        message = "应写明内容（“同上”上面没有可以沿用的内容）"
        raise Unclear(message)


def refuse_failure(words: str) -> None:
    """Raise Unclear for #REF! and for a formula that was never calculated."""
    if is_picture(words):
        message = "应为文字或数字（单元格里是图片）"
        raise Unclear(message)
    _refuse_symbol(words)
    is_suspect = words.startswith(("#", "="))
    if is_suspect and _FAILED.match(words.upper() if len(words) < LONGEST else words):
        message = "应为公式算出的结果（公式出错，或没有计算过）"
        raise Unclear(message)


def _refuse_symbol(words: str) -> None:
    """Raise Unclear for a sign of a symbol font that is no tick, cross or box."""
    if has_symbol(words):
        message = f"应为文字或数字（{_SYMBOL}）"
        raise Unclear(message)


def code(cell: Cell) -> str | None:
    """Read a code of letters and digits. Raises Unclear where Excel lost some of its digits."""
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

    Brackets after it hold a remark. Raises Unclear, also where the remark says the opposite, or
    puts a yes into the future.
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
    """Separate a word from the remark in brackets after it; a known word is not separated."""
    folded = folded.rstrip("。.;,")
    if folded in known or not (match := _REMARK.search(folded)):
        return folded, ""
    return folded[: match.start()], match[1]


def name(cell: Cell) -> str | None:
    """Read a name, which may begin with a number but must not be one. Raises Unclear."""
    words = text(cell)
    if words is not None:
        refuse_number(words)
    return words


def refuse_number(words: str) -> None:
    """Raise Unclear for a number in place of a name: the column may have shifted."""
    if len(words) <= LONGEST and not _WORD.search(words) and _BARE_NUMBER.fullmatch(fold(words)):
        message = "应为名称（读到的是数或代码，是否错列）"
        raise Unclear(message)


def presence(cell: Cell) -> bool:
    """
    Tell whether a cell is filled in, and with no cross: a person's name is not stored.

    >>> presence("张三"), presence("☑"), presence(False), presence("—")
    (True, True, False, False)
    """
    if says_nothing(cell):
        return False
    words = written(cell)
    refuse_failure(words)
    return fold(words).upper() not in MARKS_OF_NO


def is_ahead(remark: str, month: Month) -> bool:
    """Tell whether a remark names a month after the report's."""
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
    Read the problems of one cell, separated by numbers, lines and semicolons, not by commas.

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
