"""Read values out of what files write: numbers, dates, counts, and texts of formatted numbers."""

from __future__ import annotations

import datetime as dt
import math
import re

from briefing.workbooks.formats.number_format import shown
from briefing.workbooks.sheet import Cell, as_text, seen_as

# A spreadsheet keeps 15 digits; a longer one is a code.
_MOST_DIGITS = 15
_NUMBER = re.compile(r"(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
# ¥1,200.50 and (1,200) and 1.2E+03, and what follows the digits: 4.7%, 1200万元.
_FORMATTED = re.compile(
    r"([-−(]?[¥￥]?-?)(\d[\d,]{0,40})(?:\.(\d{1,40}))?(?:[Ee]([-+]?\d{1,4}))?\)?"
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
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_DIGITS = re.compile(r"[0-9]{1,9}")
# Whoever looks at a white sheet sees none of these letters.
_NEARLY_WHITE = re.compile(
    r"#?(?:[0-9a-f]{2})?(?:f[0-9a-f]){3}|#fff|rgb\((?:2[45][0-9](?:, ?|\))){3}", re.IGNORECASE
)
_LATIN = re.compile(r"[A-Za-z]")
_IN_NUMERALS = re.compile(r"[年月]")
_OF_DATES = re.compile(r"[0-9年月日号./,、 -]|星期.|周.")
_MOST_OF_DATE = 100
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
    if not match or not math.isfinite(stored):
        return value_of(text.strip())
    is_negative = bool(match[1].strip("¥￥"))
    for code, shift in _SCALES:
        if _shows(match, abs(stored), shift) and ("%" in code) == (match[5] == "%"):
            if stored and is_negative != (stored < 0):
                break
            return shown(stored, code if match[5] == "%" else f'{code}"{match[5]}"')
    return seen_as(as_text(stored), text.strip())


def date_behind(stored: dt.date, text: str) -> Cell:
    """
    Return the date that is stored where *text* shows all of it; else what is shown.

    >>> date_behind(dt.date(2020, 3, 1), "2020-03-01"), date_behind(dt.date(2020, 3, 1), "2020年3月")
    (datetime.date(2020, 3, 1), '2020年3月')
    >>> date_behind(dt.date(2020, 3, 1), "3月1日"), date_behind(dt.date(2020, 3, 1), "2020年5月")
    ('2020-03-01（显示为“3月1日”）', '2020-03-01（显示为“2020年5月”）')
    """
    day = stored.date() if isinstance(stored, dt.datetime) else stored
    seen = " ".join(_CLOCK.sub("", text[:_MOST_OF_DATE]).split())
    numbers = _DIGITS.findall(seen)
    if not numbers:
        return seen if _IN_NUMERALS.search(seen) else stored
    # Names of months and eras are not told apart here.
    if _LATIN.search(seen) or numbers == [f"{day:%Y%m%d}"]:
        return stored
    parts = {"year": day.year, "month": day.month, "day": day.day}
    for number in numbers:
        part = next((name for name in parts if _is_part(number, name, parts[name])), "")
        if not part:
            return seen_as(day.isoformat(), seen)
        del parts[part]
    if "year" in parts:
        return seen_as(day.isoformat(), seen)
    is_exact = not parts and not _OF_DATES.sub("", seen)
    return stored if is_exact else seen


def _is_part(number: str, name: str, value: int) -> bool:
    return int(number) == (value % 100 if name == "year" and len(number) == 2 else value)


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
    whole, fraction, exponent = match[2].replace(",", ""), match[3] or "", int(match[4] or 0)
    if abs(exponent) > _MOST_EXPONENT:
        return False
    seen = float(f"{whole}.{fraction or 0}e{exponent}")
    expected = stored * 10.0**shift
    step = 10.0 ** (exponent - len(fraction))
    return abs(seen - expected) <= 0.501 * step + 1e-12 * expected


def colour(written: str) -> str:
    """
    Return a colour as it is written, in small letters; “white” for what no eye tells from it.

    >>> colour("#FFFFFF"), colour("FFFEFEFE"), colour("#FF0000")
    ('white', 'white', '#ff0000')
    """
    return "white" if _NEARLY_WHITE.fullmatch(written.strip()) else written.strip().lower()
