"""
Mask the numbers in a text that identify a person.

Identity numbers, telephones and bank cards are recognised by their own rules (check digits, birth
dates, ranges), with any spacing. Codes of projects and firms, amounts, dates and numbers of
documents look like them and stay.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from briefing.domain.identifiers import has_card_check, has_identity_check, is_credit_code

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = TypeVar("Cell")

IDENTITY, MOBILE, TELEPHONE, CARD = (
    "〔身份证号已隐去〕",
    "〔手机号已隐去〕",
    "〔电话已隐去〕",
    "〔银行卡号已隐去〕",
)

_DIGIT = "0-9０-９"
# What clerks put between the digits of one number, and invisible marks; a line break ends a number.
_GAP = r" \t\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff\u00ad\-‐‑‒–—―−－﹣─~～_.．·・•()（）"
_FEWEST = 7
# A text without seven digits near each other needs no closer look, nor one with fewer than ten of
# them and no word for a telephone.
_SUSPECT = re.compile(rf"[{_DIGIT}](?:[{_GAP}]{{0,3}}[{_DIGIT}]){{6}}")
_TEN = re.compile(rf"[{_DIGIT}](?:[{_GAP}]{{0,3}}[{_DIGIT}]){{9}}")
_PLAIN_CODE = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
_RUN = re.compile(rf"[{_DIGIT}]+[XxＸｘ]?(?:[{_GAP}]{{1,3}}[{_DIGIT}]+[XxＸｘ]?)*")
_GROUP = re.compile(rf"[{_DIGIT}]+[XxＸｘ]?")
_NARROW = str.maketrans("０１２３４５６７８９xＸｘ", "0123456789XXX")

_DASH = r"[ \u00a0\u3000\-‐‑‒–—―−－_.]{0,2}"
_PROJECT_CODE = re.compile(
    rf"(?<![{_DIGIT}])"
    + _DASH.join(rf"[{_DIGIT}]{{{length}}}" for length in (4, 6, 2, 2, 6))
    + rf"(?![{_DIGIT}])"
)
# Most credit codes have letters; one of digits only is recognised by its check character.
_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}(?![0-9A-Za-z])")

_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 71, 81, 82, 83,
}  # fmt: skip
_BIRTH_YEARS = range(1900, 2101)
_OLD_BIRTH_YEARS = range(1920, 2000)
_MOBILE = re.compile(r"(?:0086|86)?(1[3-9][0-9]{9})")
# With other spacing, eleven digits may be three amounts: 1500 2300 180.
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (1,) * 11}
_LANDLINE = re.compile(
    r"(?:(?:0086|86)0?|0)(?:(?:10|2[0-9])[2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7})"
)
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_CARD = re.compile(r"(?:62|60|95|4|5[1-5]|2[2-7]|3[4-7])[0-9]*")
_CARD_LENGTHS = range(13, 20)
_LONGEST = 22
# The lengths and first digits of all numbers above; most other digits are excluded here.
_CANDIDATE = re.compile(
    r"[2-8][0-9]{6,7}|(?:0086|86)?1[3-9][0-9]{9}|0[0-9]{9,11}|(?:0086|86)[0-9]{9,12}"
    r"|[1-8][0-9]{14}|[1-8][0-9]{16}[0-9X]|[2-69][0-9]{12,18}"
)

# One of these must stand before a local number of seven or eight digits.
_CALL_WORDS = "电话|手机|联系|传真|座机|热线|致电|拨打|微信|号码|[Tt]el|TEL|[Pp]hone|☎"
_CALL_WORD = re.compile(_CALL_WORDS)
_CALL = re.compile(rf"(?:{_CALL_WORDS})[^0-9０-９。；;\n]{{0,12}}$")
_CALL_ONLY = re.compile(r"(?:电话|手机|传真|座机|热线|[Tt]el|TEL|☎)[\s:：.]{0,3}$")
_ID_WORD = re.compile(r"(?:身份证|证件)[^0-9０-９\n]{0,8}$")
_NO_PERSON = re.compile(
    r"(?:编码|编号|代码|注册号|登记号|执照|税号|批号|文号|合同号|流水号|单号)[^0-9０-９\n]{0,4}$"
)
_AMOUNT_BEFORE = re.compile(r"[¥￥$]\s{0,2}$")
_AMOUNT_BEHIND = re.compile(
    r"\s{0,2}(?:余|多)?(?:[百千]?元|亩|吨|平方|㎡|m²|立方|公里|千瓦|%|％|‰|[,，][0-9０-９]{3}(?![0-9０-９]))"
)
# Longer numbers before 万 or 亿 are no plausible amounts.
_MULTIPLIED = re.compile(r"\s{0,2}(?:余|多)?[百千]?[万亿]")
_LONGEST_MULTIPLIED = 8
# 13812345678.50 is an amount, 0.13812345678 a ratio; 1.13812345678 the first of a list.
_DECIMALS_BEHIND = re.compile(r"[.．][0-9０-９]{1,6}(?![0-9０-９.．])")
_WHOLE_BEFORE = re.compile(r"[0-9０-９][.．]$")
_LIST_BEFORE = re.compile(r"(?:^|[\s;；。、,，:：])[0-9０-９]{1,2}[.．]$")
_DECIMAL_ALONE = re.compile(r"\s*[-+]?([0-9]+)[.]([0-9]+)\s*")
_ROUND = "000000"
_SO_FAR = 24
_EXTENSION = re.compile(r"(?:[-—－ ]|转|分机){1,3}[0-9０-９]{2,5}(?![0-9０-９])")
_JOINTS = "、,，/;； \u3000\u00a0\t.．·|或和及转-—"


class _Group(NamedTuple):
    """Digits without a gap: their place in the text, and the digits in half width."""

    start: int
    end: int
    digits: str


def mask(text: str) -> str:
    """
    Replace every number that identifies a person by a word.

    >>> mask("联系人：张三，138 1234 5678"), mask("总投资13812345678元")
    ('联系人：张三，〔手机号已隐去〕', '总投资13812345678元')
    """
    if len(text) < _FEWEST or not _SUSPECT.search(text) or _is_innocent(text):
        return text
    projects = [match.span() for match in _PROJECT_CODE.finditer(text)]
    firms = [match.span() for match in _CREDIT_CODE.finditer(text) if _is_firm(match[0])]
    kept = sorted(projects + firms)
    found: list[tuple[int, int, str]] = []
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= _FEWEST:
            _find_in_run(text, run, kept, found)
    if not found:
        return text
    pieces, end = [], 0
    for start, stop, word in found:
        pieces += [text[end:start], word]
        end = stop
    return "".join([*pieces, text[end:]])


def _is_innocent(text: str) -> bool:
    """Recognise quickly what most cells with many digits are: a date, a project's code, an amount."""
    if not _TEN.search(text):
        return not _CALL_WORD.search(text)
    if _PLAIN_CODE.fullmatch(text):
        return True
    if text.isascii() and text.isalnum():
        return not _CANDIDATE.search(text) or _is_firm(text)
    if not (decimal := _DECIMAL_ALONE.fullmatch(text)):
        return False
    return not (_MOBILE.fullmatch(decimal[1]) and _MOBILE.match(decimal[2]))


