"""The pace that is needed, and a straight line to December."""

from __future__ import annotations

import pytest

from pipeline import forecast
from pipeline.indicators.indicator import Indicators
from tests.conftest import facts_of


def _of(month: str, task: object, done: object) -> list[str]:
    plan = f"project_name | nature | annual_task_wan | done_this_year_wan\n水厂 | new | {task} | {done}"
    found = Indicators(forecast.measure(facts_of(plan, month)))
    return [found[id_].text for id_ in ("F01", "F02", "F03")]


@pytest.mark.parametrize(
    ("month", "task", "done", "expected"),
    [
        ("2020-05", 1_154_000, 430_000, ["10.34亿元", "1.2倍", "103.2亿元"]),
        # Two months tell nothing of a year: a need, but no multiple and no line.
        ("2020-01", 1_154_000, 32_000, ["10.2亿元", "—", "—"]),
        ("2020-02", 1_154_000, 69_000, ["10.85亿元", "—", "—"]),
        ("2020-03", 1_154_000, 178_000, ["10.84亿元", "1.8倍", "71.2亿元"]),
        ("2020-11", 1_154_000, 1_100_000, ["5.4亿元", "0.5倍", "120亿元"]),
        # In December no month is left to need anything.
        ("2020-12", 1_154_000, 1_100_000, ["—", "—", "110亿元"]),
        # Done is done.
        ("2020-10", 1_154_000, 1_154_000, ["—", "—", "138.48亿元"]),
        ("2020-05", 1_154_000, 0, ["16.49亿元", "—", "0万元"]),
        ("2020-05", "", 100, ["—", "—", "—"]),
        ("2020-05", 100, "", ["—", "—", "—"]),
    ],
)
def test_the_rest_of_the_year(month: str, task: object, done: object, expected: list[str]) -> None:
    """F01 is what is left over the months left, F02 its multiple of the pace so far, F03 the line."""
    assert _of(month, task, done) == expected
