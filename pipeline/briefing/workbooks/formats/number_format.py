"""
What a reader of a cell sees: the stored number, as the format of the cell shows it.

Separators, colours and rounding leave the number as it is. Everything else that a format writes
counts as if a clerk had typed it: 5000 shown as 5000万元 is the text “5000万元”, and a date shown as
2020年3月 is a month. Where a format hides a number or its sign, the cell says both.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.workbooks.formats.date_format import Calendar, DateLook, calendar, look
from briefing.workbooks.formats.format_code import BUILTIN, NAMED, literal, split
from briefing.workbooks.sheet import as_text, seen_as

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.workbooks.sheet import Cell

__all__ = ["BUILTIN", "NAMED", "date_shown", "is_plain", "shown", "text_shown"]

# 人民币 is what all amounts are in, and a space is room.
_NOTHING_SAID = str.maketrans("", "", "¥￥ \u00a0\u3000")
_WORD = re.compile(r"[^\W\d_]|[√✓✔×✕✗☑☒]")
_NUMBER = re.compile(r"[-+]?[0-9]{1,300}(?:\.[0-9]{0,300})?")
# What makes a number negative for its reader, whatever stands before or behind it.
_FALLS = re.compile(r"[-−–—△▲▽▼↓]|降|减|负|少|低|下滑|亏")
_WHITE = re.compile(r"\[(?:white|白色|color ?2)\]", re.IGNORECASE)
_COLOURED = re.compile(
    r"\[(?:red|红色?|color ?\d+|blue|蓝色?|green|绿色?|magenta|cyan|yellow)\]", re.IGNORECASE
)
# No number of a ledger lies beyond these.
_LEAST, _MOST = 1e-12, 1e15
_LAST_DAY = 2_958_465
_MILLISECONDS = 86_400_000
_LEAP_DAY_THAT_NEVER_WAS = 60


class _Shows(Enum):
    NUMBER = "number"
    # Words, or signs such as a dash, in place of the number; or nothing at all.
    WORDS = "words"


@dataclass(frozen=True)
class _Section:
    """What one part of a format, between semicolons, makes of a number."""

    shows: _Shows | Calendar = _Shows.NUMBER
    test: str = ""
    bound: float = 0.0
    # The power of ten by which the number shown differs from the stored one.
    shift: int = 0
    before: str = ""
    after: str = ""
    # Literals between the digits, or digits among the literals: only writing it out tells.
    is_mixed: bool = False
    is_coloured: bool = False
    is_white: bool = False
    is_without_zero: bool = False
    tokens: tuple[re.Match[str], ...] = ()
    date: DateLook = field(default_factory=DateLook)

    @property
    def is_of_negatives(self) -> bool:
        """Whether it is for negative numbers alone, whose minus it writes itself, or does not."""
        return self.test in {"<", "<="} and self.bound <= 0

    @property
    def is_bracketed(self) -> bool:
        """Whether it writes negative numbers in brackets, as accountants do."""
        return (
            self.is_of_negatives
            and self.before.startswith(("(", "（"))
            and self.after.endswith((")", "）"))
        )

    @property
    def hides_zero(self) -> bool:
        """Whether it has places only for digits that are not zeros in front: # and ?."""
        return self.shows is _Shows.NUMBER and not self.is_mixed and self.is_without_zero

    @property
    def is_plain(self) -> bool:
        """Whether every number that comes here is shown as it is stored, but for its looks."""
        if self.shows is _Shows.WORDS or (self.hides_zero and self.is_of_zero):
            # A dash for zero is a zero.
            return self.is_of_zero and bool(self.before) and not self.says
        if self.hides_zero and self.test not in {">", "<"}:
            return False
        if self.shows is not _Shows.NUMBER or self.shift or self.is_mixed or self.is_white:
            return False
        if self.is_of_negatives and self.before + self.after in {"", "-", "−", "()", "（）"}:
            return bool(self.before) or self.is_coloured
        return not (self.before.strip("+") or self.after or self.is_of_negatives)

    @property
    def is_of_zero(self) -> bool:
        """Whether it is for the number 0 alone."""
        return self.test == "=" and not self.bound

    @property
    def says(self) -> bool:
        """Whether there are words in it, and not only signs."""
        return bool(_WORD.search(self.before))


_TESTS: dict[str, Callable[[float, float], bool]] = {
    "": lambda _number, _bound: True,
    "<": lambda number, bound: number < bound,
    "<=": lambda number, bound: number <= bound,
    ">": lambda number, bound: number > bound,
    ">=": lambda number, bound: number >= bound,
    "=": lambda number, bound: number == bound,
    "<>": lambda number, bound: number != bound,
}


