"""Tell which stretch of time the words of a head mean, beside the month of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.heads.phrase import Part

DECEMBER = 12
# What is never a period of ours, whatever stands beside it.
_ELSEWHERE = {"same_period", "next_month", "next_year", "last_month"}


@dataclass(frozen=True)
class Period:
    """
    A stretch of time by its *kind*, and the number of the month in the report's year that it ends
    with, where it names one.

    Kinds: `since_start` (of the project), `to_last_year` (since its start to the end of last year),
    `year`, `year_to_date`, `to_date` (to the end of a month, from when is not said), `month`,
    `five_years`, `to_another_year` (to the end of an earlier one), `elsewhere` (another year, next
    month, last month), `unclear`, and “” where nothing is said.
    """

    kind: str = ""
    month: int | None = None


NO_PERIOD = Period()


def period_of(parts: Sequence[Part], month: Month) -> Period:
    """Return the period that the parts of a head mean together, whichever level they stand on."""
    said = {part.value for part in parts}
    years = {part.numbers[0] for part in parts if part.value == "year"}
    if said & _ELSEWHERE:
        return Period("elsewhere")
    if "five_years" in said:
        return Period("five_years")
    if years - {month.year}:
        return _of_other_years(said, years, month)
    if "before_this_year" in said:
        return Period("to_last_year")
    if "last_year" in said:
        return Period("to_last_year" if said & {"end", "until"} else "elsewhere")
    if "from_start" in said:
        return Period("since_start", _last_month(parts))
    if named := _of_months(said, parts):
        return named
    if "from_new_year" in said:
        return Period("year_to_date")
    if "this_month" in said:
        return Period("to_date" if "until" in said else "month")
    return _of_the_year(said | ({"this_year"} if years else set()))


def _of_other_years(said: set[str], years: set[int], month: Month) -> Period:
    """Return the period of a head that names another year: that year, or up to its end."""
    # “2019年底前” and “至2019年12月” reach back to the start; “2019年完成” is that year's.
    if not said & {"end", "until"} or said & {"span", "this_year"} or len(years) > 1:
        return Period("elsewhere")
    return Period("to_last_year" if years == {month.year - 1} else "to_another_year")


def _last_month(parts: Sequence[Part]) -> int | None:
    return next((part.numbers[-1] for part in parts if part.value in {"month", "span"}), None)


def _of_months(said: set[str], parts: Sequence[Part]) -> Period | None:
    """Return the period of a head that names months by their numbers; None where it names none."""
    spans = {part.numbers for part in parts if part.value == "span"}
    months = {part.numbers[0] for part in parts if part.value == "month"}
    if len(spans) + len(months) > 1:
        return Period("elsewhere")
    if spans:
        first, last = spans.pop()
        return Period("year_to_date", last) if first == 1 else Period("elsewhere")
    if not months:
        return None
    number = months.pop()
    if not 1 <= number <= DECEMBER:
        return Period("elsewhere")
    if "from_new_year" in said:
        return Period("year_to_date", number)
    if said & {"until", "end"} or ("cumulative" in said and "this_year" in said):
        return Period("year_to_date" if "this_year" in said else "to_date", number)
    # “5月累计” may be the month alone, or all before it.
    return Period("unclear" if "cumulative" in said else "month", number)


def _of_the_year(said: set[str]) -> Period:
    """Return the period of a head that names no month: the year, or what has come together in it."""
    if "this_year" in said:
        if "cumulative" in said or "day_of_now" in said:
            return Period("year_to_date")
        return Period("elsewhere" if "end" in said else "year")
    if "cumulative" in said:
        return Period("since_start")
    return Period("to_date" if "until" in said and "day_of_now" in said else "")
