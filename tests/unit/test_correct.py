"""Corrections are written: the cell, what it expects there, the new value, why and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.ledgers import correct, store
from briefing.ledgers.check.reconcile import check_declarations
from tests.conftest import MAY, ZHASHUI, tidied

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.ledgers.tidy.tidy_month import Tidied

LEDGER = """
序号|项目名称          |项目代码                |项目性质|责任单位|总投资（亿元）|年度任务（亿元）|1-5月累计（万元）|备注|开复工状态
1  |木耳产业园（一期）|2020-611026-48-01-000001|新建    |水利局  |0.05          |数百           |50               |    |在建
2  |水厂              |                        |新建    |水利局  |0.05          |0.01            |同上             |    |在建
"""


def written(**entries: str) -> str:
    """Return one correction as TOML, of the 年度任务 of 木耳产业园."""
    correction = {
        "month": "2020-05",
        "ledger": "projects",
        "project": "2020-611026-48-01-000001",
        "column": "annual_task_wan",
        "expect": "数百",
        "value": "100",
        "reason": "电话核实",
        "confirmed_by": "县水利局",
    } | entries
    lines = [f'{key} = "{value}"' for key, value in correction.items()]
    return "\n".join(["[[correction]]", *lines, "confirmed_on = 2020-06-02", ""])


def corrected(*texts: str, ledger: str = LEDGER) -> Tidied:
    return correct.apply(
        tidied(ledger), correct.load({"a.toml": "".join(texts)}).cells, MAY, ZHASHUI
    )


def told(month: Tidied) -> list[tuple[str, str]]:
    return [(finding.code, finding.found) for finding in month.findings]


def test_a_correction_replaces_the_value_and_ends_the_finding() -> None:
    """In 万元 whatever the column's unit; the other finding stays."""
    month = corrected(written())

    assert list(month.tables["projects"].frame["annual_task_wan"]) == [100.0, 100.0]
    assert told(tidied(LEDGER)) == [("V02", "读到“数百”"), ("V02", "读到“同上”")]
    assert told(month) == [("V02", "读到“同上”")]


def test_a_correction_may_carry_its_unit() -> None:
    """0.5亿元 is 5000万元."""
    month = corrected(written(value="0.5亿元"))

    assert month.tables["projects"].frame["annual_task_wan"].iloc[0] == 5000.0


def test_a_number_or_a_day_needs_no_quotes() -> None:
    """Whoever writes value = 100 means 100."""
    text = written().replace('"100"', "100")
    (entry,) = correct.load({"a.toml": text.replace('"数百"', "0.5")}).cells

    assert told(corrected(text)) == [("V02", "读到“同上”")]
    assert (entry.expect, entry.value) == ("0.5", "100")
    (entry,) = correct.load({"a.toml": text.replace("value = 100", "value = 2020-03-01")}).cells
    assert entry.value == "2020-03-01"


@pytest.mark.parametrize(
    "project", ["2020-611026-48-01-000001", "木耳产业园（一期）", "木耳产业园(1期)"]
)
def test_a_project_is_named_by_code_or_name(project: str) -> None:
    """In any spelling."""
    assert told(corrected(written(project=project))) == [("V02", "读到“同上”")]


def test_what_was_sent_is_not_changed() -> None:
    """The table that went in stays as it was, and what was sent stays beside the new value."""
    before = tidied(LEDGER)
    after = correct.apply(before, correct.load({"a.toml": written()}).cells, MAY, ZHASHUI)

    assert before.tables["projects"].frame["annual_task_wan"].isna().iloc[0]
    assert before.tables["projects"].corrected.empty
    assert after.tables["projects"].sent["annual_task_wan"].iloc[0] == "数百"


def test_a_correction_is_kept_with_its_reason() -> None:
    """Who confirmed it, and when, can be printed."""
    (note,) = corrected(written()).tables["projects"].corrected.to_dict("records")

    assert (note["position"], note["column"], note["value"]) == (0, "annual_task_wan", "100")
    assert (note["reason"], note["confirmed_by"], note["confirmed_on"]) == (
        "电话核实",
        "县水利局",
        "2020-06-02",
    )