def shown(number: float, code: str, *, since_1904: bool = False) -> Cell:
    """
    Return what a reader sees: the number itself, another number, or a text, a date, a time.

    *since_1904* tells that dates count from 1904-01-01, and not from 1900-01-01.

    >>> shown(0.047, "0.0%"), shown(1234.5, "#,##0"), shown(12345, "0!.0,"), shown(5e7, "0,")
    ('4.7%', 1234.5, 1.2345, 50000.0)
    >>> shown(5000, '#,##0"万元"'), shown(3, '"约"0"户"'), shown(4.7, '"下降"0.0"%"')
    ('5000万元', '约3户', '下降4.7%')
    >>> shown(43891, 'yyyy"年"m"月"'), shown(5, ";;;"), shown(43891, "yyyy-mm-dd")
    ('2020年3月', '5（显示为“”）', datetime.date(2020, 3, 1))
    """
    for section in _sections(code):
        if _TESTS[section.test](number, section.bound):
            return _through(section, number, since_1904)
    return number


@lru_cache(maxsize=4096)
def is_plain(code: str) -> bool:
    """
    Tell whether a format shows every number as it is stored, but for its looks.

    >>> is_plain("#,##0.00_ ;[Red]-#,##0.00"), is_plain("0.0%"), is_plain("General")
    (True, False, True)
    """
    return all(section.is_plain for section in _sections(code))


def date_shown(moment: dt.date, code: str) -> Cell:
    """
    Return what a reader sees of a date that is stored as a date, and not as a number of days.

    >>> date_shown(dt.date(2020, 3, 1), 'yyyy"年"m"月"'), date_shown(dt.date(2020, 3, 1), "General")
    ('2020年3月', datetime.date(2020, 3, 1))
    """
    section = _sections(code)[0]
    return section.date.of(moment) if section.shows is Calendar.DATE else moment


def text_shown(text: str, code: str) -> str:
    """
    Return what a reader sees of a text: a format may write words around it, or hide it.

    >>> text_shown("500", '@"万美元"'), text_shown("水厂", "General"), text_shown("水厂", ";;;")
    ('500万美元', '水厂', '水厂（显示为“”）')
    """
    parts = split(code)
    tokens = next((part for part in parts if any(token["mark"] == "@" for token in part)), None)
    if tokens is None:
        is_hidden = len(parts) > 3 and not any(_written(token) for token in parts[3])
        return seen_as(text, "") if is_hidden else text
    words = [text if token["mark"] == "@" else literal(token) for token in tokens]
    return "".join(words) if any(map(str.strip, map(literal, tokens))) else text


def _through(section: _Section, number: float, since_1904: bool) -> Cell:
    if isinstance(section.shows, Calendar):
        return _on_the_calendar(section, number, since_1904)
    if section.is_plain or not math.isfinite(number):
        return number
    if section.is_white or (section.shows is _Shows.WORDS and not section.says):
        return number if section.before and not number else _beside(number, section.before)
    if section.shows is _Shows.WORDS:
        return section.before
    if section.hides_zero and not number:
        return section.before if section.says else _beside(0.0, section.before + section.after)
    if not (number == 0 or _LEAST < abs(number) < _MOST) and section.after in {"", "%"}:
        return number
    return _counted(section, number)


def _beside(number: float, seen: str) -> Cell:
    return seen_as(as_text(number), seen)


