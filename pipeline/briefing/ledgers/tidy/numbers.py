"""
Read cells that should hold a number, an amount, a percentage or a count.

Signs, thousands, units, remarks in brackets, 约 and 左右 are separated from the number first. A cell
with anything else in it is unclear.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from briefing.domain import money
from briefing.domain.units import MONEY_FACTORS_WAN
from briefing.ledgers.tidy.number_text import NO_NUMBER, POWER, THINGS, about_off, number_text
from briefing.ledgers.tidy.numerals import chinese_number
from briefing.ledgers.tidy.values import Caution, Unclear, written

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

Value = TypeVar("Value", float, int, Decimal)

_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億点]+")
_RANGE = re.compile(r"[0-9%亿万千元][-~—―─至到][0-9.]")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥)[:]?", re.IGNORECASE)
_MULTIPLIERS = {"亿": 8, "千万": 7, "百万": 6, "万": 4, "百": 2, "千": 3, "": 0}
_PART = re.compile(r"([0-9.,]+)(亿|千万|百万|万|千|百)元?零?")
_QUANTITY = re.compile(rf"[0-9][百千万亿]*({THINGS})")
_RISING = re.compile(r"(?:增长|上升|提高|增加|↑)")
_FALLING = re.compile(r"(?:下降|负增长|减少|下滑|降低|↓)")
_COMPARED = re.compile(
    r"^(?:与?[比较]?上年同期相?比?|[比较]?去年同期|[比较]上年|同比)?(?:增速|增幅)?[为:]?"
)
_COUNTED = re.compile(r"(?:个?工作日|天|日|个|次|件|项|名|位|人|家|户|处)?(?:以?内)?$")
_LARGEST_COUNT = 10**9
# Further digits are an error of binary arithmetic: 4.7000000000000002.
_TRUE_DIGITS = 15
_FEN = {unit: int(factor * money.FEN_PER_WAN) for unit, factor in MONEY_FACTORS_WAN.items()}
_ONE_NUMBER = "应填一个数（读到的是一个范围）"


def number(cell: Cell) -> Decimal | None:
    """Read a plain number: 1,200 · １２００ · −3.5. Raises Unclear, or Caution: 约500."""
    if (typed := _typed(cell)) is not None:
        return typed
    found = number_text(cell)
    if found is None:
        return None
    if found.unit:
        raise Unclear(_no_amount(found.unit))
    value, doubts = _plain(found.bare)
    return _sure(value, (*found.doubts, *doubts))


def money_wan(cell: Cell, unit: str | None) -> float | None:
    """
    Read an amount into 万元.

    *unit* is the column's unit (万元, 亿元 …); a unit in the cell itself (0.5亿元) replaces it.
    Raises Unclear for what is no amount, or has no unit; Caution for a doubtful amount: 约500.
    """
    fen_of_one = _FEN.get(unit or "")
    whole = (
        money.of_whole_fen(cell, fen_of_one) if isinstance(cell, float) and fen_of_one else None
    )
    return money_wan_of_any_form(cell, unit) if whole is None else whole


def money_wan_of_any_form(cell: Cell, unit: str | None) -> float | None:
    """Read an amount in any form; see `money_wan`."""
    if (typed := _typed(cell)) is not None:
        return _in_wan(typed, unit)
    found = number_text(cell)
    if found is None:
        return None
    if found.unit and found.unit not in MONEY_FACTORS_WAN:
        raise Unclear(_no_amount(found.unit))
    bare = _CURRENCY.sub("", found.bare).removesuffix("整").removesuffix("正")
    value, own, doubts = _amount(bare)
    if own and found.unit:
        message = "应只写一个单位"
        raise Unclear(message)
    return _sure(_in_wan(value, own or found.unit or unit), (*found.doubts, *doubts))


def _in_wan(value: Decimal, unit: str | None) -> float:
    if unit is None:
        message = "应写明单位（万元或亿元）"
        raise Unclear(message)
    try:
        return money.on_grid(value * MONEY_FACTORS_WAN[unit])
    except OverflowError:
        message = "应为金额（读到的数过大，是否填成了代码）"
        raise Unclear(message) from None


def percent(cell: Cell) -> Decimal | None:
    """
    Read a percentage: 4.7 and “4.7%” are the same; 下降4.7% is −4.7.

    A number below 1 without % is unclear, whatever the header says: a cell with a percent format
    holds 0.047 and shows 4.7%. Raises Unclear, or Caution.
    """
    if (typed := _typed(cell)) is not None:
        return _in_points(typed)
    found = number_text(cell)
    if found is None:
        return None
    if found.unit not in {"", "%"}:
        raise Unclear(_no_amount(found.unit))
    doubts = list(found.doubts)
    bare = _COMPARED.sub("", found.bare + found.unit, count=1)
    if bare == "持平":
        return _sure(Decimal(0), (*doubts, "“持平”已按0读入"))
    falls = _FALLING.match(bare)
    verb = falls or _RISING.match(bare)
    bare, is_about = about_off(bare[verb.end() :] if verb else bare)
    if is_about:
        doubts.append("应为确定的数")
    if bare.endswith("个百分点"):
        bare = bare.removesuffix("个百分点") + "%"
        doubts.append("“个百分点”是两个百分数之差，已按百分数读入")
    if bare.startswith("百分之"):
        bare = f"{bare.removeprefix('百分之')}%"
    value, more = _plain(bare.removesuffix("%"))
    if not bare.endswith("%"):
        value = _in_points(value)
    if falls and (value < 0 or bare.startswith("+")):
        message = "应只写“下降”或负号之一"
        raise Unclear(message)
    return _sure(-value if falls else value, (*doubts, *more))


def _in_points(value: Decimal) -> Decimal:
    if 0 < abs(value) < 1:
        shown = f"{value * 100:f}".rstrip("0").rstrip(".")
        message = f"应写成“{shown}%”或“{value:f}%”的文本（小于1的数可能是百分比格式的单元格）"
        raise Unclear(message)
    return value


def count(cell: Cell) -> int | None:
    """Read a whole number; a unit after it (15天, 3个工作日内) is left out. Raises Unclear."""
    if (typed := _typed(cell)) is not None:
        return _whole(typed)
    found = number_text(cell)
    if found is None:
        return None
    if found.unit and not _COUNTED.fullmatch(found.unit):
        raise Unclear(_no_amount(found.unit))
    bare = _COUNTED.sub("", found.bare.removeprefix("第"), count=1)
    if _CHINESE.fullmatch(bare):
        message = "应为阿拉伯数字"
        raise Unclear(message)
    value, doubts = _plain(bare)
    return _sure(_whole(value), (*found.doubts, *doubts))


def _whole(value: Decimal) -> int:
    if abs(value) > _LARGEST_COUNT or value != value.to_integral_value():
        message = "应为整数"
        raise Unclear(message)
    return int(value)


def _typed(cell: Cell) -> Decimal | None:
    """Return the number of a numeric cell; None for any other cell. Raises Unclear."""
    if not isinstance(cell, float | int) or isinstance(cell, bool):
        return None
    value = Decimal(written(cell))
    if not value.is_finite():
        raise Unclear(NO_NUMBER)
    return value


def _sure(value: Value, doubts: tuple[str, ...]) -> Value:
    """Return the value, or raise Caution with it where there are doubts."""
    if doubts:
        raise Caution(value, "；".join(dict.fromkeys(doubts)))
    return value


def _amount(bare: str) -> tuple[Decimal, str | None, list[str]]:
    """Return a number, its own unit or None, and doubts: 5000万, 1亿2000万元, 伍佰万元."""
    if match := re.fullmatch(r"(.*?)(亿|千万|百万|万|千)?(元)?", bare):
        multiplier, yuan = match[2] or "", match[3] or ""
        if _is_number(match[1]):
            if multiplier == "千" and not yuan:
                message = "应写明单位（千元或千万元）"
                raise Unclear(message)
            value, doubts = _plain(match[1])
            return value, f"{multiplier}元" if multiplier or yuan else None, doubts
    if (compound := _compound(bare)) is not None:
        return compound, "元", []
    if (spelled := _spelled(bare)) is not None:
        return spelled
    raise Unclear(_fault(bare))


def _is_number(bare: str) -> bool:
    return any(form.fullmatch(bare) for form in (_PLAIN, _THOUSANDS, POWER))


def _compound(bare: str) -> Decimal | None:
    """Read 1亿2000万元 in 元: each part must be smaller than the unit before it."""
    sign = -1 if bare.startswith("-") else 1
    rest, total, room = bare.removeprefix("-"), Decimal(0), Decimal(10) ** 16
    parts = 0
    while match := _PART.match(rest):
        factor = Decimal(10) ** _MULTIPLIERS[match[2]]
        is_last = match.end() == len(rest)
        if not _is_number(match[1]) or ("." in match[1] and not is_last):
            return None
        value = _plain(match[1])[0] * factor
        if value >= room:
            return None
        total, room, parts = total + value, factor, parts + 1
        rest = rest[match.end() :]
    if rest.removesuffix("元") and _is_number(rest.removesuffix("元")) and rest.endswith("元"):
        value = _plain(rest.removesuffix("元"))[0]
        if value >= room:
            return None
        total, parts, rest = total + value, parts + 1, ""
    return sign * total if parts > 1 and not rest else None


def _spelled(bare: str) -> tuple[Decimal, str | None, list[str]] | None:
    """Read 伍佰万元 in 元, and 五百 in the column's unit."""
    words = bare.removesuffix("元")
    if words != bare or words.endswith(("万", "亿", "萬", "億")):
        value = chinese_number(words) if _CHINESE.fullmatch(words) else None
        return None if value is None else (value, "元", [])
    found = _in_numerals(bare)
    return found and (found[0], None, found[1])