def test_a_correction_whose_cell_has_changed_stops_the_month() -> None:
    """The department has sent another value: someone must look again."""
    month = corrected(written(expect="约200"))

    assert ("R05", "原值现为“数百”，与 expect“约200”不符") in told(month)
    assert month.tables["projects"].frame["annual_task_wan"].isna().iloc[0]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ({"project": "电站"}, "没有找到这个项目"),
        ({"ledger": "reserve"}, "本月没有《“十四五”规划项目储备表》"),
        ({"value": "约100"}, "新值“约100”不明确"),
        ({"value": "数百万"}, "新值“数百万”无法识别，应为数字"),
        ({"value": "—"}, "新值“—”为空，而此列必填"),
        ({"value": "1e30"}, "新值“1e30”无法识别，应为金额（读到的数过大，是否填成了代码）"),
    ],
)
def test_a_correction_that_cannot_be_made_is_a_finding(
    entries: dict[str, str], found: str
) -> None:
    """With its project, and not in silence."""
    column = {"column": "total_plan_wan"} if entries.get("ledger") else {}
    month = corrected(written(**entries, **column))

    assert ("R05", found) in told(month)
    assert {f.severity for f in month.findings} == {"error"}


def test_two_corrections_of_one_cell_contradict() -> None:
    """The first is made, the second told; which is right is not for us to say."""
    month = corrected(written(), written(value="200"))

    assert month.tables["projects"].frame["annual_task_wan"].iloc[0] == 100.0
    twice = "这个单元格已有另一条更正（改为“100”，县水利局，2020-06-02）"
    assert ("R05", twice) in told(month)


def test_two_cells_of_one_row_may_be_corrected() -> None:
    """Each by its own entry."""
    month = corrected(
        written(),
        written(project="水厂", column="done_this_year_wan", expect="同上", value="50"),
        written(project="水厂", column="remark", expect="", value="补报"),
    )

    assert told(month) == []
    assert list(month.tables["projects"].corrected["column"]) == [
        "annual_task_wan",
        "done_this_year_wan",
        "remark",
    ]


@pytest.mark.parametrize("ledger", ["重点项目进展月报表", "《重点项目进展月报表》", "projects"])
@pytest.mark.parametrize(
    "column", ["年度计划投资", "年度任务（亿元）", "2020年度目标任务", "annual_task_wan"]
)
def test_ledgers_and_columns_have_the_names_that_clerks_use(ledger: str, column: str) -> None:
    """Those of the dictionary, and any header that the column may have."""
    assert told(corrected(written(ledger=ledger, column=column))) == [("V02", "读到“同上”")]


def at_cell(**entries: str) -> str:
    """Return a correction that names its cell by its address alone."""
    lines = written(**{"cell": "G2"} | entries).splitlines(keepends=True)
    given = {"ledger", "project", "column"} - entries.keys()
    return "".join(line for line in lines if line.partition(" =")[0] not in given)


@pytest.mark.parametrize("cell", ["G2", "g2", "$G$2", "Ｇ２"])
def test_a_cell_has_its_address(cell: str) -> None:
    """As a spreadsheet shows it: neither ledger nor column nor project need be named."""
    assert told(corrected(at_cell(cell=cell))) == [("V02", "读到“同上”")]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ({"cell": "Z2"}, "没有读到Z列"),
        ({"cell": "G9"}, "没有找到单元格 G9：第9行不是计入的行，也没有合计数"),
        (
            {"project": "水厂"},
            "没有找到单元格 G2：第2行不是计入的行，也没有合计数，或不是这个项目、这一列的",
        ),
        ({"file": "另一个.xlsx"}, "没有读到G列"),
    ],
)
def test_a_cell_that_is_not_there_is_told(entries: dict[str, str], found: str) -> None:
    """The column, the row, the project or the file does not fit."""
    assert ("R05", found) in told(corrected(at_cell(**entries)))


