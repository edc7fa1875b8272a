"""Plant mess in dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from tests.mess.draft import NoRoom, day_of, one_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.mess.draft import Cell, Desk, Spot

_EPOCH = dt.date(1899, 12, 30)
_QUARTERS = "一二三四"
# Columns of months: those that tell the past, plans, and deadlines, which stand for a last day.
_PAST = (
    ("projects", "started_on"),
    ("statistics", "started_stat_on"),
    ("statistics", "included_on"),
)
_PLANS = (("projects", "planned_start"),)
_DEADLINES = (("projects", "expected_start"), ("projects", "planned_finish"))
_DAYS = (
    ("problems", "inspected_on"),
    ("problems", "due_on"),
    ("tasks", "accepted_on"),
    ("meetings", "held_on"),
    ("reserve", "updated_on"),
)
_AnyWay = tuple[tuple[str, str], ...]


def months(desk: Desk, chance: Random) -> list[Spot]:
    """Write months in every spelling: 2020.3, 2020年3月, 2020/3/1, 202003, 3月, 6月底 …"""
    year = desk.month.year
    name, key = chance.choice((*_PAST, *_PLANS, *_DEADLINES))
    is_past, is_deadline = (name, key) in _PAST, (name, key) in _DEADLINES
    ways: list[Callable[[dt.date], str | int | dt.date]] = [
        lambda day: f"{day.year}.{day.month}",
        lambda day: f"{day.year}年{day.month}月",
        lambda day: f"{day.year}年{day.month:02d}月",
        lambda day: f"{day.year}-{day.month:02d}",
        lambda day: f"{day.year}/{day.month}",
        lambda day: f"{day.year}{day.month:02d}",
        lambda day: f"{day.year} 年 {day.month} 月",
        lambda day: f"{day.year}年{day.month}月份",
    ]
    if is_past:
        ways += [
            lambda day: f"已开工（{day.year}年{day.month}月）",
            lambda day: f"{day.year}年{day.month}月开工",
        ]
    if is_deadline:
        ways += [
            lambda day: f"{day.year}年{day.month}月底",
            lambda day: f"预计{day.year}年{day.month}月",
        ]
        ways += [_quarter_end]
    if not is_deadline:
        # A month stands for its first day.
        ways += [
            lambda day: f"{day.year}/{day.month}/1",
            lambda day: day,
            lambda day: (day - _EPOCH).days,
            lambda day: f"{day.year}{day.month:02d}01",
        ]
    of_year: list[Callable[[dt.date], str | int | dt.date]] = [
        lambda day: f"{day.month}月",
        lambda day: f"{day.month}月份",
    ]
    of_year += [lambda day: f"{day.month}月底"] if is_deadline else []
    return _respelt(
        desk,
        chance,
        name,
        key,
        lambda day: chance.choice(ways + of_year * (day.year == year))(day.replace(day=1)),
    )


def _quarter_end(day: dt.date) -> str:
    """A quarter where it ends with the month; else the month."""
    if day.month % 3:
        return f"{day.year}年{day.month}月"
    return f"{day.year}年{_QUARTERS[day.month // 3 - 1]}季度"


def days(desk: Desk, chance: Random) -> list[Spot]:
    """Write days in every spelling: 20200301, 2020.3.1, 43891, 3月1日 …"""
    name, key = chance.choice(_DAYS)
    year = desk.month.year
    ways: list[Callable[[dt.date], str | int | dt.date]] = [
        lambda day: f"{day.year}.{day.month}.{day.day}",
        lambda day: f"{day.year}年{day.month}月{day.day}日",
        lambda day: f"{day.year}/{day.month}/{day.day}",
        lambda day: f"{day:%Y%m%d}",
        lambda day: int(f"{day:%Y%m%d}"),
        lambda day: (day - _EPOCH).days,
        lambda day: day,
        lambda day: f"{day.isoformat()} 00:00:00",
        lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    ]
    return _respelt(
        desk, chance, name, key,
        lambda day: f"{day.month}月{day.day}日" if day.year == year and chance.random() < 0.1 else chance.choice(ways)(day),
    )  # fmt: skip


def _respelt(
    desk: Desk,
    chance: Random,
    name: str,
    key: str,
    written: Callable[[dt.date], str | int | dt.date],
) -> list[Spot]:
    _, draft = desk.find(name)
    is_deadline, is_of_days = (name, key) in _DEADLINES, (name, key) in _DAYS
    wanted = _is_month if is_deadline else _is_day if is_of_days else _is_first
    spots = []
    for line in draft.free(key, wanted):
        cell = draft.cell(line, key)
        day = day_of(cell.true)
        if day is not None and chance.random() < 0.7:
            cell.write(written(day))
            spots.append(desk.spot(draft, line, key))
    if not spots:
        raise NoRoom
    return spots


def _is_day(cell: Cell) -> bool:
    return day_of(cell.true) is not None


def _is_first(cell: Cell) -> bool:
    """Whether a cell says a month, or its first day: who writes the month alone loses no day."""
    day = day_of(cell.true)
    return day is not None and day.day == 1


def _is_month(cell: Cell) -> bool:
    """Whether a cell says a month and no day: in a deadline it stands for the month's last day."""
    return _is_day(cell) and isinstance(cell.true, str) and len(re.findall(r"\d+", cell.true)) == 2


def _month_of(cell: Cell) -> int:
    day = day_of(cell.true)
    return day.month if day else 0


def quarters(desk: Desk, chance: Random) -> list[Spot]:
    """Write 2020年一季度, 上半年, 年底 for a plan whose month that is."""
    _, draft = desk.find("projects")
    spots = []
    for key in ("expected_start", "planned_finish"):
        for line in draft.free(key, lambda cell: _is_month(cell) and _month_of(cell) % 3 == 0):
            cell = draft.cell(line, key)
            day = day_of(cell.true)
            if day is None:
                continue
            words = [
                f"{day.year}年{_QUARTERS[day.month // 3 - 1]}季度",
                f"{day.year}年第{_QUARTERS[day.month // 3 - 1]}季度末",
            ]
            words += [f"{day.year}年上半年"] if day.month == 6 else []
            words += (
                [f"{day.year}年底", f"{day.year}年", f"{day.year}年末"] if day.month == 12 else []
            )
            cell.write(chance.choice(words))
            spots.append(desk.spot(draft, line, key))
    if not spots:
        raise NoRoom
    return spots


def lost_zero(desk: Desk, chance: Random) -> list[Spot]:
    """Let a program make a number of 2020.10: it stands there as 2020.1."""
    name, key = chance.choice((*_PLANS, *_DEADLINES))
    _, draft = desk.find(name)
    line = one_of(chance, draft.free(key, lambda cell: day_of(cell.true) is not None))
    day = day_of(draft.cell(line, key).true)
    draft.cell(line, key).write(float(f"{day.year if day else 2020}.1"))
    return [desk.spot(draft, line, key)]


def no_date(desk: Desk, chance: Random) -> list[Spot]:
    """Write a span of time, or words, for a date."""
    name, key = chance.choice((*_PAST, *_PLANS, *_DEADLINES))
    _, draft = desk.find(name)
    line = one_of(chance, draft.free(key, lambda cell: day_of(cell.true) is not None))
    words = (
        "2019-2021",
        "2019年3月至2021年12月",
        "2020年13月",
        "2020.2.30",
        "尽快",
        "手续办完后",
        "1900-01-03",
    )
    draft.cell(line, key).write(chance.choice(words))
    return [desk.spot(draft, line, key)]
