"""
What a reader of a cell sees: the stored number, as the format of the cell shows it.

Separators, colours, signs and rounding leave the number as it is. A percentage, a scale and a unit
of money make another one of it, and a date stays a date however it is written.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.workbooks.sheet import Cell

# The formats that a file need not spell out, as Excel and WPS show them in China.
BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
}
# Formats that web pages and Excel 2003 XML write by name.
NAMED = {
    "General Number": "General",
    "Fixed": "0.00",
    **dict.fromkeys(("Standard", "Currency", "Euro Currency"), "#,##0.00"),
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "General Date": "yyyy/m/d h:mm",
    **dict.fromkeys(("Long Date", "Medium Date", "Short Date"), "yyyy/m/d"),
    "Long Time": "h:mm:ss",
    **dict.fromkeys(("Medium Time", "Short Time"), "h:mm"),
    **dict.fromkeys(("Yes/No", "True/False", "On/Off"), "General"),
}

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | [_*].?                                     # room for a character, or filling up with one
    | \[(?P<test><=|>=|<>|<|>|=)(?P<bound>-?\d+(?:\.\d+)?)\]
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[\$(?P<symbol>[^\]-]*)[^\]]*\]
    | \[[^\]]*\]?                                # a colour, a script of digits
    | (?P<general>General|G?/?通用格式)
    | (?P<exponent>E[+-])
    | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<day>y+|d+|e+|g+|b+|aaa+)
    | (?P<month>m+)
    | (?P<time>h+|s+)
    | (?P<digit>[0\#?])
    | (?P<mark>[.,%/@])
    | (?P<bare>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_MONEY = re.compile(r"[十百千]?[万亿]?元|[十百千]?万|[十百千]?亿|万亿|万亿元|[千百]")
_CURRENCY = str.maketrans("", "", "¥￥$ \u00a0\u3000")
_WORD = re.compile(r"[^\W\d_]|[√✓✔×✕✗☑☒]")
# No number of a ledger lies beyond these.
_LEAST, _MOST = 1e-12, 1e15
_LAST_DAY = 2_958_465
_MILLISECONDS = 86_400_000
_LEAP_DAY_THAT_NEVER_WAS = 60


class _Shows(Enum):
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    ELAPSED = "elapsed"
    WORDS = "words"


@dataclass(frozen=True)
class _Section:
    """What one part of a format, between semicolons, makes of a number."""

    shows: _Shows = _Shows.NUMBER
    test: str = ""
    bound: float = 0.0
    # The power of ten by which the number shown differs from the stored one.
    shift: int = 0
    before: str = ""
    after: str = ""


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
    >>> shown(5000, '#,##0"万元"'), shown(3, '0"个"'), shown(43891, 'yyyy"年"m"月"')
    ('5000万元', 3, datetime.date(2020, 3, 1))
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
    return all(
        section.shows is _Shows.NUMBER and not section.shift and not section.after
        for section in _sections(code)
    )


def _through(section: _Section, number: float, since_1904: bool) -> Cell:
    if section.shows is _Shows.WORDS:
        return section.before
    if section.shows is not _Shows.NUMBER:
        return _on_the_calendar(section.shows, number, since_1904)
    if not (section.shift or section.after) or not (number == 0 or _LEAST < abs(number) < _MOST):
        return number
    # The digits that were stored, not their binary neighbour: 0.047 is 4.7%, not 4.700000000000001%.
    scaled = Decimal(repr(number)).scaleb(section.shift)
    if not section.after:
        return float(scaled)
    digits = f"{scaled.normalize():f}" if scaled else "0"
    return f"{section.before}{digits}{section.after}"


def _on_the_calendar(shows: _Shows, serial: float, since_1904: bool) -> Cell:
    """Turn days since the epoch into a date or time; what lies outside the calendar stays a number."""
    if not -_LAST_DAY <= serial <= _LAST_DAY + 1 or not math.isfinite(serial):
        return serial
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    clock = dt.timedelta(milliseconds=milliseconds)
    if shows is _Shows.ELAPSED:
        return dt.timedelta(days=days) + clock
    if shows is _Shows.TIME and days == 0:
        return (dt.datetime.combine(dt.date(1900, 1, 1), dt.time()) + clock).time()
    first = 0 if since_1904 else 1
    if not first <= days <= _LAST_DAY - (1462 if since_1904 else 0):
        return serial
    # Excel counts 1900-02-29, a day that never was.
    epoch = dt.date(1899, 12, 31 if days < _LEAP_DAY_THAT_NEVER_WAS else 30)
    day = (dt.date(1904, 1, 1) if since_1904 else epoch) + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time()) + clock if milliseconds else day


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    """Return a format's sections in the order in which they are tried on a number."""
    # Text has the fourth section, or one with an @.
    sections = [
        _section(tokens)
        for tokens in _split(code)[:3]
        if not any(token["mark"] == "@" for token in tokens)
    ]
    if any(section.test for section in sections):
        if len(sections) == 3 and not sections[1].test:
            # Without a condition of its own, the second of three is for negative numbers.
            sections[1] = replace(sections[1], test="<")
        return (*sections, _Section())
    tests = {2: (">=", "<"), 3: (">", "<", "=")}.get(len(sections), ("",))
    pairs = zip(sections or [_Section()], tests, strict=True)
    return tuple(replace(section, test=test) for section, test in pairs)


