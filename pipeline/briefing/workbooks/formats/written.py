"""Read values out of what files write: numbers, dates, counts, and texts of formatted numbers."""

from __future__ import annotations

import datetime as dt
import math
import re

from briefing.workbooks.formats.number_format import shown
from briefing.workbooks.sheet import Cell, as_text

# A spreadsheet keeps 15 digits; a longer one is a code.
_MOST_DIGITS = 15
_NUMBER = re.compile(r"(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
# ¥1,200.50 and (1,200) and 1.2E+03, and what follows the digits: 4.7%, 1200万元.
_FORMATTED = re.compile(
    r"[-−(]?[¥￥$]?-?(\d[\d,]{0,40})(?:\.(\d{1,40}))?(?:[Ee]([-+]?\d{1,4}))?\)?"
    r"((?![年月日时分秒点])[%\u4e00-\u9fff/]{0,8})"
)
# Formats by the powers of ten by which what they show differs from what is stored.
_SCALES = (
    ("0", 0),
    ("0%", 2),
    ("0,", -3),
    ("0!.0,", -4),
    ("0,,", -6),
    ("0!.00,,", -8),
    ("0,,,", -9),
)
_MOST_EXPONENT = 300
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What accounting formats write for zero.
_NIL = re.compile(r"[¥￥$]?[-–—]+")


def value_of(text: str) -> Cell:
    """
    Return a number exactly where the number, written back, is the same text; else the text.

    >>> value_of("12.5"), value_of("2020.10"), value_of("007"), value_of("1,200"), value_of("")
    (12.5, '2020.10', '007', '1,200', None)
    """
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return text
    number = float(text)
    return number if as_text(number) == text else text


def value_behind(stored: float, text: str) -> Cell:
    """
    Return the number that is stored where *text*, its formatted form, shows it; else what is shown.

    Separators, signs and rounding show the number; per cent, thousands and units another one.

    >>> value_behind(1234.567, "1,234.57"), value_behind(0.0468, "4.7%"), value_behind(1234, "1")
    (1234.567, '4.68%', 1.234)
    >>> value_behind(5000, "5,000万元"), value_behind(43891, "2020年3月"), value_behind(0, "-")
    ('5000万元', '2020年3月', 0)
    """
    tight = "".join(text.split())
    if not tight or (stored == 0 and _NIL.fullmatch(tight)):
        return stored
    if tight in {"TRUE", "FALSE"}:
        return tight == "TRUE"
    if tight == as_text(stored):
        return stored
    match = _FORMATTED.fullmatch(tight)
    if match and math.isfinite(stored):
        for code, shift in _SCALES:
            if _shows(match, abs(stored), shift) and ("%" in code) == (match[4] == "%"):
                return shown(stored, code if match[4] == "%" else f'{code}"{match[4]}"')
    return value_of(text.strip())


def date_of(text: str) -> dt.date | None:
    """
    Read a date as ISO 8601 writes it; a moment at midnight is the day, another text None.

    >>> date_of("2020-03-01T00:00:00.000"), date_of("2020-03-01T10:30"), date_of("3月")
    (datetime.date(2020, 3, 1), datetime.datetime(2020, 3, 1, 10, 30), None)
    """
    try:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment.date() if moment.time() == dt.time() else moment


def raised(text: str) -> str:
    """
    Write the digits of a superscript or subscript as such: they are a footnote's, and no number's.

    >>> "0.182" + raised("1")
    '0.182¹'
    """
    return text.translate(_RAISED)


def whole(text: str | None, otherwise: int = 0) -> int:
    """
    Read a count or a place; return *otherwise* for what is none.

    >>> whole("12"), whole(None), whole("-1"), whole("9" * 30, otherwise=7)
    (12, 0, 0, 7)
    """
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 10):
        return otherwise
    return int(text)


def without_author(note: str, author: str) -> str:
    r"""
    Remove the author's name that a program puts before a note.

    >>> without_author("张三:\n资金未到位", "张三"), without_author("资金：未到位", "张三")
    ('资金未到位', '资金：未到位')
    """
    text = note.strip()
    for mark in (":", "："):
        if author and text.startswith(author + mark):
            return text.removeprefix(author + mark).strip()
    return text


def _shows(match: re.Match[str], stored: float, shift: int) -> bool:
    """Tell whether the digits are those of *stored* × 10^*shift*, rounded at their last place."""
    whole, fraction, exponent = match[1].replace(",", ""), match[2] or "", int(match[3] or 0)
    if abs(exponent) > _MOST_EXPONENT:
        return False
    seen = float(f"{whole}.{fraction or 0}e{exponent}")
    expected = stored * 10.0**shift
    step = 10.0 ** (exponent - len(fraction))
    return abs(seen - expected) <= 0.501 * step + 1e-12 * expected
