"""Cells that decide a figure, beside last month's: changed, left out, taken back, many at once."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.ledgers.check import check_month
from tests.conftest import MAY, ZHASHUI, tidied

APRIL = Month(2020, 4)
PROJECTS = (
    "序号|项目名称|项目性质|行业类别|建设地点|责任单位|总投资（亿元）|年度任务（万元）|1-{}月累计（万元）|"
    "开复工状态|计划开工时间|计划竣工时间|预计开工时间|制约因素\n"
)
WAITS = "1|水厂|新建|水利|营盘镇|水利局|0.5|600|0|未开工|2020年3月|2021年6月|2020年8月|征地"
RUNS = "1|水厂|新建|水利|营盘镇|水利局|0.5|600|60|在建|2020年3月|2021年6月||"


def told(now: str, before: str) -> list[tuple[str, str, str]]:
    """Code, letter and expectation of what is said of a ledger beside last month's."""
    then, month = tidied(before, month=APRIL), tidied(now)
    found = check_month(month.tables, then.tables, MAY, ZHASHUI)
    return [(f.code, f.letter, f.expected) for f in found]


def of_project(now: str, before: str) -> list[tuple[str, str, str]]:
    return told(PROJECTS.format(5) + now, PROJECTS.format(4) + before)


def test_what_stands_is_left_alone() -> None:
    """Also where a month became a day of it, and what was awaited has come."""
    assert of_project(WAITS, WAITS) == []
    assert of_project(WAITS.replace("2020年3月", "2020-03-12"), WAITS) == []
    assert of_project(RUNS.replace("|60|", "|0|"), WAITS) == []


@pytest.mark.parametrize(
    ("was", "now", "letter", "expected"),
    [
        ("2020年3月", "2021年3月", "K", "上月为“2020年3月”，调整应有依据"),
        ("2021年6月", "", "L", "上月为“2021年6月”，不再填报应有说明"),
        ("2020年8月", "年底前", "M", "上月为“2020年8月”，调整应有依据"),
        ("征地", "资金", "N", "上月为“土地征用”，调整应有依据"),
        ("水利|营", "交通|营", "D", "上月为“水利”，调整应有依据"),
        ("营盘镇", "下梁镇", "E", "上月为“营盘镇”，调整应有依据"),
        ("|水利局", "|林业局", "F", "上月为“水利局”，调整应有依据"),
        ("0.5", "5", "G", "上月为0.5亿元，调整应有依据"),
        ("|600", "|700", "H", "上月为600万元，调整应有依据"),
    ],
)
def test_a_cell_that_changed_is_asked_about(
    was: str, now: str, letter: str, expected: str
) -> None:
    """With what it was, in the unit of its column."""
    assert of_project(WAITS.replace(was, now), WAITS) == [("X03", letter, expected)]


def test_many_that_changed_at_once_are_one_finding() -> None:
    """A band or a head is wrong, not forty cells: a nature is never changed for so many."""
    rows = [
        f"{n}|{n}号|新建|水利|营盘镇|水利局|{n}|600|0|未开工|2020年3月||2020年8月|征地"
        for n in range(1, 9)
    ]
    before = "\n".join(rows)

    natures = of_project(before.replace("新建", "续建"), before)
    days = of_project(before.replace("2020年3月", "2020年4月"), before)

    assert [(code, letter) for code, letter, _ in natures] == [("X10", "C")]
    assert days == [("X10", "K", "计划开工时间一般不会同时改变这么多")]


TASKS = "序号|项目名称|办理事项|承办单位|受理日期|承诺时限|实际用时|办结日期|转办次数\n"
TASK = "1|水厂|用地|资源局|2020-04-08|5|5|2020-04-15|2"
STATISTICS = "统计编码|项目名称|统计开工|在库计划总投资（万元）|纳统状态|入库月份|是否申报资料\n"
INCLUDED = "A1|水厂|是|5000|已纳统|2020年4月|是"


