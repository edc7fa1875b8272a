"""
Tell what a reader learns of a date from its format: the day, or only its month, or no year.

A date is as precise as it is shown. The last day of a month that is shown as 2020年5月 is the month,
as if somebody had typed 2020年5月.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from briefing.workbooks.formats.format_code import literal
from briefing.workbooks.sheet import seen_as

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from briefing.workbooks.sheet import Cell

# What stands between the parts of a date without saying anything more.
_HARMLESS = str.maketrans("", "", "-/.,:、，：年月日号时分秒点T \u00a0\u3000")
_WEEKDAYS = "一二三四五六日"


class Calendar(Enum):
    """What a section of a format makes of a number."""

    DATE = "date"
    TIME = "time"
    ELAPSED = "elapsed"


class _Part(Enum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"


@dataclass(frozen=True)
class DateLook:
    """The parts of a date that a format shows, with the words between them, in their order."""

    parts: tuple[_Part | str, ...] = ()

    @property
    def _words(self) -> str:
        written = "".join(part for part in self.parts if isinstance(part, str))
        return written.translate(_HARMLESS)

    @property
    def is_exact(self) -> bool:
        """Whether year, month and day are shown, and no words."""
        return {_Part.YEAR, _Part.MONTH, _Part.DAY} <= set(self.parts) and not self._words

    def of(self, moment: dt.date) -> Cell:
        """Return a date where all of it is shown; else the text, beside the date if the year is hidden."""
        if self.is_exact:
            return moment
        day = moment.date() if isinstance(moment, dt.datetime) else moment
        text = self._in_full(day) if self._words else self._in_short(day)
        return text if _Part.YEAR in self.parts else seen_as(day.isoformat(), text)

    def _in_full(self, day: dt.date) -> str:
        return "".join(
            part if isinstance(part, str) else _written(part, day) for part in self.parts
        )

    def _in_short(self, day: dt.date) -> str:
        """Write a date without words as a clerk would type it, whatever stands between its parts."""
        shown = set(self.parts)
        if shown & {_Part.YEAR, _Part.MONTH} == {_Part.YEAR, _Part.MONTH}:
            return f"{day.year}年{day.month}月"
        if {_Part.MONTH, _Part.DAY} <= shown:
            return f"{day.month}月{day.day}日"
        return self._in_full(day)


def _written(part: _Part, day: dt.date) -> str:
    if part is _Part.WEEKDAY:
        return f"星期{_WEEKDAYS[day.weekday()]}"
    return str({_Part.YEAR: day.year, _Part.MONTH: day.month, _Part.DAY: day.day}[part])


def calendar(tokens: Sequence[re.Match[str]]) -> Calendar | None:
    """Tell dates, times and durations from numbers; `ss.00` is a time, `0.00 days` a number."""
    letters = [token for token in tokens if token["day"] or token["month"] or token["time"]]
    if any(token["elapsed"] for token in tokens):
        return Calendar.ELAPSED
    first = next((token for token in tokens if token["digit"] or token["general"]), None)
    if not letters or (first and first.start() < letters[0].start()):
        return None
    if any(token["day"] for token in letters):
        return Calendar.DATE
    return Calendar.TIME if any(token["time"] for token in letters) else Calendar.DATE


def look(tokens: Sequence[re.Match[str]]) -> DateLook:
    """Return what the tokens of a format show of a date; the time of the day does not count."""
    parts: list[_Part | str] = []
    for at, token in enumerate(tokens):
        if token["day"]:
            parts += _of_letters(token["day"].lower())
        elif token["month"]:
            parts += [] if _is_minutes(tokens, at) else _of_month(token["month"])
        elif token["mark"] in {".", "/", ","}:
            parts.append(token["mark"])
        elif word := literal(token).strip():
            parts.append(word)
    return DateLook(tuple(parts))


def _of_letters(letters: str) -> list[_Part | str]:
    if letters[0] in "yeb":
        return [_Part.YEAR]
    if letters[0] == "d" and len(letters) < 3:
        return [_Part.DAY]
    return [] if letters[0] == "g" else [_Part.WEEKDAY]


def _of_month(letters: str) -> list[_Part | str]:
    # Names of months are English; the number says the same.
    return [_Part.MONTH] if len(letters) < 3 else [_Part.MONTH, "月"]


def _is_minutes(tokens: Sequence[re.Match[str]], at: int) -> bool:
    """Tell the minutes of h:mm and mm:ss from a month."""
    before = next((t for t in reversed(tokens[:at]) if _is_of_clock(t)), None)
    behind = next((t for t in tokens[at + 1 :] if _is_of_clock(t)), None)
    hours = before and (before["time"] or before["elapsed"] or "").lower().startswith("h")
    return bool(hours or (behind and (behind["time"] or "").lower().startswith("s")))


def _is_of_clock(token: re.Match[str]) -> bool:
    return bool(token["day"] or token["month"] or token["time"] or token["elapsed"])