def masked_number(value: float) -> str | None:
    """
    Return the word for a numeric cell that identifies a person; None for any other number.

    A numeric cell keeps 15 digits: an identity number still tells the birth date, a card its bank.

    >>> masked_number(13812345678.0), masked_number(115_400.0) is None
    ('〔手机号已隐去〕', True)
    """
    if isinstance(value, bool) or not 1e10 <= value < 1e19 or value != int(value):
        return None
    digits = str(int(value))
    if _MOBILE.fullmatch(digits) and not digits.endswith(_ROUND):
        return MOBILE
    if len(digits) == 15 and _is_old_identity(digits):
        return IDENTITY
    if len(digits) == 18 and _is_born(digits, digits[6:14]):
        return IDENTITY
    is_card = digits.startswith("62") if len(digits) > 15 else _is_card(digits)
    return CARD if is_card and not digits.endswith(_ROUND) else None


def masked_cells(cells: Sequence[Cell], *, numbers: bool = True) -> list[Cell | str]:
    """
    Mask a column's cells: texts, and unless they are amounts also numbers.

    Eleven digits may be an amount in 元: pass `numbers=False` for columns of amounts.
    """
    # Searching all words at once is much faster, and usually finds nothing.
    kinds = set(map(type, cells))
    words: list[Any] = [cell for cell in cells if cell.__class__ is str] if str in kinds else []
    masked: dict[Any, str] = {}
    if _SUSPECT.search("\n".join(words)):
        doubtful = {word for word in words if not _PLAIN_CODE.fullmatch(word)}
        masked = {word: safe for word in doubtful if (safe := mask(word)) is not word}
    if numbers and kinds & {float, int}:
        amounts: list[Any] = [cell for cell in cells if cell.__class__ in {float, int}]
        figures = {amount for amount in amounts if amount >= 1e10}
        masked |= {figure: word for figure in figures if (word := masked_number(figure))}
    return [masked.get(cell, cell) for cell in cells] if masked else list(cells)