def _in_numerals(bare: str) -> tuple[Decimal, list[str]] | None:
    """Read 五百, with a doubt; 一 alone may be a dash."""
    if not _CHINESE.fullmatch(bare) or (value := chinese_number(bare)) is None:
        return None
    if bare == "一":
        message = "应为数字（是一还是横线）"
        raise Unclear(message)
    return value, [f"已按{money.plain(value)}读入，应写阿拉伯数字"] if value else []


def _plain(bare: str) -> tuple[Decimal, list[str]]:
    """Read digits with at most one sign, thousands and a point. Raises Unclear."""
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    if _PLAIN.fullmatch(bare) or POWER.fullmatch(bare):
        value = Decimal(bare)
        if "." in bare and len(value.as_tuple().digits) > _TRUE_DIGITS:
            value = Decimal(f"{float(value):.{_TRUE_DIGITS}g}")
        return value, []
    if (spelled := _in_numerals(bare)) is not None:
        return spelled
    raise Unclear(_fault(bare))


def _no_amount(unit: str) -> str:
    return f"应为数字（读到的是“{unit}”的数量）"


def _fault(bare: str) -> str:
    """Say why a text is no number."""
    if _RANGE.search(bare):
        return _ONE_NUMBER
    if quantity := _QUANTITY.search(bare):
        return _no_amount(quantity[1])
    if re.fullmatch(r"[0-9OoIl.,]+", bare) and re.search(r"[OoIl]", bare):
        return "应为数字（是否把0、1写成了字母）"
    if bare[:1] in {"△", "▲", "▽", "▼"}:
        return "应为数字（“△”“▲”有增有减，请用“-”写负数）"
    if re.search(r"[0-9],[^0-9]", bare):
        return "应只有一个数（说明请写在备注栏）"
    return NO_NUMBER
