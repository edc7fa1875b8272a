"""Cells that contradict their neighbours in the row, the band above, or the other book."""

from __future__ import annotations

import pytest

from briefing.ledgers.check import check_month
from tests.conftest import MAY, ZHASHUI, tidied

PROJECTS = (
    "序号|项目名称|项目性质|责任单位|总投资（万元）|截至上年底累计（万元）|年度任务（万元）|本月完成（万元）|"
    "1-5月累计（万元）|开复工状态|开工时间|计划开工时间|计划竣工时间|预计开工时间|形象进度|备注\n"
)
RUNS = "1|水厂|续建|水利局|1000|300|600|100|200|在建|2020-02-01|2019年3月|2021年6月||主体施工|"
WAITS = "1|水厂|新建|水利局|1000|0|600|0|0|未开工||2020年3月|2021年6月|2020年8月|前期工作|"
OVER = "1|水厂|续建|水利局|1000|800|200|50|200|竣工|2020-02-01|2019年3月|2020年5月||已竣工|"


def told(*ledgers: str) -> list[tuple[str, str, str]]:
    """Code, severity and letter of what is said of ledgers of one month."""
    month = tidied(*ledgers)
    found = check_month(month.tables, None, MAY, ZHASHUI)
    return [(f.code, str(f.severity), f.letter) for f in found if f.code != "K04"]


@pytest.mark.parametrize("row", [RUNS, WAITS, OVER])
def test_a_sound_row_is_left_alone(row: str) -> None:
    """The rows that the others are changed from."""
    assert told(PROJECTS + row) == []


@pytest.mark.parametrize(
    ("row", "was", "now", "letter"),
    [
        (RUNS, "在建", "停工", "J"),
        (RUNS, "主体施工", "因征地停工", "O"),
        (RUNS, "主体施工", "3月复工，5月又停工", "O"),
        (RUNS, "主体施工|", "主体施工|5月起停工", "P"),
        (RUNS, "主体施工", "已竣工", "O"),
        (RUNS, "2021年6月", "2018年6月", "M"),
        (RUNS, "续建", "新建", "F"),
        (RUNS, "|300|", "|0|", "F"),
        (WAITS, "未开工|", "未开工|2020-05-06", "K"),
        (WAITS, "2020年8月", "2020年2月", "N"),
        (OVER, "|800|", "|300|", "J"),
    ],
)
def test_a_contradiction_in_a_project_is_asked_about(
    row: str, was: str, now: str, letter: str
) -> None:
    """A state against dates, amounts and words."""
    assert told(PROJECTS + row.replace(was, now, 1)) == [("N01", "warning", letter)]


@pytest.mark.parametrize(
    ("was", "now", "letter"),
    [("2020-02-01", "", "K"), ("||主体施工", "|2020年8月|主体施工", "N")],
)
def test_a_project_tells_what_others_of_its_state_tell(was: str, now: str, letter: str) -> None:
    """A column that no running project fills, or all of them, is kept so."""
    others = "\n".join(RUNS.replace("1|水厂", f"{n}|{n}号路") for n in range(2, 5))

    found = told(f"{PROJECTS}{RUNS.replace(was, now, 1)}\n{others}")

    assert found == [("N01", "warning", letter)]


@pytest.mark.parametrize(
    "words", ["2月停工，现已复工", "未停工", "停工待复工后恢复施工", "无停工现象"]
)
def test_works_that_go_on_are_not_called_stopped(words: str) -> None:
    """停工 that has ended, or never was."""
    assert told(PROJECTS + RUNS.replace("主体施工", words)) == []


RESERVE = "序号|项目名称|领域|总投资（万元）|十四五投资（万元）|拟争取上级资金（万元）|责任单位|拟替换项目|替换后年度投资（万元）\n"
ENTRY = "1|新水厂|民生|900|800|300|水利局|水厂|610"


