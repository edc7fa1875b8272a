"""Which file is which ledger: what is none is named and asked about, and no figure changes."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import pytest

from briefing.cli.check import _width
from briefing.domain.findings import Finding, errors
from briefing.domain.months import Month
from briefing.ledgers.cut.month_reader import Known, MonthReader, read_month
from briefing.ledgers.cut.received import Received
from briefing.ledgers.dictionary import all_ledgers
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from tests import cases
from tests.conftest import MAY, sheet, workbook
from tests.project import copy_project, run

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.ledgers.cut.book_reader import Extract

PROJECTS = (
    "柞水县2020年重点项目进展情况月报表|<|<|<|<|<|<|<\n"
    "序号|项目名称|项目性质|责任单位|总投资（万元）|年度计划投资（万元）|1-5月累计完成投资（万元）|开复工状态\n"
    "1|水厂|新建|水利局|500|100|50|在建\n2|电站|续建|水利局|800|200|60|在建\n"
    "3|学校|新建|教育局|900|300|70|在建\n合计||||2200|600|180|"
)
RESERVE = (
    "柞水县“十四五”规划项目储备表|<|<|<|<|<|<\n"
    "序号|项目名称|领域|建设性质|起止年限|总投资（万元）|责任单位\n"
    "1|医院|民生|新建|2021-2023|900|卫生健康局\n2|公园|生态|新建|2021-2022|700|住建局"
)
PERMITS = (
    "柞水县重点项目前期手续办理情况表|<|<|<|<|<|<|<\n"
    "序号|项目名称|责任单位|审批类型|项目建议书|可研批复|用地预审|环评批复\n"
    "1|水厂|水利局|审批|√|√|√|/\n2|电站|水利局|备案|√|√|√|/\n3|学校|教育局|审批|√|√|√|/"
)
TASKS = "序号|项目名称|办理事项|承办单位|受理日期|承诺时限（工作日）"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty month."""
    (folder := tmp_path / "2020-05").mkdir()
    return folder


def put(folder: Path, **texts: str) -> None:
    """Write a workbook of one sheet for each text; __ in a name stands for nothing."""
    for name, text in texts.items():
        workbook(folder / f"{name}.xlsx", sheet(text, name="Sheet1"))


def told(found: Extract) -> list[Finding]:
    """What is said of the files that were sent."""
    return [finding for finding in found.findings if finding.code != "F02"]


def rows(found: Extract) -> dict[str, int]:
    """The rows of each ledger that count."""
    counts: dict[str, int] = {}
    for table in found.tables:
        counts[table.ledger.id] = counts.get(table.ledger.id, 0) + table.kinds.count("project")  # type: ignore[arg-type]
    return counts


