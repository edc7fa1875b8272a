"""Tell by which slip of the hand one number becomes another: a digit too many, a sign, a unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a change costs by what explains it: the less, the sooner it is suspected. A plan that differs
# from last month's by one digit was rather adjusted than mistyped; a number that stands elsewhere too
# may have been copied, whatever is asked for in its place.
KNOWN, ADJUSTED, ONE_DIGIT, COPIED, UNKNOWN = 0.6, 0.9, 0.92, 0.95, 1.0
# 万 for 亿, 元 for 万.
_UNITS = {4: "单位差一万倍", 8: "单位差一亿倍"}
_LEAST_DIGITS = 2


def weight(kind: str) -> float:
    """Return the cost of changing a cell, by the kind of mistake that it mends."""
    if kind.startswith(("与", "仍是")):
        return COPIED
    return UNKNOWN if not kind else ONE_DIGIT if kind.startswith("一位") else KNOWN


def kind_of(wrong: Decimal, right: Decimal, copies: Mapping[Decimal, str] | None = None) -> str:
    """
    Return the slip that makes *wrong* of *right*, in the clerk's words; “” for none.

    *copies* are numbers that may have been copied by mistake, and what they are.

    >>> kind_of(Decimal(330600), Decimal(33060)), kind_of(Decimal(3360), Decimal(3630))
    ('多一个0', '“63”写成“36”')
    """
    if wrong == right:
        return ""
    if wrong == -right:
        return "多了负号" if wrong < 0 else "漏了负号"
    told = _of_ten(wrong, right) or (copies or {}).get(wrong, "")
    return told or kind_of_text(f"{wrong.normalize():f}", f"{right.normalize():f}")


def _of_ten(wrong: Decimal, right: Decimal) -> str:
    """Tell a number that is another one times a power of ten."""
    if not wrong or not right:
        return ""
    power = wrong.adjusted() - right.adjusted()
    if not power or wrong.scaleb(-power) != right:
        return ""
    if abs(power) in _UNITS:
        return _UNITS[abs(power)]
    is_whole = all(each == each.to_integral_value() for each in (wrong, right))
    if not is_whole:
        return f"小数点{'右' if power > 0 else '左'}移{abs(power)}位"
    return f"{'多' if power > 0 else '少'}{'一两三'[abs(power) - 1] if abs(power) < 4 else abs(power)}个0"


def kind_of_text(written: str, meant: str) -> str:
    """
    Return the slip that makes *written* of the digits that were meant; “” for none.

    >>> kind_of_text("2017-611026-54-01", "2017-611026-45-01")
    '“45”写成“54”'
    """
    if min(len(written), len(meant)) < _LEAST_DIGITS:
        return ""
    if len(written) == len(meant) + 1 and (at := _extra(written, meant)) is not None:
        return f"多一个{written[at]}" if written[at].isdigit() else ""
    if len(meant) == len(written) + 1 and (at := _extra(meant, written)) is not None:
        return f"少一个{meant[at]}" if meant[at].isdigit() else ""
    if len(written) != len(meant):
        return ""
    apart = [at for at in range(len(written)) if written[at] != meant[at]]
    if len(apart) == 1:
        return f"一位数字写错，“{meant[apart[0]]}”写成“{written[apart[0]]}”"
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        first, end = apart[0], apart[1] + 1
        if written[first:end] == meant[first:end][::-1]:
            return f"“{meant[first:end]}”写成“{written[first:end]}”"
    return ""


def _extra(longer: str, shorter: str) -> int | None:
    """Return where a text has the one character that another lacks."""
    for at in range(len(longer)):
        if longer[:at] + longer[at + 1 :] == shorter:
            return at
    return None
