"""Find units of money and of other things in headers, and fold texts so that spellings are equal."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

# How many 万元 one unit is.
MONEY_FACTORS_WAN = {
    "亿元": Decimal(10_000),
    "千万元": Decimal(1_000),
    "百万元": Decimal(100),
    "万元": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
}

# Not the 元 of 万美元.
_MONEY_UNIT = re.compile(
    r"(亿元|千万元|百万元|万元|千元|(?<![美欧日港澳])元)|[(\[](?:单位:?)?([亿万])[)\]]"
)
_DASH = re.compile(r"[‐‑‒–—―−─~～至]")
_BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_UNIT_WORDS = {
    *MONEY_FACTORS_WAN, "亿", "万", "%", "个", "项", "天", "工作日", "次", "件", "名", "位",
}  # fmt: skip
# No name, header or number is longer; normalising a whole page can take minutes.
_LONGEST = 1000


def fold(text: str) -> str:
    r"""
    Fold full-width forms, all white space and dashes, so that spellings of one word are equal.

    >>> fold("项 目\n名　称（万元）"), fold("1—5月")
    ('项目名称(万元)', '1-5月')
    """
    return _folded(text) if len(text) <= _LONGEST else "".join(text.split())


# Ledgers repeat themselves: heads on every sheet, the same offices in every row.
@lru_cache(maxsize=1 << 16)
def _folded(text: str) -> str:
    narrow = unicodedata.normalize("NFKC", text)
    if narrow.isprintable():
        # The space is the only printable white space.
        tight = narrow.replace(" ", "")
    else:
        tight = "".join(c for c in narrow if not c.isspace() and c.isprintable())
    # Characters may compose once the space between them is gone.
    return unicodedata.normalize("NFKC", _DASH.sub("-", tight))


def money_unit(text: str) -> str | None:
    """
    Return the unit of money that a header or a 单位 line names; None when it names none.

    >>> money_unit("总投资（亿）"), money_unit("单位：万元、个、%"), money_unit("建设规模（万亩）")
    ('亿元', '万元', None)
    """
    match = _MONEY_UNIT.search(fold(text))
    return match and (match[1] or f"{match[2]}元")


def money_units(text: str) -> set[str]:
    """
    Return all units of money that a 单位 line names; with two it is unclear which holds where.

    >>> sorted(money_units("单位：亿元、万元")), money_units("单位：个、%")
    (['万元', '亿元'], set())
    """
    return {match[1] for match in _MONEY_UNIT.finditer(fold(text)) if match[1]}


def is_unit(text: str) -> bool:
    """
    Tell whether a text is only a unit, in brackets or not.

    >>> is_unit("（万元）"), is_unit("%"), is_unit("总投资")
    (True, True, False)
    """
    return fold(text).removeprefix("(").removesuffix(")").removeprefix("单位:") in _UNIT_WORDS


def counts_otherwise(header: str) -> bool:
    """
    Tell whether a header names a unit other than money, in brackets or alone.

    >>> counts_otherwise("1-5月完成投资（%）"), counts_otherwise("总投资（万元）")
    (True, False)
    """
    units = {*_BRACKETED.findall(fold(header)), fold(header)}
    return bool(units & (_UNIT_WORDS - MONEY_FACTORS_WAN.keys() - {"亿", "万"}))


def without_unit(header: str) -> str:
    """
    Remove the unit from a folded header: 总投资(亿元) → 总投资.

    >>> without_unit("总投资(亿元)"), without_unit("备案(核准)"), without_unit("总投资,万元")
    ('总投资', '备案(核准)', '总投资')
    """

    def drop_if_unit(match: re.Match[str]) -> str:
        inside = match[1].removeprefix("单位:").removeprefix("单位")
        return "" if inside in _UNIT_WORDS else match[0]

    return re.sub(r"[,、:/-]?(?:亿元|万元|千元)$", "", _BRACKETED.sub(drop_if_unit, header))