def _find_in_run(
    text: str, run: re.Match[str], kept: list[tuple[int, int]], found: list[tuple[int, int, str]]
) -> None:
    """
    Add to *found* the numbers in a run of groups: start, end and word. Each number consists of
    whole groups, and of several that begin together the longest counts.
    """
    groups = [
        _Group(group.start(), group.end(), group[0].translate(_NARROW))
        for group in _GROUP.finditer(text, run.start(), run.end())
    ]
    at = 0
    while at < len(groups):
        longest = _longest(text, groups, at, kept, found)
        if longest is None:
            at += 1
            continue
        last, word = longest
        end = groups[last].end
        opening = _opening(text, groups[at].start, end)
        # The extension of an office's telephone belongs to it: -801, 转801.
        if word == TELEPHONE and (extension := _EXTENSION.match(text, end)):
            end = extension.end()
        found.append((opening, end, word))
        at = last + 1


def _longest(
    text: str,
    groups: list[_Group],
    at: int,
    kept: list[tuple[int, int]],
    found: list[tuple[int, int, str]],
) -> tuple[int, str] | None:
    """Return the last group and the word of the longest number that begins with group *at*."""
    digits, lengths = "", []
    longest = None
    for last in range(at, len(groups)):
        digits += groups[last].digits
        lengths.append(len(groups[last].digits.removesuffix("X")))
        if len(digits) > _LONGEST:
            break
        # The X of an identity number is a digit, that of 13812345678x is not.
        if not _CANDIDATE.fullmatch(digits if len(digits) == 18 else digits.removesuffix("X")):
            continue
        start, end = groups[at].start, groups[last].end
        nearest = bisect_left(kept, (end, 0)) - 1
        if nearest >= 0 and kept[nearest][1] > start:
            continue
        before = text[max(0, start - _SO_FAR) : start]
        if found and not (between := text[found[-1][1] : start]).strip(_JOINTS):
            # 电话4321234、4325678: the word 电话 also applies to the second number.
            before = f"{found[-1][2][1:3]}{between}"
        is_decimal = len(lengths) == 2 and text[groups[at].end : groups[last].start] in {".", "．"}
        word = _kind(digits, tuple(lengths), before, is_decimal=is_decimal)
        if word and not (
            word != IDENTITY and _is_amount(digits, before, text[end : end + _SO_FAR])
        ):
            longest = (last, word)
    return longest


