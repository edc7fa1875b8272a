"""Read numbers in Chinese numerals: 一千二百万, 伍佰, 三点五亿, 十二."""

from __future__ import annotations

import re
from decimal import Decimal

_FORMAL = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾佰仟萬億", "零二一二三四五六七八九十百千万亿")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UP_TO_9999 = re.compile(
    r"(?:([一二三四五六七八九])千)?(零)?(?:([一二三四五六七八九])百)?(零)?"
    r"(?:([一二三四五六七八九])?(十))?(零)?([一二三四五六七八九])?"
)
_POINT = re.compile(
    r"([零一二三四五六七八九十百千]+)点([零一二三四五六七八九]{1,6})([千百]?[万亿]?)"
)
_FACTORS = {
    "": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10, "千亿": 10**11,
}  # fmt: skip


def chinese_number(words: str) -> Decimal | None:
    """
    Read a number in Chinese numerals; None for words that are no well-formed number.

    >>> chinese_number("一千二百万"), chinese_number("伍佰"), chinese_number("四点七")
    (Decimal('12000000'), Decimal('500'), Decimal('4.7'))
    >>> chinese_number("一千二") is None, chinese_number("二〇二〇") is None
    (True, True)
    """
    plain = words.translate(_FORMAL)
    if plain == "零":
        return Decimal(0)
    if match := _POINT.fullmatch(plain):
        whole = 0 if match[1] == "零" else _section(match[1])
        if whole is None or match[3] not in _FACTORS:
            return None
        digits = "".join(str(_DIGITS[digit]) for digit in match[2])
        return Decimal(f"{whole}.{digits}") * _FACTORS[match[3]]
    total = 0
    for unit in "亿万":
        head, found, plain = plain.rpartition(unit) if unit in plain else ("", "", plain)
        if found:
            section = _following(head) if total else _section(head)
            if section is None:
                return None
            total += section * _FACTORS[unit]
    if plain:
        section = _following(plain) if total else _section(plain)
        if section is None:
            return None
        total += section
    return Decimal(total) if total else None


def _following(words: str) -> int | None:
    """Read what follows 万 or 亿; None for the 五 of 一万五, which may be 15000 or 10005."""
    section = _section(words.removeprefix("零"))
    if section is None or (section < 1000) != words.startswith("零"):
        return None
    return section


def _section(words: str) -> int | None:
    """
    Read a number up to 9999; None for 一千二, which may be 1200 or 1002.

    >>> _section("一千零五十"), _section("十二"), _section("一千二"), _section("百")
    (1050, 12, None, None)
    """
    match = _UP_TO_9999.fullmatch(words)
    if not match or not words:
        return None
    thousands, gap, hundreds, second_gap, tens, ten, third_gap, ones = match.groups()
    has_gap = bool(gap or second_gap or third_gap)
    if ones and not ten and (thousands or hundreds) and not has_gap:
        return None
    values = (thousands, hundreds, tens, ones)
    numbers = [_DIGITS[value] if value else 0 for value in values]
    if ten and not tens:
        numbers[2] = 1
    total = sum(value * factor for value, factor in zip(numbers, (1000, 100, 10, 1), strict=True))
    return total or None