def test_a_cell_that_two_files_have_needs_the_file() -> None:
    """A part of its name is enough."""
    texts = (LEDGER, LEDGER.replace("木耳产业园（一期）", "公路").replace("-000001", "-000002"))

    def found(*entries: str) -> list[str]:
        month = correct.apply(
            tidied(*texts), correct.load({"a.toml": "".join(entries)}).cells, MAY, ZHASHUI
        )
        return [found for code, found in told(month) if code == "R05"]

    assert found(at_cell()) == [
        "有2处都是这样（1.xlsx › 月报 › G2；2.xlsx › 月报 › G2），请用 ledger、file 或 sheet 写明是哪一处"
    ]
    assert found(at_cell(file="2.xls")) == []
    assert found(at_cell(serial="2", file="1.xlsx")) == [
        "没有找到单元格 G2：第2行不是计入的行，也没有合计数"
    ]


WITH_TOTAL = """
序号|项目名称|项目性质|责任单位|总投资（亿元）|年度任务（万元）|1-5月累计（万元）|开复工状态
合计：2个|  |        |        |0.3           |130             |300             |
1   |水厂    |新建    |水利局  |0.1           |600             |100             |在建
2   |堤防    |新建    |水利局  |0.2           |700             |200             |在建
"""


@pytest.mark.parametrize("expect", ["130", "130万元", "130.0"])
def test_a_sum_is_corrected_at_its_cell(expect: str) -> None:
    """A total that is typed wrong is no row, and its cell may be wrong all the same."""
    month = corrected(at_cell(cell="F2", expect=expect, value="1300"), ledger=WITH_TOTAL)
    table = month.tables["projects"]

    assert [finding.found for finding in check_declarations(table)] == []
    assert told(month) == [("R11", f"由“{expect}”更正为“1300”（10倍）")]
    (applied,) = correct.Applied.all_of(month.tables)
    assert applied.line.startswith(
        f"1.xlsx › 月报 › F2 合计：2个 · 年度计划投资：由“{expect}”改为“1300”（10倍）"
    )
    assert list(table.frame["annual_task_wan"]) == [600, 700]


def test_a_sum_has_the_unit_of_its_column() -> None:
    """0.3 in a column of 亿元 is 3000万元; another number is not what is there."""
    in_yi = {"cell": "E2", "value": "0.4亿元"}
    month = corrected(at_cell(**in_yi, expect="0.3"), ledger=WITH_TOTAL)

    assert set(month.tables["projects"].declared["total_plan_wan"]) == {4000}
    month = corrected(at_cell(**in_yi, expect="0.4"), ledger=WITH_TOTAL)
    assert told(month) == [("R05", "原值现为“0.3”，与 expect“0.4”不符")]
    month = corrected(at_cell(cell="G2", expect="300", value="—"), ledger=WITH_TOTAL)
    assert told(month) == [("R05", "新值“—”为空，合计应为数字")]
    twice = at_cell(**in_yi, expect="0.3") + at_cell(**in_yi, expect="0.3")
    assert [code for code, _ in told(corrected(twice, ledger=WITH_TOTAL))] == ["R05"]


@pytest.mark.parametrize(
    ("expect", "value", "ratio"),
    [
        ("0.05", "0.5亿元", "（10倍）"),
        ("0.05", "50", "（0.1倍）"),
        ("0.05", "500000000", "（1000000倍）"),
        ("0.05", "0", "（0倍）"),
    ],
)
def test_a_correction_that_moves_a_value_tenfold_is_asked_about(
    expect: str, value: str, ratio: str
) -> None:
    """It may be a slip of its own: 200 for 2000 passes where no total is."""
    month = corrected(written(column="total_plan_wan", expect=expect, value=value))

    assert ("R11", f"由“{expect}”更正为“{value}”{ratio}") in told(month)


def test_a_smaller_correction_is_not_asked_about() -> None:
    """Nine times may be right; the list tells the ratio."""
    month = corrected(written(column="total_plan_wan", expect="0.05", value="4500"))
    (applied,) = correct.Applied.all_of(month.tables)

    assert "R11" not in dict(told(month))
    assert applied.line == (
        "1.xlsx › 月报 › F2 木耳产业园（一期） · 总投资：由“0.05”改为“4500”（9倍），"
        "电话核实，县水利局，2020-06-02"
    )


def test_another_months_correction_waits() -> None:
    """A correction belongs to its month."""
    assert told(corrected(written(month="2020-04"))) == told(tidied(LEDGER))


