"""Totals, areas, further lines of 其中, marks, states and tables beside, as counties write them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from briefing.domain.findings import errors
from briefing.ledgers.check import check_month
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.tidy.tidy_month import Tidied, tidy_month
from briefing.workbooks.sheet import Book, Cell, Sheet
from tests import cases
from tests.conftest import MAY, ZHASHUI, sheet

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态"
)
WATER = "1|水厂|新建|水利局|500|100|50|在建"
POWER = "2|电站|续建|水利局|800|200|60|在建"
BOTH = f"{WATER}\n{POWER}"


def tidy(page: Sheet) -> Tidied:
    """Read, tidy and check one sheet."""
    found = Extract()
    read_book("台账.xlsx", Book([page]), MAY, found)
    month = tidy_month(found.tables, MAY, ZHASHUI)
    doubts = check_month(month.tables, None, MAY)
    return dataclasses.replace(month, findings=[*found.findings, *month.findings, *doubts])


def told(text: str) -> list[tuple[str, int]]:
    """Codes and rows of the errors."""
    return [(finding.code, finding.row) for finding in errors(tidy(sheet(text)).findings)]


def names(text: str, ledger: str = "projects") -> list[str]:
    return list(tidy(sheet(text)).tables[ledger].frame["project_name"])


@pytest.mark.parametrize(
    "word", ["汇总", "Total", "TOTAL", "Grand Total", "总计", "全县汇总", "汇总：2个"]
)
def test_a_totals_row_of_an_excel_table_is_a_total(word: str) -> None:
    """It is held against the rows."""
    assert names(f"{HEAD}\n{BOTH}\n{word}||||1300|300|110|") == ["水厂", "电站"]
    assert told(f"{HEAD}\n{BOTH}\n{word}||||1300|300|110|") == []
    assert told(f"{HEAD}\n{BOTH}\n{word}||||1400|300|110|") == [("R03", 4)]


WHICH = [
    "合计（2个）||||1300|300|110|\n其中：续建（1个）||||800|200|60|\n新建（1个）||||500|100|50|",
    "合计（2个）||||1300|300|110|\n其中：续建项目（1个）||||800|200|60|\n　　　新建项目（1个）||||500|100|50|",
    "合计||||1300|300|110|\n其中：续建项目||||800|200|60|\n新建项目||||500|100|50|",
    "合计||||1300|300|110|\n其中：新开工||||500|100|50|\n计划竣工项目||||800|200|60|",
    "合计（2个）||||1300|300|110|\n其中：续建（1个）||||800|200|60|\n其中：新建（1个）||||500|100|50|",
    "合计（2个）||||1300|300|110|\n其中：市级（1个）||||800|200|60|\n县级项目（1个）||||500|100|50|",
]


@pytest.mark.parametrize("lines", WHICH)
@pytest.mark.parametrize("is_above", [True, False])
def test_a_part_of_a_total_may_go_on_in_the_next_line(lines: str, is_above: bool) -> None:
    """With 其中 it makes up the total; it heads no projects."""
    rows = f"{lines}\n{BOTH}" if is_above else f"{BOTH}\n{lines}"

    assert names(f"{HEAD}\n{rows}") == ["水厂", "电站"]
    assert told(f"{HEAD}\n{rows}") == []


def test_a_band_below_a_part_is_a_band_where_they_do_not_add_up() -> None:
    """新建项目（1个） heads the one project below it; it is no part of a total of two."""
    lines = "合计（2个）||||1300|300|110|\n其中：省级（2个）||||1300|300|110|\n新建项目（1个）||||500|100|50|"
    rows = f"{HEAD}\n{lines}\n{WATER}\n续建项目（1个）||||800|200|60|\n{POWER}"

    assert told(rows) == []
    assert told(rows.replace("新建项目（1个）||||500", "新建项目（1个）||||600")) == [("R03", 4)]


AREAS = [
    ("市直（1个）", "延平区人民政府（1个）"),
    ("县直", "城关镇人民政府"),
    ("市本级", "高新区管委会"),
    ("省直单位（1个）", "乾佑街道办事处"),
]


@pytest.mark.parametrize(("first", "second"), AREAS)
@pytest.mark.parametrize("column", [0, 1])
def test_the_row_of_an_area_sums_the_projects_below_it(
    first: str, second: str, column: int
) -> None:
    """It is no project, and its sum is held against theirs."""
    lead = "|" * column
    rest = "|" * (4 - column)
    text = f"{HEAD}\n{lead}{first}{rest}500|100|50|\n{WATER}\n{lead}{second}{rest}{{}}|200|60|\n{POWER}"

    assert names(text.format(800)) == ["水厂", "电站"]
    assert told(text.format(800)) == []
    assert told(text.format(900)) == [("R03", 4)]


def test_an_area_may_have_its_count_in_another_column() -> None:
    """A count beside the name is no office."""
    text = f"{HEAD}\n|市直||1|500|100|50|\n{WATER}\n|延平区人民政府||1|800|200|60|\n{POWER}"

    assert names(text) == ["水厂", "电站"]
    assert told(text) == []


@pytest.mark.parametrize(
    ("word", "nature"),
    [
        ("新开工类", "new"), ("计划开工", "new"), ("拟开工类", "new"), ("预备类", "preliminary"),
        ("前期工作类", "preliminary"), ("储备类", "preliminary"), ("竣工投产类", "carried_over"),
        ("计划竣工类", "carried_over"), ("【续建】", "carried_over"), ("【新建】", "new"),
        ("【前期】", "preliminary"), ("续建类项目", "carried_over"),
    ],
)  # fmt: skip
def test_words_of_the_field_are_states(word: str, nature: str) -> None:
    """In a column, and as a band above the rows."""
    column = f"{HEAD}\n{WATER.replace('新建', word)}"
    band = f"{HEAD.replace('项目性质|', '')}\n{word}|||||||\n{WATER.replace('新建|', '')}"
    counted = band.replace(f"\n{word}|", f"\n一、{word}（1个）|")

    for text in (column, band, counted):
        month = tidy(sheet(text))
        assert list(month.tables["projects"].frame["nature"]) == [nature]
        assert errors(month.findings) == []


def filled(text: str, cells: dict[tuple[int, int], Cell]) -> Sheet:
    """A sheet with some cells that no text can write."""
    page = sheet(text)
    rows = [list(row) for row in page.rows]
    for (row, column), cell in cells.items():
        rows[row][column] = cell
    return dataclasses.replace(page, rows=rows)


YES: list[Cell] = [True, "TRUE", "√", "☑", "✔", "是", "✅"]
NO: list[Cell] = [False, "FALSE", "×", "☐", "✘", "否", "□"]


@pytest.mark.parametrize(
    ("cell", "is_yes"), [*((c, True) for c in YES), *((c, False) for c in NO)]
)
def test_a_mark_means_the_same_in_every_ledger(cell: Cell, is_yes: bool) -> None:
    """In yes and no, permits, states and the presence of a leader."""
    pages = {
        ("sponsorship", "has_team"): ("序号|项目名称|包抓领导|工作组|任务清单\n1|水厂|某|是|是", 3),
        ("sponsorship", "has_leader"): ("序号|项目名称|包抓领导|工作组|任务清单\n1|水厂|某|是|是", 2),
        ("permits", "environment"): ("序号|项目名称|审批类型|建议书|可研|环评\n1|水厂|备案|√|√|/", 5),
        ("statistics", "inclusion_status"): (
            "统计编码|项目名称|统计开工|计划总投资（万元）|本年完成投资（万元）|纳统状态\nA|水厂|是|9|1|是", 5
        ),
        ("projects", "status"): (f"{HEAD}\n{WATER}", 7),
    }  # fmt: skip
    meanings = {
        "has_team": (True, False), "has_leader": (True, False), "environment": ("done", "not_begun"),
        "inclusion_status": ("included", "preparing"), "status": ("started", "not_started"),
    }  # fmt: skip
    for (ledger, key), (text, column) in pages.items():
        month = tidy(filled(text, {(1, column): cell}))
        assert month.tables[ledger].frame[key].tolist() == [meanings[key][not is_yes]], key
        assert not [f for f in month.findings if f.code.startswith("V0") and f.code != "V05"]


@pytest.mark.parametrize(
    ("right", "severity"),
    [
        (["单位|个数", "水利局|2", "教育局|1"], "warning"),
        (["责任单位|总投资", "水利局|1300", "合计|1300"], "error"),
    ],
)
def test_a_second_table_beside_the_first_is_named_as_that(right: list[str], severity: str) -> None:
    """Behind an empty column; one line, and the first table is read."""
    lines = [f"{left}||{more}" for left, more in zip([HEAD, WATER, POWER], right, strict=True)]
    month = tidy(sheet("\n".join(lines)))

    (finding,) = [f for f in month.findings if f.code in {"S09", "H03"}]
    assert (finding.code, finding.severity.value) == ("S09", severity)
    assert "右侧J–K列另有一张表" in finding.found
    assert list(month.tables["projects"].frame["total_plan_wan"]) == [500, 800]


@pytest.mark.parametrize("column", ["|备注|存在问题", "||备注"])
def test_an_empty_column_parts_no_ledger(column: str) -> None:
    """Its own columns may stand behind it."""
    text = "\n".join(
        f"{line}{more}" for line, more in [(HEAD, column), (WATER, "||无"), (POWER, "||无")]
    )

    assert "S09" not in [finding.code for finding in tidy(sheet(text)).findings]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (f"{WATER}\n2|电站|续建|水利局|800|200||在建\n3|学校|新建|教育局|9|1|1|在建", ["V06"]),
        (f"{WATER}\n2|电站|续建|水利局|800|200|—|在建\n3|学校|新建|教育局|9|1|1|在建", ["V06"]),
        (f"{WATER}\n2|电站|续建|水利局|800|200||在建\n合计||||1300|300|50|", []),
        (BOTH, []),
    ],
)
def test_a_blank_that_no_total_shows_is_named(rows: str, told: list[str]) -> None:
    """With a total beside it, what is missing shows in the sum."""
    month = tidy(sheet(f"{HEAD}\n{rows}"))

    assert [f.code for f in month.findings if f.code == "V06"] == told


def test_a_totals_row_of_the_case_is_a_total(tmp_path: Path) -> None:
    """An Excel table with its own totals row 汇总."""
    month = cases.in_sample(
        tmp_path, "2020-05", cases.CASES / "table_totals_row.xlsx", instead_of="projects"
    )

    assert month.is_sound
    assert list(month.tables["projects"].rows["text"])[-1].startswith("汇总")
    assert len(month.tables["projects"].frame) == 95


def test_the_line_below_a_part_of_the_case_is_accepted(tmp_path: Path) -> None:
    """其中：续建项目（3个）, and 新建项目（2个） in the next line."""
    month = cases.alone(tmp_path, "2010-07", cases.CASES / "of_which_line.xlsx")

    assert [f for f in errors(month.findings) if f.code != "F02"] == []
    assert len(month.tables["projects"].frame) == 5


def test_a_header_that_its_values_decide_is_told() -> None:
    """建设性质 of 续建 and 新建 is the nature, 建设阶段 of 在建 and 前期 the state."""
    head = "序号|项目名称|建设性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|建设阶段"

    month = tidy(sheet(f"{head}\n{BOTH}"))

    assert [(each.code, each.column, each.letter) for each in month.findings] == [
        ("H13", "项目性质", "C"),
        ("H13", "开复工状态", "H"),
    ]