# Tables that lie in a month's folder and are none of its ledgers.
FOREIGN = {
    "an annual plan": (
        "柞水县2020年重点项目投资计划表|<|<|<|<|<|<\n"
        "序号|项目名称|建设性质|主要建设内容|总投资（万元）|年度计划投资（万元）|责任单位\n"
        "1|水厂|新建|扩容|500|100|水利局\n2|道路|续建|改造|800|200|交通局"
    ),
    "a start ceremony": (
        "柞水县2020年第二季度重大项目集中开工仪式项目清单|<|<|<|<|<\n"
        "序号|项目名称|建设地点|建设内容及规模|总投资（亿元）|责任单位\n"
        "1|产业园|营盘镇|厂房|1.2|发改局\n2|冷链|乾佑街道|冷库|0.5|商务局"
    ),
    "a signing": (
        "2020年招商引资签约项目表|<|<|<|<|<\n"
        "序号|项目名称|建设内容|起止年限|总投资（亿元）|责任单位\n1|康养|酒店|2020-2022|3|招商局"
    ),
    "a city's plan of investment": (
        "2020年度市直政府性投资项目计划表|<|<|<|<|<\n"
        "序号|项目名称|建设规模及内容|建设性质|总投资（万元）|项目责任单位\n"
        "1|海绵公园|规模|续建|12000|水利局"
    ),
    "a plan of bonds": (
        "2020年专项债券项目资金安排表|<|<|<|<|<\n"
        "序号|项目名称|建设内容|资金来源|总投资（万元）|责任单位\n1|管网|改造|债券|5000|住建局"
    ),
    "projects of no kind": (
        "项目一览表|<|<|<|<|<\n"
        "序号|项目名称|建设内容|起止年限|总投资（万元）|责任单位\n1|广场|铺装|2020-2021|300|城管局"
    ),
    "a list without a title": (
        "序号|项目名称|建设内容|建设年限|总投资（万元）|主管部门\n1|广场|铺装|2020-2021|300|城管局"
    ),
    "a table of enterprises": (
        "2020年5月规上企业项目情况|<|<|<|<|<|<\n"
        "序号|企业名称|项目名称|总投资（万元）|本年完成投资（万元）|本月完成投资（万元）|街镇\n"
        "1|药厂|生产线|6000|900|200|乾佑街道"
    ),
    "offices and telephones": "通讯录|<|<\n单位|姓名|职务\n水利局|某|局长",
    "scores": "2020年5月项目考核评分表|<|<|<\n序号|单位|得分|名次\n1|水利局|95|1",
}  # fmt: skip


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_table_that_is_no_ledger_is_an_error_and_not_counted(folder: Path, text: str) -> None:
    """Beside the county's ledgers it adds no project, and one line asks what it is."""
    put(folder, 进展=PROJECTS, 储备=RESERVE, 手续=PERMITS, 别的=text)

    found = read_month(folder, MAY)

    assert rows(found) == {"projects": 3, "reserve": 2, "permits": 3}
    (finding,) = errors(told(found))
    assert finding.file == "别的.xlsx"
    assert finding.code in {"F04", "F21", "H08"}
    digest = hashlib.sha256((folder / "别的.xlsx").read_bytes()).hexdigest()
    assert "[[ignored]]" in finding.advice
    assert digest in finding.advice
    (entry,) = (each for each in found.received if each.file == "别的.xlsx")
    assert entry.why
    assert entry.verdict.startswith("不是本系统的台账，因为")


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_table_that_is_no_ledger_is_none_alone_either(folder: Path, text: str) -> None:
    """In a new county nothing else tells that it is none."""
    put(folder, 别的=text)

    found = read_month(folder, MAY)

    assert found.tables == []
    assert len(errors(told(found))) == 1


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_files_name_does_not_speak_for_a_table_behind_its_ledger(
    folder: Path, text: str
) -> None:
    """On a sheet of its own in the reserve's workbook it is none of it."""
    pages = sheet(RESERVE, name="储备"), sheet(text, name="Sheet9")
    workbook(folder / "储备项目表.xlsx", *pages)

    assert rows(read_month(folder, MAY)) == {"reserve": 2}


def test_a_files_name_speaks_for_all_tables_of_one_kind(folder: Path) -> None:
    """However few columns they have, and whatever each is called."""
    text = OURS["a reserve by its name alone"].partition("\n")[2]
    second = f"企业投资项目|<|<|<|<\n{text.replace('医院', '桥')}"
    pages = sheet(text, name="民生"), sheet(second, name="企业")
    workbook(folder / "储备项目表.xlsx", *pages)

    assert rows(read_month(folder, MAY)) == {"reserve": 2}


def test_a_doubt_names_the_nearest_ledger_what_it_has_and_what_it_lacks(folder: Path) -> None:
    """A clerk sees why the file was taken for it."""
    put(folder, 企业=FOREIGN["a table of enterprises"])

    (finding,) = told(read_month(folder, MAY))

    assert "像《重点项目进展月报表》，但表名写“2020年5月规上企业项目情况”" in finding.line
    assert "有“本年完成投资（万元）”、“本月完成投资（万元）”" in finding.line
    assert "还缺“责任单位”、“年度计划投资”、“开复工状态”列" in finding.line