def test_a_name_that_two_rows_have_is_not_guessed() -> None:
    """Several matters of one project are told apart by their serial."""
    tasks = """
    序号|项目名称|办理事项|承办单位|受理日期  |承诺时限
    1   |水厂    |用地    |资源局  |2020-05-06|5
    2   |水厂    |环评    |生态环境局|2020-05-06|数天
    """
    entry = {"ledger": "tasks", "project": "水厂", "column": "promised_days"}
    values = {"expect": "数天", "value": "7"}

    twice = (
        "有2处都是这样（1.xlsx › 月报 › F2；1.xlsx › 月报 › F3），"
        "请用 ledger、serial 或 cell 写明是哪一处"
    )
    assert ("R05", twice) in told(corrected(written(**entry, **values), ledger=tasks))
    month = corrected(written(**entry, **values, serial="2"), ledger=tasks)
    assert list(month.tables["tasks"].frame["promised_days"]) == [5, 7]
    assert told(month) == []


def test_a_permit_is_corrected_with_its_date() -> None:
    """State and date are one cell."""
    permits = "序号|项目名称|审批类型|建议书|可研|环评\n1|水厂|备案|√|三月办的|/"
    month = corrected(
        written(
            ledger="permits",
            project="水厂",
            column="feasibility",
            expect="三月办的",
            value="2020.3.2",
        ),
        ledger=permits,
    )
    row = month.tables["permits"].frame.iloc[0]

    assert (row["feasibility"], row["feasibility_on"].isoformat()) == (
        "done",
        "2020-03-02T00:00:00",
    )
    assert told(month) == []