def _kind(digits: str, lengths: tuple[int, ...], before: str, *, is_decimal: bool) -> str | None:
    """Return the word for a number, by its digits and the text before it; 1381234.5678 is an amount."""
    if _is_identity(digits) or (len(digits) == 18 and _ID_WORD.search(before)):
        return IDENTITY
    digits = digits.removesuffix("X")
    is_called = _CALL.search(before) is not None
    if is_decimal and not is_called:
        return None
    if _is_mobile(digits, lengths, is_called=is_called):
        return MOBILE
    if _NO_PERSON.search(before):
        return None
    if _is_landline(digits, lengths):
        return TELEPHONE
    if len(digits) == 15 and _is_old_identity(digits):
        return IDENTITY
    if _is_card(digits):
        return CARD
    if is_called and _LOCAL.fullmatch(digits) and lengths in {(7,), (8,), (3, 4), (4, 4)}:
        is_day = len(digits) == 8 and _day(digits) is not None
        return None if is_day and not _CALL_ONLY.search(before) else TELEPHONE
    return None


def _is_mobile(digits: str, lengths: tuple[int, ...], *, is_called: bool) -> bool:
    if not _MOBILE.fullmatch(digits):
        return False
    # 86 stands apart, or is written together with what follows.
    country = len(digits) - 11
    own = lengths[1:] if lengths[0] == country else (lengths[0] - country, *lengths[1:])
    return is_called or own in _MOBILE_GROUPS


def _is_landline(digits: str, lengths: tuple[int, ...]) -> bool:
    """Tell a number with an area code, apart or together; 869144321234 without a gap is none."""
    if not _LANDLINE.fullmatch(digits):
        return False
    return (digits[0] == "0" and len(lengths) == 1) or (
        lengths[0] in {2, 3, 4} and min(lengths[1:], default=0) >= 3
    )


def _is_identity(text: str) -> bool:
    """Tell 18 characters with a province, a birth date and the check of GB 11643-1999."""
    return has_identity_check(text) and _is_born(text, text[6:14])


def _is_old_identity(digits: str) -> bool:
    """Tell 15 digits with a county and a birth date of the last century; they have no check."""
    born = f"19{digits[6:12]}"
    return (
        digits[2:4] != "00"
        and digits[4:6] != "00"
        and int(born[:4]) in _OLD_BIRTH_YEARS
        and _is_born(digits, born)
    )


def _is_born(digits: str, day: str) -> bool:
    return (
        int(digits[:2]) in _PROVINCES
        and (born := _day(day)) is not None
        and born.year in _BIRTH_YEARS
    )


def _day(digits: str) -> dt.date | None:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if day.year in _BIRTH_YEARS else None


def _is_card(digits: str) -> bool:
    """Tell a bank card by its first digits, its length and the check of ISO/IEC 7812."""
    is_known = len(digits) in _CARD_LENGTHS and _CARD.fullmatch(digits)
    return bool(is_known) and has_card_check(digits)


def _is_firm(text: str) -> bool:
    """Tell a unified social credit code that is not also a valid identity number."""
    code = text.upper()
    return is_credit_code(code) and not _is_identity(code)


def _is_amount(digits: str, before: str, behind: str) -> bool:
    """Tell an amount, a share or a quantity by the text around its digits."""
    if _AMOUNT_BEFORE.search(before) or _AMOUNT_BEHIND.match(behind):
        return True
    if len(digits) <= _LONGEST_MULTIPLIED and _MULTIPLIED.match(behind):
        return True
    if _CALL.search(before):
        return False
    if _DECIMALS_BEHIND.match(behind):
        return True
    if _WHOLE_BEFORE.search(before) and not _LIST_BEFORE.search(before):
        return True
    return digits.endswith(_ROUND)


def _opening(text: str, start: int, end: int) -> int:
    """Return where a number begins with its + or the bracket that closes in it: (0914)4321234."""
    number = text[start:end]
    closing = sum(map(number.count, ")）")) - sum(map(number.count, "(（"))
    while start and (text[start - 1] in "+＋" or (closing > 0 and text[start - 1] in "(（")):
        start -= 1
        closing -= text[start] in "(（"
    return start
