"""
Compute exact amounts and ratios from columns of 万元; round once, half up, when they are printed.

Tables hold amounts as float64 万元, so that pandas, Arrow and charts can use them as they are.
Every amount is a multiple of one 分 (10⁻⁶ 万元); up to 4 × 10⁹ 万元 a float times 10⁶ is nearest to
its own multiple, so `exact` and `total` return to Decimal without error.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

WAN_PER_YI = Decimal(10_000)
FEN_PER_WAN = 1_000_000
LARGEST_WAN = 4_000_000_000
# Below this, a float has digits enough for every 分.
_LARGEST_LOSSLESS = 10**15
# Quotients keep so many digits that one just below a tie is not rounded up to it.
_DIGITS = Context(prec=80, rounding=ROUND_HALF_UP)
# Fewer for a difference of two quotients, whose last digits are noise.
_DIGITS_OF_GAP = Context(prec=60, rounding=ROUND_HALF_UP)

Number = Decimal | int | float | str


def decimal(value: Number) -> Decimal:
    """
    Read a number as the decimal that it prints as: 0.1 is one tenth.

    >>> decimal(0.1) + decimal(0.2)
    Decimal('0.3')
    """
    return value if isinstance(value, Decimal) else Decimal(str(value))


def exact(amount_wan: float) -> Decimal:
    """
    Return the amount, a multiple of one 分, that a float of 万元 stands for.

    >>> exact(0.1 + 0.2)
    Decimal('0.300000')
    """
    return Decimal(round(float(amount_wan) * FEN_PER_WAN)).scaleb(-6)


def on_grid(amount_wan: Decimal) -> float:
    """
    Round an amount to 分, as columns hold it.

    Raises OverflowError where a float could no longer tell one 分 from the next.
    """
    if abs(amount_wan) > LARGEST_WAN:
        message = f"{amount_wan} 万元 is beyond what a column can hold exactly"
        raise OverflowError(message)
    return float(half_up(amount_wan, 6))


def total(amounts_wan: pd.Series) -> Decimal | None:
    """
    Sum a column of 万元 without error; missing cells are left out, an empty column has no sum.

    >>> import pandas as pd
    >>> total(pd.Series([0.1, None, 0.2]))
    Decimal('0.300000')
    """
    # Commands that only print amounts need not wait for numpy.
    import numpy as np

    amounts = amounts_wan.to_numpy(dtype=float)
    present = amounts[~np.isnan(amounts)]
    if not present.size:
        return None
    fen = np.rint(present * FEN_PER_WAN).astype(np.int64)
    return Decimal(sum(fen.tolist())).scaleb(-6)


@dataclass(frozen=True, eq=False)
class Running:
    """
    The cumulative sums of a column of 万元, without error.

    The sums are kept as whole 万元 and 分 apart: together they could be more than an integer of
    64 bits holds.
    """

    wan: NDArray[np.int64]
    rest: NDArray[np.int64]

    @classmethod
    def of(cls, amounts_wan: pd.Series) -> Running:
        """Add a column up; a missing amount adds nothing."""
        import numpy as np

        fen = np.rint(np.nan_to_num(amounts_wan.to_numpy(dtype=float)) * FEN_PER_WAN)
        wan, rest = np.divmod(fen.astype(np.int64), FEN_PER_WAN)
        return cls(np.append(0, np.cumsum(wan)), np.append(0, np.cumsum(rest)))

    def between(self, begin: int, end: int) -> Decimal:
        """
        Return the sum of the rows from one position to before another.

        >>> import pandas as pd
        >>> Running.of(pd.Series([1.5, None, 0.1, 0.2])).between(1, 4)
        Decimal('0.300000')
        """
        wan, rest = int(self.wan[end] - self.wan[begin]), int(self.rest[end] - self.rest[begin])
        return Decimal(wan * FEN_PER_WAN + rest).scaleb(-6)


def of_whole_fen(amount: float, fen_of_one: int) -> float | None:
    """
    Return the 万元 of an amount that is a whole number of 分, as most are; None for any other.

    The result is the float that `on_grid` would return, computed faster.

    >>> of_whole_fen(0.3, FEN_PER_WAN), of_whole_fen(0.1 + 0.2, FEN_PER_WAN) is None
    (0.3, True)
    """
    if not abs(amount) * fen_of_one < _LARGEST_LOSSLESS:
        return None
    fen = round(amount * fen_of_one)
    return fen / FEN_PER_WAN if fen / fen_of_one == amount else None


def half_up(value: Number, decimals: int) -> Decimal:
    """
    Round as official statistics are rounded: a half goes away from zero.

    >>> half_up("2.675", 2), half_up("-4.45", 1)
    (Decimal('2.68'), Decimal('-4.5'))
    """
    return decimal(value).quantize(Decimal(1).scaleb(-decimals), context=_DIGITS)


def ratio(numerator: Number | None, denominator: Number | None) -> Decimal | None:
    """
    Divide, unrounded; without a numerator, or over nothing or zero, there is no ratio.

    >>> ratio(3, 0) is None
    True
    """
    if numerator is None or denominator is None or not decimal(denominator):
        return None
    return _DIGITS.divide(decimal(numerator), decimal(denominator))


def rate(numerator: Number | None, denominator: Number | None) -> Decimal | None:
    """
    Return a ratio in percent, unrounded.

    >>> half_up(rate(86, 95), 1)
    Decimal('90.5')
    """
    quotient = ratio(numerator, denominator)
    return None if quotient is None else quotient.scaleb(2, context=_DIGITS)


def points(percent: Number | None, other: Number | None) -> Decimal | None:
    """
    Subtract two *unrounded* percentages: a gap in percentage points (个百分点).

    >>> half_up(points(rate("629.0", "647.4"), rate(10, 12)), 1)
    Decimal('13.8')
    """
    if percent is None or other is None:
        return None
    return _DIGITS_OF_GAP.subtract(decimal(percent), decimal(other))


def yi(amount_wan: Number | None) -> Decimal | None:
    """Convert 万元 to 亿元, unrounded."""
    return None if amount_wan is None else decimal(amount_wan) / WAN_PER_YI


def plain(value: Decimal) -> str:
    """
    Write a decimal without exponent and without trailing zeros: 43.00 → 43.

    >>> plain(Decimal("43.00")), plain(Decimal("115.40")), plain(Decimal("-0.0"))
    ('43', '115.4', '0')
    """
    text = f"{value.normalize():f}"
    return "0" if text in {"-0", "0"} else text


def amount(amount_wan: Number, *, strip: bool = True) -> str:
    """
    Write an amount for a sentence: from one 亿元 up in 亿元 (≤ 2 decimals), below it in 万元.

    An amount that rounds up to 10000万元 is written 1亿元.

    >>> amount(430_000), amount(1_154_000), amount(6_432), amount("9999.5")
    ('43亿元', '115.4亿元', '6432万元', '1亿元')
    """
    value = decimal(amount_wan)
    whole_wan = half_up(value, 0)
    if abs(whole_wan) < WAN_PER_YI:
        return f"{plain(whole_wan)}万元"
    rounded = half_up(value / WAN_PER_YI, 2)
    return f"{plain(rounded) if strip else f'{rounded:f}'}亿元"