def _counted(section: _Section, number: float) -> Cell:
    """Write a number with what its format writes around it; without words it stays a number."""
    # The digits that were stored, not their binary neighbour: 0.047 is 4.7%, not 4.700000000000001%.
    scaled = Decimal(repr(number)).scaleb(section.shift)
    before, after = section.before, section.after
    is_red = section.is_of_negatives and section.is_coloured and not _FALLS.search(before + after)
    if section.is_bracketed or is_red:
        # So accountants write a minus.
        before, after = f"-{before.lstrip('(（')}", after.rstrip(")）")
    if section.is_mixed:
        text = _digits_in_place(section.tokens, abs(scaled))
    else:
        digits = f"{abs(scaled).normalize():f}" if scaled else "0"
        text = f"{before}{digits}{after}"
        if not (before or after or section.is_of_negatives):
            return float(scaled)
    if number < 0 and not section.is_of_negatives:
        text = f"-{text}"
    elif number < 0 and not _FALLS.search(text):
        return _beside(number, text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _digits_in_place(tokens: Sequence[re.Match[str]], number: Decimal) -> str:
    """Write a number digit by digit in the places of a format, as in 12亿3456万."""
    point = next((at for at, token in enumerate(tokens) if token["mark"] == "."), len(tokens))
    places = [at for at, token in enumerate(tokens) if token["digit"]]
    fraction = [at for at in places if at > point]
    rounded = f"{number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP):f}"
    whole, _, decimals = rounded.partition(".")
    filled = dict(zip(fraction, decimals, strict=False))
    whole_places = [at for at in places if at < point]
    for at in reversed(whole_places):
        is_first = at == whole_places[0]
        digit, whole = (whole, "") if is_first else (whole[-1:], whole[:-1])
        filled[at] = digit or ("0" if tokens[at][0] == "0" else "")
    pieces = []
    for at, token in enumerate(tokens):
        if token["general"]:
            pieces.append(as_text(float(number)))
        elif at == point and fraction:
            pieces.append(".")
        else:
            pieces.append(filled.get(at) or _written(token))
    return "".join(pieces).translate(_NOTHING_SAID)


def _on_the_calendar(section: _Section, serial: float, since_1904: bool) -> Cell:
    """Turn days since the epoch into a date or time; what lies outside the calendar stays a number."""
    if not -_LAST_DAY <= serial <= _LAST_DAY + 1 or not math.isfinite(serial):
        return serial
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    clock = dt.timedelta(milliseconds=milliseconds)
    if section.shows is Calendar.ELAPSED:
        return dt.timedelta(days=days) + clock
    if section.shows is Calendar.TIME and days == 0:
        return (dt.datetime.combine(dt.date(1900, 1, 1), dt.time()) + clock).time()
    first = 0 if since_1904 else 1
    if 0 < serial < first and section.shows is Calendar.DATE:
        return _beside(serial, "1900-01-00")
    if not first <= days <= _LAST_DAY - (1462 if since_1904 else 0):
        return serial
    # Excel counts 1900-02-29, a day that never was.
    epoch = dt.date(1899, 12, 31 if days < _LEAP_DAY_THAT_NEVER_WAS else 30)
    day = (dt.date(1904, 1, 1) if since_1904 else epoch) + dt.timedelta(days=days)
    moment = dt.datetime.combine(day, dt.time()) + clock if clock else day
    if section.shows is Calendar.DATE:
        return section.date.of(moment)
    # A format of times hides the day.
    return seen_as(day.isoformat(), f"{moment:%H:%M}")


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    """Return a format's sections in the order in which they are tried on a number."""
    # Text has the fourth section, or one with an @.
    sections = [
        _section(tokens)
        for tokens in split(code)[:3]
        if not any(token["mark"] == "@" for token in tokens)
    ]
    if not code.strip() or not sections:
        return (_Section(),)
    if any(section.test for section in sections):
        if len(sections) == 3 and not sections[1].test:
            # Without a condition of its own, the second of three is for negative numbers.
            sections[1] = replace(sections[1], test="<")
        return (*sections, _Section())
    tests = {2: (">=", "<"), 3: (">", "<", "=")}.get(len(sections), ("",))
    return tuple(
        replace(section, test=test) for section, test in zip(sections, tests, strict=True)
    )


def _section(tokens: list[re.Match[str]]) -> _Section:
    section = _unconditional(tokens)
    test = next((token for token in tokens if token["test"]), None)
    return replace(section, test=test["test"], bound=float(test["bound"])) if test else section


def _unconditional(tokens: list[re.Match[str]]) -> _Section:
    if shows := calendar(tokens):
        return _Section(shows, date=look(tokens))
    is_white = any(_WHITE.fullmatch(token[0]) for token in tokens)
    places = [at for at, token in enumerate(tokens) if token["digit"] or token["general"]]
    if not places:
        words = "".join(map(literal, tokens)).strip()
        return _Section(_Shows.WORDS, before=words, is_white=is_white)
    first, last = places[0], places[-1]
    before = "".join(map(_written, tokens[:first])).translate(_NOTHING_SAID)
    after = "".join(map(_written, tokens[last + 1 :])).translate(_NOTHING_SAID)
    shift, has_written_point = _shift(tokens)
    within = [] if has_written_point else [literal(token).strip() for token in tokens[first:last]]
    percent = sum(token["mark"] == "%" for token in tokens)
    return _Section(
        shift=shift + 2 * percent,
        before=before,
        after=after.replace("％", "%"),
        is_mixed=any(within) or any(map(str.isdigit, before + after)),
        is_coloured=any(_COLOURED.fullmatch(token[0]) for token in tokens),
        is_white=is_white,
        is_without_zero=not any(
            token["general"] or token["digit"] == "0" or token["mark"] == "/" for token in tokens
        ),
        tokens=tuple(tokens),
    )


def _shift(tokens: list[re.Match[str]]) -> tuple[int, bool]:
    """
    Count the powers of ten that commas behind the digits, and a written point, take away.

    A point that is written, not computed, stands before digits of the whole number: 0!.0, shows
    12345 as 1.2, ten thousands. Tell whether there is one.
    """
    if any(token["exponent"] for token in tokens):
        return 0, False
    point = next((at for at, token in enumerate(tokens) if token["mark"] == "."), None)
    whole, fraction = (tokens, []) if point is None else (tokens[:point], tokens[point + 1 :])
    thousands = _commas_behind(whole) + _commas_behind(fraction)
    written = [at for at, token in enumerate(whole) if literal(token) in {".", "．"}]
    digits = [at for at, token in enumerate(whole) if token["digit"]]
    if point is None and len(written) == 1 and digits and digits[0] < written[0]:
        return -3 * thousands - sum(at > written[0] for at in digits), True
    return -3 * thousands, False


def _commas_behind(tokens: list[re.Match[str]]) -> int:
    last = max((at for at, token in enumerate(tokens) if token["digit"]), default=len(tokens))
    commas = 0
    for token in tokens[last + 1 :]:
        if token["mark"] != ",":
            break
        commas += 1
    return commas


def _written(token: re.Match[str]) -> str:
    """Return what a token writes beside the digits: itself, or the sign of a percentage."""
    return literal(token) or ("%" if token["mark"] == "%" else "")