@pytest.mark.parametrize(
    ("ledger", "entry", "new"),
    [
        (
            "序号|会议时间|会议形式|研究问题数|召集单位\n1|五月初|现场会|几个|发改局",
            {"ledger": "meetings", "project": "1", "column": "held_on", "expect": "五月初"},
            ("5月6日", "2020-05-06T00:00:00"),
        ),
        (
            "序号|会议时间|会议形式|研究问题数|召集单位\n1|2020-05-06|现场会|几个|发改局",
            {"ledger": "meetings", "project": "1", "column": "problems_raised", "expect": "几个"},
            ("3个", 3),
        ),
        (
            "统计期|增速（%）|位次\n1-5月|约8.3|2",
            {"ledger": "growth", "project": "2020-05", "column": "growth_pct", "expect": "约8.3"},
            ("8.3%", 8.3),
        ),
        (
            "统计期|增速（%）|位次\n1-5月|8.3|第二",
            {"ledger": "growth", "project": "2020-05", "column": "rank_in_city", "expect": "第二"},
            ("—", None),
        ),
        (
            "序号|项目名称|责任单位|包抓领导|工作组|任务清单\n1|水厂|水利局|张三|在建|是",
            {"ledger": "sponsorship", "project": "水厂", "column": "has_team", "expect": "在建"},
            ("否", False),
        ),
        (
            LEDGER,
            {"project": "水厂", "column": "status", "expect": "在建"},
            ("未开工", "not_started"),
        ),
    ],
    ids=["date", "count", "percent", "missing", "yes or no", "state"],
)
def test_a_cell_of_any_type_is_corrected(
    ledger: str, entry: dict[str, str], new: tuple[str, object]
) -> None:
    """The new value is read as the column is read, and its type stays."""
    value, expected = new
    before = tidied(ledger).tables[entry.get("ledger", "projects")].frame
    month = corrected(written(**entry, value=value), ledger=ledger)
    frame = month.tables[entry.get("ledger", "projects")].frame
    cell = frame[entry["column"]].iloc[-1]

    assert frame.dtypes.equals(before.dtypes)
    assert (None if pd.isna(cell) else getattr(cell, "isoformat", lambda: cell)()) == expected
    assert "R05" not in [code for code, _ in told(month)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (written(column="anual_task_wan"), "是否想写“annual_task_wan”|可用的列：序号、项目名称、"),
        (written(ledger="project"), "是否想写“projects”？可用的台账：固定资产投资增速构成反馈、"),
        (written(ledger="sponsorship", column="contact"), "没有“contact”列"),
        (written(month="2020-5"), "a.toml › 第2行 › correction（第1条）.month：.*应写作 YYYY-MM"),
        (written(reason=""), "a.toml › 第8行 › correction（第1条）.reason：读到“”，不能为空"),
        (
            written(reason="\\u200b "),
            "a.toml › 第8行 › correction（第1条）.reason：读到“”，不能为空",
        ),
        (
            written() + written(raeson="x"),
            "a.toml › 第20行 › correction（第2条）.raeson：没有这个键。是否想写“reason”？可用的键：cell、column、",
        ),
        (
            written().replace('reason = "电话核实"\n', ""),
            "a.toml › 第1行 › correction（第1条）.reason：缺少这个键，请补上。",
        ),
        (
            written().replace("2020-06-02", '"六月"'),
            "a.toml › 第10行 › correction（第1条）.confirmed_on：读到“六月”，应为日期",
        ),
        (
            "[[corrections]]\nmonth = '2020-05'",
            "a.toml › 第1行 › corrections：没有这个键。是否想写“correction”？可用的键：confirmed、correction、ignored、row。",
        ),
        ("[[correction]\n", r"a.toml › 第1行：读到“\[\[correction\]”，节名的括号应成对"),
        ("correction = 3", "a.toml › 第1行 › correction：读到“3”，应为列表"),
        ("correction = ['x']", "a.toml › 第1行 › correction（第1条）：读到“x”，应为一节"),
    ],
)
def test_a_correction_that_cannot_be_understood_is_refused(text: str, expected: str) -> None:
    """A misspelt one is not ignored; the file, the entry and the key are named, in one line."""
    with pytest.raises(UsageError, match=expected) as refused:
        correct.load({"a.toml": text})

    assert str(refused.value).startswith("corrections")
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "month", "fault"),
    [
        ("a.toml", "2020-04", ""),
        ("2020-05.toml", "2020-05", ""),
        ("a.toml", "2002-05", "2002-05 没有台账，是不是 2020-05、2020-04？"),
        ("a.toml", "1999-12", "1999-12 没有台账，有台账的月份：2020-04、2020-05。"),
        ("2020-04.toml", "2020-05", "读到 2020-05，而文件名是 2020-04.toml，两者应一致"),
    ],
)
def test_an_entry_of_a_month_that_is_not_meant_is_refused(
    file: str, month: str, fault: str
) -> None:
    """It would wait for ever, and nobody would see that it does not count."""
    text = {file: written(month=month)}
    if not fault:
        assert correct.load(text, [Month(2020, 4), MAY]).cells
        return
    with pytest.raises(UsageError, match=f"^corrections/{file} › 第2行 › month：{fault}"):
        correct.load(text, [Month(2020, 4), MAY])


def test_all_faults_of_a_file_are_told_at_once() -> None:
    """Nobody should correct a file five times."""
    with pytest.raises(UsageError) as refused:
        correct.load({"a.toml": written(reason="", month="2020-5") + written(confirmed_by="")})

    assert len(str(refused.value).splitlines()) == 3


def test_a_correction_is_kept_without_a_persons_number_and_what_no_one_sees() -> None:
    """As the cells are, which it speaks of; a line break is a space."""
    text = written(reason="电话\\n13812345678\\u202e核实", confirmed_by="科长 138 1234 5678")
    (entry,) = correct.load({"a.toml": text}).cells

    assert entry.reason == "电话 〔手机号已隐去〕核实"
    assert entry.confirmed_by == "科长 〔手机号已隐去〕"


def test_a_fault_is_told_without_a_persons_number() -> None:
    """What is said of a file goes into logs, too."""
    text = written().replace("2020-06-02", '"13812345678"')
    with pytest.raises(UsageError, match="读到“〔手机号已隐去〕”"):
        correct.load({"a.toml": text})


