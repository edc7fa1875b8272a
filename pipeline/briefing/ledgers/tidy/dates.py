"""Read dates as clerks write them: 2020年3月, 2020.3, 2020/3/1, 20200301, 6月底, Excel serials."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.domain.units import fold
from briefing.ledgers.tidy.numerals import chinese_number
from briefing.ledgers.tidy.values import (
    LONGEST,
    YEARS,
    Caution,
    Unclear,
    says_nothing,
    without_marks,
    written,
)
from briefing.workbooks.sheet import stored_and_seen

if TYPE_CHECKING:
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.workbooks.sheet import Cell

_EXCEL_EPOCH = dt.date(1899, 12, 30)
# Serial numbers of 1990 to 2060.
_SERIALS = range(32_874, 58_805)
# 20年3月 is read as 2020 only within so many years of the report month.
_NEAR_YEARS = 10

_SERIAL = "读到的是日期序号"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EXAMPLE = "应为日期，如2020年3月或2020-03-01"
_CLOCK = re.compile(r"(?:T|(?<!\s)\s)\s*+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$")
_INNER_SPACE = re.compile(r"[0-9]\s+[0-9]")

_PLANNED_WORDS = "计划|预计|预期|预定|拟于|拟|力争|争取|确保|有望|承诺|目标|暂定|将于|待"
_HAPPENED_WORDS = (
    "已于|已经|已|实际|正式|全面|主体|于|在"
    "|开工建设|开工|复工|动工|开建|进场施工|进场|施工|建设|竣工|完工|建成|投产|投用|投入使用|交付|验收"
    "|完成|办结|办理|销号|受理|批复|取得|备案|核准|许可|印发|下达|通过|实施|入库|纳统|申报|召开|整改|移送|更新|时间|日期|:"
)
_ABOUT_WORDS = "大约|约|左右|前后"
_WORDS = f"{_PLANNED_WORDS}|{_HAPPENED_WORDS}|{_ABOUT_WORDS}"
# All words before and after a date must be known ones.
_SENTENCE = re.compile(rf"((?:{_WORDS})*+)([^:]*?[0-9年季底末][^:]*?)((?:{_WORDS})*+)")
_PLANNED = re.compile(_PLANNED_WORDS)
_ABOUT = re.compile(_ABOUT_WORDS)
_SURELY_HAPPENED = re.compile(r"已|实际")

_RELATIVE_YEARS = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "去年": -1, "上年": -1}
_RELATIVE_YEAR = re.compile(rf"^({'|'.join(_RELATIVE_YEARS)})度?")
_SHORT_YEAR = re.compile(r"^([0-9]{2})年(?=.)")
_CHINESE_YEAR = re.compile(r"^([一二][〇零○OＯ一二三四五六七八九]{3})(?=年)")
_CHINESE_NUMBER = re.compile(
    r"([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])"
)
_YEAR_DIGITS = str.maketrans("〇零○OＯ一二三四五六七八九", "00000123456789")

_DAY = re.compile(r"([0-9]{4})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})[日号]?(前)?")
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2})月([0-9]{1,2})[日号]?(前)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_COMPACT_MONTH = re.compile(r"([0-9]{4})([0-9]{2})")
_OF_MONTH = r"(?:份|初|中|中旬|上旬|下旬)?|(?:份)?(?:底|末)(前)?"
_MONTH = re.compile(rf"([0-9]{{4}})[年./-]([0-9]{{1,2}})月?(?:{_OF_MONTH})")
_MONTH_OF_YEAR = re.compile(rf"([0-9]{{1,2}})月(?:{_OF_MONTH})")
_PART = re.compile(
    r"(?:([0-9]{4})年?度?)?(第?[一二三四1234]季度|上半年|下半年|年)?(初|底|末|终|内)?(前)?"
)
_YEAR = re.compile(r"([0-9]{4})年?度?")
_SPAN = re.compile(r"\A(?>.*?[0-9]{4})(?>.*?-).*?[0-9]{4}|[月日号]-")
# Year and month of a plan's parts: the first month, the last one.
_PARTS = {
    "一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12),
    "1": (1, 3), "2": (4, 6), "3": (7, 9), "4": (10, 12),
    "上": (1, 6), "下": (7, 12), "年": (1, 12),
}  # fmt: skip


class Dated(NamedTuple):
    """A date, and whether it has happened or is planned."""

    day: dt.date
    kind: Literal["happened", "planned"]


class _Core(NamedTuple):
    """A date as read, and what is doubtful about it."""

    day: dt.date
    doubt: str = ""
    # “6月底前” is a deadline in every column.
    is_deadline: bool = False


def date(cell: Cell, column: LedgerColumn, month: Month) -> dt.date | None:
    """
    Read a date.

    A month means its first day, or its last in a deadline column. A date without a year is in the
    report's year. A number such as 2020.1 may have been 2020.10: it is January where October would
    be after the report month of a column of past dates, else unclear. A plan is no date in a column
    of past dates. Raises Unclear, or Caution where only a year or a quarter is known.
    """
    found = _read(cell, column, month)
    if found is None:
        return None
    core, words = found
    if column.is_past:
        if _PLANNED.search(words) or core.is_deadline:
            message = "应为已发生的日期（读到的是计划）"
            raise Unclear(message)
        if core.day > month.last_day:
            message = f"应不晚于{month.last_day.isoformat()}（报告期末）"
            raise Unclear(message)
    return _sure(core, words)


def happened_or_planned(cell: Cell, column: LedgerColumn, month: Month) -> Dated | None:
    """
    Read a date of a column that holds past and planned dates: 开工/计划开工时间.

    A date is planned where its words say so, or where it is after the report month. Raises
    Unclear, also where a later date is said to have happened; or Caution, whose value is a Dated.
    """
    either = column.model_copy(update={"is_past": False})
    found = _read(cell, either, month)
    if found is None:
        return None
    core, words = found
    is_planned = bool(_PLANNED.search(words)) or core.is_deadline
    is_ahead = core.day > month.last_day
    if _SURELY_HAPPENED.search(words) and (is_planned or is_ahead):
        message = f"应不晚于{month.last_day.isoformat()}（读到的是已发生）"
        raise Unclear(message)
    kind: Literal["happened", "planned"] = "planned" if is_planned or is_ahead else "happened"
    try:
        return Dated(_sure(core, words), kind)
    except Caution as caution:
        raise Caution(Dated(core.day, kind), str(caution)) from None


def _sure(core: _Core, words: str) -> dt.date:
    doubt = core.doubt or ("应为确定的日期" if _ABOUT.search(words) else "")
    if doubt:
        raise Caution(core.day, f"{doubt}，已按{core.day.isoformat()}读入")
    return core.day


def _read(cell: Cell, column: LedgerColumn, month: Month) -> tuple[_Core, str] | None:
    """Read a date and the words around it; None for an empty cell. Raises Unclear."""
    if says_nothing(cell):
        return None
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        if cell.year not in YEARS:
            # The number 3 in a cell with a date format is 1900-01-03.
            message = f"{_EXAMPLE}（数字被日期格式显示成了{cell.year}年）"
            raise Unclear(message)
        return _Core(cell), ""
    core, words = None, ""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        core = _from_number(cell, column, month)
    elif pair := stored_and_seen(cell):
        core, words = _of_hidden_year(*pair, column, month)
    elif isinstance(cell, str):
        core, words = _from_words(cell, column, month)
    if core is None:
        is_span = isinstance(cell, str) and len(cell) < LONGEST and _SPAN.search(fold(cell))
        raise Unclear(f"{_EXAMPLE}（读到的是一段时间）" if is_span else _EXAMPLE)
    return core, words


def _from_number(cell: float, column: LedgerColumn, month: Month) -> _Core | None:
    if not 0 < cell < 10**8:
        return None
    if cell == int(cell):
        if int(cell) in _SERIALS:
            return _Core(_EXCEL_EPOCH + dt.timedelta(days=int(cell)), _SERIAL)
        return _from_core(str(int(cell)), column, month)
    text = written(cell)
    if re.fullmatch(r"[0-9]{4}\.1", text):
        return _january_or_october(int(text[:4]), column, month)
    return _from_core(text, column, month)


def _january_or_october(year: int, column: LedgerColumn, month: Month) -> _Core | None:
    """Read the number 2020.1, which may have been typed as 2020.10."""
    if year not in YEARS:
        return None
    if column.is_past and Month(year, 10) > month:
        return _Core(_of_month(Month(year, 1), column))
    message = "应写明是1月还是10月（数字格式的单元格把“.10”存成了“.1”）"
    raise Unclear(message)


def _from_words(cell: str, column: LedgerColumn, month: Month) -> tuple[_Core | None, str]:
    """Separate a date from the words around it: 已开工（3月）, 2020年3月15日开工, 预计6月底."""
    plain, doubt = without_marks(cell)
    if len(plain.strip()) > LONGEST:
        return None, ""
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", plain).strip())
    if _INNER_SPACE.search(plain):
        return None, ""
    folded = fold(plain).rstrip("。.;,").translate(_NO_BRACKETS)
    if re.fullmatch(r"[0-9]{5}", folded) and int(folded) in _SERIALS:
        day = _EXCEL_EPOCH + dt.timedelta(days=int(folded))
        return _Core(day, _SERIAL), ""
    match = _SENTENCE.fullmatch(_in_digits(folded, month))
    if not match:
        return None, ""
    core = _from_core(_in_digits(match[2], month), column, month)
    if core and doubt:
        core = core._replace(doubt=doubt)
    return core, f"{match[1]} {match[3]}"


def _of_hidden_year(
    stored: str, seen: str, column: LedgerColumn, month: Month
) -> tuple[_Core | None, str]:
    """Read a date whose format hides the year, as what it shows; another year is doubtful."""
    if not _ISO.fullmatch(stored):
        message = f"{_EXAMPLE}（存的是{stored[:20]}，显示为“{seen[:20]}”）"
        raise Unclear(message)
    year = int(stored[:4])
    core, words = _from_words(seen, column, Month(year, month.number))
    if core and year != month.year:
        core = core._replace(doubt=f"格式没有显示年份（存的是{year}年）")
    return core, words


_NO_BRACKETS = {ord(bracket): None for bracket in "()[]【】〔〕“”\"'"}


def _in_digits(text: str, month: Month) -> str:
    """
    Write years and months in full: 二〇二〇年三月, 20年3月 and 今年3月 → 2020年3月.

    >>> _in_digits("二〇二〇年十二月", Month(2020, 5)), _in_digits("20年3月", Month(2020, 5))
    ('2020年12月', '2020年3月')
    """
    text = _CHINESE_YEAR.sub(lambda match: match[1].translate(_YEAR_DIGITS), text)
    text = _RELATIVE_YEAR.sub(
        lambda match: f"{month.year + _RELATIVE_YEARS[match[1]]}年", text, count=1
    )
    if match := _SHORT_YEAR.match(text):
        year = month.year // 100 * 100 + int(match[1])
        if abs(year - month.year) <= _NEAR_YEARS:
            text = f"{year}年{text[match.end() :]}"
    return _CHINESE_NUMBER.sub(lambda match: str(chinese_number(match[1])), text)


def _from_core(core: str, column: LedgerColumn, month: Month) -> _Core | None:
    if match := _DAY.fullmatch(core):
        return _day(int(match[1]), int(match[2]), int(match[3]), is_deadline=bool(match[4]))
    if match := _COMPACT.fullmatch(core):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _COMPACT_MONTH.fullmatch(core):
        # 201003 is March 2010, or 3 October 2020 without its century.
        is_either = 1 <= int(core[2:4]) <= MONTHS_IN_YEAR and 1 <= int(core[4:]) <= 31
        return None if is_either else _month(int(match[1]), int(match[2]), column)
    if match := _MONTH.fullmatch(core):
        return _month(int(match[1]), int(match[2]), column, is_deadline=bool(match[3]))
    if match := _DAY_OF_YEAR.fullmatch(core):
        return _day(month.year, int(match[1]), int(match[2]), is_deadline=bool(match[3]))
    if match := _MONTH_OF_YEAR.fullmatch(core):
        return _month(month.year, int(match[1]), column, is_deadline=bool(match[2]))
    if (match := _YEAR.fullmatch(core)) and int(match[1]) in YEARS:
        return _span(int(match[1]), "年", "", column)
    if (match := _PART.fullmatch(core)) and (match[2] or (match[1] and match[3])):
        year = int(match[1] or month.year)
        if match[4] and match[3] not in {"底", "末"}:
            return None
        found = _span(year, match[2] or "年", match[3] or "", column)
        return found and found._replace(is_deadline=bool(match[4]) or match[3] == "内")
    return None


def _span(year: int, part: str, edge: str, column: LedgerColumn) -> _Core | None:
    """
    Read a quarter, a half or a whole year; its end is its last month: 年底 is December.

    A planned period means its last month, because it is not missed before; a past one its first
    month. Both are doubtful.
    """
    first, last = _PARTS[part.removeprefix("第")[0]]
    if edge == "初":
        return _month(year, first, column)
    if column.month_means == "last" or edge in {"底", "末", "终"}:
        return _month(year, last, column)
    found = _month(year, first if column.is_past else last, column)
    return found and found._replace(doubt="应写明月份")


def _day(year: int, month: int, day: int, *, is_deadline: bool = False) -> _Core | None:
    if year not in YEARS:
        return None
    try:
        return _Core(dt.date(year, month, day), is_deadline=is_deadline)
    except ValueError:
        return None


def _month(
    year: int, number: int, column: LedgerColumn, *, is_deadline: bool = False
) -> _Core | None:
    if year not in YEARS or not 1 <= number <= MONTHS_IN_YEAR:
        return None
    return _Core(_of_month(Month(year, number), column), is_deadline=is_deadline)


def _of_month(month: Month, column: LedgerColumn) -> dt.date:
    return month.last_day if column.month_means == "last" else month.first_day