def _split(code: str) -> list[list[re.Match[str]]]:
    """Cut a format into tokens, and at the semicolons that are no literals."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["bare"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _section(tokens: list[re.Match[str]]) -> _Section:
    section = _unconditional(tokens)
    test = next((token for token in tokens if token["test"]), None)
    return replace(section, test=test["test"], bound=float(test["bound"])) if test else section


def _unconditional(tokens: list[re.Match[str]]) -> _Section:
    if calendar := _calendar(tokens):
        return _Section(calendar)
    places = [at for at, token in enumerate(tokens) if token["digit"] or token["general"]]
    if not places:
        words = "".join(map(_literal, tokens)).strip()
        # “-” for zero is still a zero, “无” is a word; a format of nothing hides, and changes nothing.
        return _Section(_Shows.WORDS, before=words) if _WORD.search(words) else _Section()
    before = "".join(map(_literal, tokens[: places[0]])).translate(_CURRENCY)
    after = "".join(map(_literal, tokens[places[-1] + 1 :]))
    after = after.translate(_CURRENCY).replace("％", "%").strip("()（）-")
    shift = _shift(tokens)
    percent = sum(token["mark"] == "%" for token in tokens)
    if percent or after == "%":
        return _Section(shift=shift + 2 * percent, after="%")
    # Words between the digits, as in 12亿3456万, make more of them than a number with its unit.
    within = map(_literal, tokens[places[0] : places[-1]])
    if _MONEY.fullmatch(after) and not any(map(_WORD.search, within)):
        return _Section(shift=shift, before=before.strip("()（）+-"), after=after)
    return _Section(shift=shift)


def _calendar(tokens: list[re.Match[str]]) -> _Shows | None:
    """Tell dates, times and durations from numbers; `ss.00` is a time, `0.00 days` a number."""
    letters = [token for token in tokens if token["day"] or token["month"] or token["time"]]
    if any(token["elapsed"] for token in tokens):
        return _Shows.ELAPSED
    first = next((token for token in tokens if token["digit"] or token["general"]), None)
    if not letters or (first and first.start() < letters[0].start()):
        return None
    if any(token["day"] for token in letters):
        return _Shows.DATE
    return _Shows.TIME if any(token["time"] for token in letters) else _Shows.DATE


def _shift(tokens: list[re.Match[str]]) -> int:
    """
    Count the powers of ten that commas behind the digits, and a written point, take away.

    A point that is written, not computed, stands before digits of the whole number: 0!.0, shows
    12345 as 1.2, ten thousands.
    """
    if any(token["exponent"] for token in tokens):
        return 0
    point = next((at for at, token in enumerate(tokens) if token["mark"] == "."), None)
    whole, fraction = (tokens, []) if point is None else (tokens[:point], tokens[point + 1 :])
    thousands = _commas_behind(whole) + _commas_behind(fraction)
    written = [at for at, token in enumerate(whole) if _literal(token) in {".", "．"}]
    digits = [at for at, token in enumerate(whole) if token["digit"]]
    if point is None and len(written) == 1 and digits and digits[0] < written[0]:
        return -3 * thousands - sum(at > written[0] for at in digits)
    return -3 * thousands


def _commas_behind(tokens: list[re.Match[str]]) -> int:
    last = max((at for at, token in enumerate(tokens) if token["digit"]), default=len(tokens))
    commas = 0
    for token in tokens[last + 1 :]:
        if token["mark"] != ",":
            break
        commas += 1
    return commas


def _literal(token: re.Match[str]) -> str:
    """Return what a token writes as it stands."""
    return token["quoted"] or token["escaped"] or token["symbol"] or token["bare"] or ""
