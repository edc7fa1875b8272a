"""A wrong unit is wrong on both sides of every sum; it shows in the size of things."""

from __future__ import annotations

import pytest

from pipeline.check import check_month
from pipeline.months import Month
from tests.conftest import tidied

HEAD = (
    "序号|项目名称|项目性质|责任单位|总投资（{total}）|年度任务（{task}）|本月完成（万元）|"
    "1-{month}月累计（万元）|开复工状态\n"
)
ROWS = "1|水厂|续建|水利局|5000|600|100|200|在建\n2|电站|新建|水利局|8000|900|100|300|在建"


def told(head: dict[str, str], before: dict[str, str] | None = None) -> list[tuple[str, str]]:
    month = tidied(HEAD.format(month=5, **head) + ROWS)
    previous = (
        tidied(HEAD.format(month=4, **before) + ROWS, month=Month(2020, 4)) if before else None
    )
    findings = check_month(month.tables, previous.tables if previous else None)
    return [(f.column, f.letter) for f in findings if f.code == "U01"]


WAN = {"total": "万元", "task": "万元"}


def test_amounts_of_the_right_size_are_no_finding() -> None:
    """Projects of thousands of 万元, tasks of hundreds, and last month alike."""
    assert told(WAN, WAN) == []


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ({"total": "亿元", "task": "万元"}, ("总投资", "E")),
        ({"total": "元", "task": "万元"}, ("总投资", "E")),
        ({"total": "万元", "task": "元"}, ("年度计划投资", "F")),
    ],
)
def test_a_wrong_unit_is_named_by_its_column(head: dict[str, str], place: tuple[str, str]) -> None:
    """Half of the projects cannot cost 5000亿元 a piece, half a 万元, or do 3,000 times their task."""
    assert place in told(head)


def test_a_unit_that_changed_since_last_month_is_named() -> None:
    """No plan shrinks ten thousandfold in a month."""
    assert ("年度计划投资", "F") in told({"total": "万元", "task": "元"}, WAN)
