"""
Spread the investment of a plan over the twelve months.

Every amount is a multiple of ten 万元, and the amounts add up to the county's totals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.domain.months import MONTHS_IN_YEAR
from briefing.starter.sample.chance import apportion, chance
from briefing.starter.sample.project_plan import ANNUAL_TASK_WAN, KeyProject
from briefing.starter.sample.word_lists import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

MAY = 5
STEP_WAN = 10
# 1–m月累计 of Zhashui; May is the newspaper's, the other months are invented.
CUMULATIVE_WAN = (
    32_000, 69_000, 178_000, 296_000, 430_000, 598_000,
    702_000, 806_000, 915_000, 1_010_000, 1_098_000, 1_158_000,
)  # fmt: skip
# The largest share of the annual task in one month, in percent.
LARGEST_MONTH = 58

# Completion of the annual task in May by group: (least, most).
_MAY_RATES = {
    "weak": (0.035, 0.105),
    "behind": (0.135, 0.305),
    "ahead": (1.06, 1.16),
}


def spend(projects: Sequence[KeyProject], seed: int, folder: str, year: int) -> list[KeyProject]:
    """Give every project its investment of each month, from the month of its start on."""
    draw = chance(seed, folder, year, "spending")
    luck = [draw.random() for _ in projects]
    task = sum(project.task_wan for project in projects)
    totals = [round(task * total / ANNUAL_TASK_WAN / 10) * 10 for total in CUMULATIVE_WAN]
    may = _done_by_may(projects, luck, totals[MAY - 1])
    december = _done_by_december(projects, luck, may, totals[-1])
    spring = _spread(projects, may, range(1, MAY + 1), totals, draw.random())
    rest = [late - early for late, early in zip(december, may, strict=True)]
    autumn = _spread(projects, rest, range(MAY + 1, MONTHS_IN_YEAR + 1), totals, draw.random())
    return [
        replace(project, done_wan=tuple(first + second))
        for project, first, second in zip(projects, spring, autumn, strict=True)
    ]


def _cap(project: KeyProject) -> int:
    """Return the most that a project may invest in one month."""
    return project.task_wan * LARGEST_MONTH // 100 // STEP_WAN * STEP_WAN


def _done_by_may(projects: Sequence[KeyProject], luck: list[float], total: int) -> list[int]:
    """Return each project's investment to the end of May; those on pace make up the total."""
    lower, upper, weights = [], [], []
    for project, chance_of_it in zip(projects, luck, strict=True):
        task, months = project.task_wan, MAY + 1 - min(project.expected_in, MAY + 1)
        most = min(project.room_wan - STEP_WAN, months * _cap(project))
        if project.group in _MAY_RATES:
            least_rate, most_rate = _MAY_RATES[project.group]
            fixed = int(task * (least_rate + (most_rate - least_rate) * chance_of_it))
            low = high = min(-(-fixed // STEP_WAN) * STEP_WAN, most)
        elif project.group == "finishing":
            low = high = project.room_wan
        elif project.group in {"unstarted", "idle"}:
            low = high = 0
        else:
            low, high = int(task * 0.33), min(int(task * 0.82), most)
        lower.append(low)
        upper.append(high)
        weights.append(task * UNITS[project.unit][1] * (0.8 + 0.4 * chance_of_it))
    return apportion(total, weights, lower, upper, STEP_WAN)


def _done_by_december(
    projects: Sequence[KeyProject], luck: list[float], may: list[int], total: int
) -> list[int]:
    """Return each project's investment to the end of the year."""
    lower, upper, weights = [], [], []
    for project, chance_of_it, done in zip(projects, luck, may, strict=True):
        months = MONTHS_IN_YEAR + 1 - max(project.expected_in, MAY + 1)
        most = min(project.room_wan - done, max(months, 0) * _cap(project) * 3 // 4)
        most = min(most, int(project.task_wan * 1.2))
        lower.append(done)
        upper.append(done + max(most, 0))
        is_late = project.group == "unstarted"
        weights.append(project.task_wan * (0.5 if is_late else 0.85 + 0.3 * chance_of_it))
    return apportion(total, weights, lower, upper, STEP_WAN)


def _spread(
    projects: Sequence[KeyProject], sums: list[int], months: range, totals: list[int], luck: float
) -> list[list[int]]:
    """Spread each project's sum over its months, so that each month has its total too."""
    wanted = [totals[m - 1] - (totals[m - 2] if m > 1 else 0) for m in months]
    draw = chance("spread", luck)
    shape = [
        [
            (0.25 + draw.random()) * (0.35 if m == project.expected_in else 1.0)
            if m >= project.expected_in and not _pauses(project, m)
            else 0.0
            for m in months
        ]
        for project in projects
    ]
    for _ in range(40):
        shape = [_fit(row, amount) for row, amount in zip(shape, sums, strict=True)]
        columns = [sum(column) for column in zip(*shape, strict=True)]
        factors = [
            want / have if have else 1.0 for want, have in zip(wanted, columns, strict=True)
        ]
        shape = [
            [cell * factor for cell, factor in zip(row, factors, strict=True)] for row in shape
        ]
    cells = [
        _levelled(_whole(_fit(row, amount), amount), shape_row, _cap(project))
        for row, shape_row, amount, project in zip(shape, shape, sums, projects, strict=True)
    ]
    return _settled(cells, shape, wanted, [_cap(project) for project in projects])


def _pauses(project: KeyProject, month: int) -> bool:
    """Tell whether works have stopped: some projects that fall behind have done so since April."""
    is_stuck = project.group == "behind" and project.expected_in < MAY - 1
    return is_stuck and project.number % 3 == 0 and month in {MAY - 1, MAY}


def _fit(row: list[float], amount: int) -> list[float]:
    whole = sum(row)
    return [cell * amount / whole for cell in row] if whole else row


def _whole(row: list[float], amount: int) -> list[int]:
    """Round a row to whole steps, and carry each month's remainder over to the next."""
    cells, paid, due = [], 0, 0.0
    for cell in row:
        due += cell
        upto = int(due / STEP_WAN + 1e-6) * STEP_WAN
        cells.append(upto - paid)
        paid = upto
    if any(cells) or amount:
        last = max((m for m, cell in enumerate(row) if cell > 0), default=len(row) - 1)
        cells[last] += amount - paid
    return cells


def _levelled(cells: list[int], shape: list[float], cap: int) -> list[int]:
    """Move what exceeds the cap of a month to the emptiest open month."""
    levelled = list(cells)
    for place, cell in enumerate(cells):
        excess = max(0, cell - cap)
        while excess > 0:
            open_places = [
                other for other, share in enumerate(shape) if share > 0 and levelled[other] < cap
            ]
            if not open_places:
                break
            target = min(open_places, key=lambda other: levelled[other])
            moved = min(excess, cap - levelled[target])
            levelled[target] += moved
            levelled[place] -= moved
            excess -= moved
    return levelled


def _settled(
    cells: list[list[int]], shape: list[list[float]], wanted: list[int], caps: list[int]
) -> list[list[int]]:
    """Move small amounts between the months of a project until every month has its total."""
    settled = [list(row) for row in cells]
    for month in range(len(wanted) - 1):
        for later in [*range(month + 1, len(wanted)), *range(month + 1, len(wanted))]:
            missing = wanted[month] - sum(row[month] for row in settled)
            for row, open_months, cap in zip(settled, shape, caps, strict=True):
                if missing == 0:
                    break
                if not (open_months[month] > 0 and open_months[later] > 0):
                    continue
                giver, taker = (later, month) if missing > 0 else (month, later)
                # A cell that becomes empty would look like a month without work.
                spare = min(row[giver] - STEP_WAN, cap - row[taker], abs(missing))
                share = max(0, spare) // (2 * STEP_WAN) * STEP_WAN or min(max(0, spare), STEP_WAN)
                share = share // STEP_WAN * STEP_WAN
                row[taker] += share
                row[giver] -= share
                missing += -share if missing > 0 else share
    return settled
