"""A wrong unit is wrong on both sides of every sum; it shows in the size of things."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.ledgers.check import check_month
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


STATISTICS = "统计编码|项目名称|统计开工|计划总投资（万元）|本年完成投资（{unit}）|纳统状态"


@pytest.mark.parametrize(("unit", "codes"), [("万元", []), ("元", ["U01"]), ("千元", [])])
def test_the_two_books_are_of_one_size(unit: str, codes: list[str]) -> None:
    """They never agree; the statistics of the year's first month have only the other book beside them."""
    names = [("甲", 100), ("乙", 300), ("丙", 900)]
    ledger = "\n".join([
        "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|1-2月累计（万元）|开复工状态",
        *(f"{n}|{name}|新建|水利局|9000|900|{done}|在建" for n, (name, done) in enumerate(names, 1)),
    ])  # fmt: skip
    statistics = "\n".join([
        STATISTICS.format(unit=unit),
        *(f"A{n}|{name}|是|9000|{done * 0.8}|已纳统" for n, (name, done) in enumerate(names, 1)),
    ])  # fmt: skip

    month = tidied(ledger, statistics, month=Month(2020, 2))

    assert [f.code for f in check_month(month.tables, None, Month(2020, 2))] == codes