# Ledgers that are called by other names, or by none, and are ledgers nevertheless.
OURS = {
    "no title at all": PROJECTS.partition("\n")[2],
    "a plan and its progress": PROJECTS.replace("进展情况月报表", "投资计划执行情况表"),
    "only called a table": PROJECTS.replace("2020年重点项目进展情况月报表", "项目表"),
    "a plan with all columns": PROJECTS.replace("进展情况月报表", "投资计划表"),
    "a reserve by its name alone": (
        "项目储备库|<|<|<|<\n序号|项目名称|建设内容|总投资（万元）|责任单位\n1|医院|门诊|900|卫生健康局"
    ),
    "a reserve of former years": (
        "“十二五”规划项目储备表|<|<|<|<\n序号|项目名称|起止年限|总投资（万元）|责任单位\n1|医院|2012-2015|900|发改局"
    ),
    "a reserve by its columns": (
        "项目表|<|<|<|<\n序号|项目名称|领域|总投资（万元）|责任单位\n1|医院|民生|900|卫生健康局"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", OURS.values(), ids=OURS.keys())
def test_a_ledger_is_known_by_its_columns_or_its_title(folder: Path, text: str) -> None:
    """One of the two suffices."""
    put(folder, 报表=text)

    found = read_month(folder, MAY)

    assert len(found.tables) == 1
    assert told(found) == []


LEVELS = {
    "of the city": RESERVE.replace("柞水县", "商洛市"),
    "of another county": RESERVE.replace("柞水县", "山阳县"),
    "of a level": RESERVE.replace("柞水县“十四五”", "省级“十四五”"),
}


@pytest.mark.parametrize("text", LEVELS.values(), ids=LEVELS.keys())
def test_another_levels_plan_is_not_joined(folder: Path, text: str) -> None:
    """It has the ledger's own columns and other projects; the line says what it would add."""
    put(folder, 储备=RESERVE, 上级=text.replace("医院", "机场").replace("公园", "铁路"))

    with Guard(FileLimits()) as guard:
        found = MonthReader(folder, MAY, guard, known=Known("柞水县")).read()

    assert rows(found) == {"reserve": 2}
    (finding,) = errors(told(found))
    assert (finding.code, finding.file) == ("F21", "上级.xlsx")
    assert "《“十四五”规划项目储备表》已有“储备.xlsx”（2行）" in finding.expected
    assert "如计入，将增加2行、总投资1600万元" in finding.expected


def test_another_offices_permits_are_not_joined(folder: Path) -> None:
    """The land office keeps a table of its own permits."""
    land = (
        "自然资源局用地手续办理情况表|<|<|<|<\n序号|项目名称|用地预审|用地批复|用地规划许可\n"
        "1|水厂|√|√|√\n2|粮库|√||"
    )
    put(folder, 手续=PERMITS, 用地=land)

    found = read_month(folder, MAY)

    assert rows(found) == {"permits": 3}
    assert [(f.code, f.file) for f in errors(told(found))] == [("F21", "用地.xlsx")]


def test_a_plan_of_the_same_projects_is_not_a_second_version(folder: Path) -> None:
    """It lacks what was done."""
    plan = FOREIGN["an annual plan"].replace("投资计划表", "情况表").replace("道路", "电站")
    put(folder, 进展=PROJECTS, 年初=plan)

    found = read_month(folder, MAY)

    assert rows(found) == {"projects": 3}
    (finding,) = errors(told(found))
    assert (finding.code, finding.file) == ("F21", "年初.xlsx")
    assert "还缺“自年初累计完成投资”、“开复工状态”列" in finding.line


def test_a_ledger_in_two_files_is_joined_and_said(folder: Path) -> None:
    """Old and new projects come from two offices; what the second adds is told."""
    title = "柞水县2020年新建重点项目进展情况月报表"
    more = f"{title}|<|<|<|<|<|<|<\n{PROJECTS.splitlines()[1]}\n1|粮库|新建|发改局|400|90|30|在建"
    put(folder, 进展=PROJECTS, 进展2=more)

    found = read_month(folder, MAY)

    assert rows(found) == {"projects": 4}
    (finding,) = told(found)
    assert (finding.code, finding.severity, finding.file) == ("F23", "warning", "进展2.xlsx")
    assert "已计入，增加1行、总投资400万元、年度计划投资90万元" in finding.found


NAMES = [
    ("进展.xlsx", "进展（1）.xlsx"),
    ("进展.xlsx", "副本进展.xlsx"),
    ("进展（定稿）.xlsx", "进展（定稿）最终版.xlsx"),
    ("5月.xlsx", "新建 工作表.xlsx"),
]


@pytest.mark.parametrize(("first", "second"), NAMES)
def test_two_versions_are_one_line(folder: Path, first: str, second: str) -> None:
    """Both names, their times, and the cells that differ; the newer one is kept for the checks."""
    for number, (name, text) in enumerate(
        {first: PROJECTS, second: PROJECTS.replace("|200|60|", "|200|65|")}.items()
    ):
        workbook(folder / name, sheet(text))
        os.utime(folder / name, (1590000000 + 86400 * number,) * 2)

    found = read_month(folder, MAY)

    assert rows(found) == {"projects": 3}
    (finding,) = errors(told(found))
    assert finding.code == "F22"
    assert first in finding.line
    assert second in finding.line
    assert "2020-05-2" in finding.line
    assert "有1个单元格不同（G4由“60”变为“65”）" in finding.expected
    assert [table.file for table in found.tables] == [second]


def test_two_equal_copies_are_one_line(folder: Path) -> None:
    """Nothing differs but the names."""
    put(folder, 甲=PERMITS, 乙=PERMITS)

    (finding,) = errors(told(read_month(folder, MAY)))

    assert finding.code == "F22"
    assert "内容相同" in finding.expected


LOCKED = [
    ("重点项目进展情况月报表（5月）.xlsx", {"projects"}),
    ("附件5：重点项目包抓及限时办结台账（5月）.xlsx", {"sponsorship", "tasks"}),
    ("督查问题台账-5月.xlsx", {"problems"}),
    ("2020年5月固定资产投资统计台账.xlsx", {"statistics"}),
    ("十四五规划项目储备表.xlsx", {"reserve"}),
    ("前期手续表.xls", {"permits"}),
    ("资料.xlsx", set()),
]


@pytest.mark.parametrize(("name", "ledgers"), LOCKED)
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_not_also_missing(
    folder: Path, name: str, ledgers: set[str], content: bytes
) -> None:
    """Its name says which ledger it is: one cause, one line."""
    (folder / name).write_bytes(content)

    found = read_month(folder, MAY)

    missing = {
        entry.id for f in found.findings if f.code == "F02" for entry in all_ledgers()
        if f"《{entry.name}》" in f.found
    }  # fmt: skip
    assert missing == {entry.id for entry in all_ledgers() if entry.required} - ledgers
    assert len(told(found)) == 1


NONE = [
    f"{TASKS}\n无|||||",
    f"{TASKS}\n1|无||||",
    f"{TASKS}\n|本月无办理事项||||",
    f"{TASKS}\n本月无办理事项|<|<|<|<|<",
    f"{TASKS}\n1|无|无|无|无|无",
    f"{TASKS}\n1|暂无|—|—|—|—",
    f"{TASKS}\n5月无新增事项|||||\n填表人：某|||||",
    f"{TASKS}\n零报告|||||",
    "限时办结台账\n本月无办理事项",
    "柞水县限时办结台账（2020年5月）\n填报单位：县行政审批服务局\n无",
]


@pytest.mark.parametrize("text", NONE)
def test_a_ledger_that_has_nothing_to_tell_is_there(folder: Path, text: str) -> None:
    """It counts as none this month; nothing is missing and nothing is asked."""
    workbook(folder / "限时办结台账.xlsx", sheet(text, name="Sheet1"))

    found = read_month(folder, MAY)

    assert rows(found) == {"tasks": 0}
    assert told(found) == []
    assert not any("限时办结" in finding.found for finding in found.findings)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TASKS, "H05"),
        (f"{TASKS}\n填表人：某|||||", "H05"),
        (PROJECTS.partition("\n1|")[0] + "\n无|||||||", "H05"),
    ],
)
def test_a_head_alone_is_asked_about(folder: Path, text: str, code: str) -> None:
    """Whether there is nothing, or the rows were forgotten, nobody can know; projects there are."""
    put(folder, 报表=text)

    assert code in [finding.code for finding in told(read_month(folder, MAY))]