@pytest.mark.parametrize(
    ("head", "row", "was", "now", "code", "letter"),
    [
        (TASKS, TASK, "|5|5", "|15|5", "X03", "F"),
        (TASKS, TASK, "资源局", "住建局", "X03", "D"),
        (TASKS, TASK, "|2020-04-15", "|", "X03", "H"),
        (TASKS, TASK, "15|2", "15|0", "E2", "I"),
        (TASKS, TASK, "15|2", "15|", "X03", "I"),
        (STATISTICS, INCLUDED, "|是|5000", "|否|5000", "X09", "C"),
        (STATISTICS, INCLUDED, "已纳统", "退回", "X09", "E"),
        (STATISTICS, INCLUDED, "已纳统", "不纳统", "X09", "E"),
        (STATISTICS, INCLUDED, "月|是", "月|否", "X09", "G"),
        (STATISTICS, INCLUDED, "月|是", "月|", "X03", "G"),
        (STATISTICS, INCLUDED, "2020年4月", "2020年2月", "X03", "F"),
    ],
)
def test_every_ledger_is_held_against_its_last(
    head: str, row: str, was: str, now: str, code: str, letter: str
) -> None:
    """Days and offices stay, counts grow, states go forward."""
    assert told(head + row, head + row) == []
    assert (code, letter) in [each[:2] for each in told(head + row.replace(was, now), head + row)]


def test_a_state_that_goes_forward_is_no_question() -> None:
    """未纳统 to 已纳统 is what everyone waits for."""
    before = "A1|水厂|否|5000|未开工||否"

    assert told(STATISTICS + INCLUDED.replace("2020年4月", "2020年5月"), STATISTICS + before) == []


def test_a_permit_is_not_unmade() -> None:
    """Obtained, it stays obtained, and of the same day."""
    head = "项目名称|可行性研究报告|环评批复\n"
    before = head + "水厂|2020.3.6|√"

    assert [each[:2] for each in told(head + "水厂|办理中|√", before)] == [("X09", "B")]
    assert told(head + "水厂|2019.3.6|√", before) == [
        ("X03", "B", "上月为“2020.3.6”，调整应有依据")
    ]
    assert [each[:2] for each in told(head + "水厂|2020.3.6|/", before)] == [("X09", "C")]


def test_a_ledger_that_came_last_month_is_missed() -> None:
    """Of those that need not come every month; what a required one lacks is told elsewhere."""
    meetings = "序号|会议日期|会议形式|解决问题数\n1|2020-04-08|现场会|1"
    then = tidied(TASKS + TASK, meetings, month=APRIL)

    (finding,) = check_month(tidied(TASKS + TASK).tables, then.tables, MAY)

    assert (finding.code, finding.file) == ("X11", "《项目协调会议台账》")
    assert check_month(then.tables, then.tables, APRIL) == []


def test_a_new_row_is_of_this_month() -> None:
    """One that last month's ledger had not was written since."""
    late = TASK.replace("1|水厂", "2|水厂").replace("2020-04-15", "")

    assert ("N07", "E") in [each[:2] for each in told(f"{TASKS}{TASK}\n{late}", TASKS + TASK)]


def test_a_total_that_was_there_is_missed() -> None:
    """Without it nothing would hold the rows against anything."""
    total = "合计|||||||600|60||||"
    before = f"{PROJECTS.format(4)}{RUNS}\n{total}"

    assert told(f"{PROJECTS.format(5)}{RUNS}\n{total}", before) == []
    assert [
        each[:2] for each in told(f"{PROJECTS.format(5)}{RUNS}\n合计|||||||600||||||", before)
    ] == [("X12", "I")]


def test_a_new_deadline_has_not_passed_already() -> None:
    """Who promises now does not promise the past."""
    head = "统计编码|项目名称|统计开工|在库计划总投资（万元）|纳统状态|计划入库窗口\n"
    before = head + "A1|水厂|是|5000|正在申报|"

    assert told(before + "2020年6月", before) == []
    assert told(before + "2020年3月", before) == [("N07", "F", "上月没有填写，新填的时限不应已过")]


MONEY = "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（亿元）|{0}月完成（亿元）|1-{0}月累计（亿元）|开复工状态\n"


@pytest.mark.parametrize(
    ("cells", "code", "expected"),
    [
        ("0.5|", "E1", "应等于上月累计加本月完成2.5亿元"),
        ("|", "V07", "上月累计2亿元，占全县的66.7%，按未报处理后未计入合计"),
    ],
)
def test_a_blank_cumulative_amount_is_told_with_what_is_missing(
    cells: str, code: str, expected: str
) -> None:
    """Beside a month it was left out; without one it was not reported, and weighs so much."""
    other = "2|路|新建|水利局|50000|4|{}|在建"
    before = MONEY.format(4) + "1|水厂|新建|水利局|50000|4|1|2|在建\n" + other.format("0.5|1")
    now = MONEY.format(5) + f"1|水厂|新建|水利局|50000|4|{cells}|在建\n" + other.format("0|1")

    found = told(now, before)

    assert (code, "H", expected) in found