@pytest.mark.parametrize(
    ("was", "now", "finding"),
    [
        ("|800|", "|901.01|", [("N04", "error", "E")]),
        ("|800|", "|901|", []),
        ("|300|", "|3000|", [("N04", "warning", "F")]),
        ("|610", "|", [("N04", "warning", "I")]),
        ("|水厂|610", "||610", [("N04", "warning", "H")]),
        ("|610", "|0.061", [("N06", "error", "I")]),
        ("|610", "|61", [("N06", "warning", "I")]),
    ],
)
def test_a_replacement_is_of_the_size_of_what_it_replaces(
    was: str, now: str, finding: list[tuple[str, str, str]]
) -> None:
    """In the unit of its column, and no part larger than its total."""
    assert told(PROJECTS + WAITS, RESERVE + ENTRY.replace(was, now, 1)) == finding


def test_a_field_is_that_of_its_band() -> None:
    """A band that names one of the column's values speaks for the rows below it."""
    head = "序号|项目名称|领域|总投资（万元）|责任单位\n"
    rows = "一、社会民生（1个）||||\n1|校舍|{}|900|教育局\n二、生态环保（1个）||||\n2|林带|生态环保|80|林业局"

    assert told(head + rows.format("社会民生")) == []
    assert told(head + rows.format("生态环保")) == [("N05", "warning", "C")]


def test_a_band_of_offices_says_nothing_of_the_sector() -> None:
    """水利局 is no value of the column, though 水利 is."""
    head = "序号|项目名称|项目性质|行业类别|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态\n"
    rows = "一、水利局（1个）||||||||\n1|水厂|新建|农业|水利局|1000|600|0|未开工\n"

    assert told(head + rows) == []


STATISTICS = "统计编码|项目名称|统计开工|开工年月|在库计划总投资（万元）|本年完成投资（万元）|纳统状态|入库月份|是否申报资料|缺少资料\n"
INCLUDED = "A1|水厂|是|2020年2月|1000|190|已纳统|2020年4月|是|"
OTHERS = "\nA3|桥|是|2020年2月|1000|190|已纳统|2020年4月|是|\nA2|路|是|2020年2月|900||资料不全||否|施工合同\n|林带|否||800||未开工||否|"


def test_sound_statistics_are_left_alone() -> None:
    """One of each state."""
    assert told(STATISTICS + INCLUDED + OTHERS) == []


@pytest.mark.parametrize(
    ("was", "now", "letter"),
    [
        ("|2020年4月", "|", "H"),
        ("A1", "", "A"),
        ("水厂|是", "水厂|否", "C"),
        ("厂|是|2020年2月", "厂|是|2020年5月", "H"),
        ("|1000|", "|499|", "E"),
        ("4月|是", "4月|否", "I"),
        ("是|\n", "是|施工合同\n", "J"),
        ("资料不全|", "资料不全|2020年3月", "G"),
        ("林带|否", "林带|是", "C"),
        ("林带|否|", "林带|否|2020年2月", "C"),
        ("|资料不全", "|不纳统", "G"),
    ],
)
def test_a_state_of_inclusion_has_its_reasons(was: str, now: str, letter: str) -> None:
    """The standard, the month, the size, the documents."""
    rows = STATISTICS + (INCLUDED + OTHERS).replace(was, now, 1)

    assert ("N03", "warning", letter) in told(rows)


def test_two_books_do_not_contradict_each_other() -> None:
    """What has not started is not included, and no amount is several times the other's."""
    waits = PROJECTS + WAITS
    assert ("N06", "warning", "G") in told(waits, STATISTICS + INCLUDED)
    runs = PROJECTS + RUNS
    assert told(runs, STATISTICS + INCLUDED) == []
    assert told(runs, STATISTICS + INCLUDED.replace("|1000|", "|10000|")) == [
        ("N06", "warning", "E")
    ]
    assert told(runs, STATISTICS + INCLUDED.replace("|190|", "|1100|")) == [
        ("N06", "warning", "F")
    ]
    # A project that was included late has done little in the statistics.
    assert told(runs, STATISTICS + INCLUDED.replace("|190|", "|10|")) == []
