"""Join the levels of a head into one meaning, without thinking of a ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.ledgers.heads.period import NO_PERIOD, Period, period_of
from briefing.ledgers.heads.phrase import MOST_KEPT, Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.domain.months import Month

FACETS = ("thing", "aspect", "part", "indicator", "area", "quantity")
# The first of these that a head says anywhere is its aspect: “计划完成投资” is a plan.
_ASPECTS = ("shortfall", "requested", "expected", "plan", "actual")
# With one of these in brackets a head becomes another amount: （不含税）, （调整前）, （万美元）.
_CHANGES = re.compile(
    r"[0-9%]|元$|[币镑户人吨]$|米$|[千兆]瓦|[台辆套]|以上|以下|不含|扣除|除|调整|变更|同期|往年|率|占|比|差|余|欠|缺|未|拟"
    r"|原|增|减|亩|公里|款|债|省|市|自筹|财政|国|外"
)


@dataclass(frozen=True)
class Meaning:
    """
    What a head says, facet by facet; “” where it says nothing of a facet.

    `part` is what of the whole it is (其中, 专项债券). `rest` holds the words that nobody knows;
    with any of them a column is doubtful. Words in brackets are left out: `is_explained` tells that
    there are such as do not change the meaning (以批复为准), `is_altered` such as do (不含税).
    """

    thing: str = ""
    aspect: str = ""
    period: Period = NO_PERIOD
    part: str = ""
    indicator: str = ""
    area: str = ""
    quantity: str = ""
    rest: tuple[str, ...] = ()
    is_explained: bool = False
    is_altered: bool = False


@lru_cache(maxsize=MOST_KEPT)
def meaning_of(levels: tuple[str, ...], month: Month) -> Meaning:
    """
    Return what the folded levels of a head, the highest first, mean together.

    >>> from briefing.domain.months import Month
    >>> meaning_of(("完成投资", "1-5月"), Month(2020, 5)).period
    Period(kind='year_to_date', month=5)
    >>> meaning_of(("下月计划", "完成投资"), Month(2020, 5)).aspect
    'plan'
    """
    by_level = [parts_of(level) for level in levels]
    main = _joined(by_level, month)
    asides = [part.words for level in by_level for part in level if part.facet == "aside"]
    alters = [_alters(words, main, month) for words in asides]
    return replace(main, is_explained=False in alters, is_altered=True in alters)


def years_said(levels: tuple[str, ...]) -> set[int]:
    """Return the years that the folded levels of a head name."""
    parts = (part for level in levels for part in parts_of(level))
    return {part.numbers[0] for part in parts if part.value == "year"}


def is_of_another_year(levels: tuple[str, ...], month: Month) -> bool:
    """
    Tell whether the folded levels of a head name another year than the report's, and no span of
    years; 2019年底累计 reaches to the end of last year, and is of this year's ledger.
    """
    is_one_year = len(years_said(levels)) == 1
    return is_one_year and meaning_of(levels, month).period.kind == "elsewhere"


def _joined(by_level: Sequence[Sequence[Part]], month: Month) -> Meaning:
    parts = [part for level in by_level for part in level]
    period = period_of([part for part in parts if part.facet == "time"], month)
    aspect = _aspect({part.value for part in parts if part.facet == "aspect"})
    if period.kind == "year" and aspect == "actual":
        # What was completed in the year is what was completed so far.
        period = Period("year_to_date")
    return Meaning(
        thing=_thing(by_level),
        aspect=aspect,
        period=period,
        part=_part({part.value for part in parts if part.facet == "part"}, period),
        indicator=_only(parts, "indicator"),
        area=_only(parts, "area"),
        quantity=_last(parts, "quantity"),
        rest=tuple(part.words for part in parts if part.facet == "rest"),
    )


def _last(parts: Iterable[Part], facet: str) -> str:
    values = [part.value for part in parts if part.facet == facet]
    return values[-1] if values else ""


def _only(parts: Iterable[Part], facet: str) -> str:
    """Return the value that a head says of a facet, or “several” where it contradicts itself."""
    values = {part.value for part in parts if part.facet == facet}
    return "several" if len(values) > 1 else "".join(values)


def _thing(by_level: Sequence[Sequence[Part]]) -> str:
    """Return what is measured: the last that is said, but 总投资 where 投资额 stands alone below it."""
    thing = ""
    for level in by_level:
        own = _last(level, "thing")
        is_bare = own == "investment" and not any(
            part.facet in {"aspect", "time"} for part in level
        )
        thing = thing if is_bare and thing else own or thing
    has_indicator = any(part.facet == "indicator" for level in by_level for part in level)
    return thing or ("investment" if has_indicator else "")


def _aspect(said: set[str]) -> str:
    stated = next((aspect for aspect in _ASPECTS if aspect in said), "")
    if "carried_out" not in said:
        return stated
    return "actual" if stated in {"", "actual"} else "unclear"


def _part(said: set[str], period: Period) -> str:
    """Return which part a head means: “其中：本月” is the month, and a part of nothing else."""
    named = said - {"of_which"}
    if named:
        return named.pop() if len(named) == 1 else "several"
    return "of_which" if said and period.kind != "month" else ""


def _alters(words: str, main: Meaning, month: Month) -> bool:
    """Tell whether words in brackets make a head mean something else than without them."""
    if _CHANGES.search(words):
        return True
    return adds_to(_joined([parts_of(words)], month), main)


def adds_to(meaning: Meaning, said: Meaning) -> bool:
    """Tell whether a meaning says of any facet what is not *said* already, as 专项债券 over 投资."""
    unsaid = Meaning()
    return any(
        getattr(meaning, facet) not in (getattr(unsaid, facet), getattr(said, facet))
        for facet in (*FACETS, "period")
    )