def test_a_project_whose_name_begins_with_nothing_is_a_project(folder: Path) -> None:
    """无极路 is a street."""
    put(folder, 报表=f"{TASKS}\n1|无极路改造|用地|资源局|2020-01-06|5")

    assert rows(read_month(folder, MAY)) == {"tasks": 1}


IGNORED = """
[[ignored]]
file = "other_plan_as_reserve.xlsx"
hash = "{digest}"
reason = "市里的政府投资计划"
confirmed_by = "县发改局规划股"
confirmed_on = 2020-06-02
"""
PLAN = cases.CASES / "other_plan_as_reserve.xlsx"


def test_a_citys_plan_is_no_reserve(tmp_path: Path) -> None:
    """The reserve stays 220 projects and 736亿元, and the file is asked about."""
    month = cases.in_sample(tmp_path, "2020-05", PLAN)

    assert len(month.tables["reserve"].frame) == 220
    assert month.tables["reserve"].frame["total_plan_wan"].sum() == pytest.approx(7_360_000)
    (finding,) = errors(month.findings)
    assert finding.file == PLAN.name
    assert finding.code in {"F21", "H08"}
    assert "最接近《" in finding.found or "像《" in finding.found


@pytest.mark.parametrize("is_same", [True, False])
def test_that_a_file_is_no_ledger_is_written_down_once(tmp_path: Path, is_same: bool) -> None:
    """By its hash: another content under the same name is asked about again."""
    digest = hashlib.sha256(PLAN.read_bytes() + (b"" if is_same else b"x")).hexdigest()
    (tmp_path / "corrections").mkdir()
    written = tmp_path / "corrections" / "2020-05.toml"
    written.write_text(IGNORED.format(digest=digest), encoding="utf-8")

    month = cases.in_sample(tmp_path, "2020-05", PLAN)

    assert month.is_sound == is_same
    (entry,) = (each for each in month.received if each.file == PLAN.name)
    assert ("市里的政府投资计划" in entry.why) == is_same