def test_correction_files_are_read_by_name(tmp_path: Path) -> None:
    """
    Every .toml of the folder, with or without a byte order mark, but no file of an editor; no
    folder, no corrections.
    """
    (tmp_path / "b.toml").write_text("乙", encoding="utf-8-sig")
    (tmp_path / "a.toml").write_text("甲", encoding="utf-8")
    (tmp_path / ".a.toml.swp").write_text("丙", encoding="utf-8")

    assert correct.texts(tmp_path) == {"a.toml": "甲", "b.toml": "乙"}
    assert correct.texts(tmp_path / "none") == {}


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("2020-05.toml.txt", "请改名为 2020-05.toml。"),
        ("2020-05.TOML", "请改名为 2020-05.toml。"),
        ("2020-05.txt", "请改名为 2020-05.toml）"),
        ("反馈（水利局）.xlsx", "反馈表用 briefing answers 读入"),
    ],
)
def test_a_file_that_would_not_be_read_is_named(tmp_path: Path, name: str, advice: str) -> None:
    """Windows hides the .txt that its editor adds; nobody should believe that it counts."""
    (tmp_path / name).write_text(written(), encoding="utf-8")

    with pytest.raises(UsageError, match=r"扩展名不是 \.toml，不会读取") as refused:
        correct.texts(tmp_path)

    assert name in str(refused.value)
    assert advice in str(refused.value)


def test_a_correction_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    """An editor that saves in GBK is told so, without a traceback."""
    (tmp_path / "a.toml").write_bytes("# a\n原因".encode("gb18030"))

    with pytest.raises(UsageError, match=r"/a\.toml › 第2行：不是 UTF-8 文本"):
        correct.texts(tmp_path)


BANDED = """
序号|项目名称|项目性质|责任单位|总投资（亿元）|年度任务（亿元）|1-5月累计（万元）|开复工状态
合计：3个|  |        |        |0.15          |0.06            |{total}          |
一、新建（2个）||     |        |0.1           |0.03            |70               |
1  |水厂    |新建    |水利局  |0.05          |0.01            |50               |在建
2  |电站    |新建    |水利局  |0.05          |0.02            |20               |在建
二、续建（1个）||     |        |0.05          |0.03            |30               |
3  |水库    |续建    |水利局  |0.05          |0.03            |30               |在建
"""


def told_by_telephone(total: str, *more: str) -> Tidied:
    """水厂 completed 60万元, not 50; *total* is what the ledger says of all."""
    word = written(project="水厂", column="done_this_year_wan", expect="50", value="60")
    return corrected(word, *more, ledger=BANDED.format(total=total))


def test_bands_and_totals_follow_a_corrected_row() -> None:
    """Those that agreed with their rows were formulas; the band of other rows stays; one line tells."""
    month = told_by_telephone("100")
    projects = month.tables["projects"]

    assert sorted(set(projects.declared["done_this_year_wan"])) == [30.0, 80.0, 110.0]
    assert check_declarations(projects) == []
    assert correct.carried_lines(month.tables) == [
        "1.xlsx › 月报：合计、分类行随更正而改，G2由100万元改为110万元；G3由70万元改为80万元"
    ]


def test_a_total_that_did_not_agree_stays() -> None:
    """It was typed, with the right amount: now it agrees, and only the band follows."""
    month = told_by_telephone("110")
    projects = month.tables["projects"]

    assert sorted(set(projects.declared["done_this_year_wan"])) == [30.0, 80.0, 110.0]
    assert check_declarations(projects) == []
    assert list(projects.carried["was"]) == [70.0]


def test_a_total_with_a_correction_of_its_own_does_not_follow() -> None:
    """What someone vouches for is what counts, and does not agree: that is found."""
    own = written(cell="G2", column="", ledger="", project="", expect="100", value="120")
    own = "\n".join(line for line in own.splitlines() if '""' not in line) + "\n"
    month = told_by_telephone("100", own)

    assert max(month.tables["projects"].declared["done_this_year_wan"]) == 120.0
    assert [found.code for found in check_declarations(month.tables["projects"])] == ["R03"]


def test_what_follows_is_told_of_a_stored_month_too(tmp_path: Path) -> None:
    """The store keeps it with the table."""
    month = told_by_telephone("100")
    store.save(tmp_path / "m", month.tables, [], "key")

    assert correct.carried_lines(store.load(tmp_path / "m")[0]) == correct.carried_lines(
        month.tables
    )