def test_other_years_columns_make_no_reserve(tmp_path: Path) -> None:
    """A table of 2010 beside the reserve of 2012: named, and no project more."""
    files = [cases.CASES / name for name in ("other_year_columns.xlsx", "reserve_2012.xlsx")]
    month = cases.alone(tmp_path, "2012-05", *files)

    assert len(month.tables["reserve"].frame) == 2
    (finding,) = (f for f in errors(month.findings) if f.file == files[0].name)
    assert "像《重点项目进展月报表》" in finding.found
    assert "2010年计划投资（万元）" in finding.found


def test_another_table_is_refused_with_its_nearest_ledger(tmp_path: Path) -> None:
    """A statistics table of enterprises says what it was taken for, and why."""
    month = cases.alone(tmp_path, "2023-05", cases.CASES / "other_table.xlsx")

    assert month.tables == {}
    (finding,) = (f for f in errors(month.findings) if f.file == "other_table.xlsx")
    assert (
        "像《重点项目进展月报表》，但表名写“金湾区（开发区）固定资产项目情况-企业信息”"
        in finding.line
    )
    assert "相近" not in finding.line


def test_the_list_of_files_is_in_the_answer(tmp_path: Path) -> None:
    """Each sheet with its ledger and rows; from the store it is the same."""
    month = cases.in_sample(tmp_path, "2020-05")
    again = cases._opened(tmp_path, "2020-05", ())

    assert month.is_sound
    assert again.received == month.received
    assert {(entry.ledger, entry.rows) for entry in month.received} == {
        ("growth", 4), ("statistics", 95), ("reserve", 220), ("projects", 95), ("permits", 95),
        ("sponsorship", 95), ("tasks", 60), ("problems", 272), ("meetings", 15),
    }  # fmt: skip


def test_last_months_name_says_which_ledger_a_damaged_file_was(tmp_path: Path) -> None:
    """甲4.xlsx held the tasks in April; 甲5.xlsx is empty in May."""
    (folder := tmp_path / "2020-05").mkdir()
    (folder / "审批局报表5月.xlsx").write_bytes(b"")
    with Guard(FileLimits()) as guard:
        reader = MonthReader(folder, Month(2020, 5), guard)
        found = reader.read(former=[Received("审批局报表4月.xlsx", "Sheet1", "tasks", 60)])

    assert not any("限时办结" in finding.found for finding in found.findings)


def test_check_begins_with_the_list_of_files(tmp_path: Path) -> None:
    """One line a sheet, aligned, on standard output; nothing of it with --quiet; in JSON a key."""
    project = copy_project(tmp_path / "project")
    plan = project / "data" / "zhashui" / "raw" / "2020-05" / "计划.xlsx"
    plan.write_bytes(PLAN.read_bytes())

    told = run(project, "check", "2020-05")
    quiet = run(project, "check", "2020-05", "--quiet")
    listed = json.loads(run(project, "check", "2020-05", "--json").stdout)["files"]

    lines = told.stdout.splitlines()[:10]
    assert all(" → " in line for line in lines)
    assert len({_width(line.partition(" → ")[0]) for line in lines}) == 1
    assert lines[0].startswith("2020年1-5月固投增速反馈.xlsx › 增速反馈 ")
    assert lines[0].endswith(" → 《固定资产投资增速反馈》 4行")
    assert "计划.xlsx › Sheet1" in told.stdout
    assert "→ 不是本系统的台账，因为" in told.stdout
    assert (quiet.returncode, quiet.stdout) == (3, "")
    assert len(listed) == 10
    (entry,) = (each for each in listed if each["file"] == "计划.xlsx")
    assert entry["ledger"] == ""
    assert entry["nearest"] in {"projects", "reserve"}
