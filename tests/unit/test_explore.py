"""Exploring a month: names that complete, filters and suppositions that the same code measures."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

import briefing
from briefing.cli import explore as command
from briefing.domain import money
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.explore import board, board_rows, compare, only, save, what_if
from briefing.explore.narrowed import rows_of
from briefing.indicators.ledger_tables import LedgerViews
from briefing.ledgers.dictionary import all_ledgers
from briefing.page.blocks import VEGA_LITE_MIME
from briefing.sections import opening

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.sections.report import Report

HOSTILE = "=HYPERLINK(1)<script>"


def _rows(block: Any) -> list[list[str]]:
    return [
        [cell if isinstance(cell, str) else cell["text"] for cell in row["cells"]]
        for row in block.content["rows"]
    ]


def _values(report: Report, scope: str = "county") -> dict[tuple[str, str], Decimal | None]:
    return {
        (each.id, each.definition.unit): each.value
        for each in report.indicators
        if each.scope == scope
    }


# Looking.


def test_ledgers_and_their_columns_complete(may: Report) -> None:
    """After a point stand the ledgers that came, then the columns of one."""
    assert dir(may.tables) == sorted(may.tables)
    assert {"frame", "annual_task_wan", "status"} <= set(dir(may.tables.projects))
    assert may.tables.projects.annual_task_wan.sum() == 1_154_000


def test_a_ledger_shows_its_chinese_heads_and_units(may: Report) -> None:
    """As text and as HTML: what columns are called, in which unit, and that rows are invented."""
    sheet = may.tables.projects

    for shown in (repr(sheet), sheet._repr_html_()):
        assert "重点项目进展月报表" in shown
        assert "年度计划投资（万元）" in shown
        assert "均为虚构" in shown
    assert "permits" in repr(may.tables)
    assert "项目前期手续表" in may.tables._repr_html_()


def test_an_unknown_name_is_answered_with_known_ones(may: Report) -> None:
    """A slip of the pen is told what there is."""
    with pytest.raises(
        AttributeError, match=r"没有台账“project”，是不是 projects？可用的有 growth"
    ):
        _ = may.tables.project
    with pytest.raises(AttributeError, match="重点项目进展月报表没有“task_of_year”一栏"):
        _ = may.tables.projects.task_of_year
    with pytest.raises(AttributeError, match="没有“annual_task”一栏，是不是 annual_task_wan？"):
        _ = may.tables.projects.annual_task
    with pytest.raises(AttributeError, match=r"没有指标“复工率”，相近的有 .*开复工率"):
        _ = may.indicators.复工率


def test_a_figure_goes_by_its_id_and_its_name(may: Report) -> None:
    """Both complete; a figure says its value, unit, book, parts and formula."""
    assert {"A03", "开复工率", "六个一完备率"} <= set(dir(may.indicators))
    assert may.indicators.开复工率 == may.indicators.A03 == may.indicators.a03
    assert repr(may.indicators.A03).splitlines()[:2] == [
        "A03 开复工率：90.5%（86个 ÷ 95个，调度口径）",
        "公式：A02 ÷ A01；来源：进展月报",
    ]
    # A difference is no share of what it is made of.
    assert may.indicators.A15.line == "A15 与序时进度之差：−4.4个百分点（调度口径）"
    assert "<b>A11 投资完成率：37.3%" in may.indicators.A11._repr_html_()
    assert (may.indicators.A10.value, may.indicators.A10.unit) == (Decimal(43), "亿元")
    assert "A03 开复工率：90.5%" in repr(may.indicators)


def test_where_an_id_has_two_figures_the_names_tell_them_apart(may: Report) -> None:
    """The id alone means the first."""
    assert may.indicators.按期开工率 == may.indicators.A07
    assert may.indicators.无计划开工时间项目数.unit == "个"


def test_the_parts_of_a_figure_sum_to_it(may: Report) -> None:
    """By unit, by town, by sector: the columns add up to the county's."""
    for kind in ("unit", "town", "sector"):
        figure = may.indicators.完成投资
        rows = _rows(figure.by(kind))
        values = [figure.of(f"{kind}:{name}").value for name, _ in rows]

        assert sum(value or 0 for value in values) == figure.value
        numbers = [Decimal(number) for _, number in rows]
        assert numbers == sorted(numbers, reverse=True)


def test_a_figure_is_traced_to_its_cells(may: Report) -> None:
    """Each row is a cell: what was sent, how it was read, and where it stands."""
    block = may.indicators.已开复工项目数.trace("unit:林业局")
    rows = _rows(block)

    assert block.content["title"] == "A02 已开复工项目数〔林业局〕：2个（调度口径），出自6个单元格"
    assert {row[4] for row in rows} == {"责任单位", "项目性质", "开复工状态"}
    assert all(row[8].endswith(".xlsx") and row[5] for row in rows)


def test_what_projects_report_to_the_bureau_is_kept_back(may: Report) -> None:
    """A trace may be published, unless whoever asks says that it stays inside; the ledger says so too."""
    figure = may.indicators.调度与统计完成投资之差
    kept_back, told = (_rows(figure.trace(internal=internal)) for internal in (False, True))
    at_bureau = [at for at, row in enumerate(told) if "统计" in row[8]]

    assert {kept_back[at][2] for at in at_bureau if kept_back[at][3] == "不公布"} == {""}
    assert any(kept_back[at][3] == "不公布" and told[at][2] for at in at_bureau)
    assert "不得公布" in figure.trace(internal=True).content["note"]
    assert "不得公布" in repr(may.tables.statistics)
    with pytest.raises(UsageError, match="A03 没有范围“unit:水务局”，可用的有 county、unit:…"):
        may.indicators.A03.trace("unit:水务局")


def test_a_hostile_name_stays_a_text(may: Report, tmp_path: Path) -> None:
    """In HTML it is no markup, in a workbook no formula."""
    table = may.tables["projects"]
    frame = table.frame.assign(project_name=HOSTILE)
    sheet = LedgerViews({"projects": dataclasses.replace(table, frame=frame)}).projects
    path = save(sheet, tmp_path / "a.xlsx")
    found = [
        cell
        for page in openpyxl.load_workbook(path)
        for row in page.iter_rows()
        for cell in row
        if cell.value == HOSTILE
    ]

    assert "<script" not in sheet._repr_html_()
    assert len(found) == len(frame)
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}


# Narrowing.


@pytest.mark.parametrize("unit", ["水利局", "林业局", "住房和城乡建设局"])
def test_a_narrowed_month_has_the_figures_of_its_unit(may: Report, unit: str) -> None:
    """Of 进展月报, what is measured of a unit's projects alone is the unit's figure of the whole."""
    narrowed = _values(only(may, unit=unit))
    of_unit = {
        key: value for key, value in _values(may, f"unit:{unit}").items() if key[0][0] == "A"
    }
    # Ranks are of a unit among others.
    del of_unit["A28", "名"]

    assert of_unit
    assert {key: narrowed[key] for key in of_unit} == of_unit


def test_filters_are_joined_and_take_several_names(may: Report) -> None:
    """Every filter must hold, of its names one."""
    found = only(may, light=["红", "黄"], status="已复工").facts.projects

    assert set(found["light"]) == {"red", "yellow"}
    assert set(found["status"]) == {"resumed"}
    assert len(only(may).facts.projects) == 95


def test_what_was_narrowed_is_said_everywhere(may: Report) -> None:
    """In the month, in its figures, in the note of any table of the briefing."""
    narrowed = only(may, town="营盘镇")
    said = "只含镇办为营盘镇的7个重点项目"

    assert said in repr(narrowed)
    assert said in repr(narrowed.indicators.A03)
    assert said in narrowed.tables.projects._repr_html_()
    assert said in briefing.sections.annexes.projects(narrowed).content["note"]
    assert said in board(narrowed).content["note"]


def test_a_filter_that_nobody_answers_is_refused_unless_it_may_be_empty(may: Report) -> None:
    """A misspelt unit is told the right ones; that nothing stands still is a fact."""
    with pytest.raises(
        UsageError, match=r"没有责任单位“水务局”，是不是 水利局？可用的有 .*水利局"
    ):
        only(may, unit="水务局")
    with pytest.raises(UsageError, match="没有灯“蓝”。可用的有 红、黄、绿"):
        only(may, light="蓝")
    for nothing in ("", [], pd.Series([], dtype="str")):
        with pytest.raises(UsageError, match=r"责任单位（unit）一个也没写"):
            only(may, unit=nothing)
    with pytest.raises(UsageError, match="没有按“units”的分项，是不是 unit？"):
        may.indicators.A03.by("units")

    none = only(may, status="停工")
    assert none.indicators["A01"].value == 0
    assert none.indicators["A03"].text == "—"
    assert _rows(briefing.sections.annexes.projects(none)) == []
    assert board(none).content["data"] == []


def test_corrections_stay_with_their_rows(may: Report) -> None:
    """Of the rows that are left, the corrected ones are the same."""
    table = may.tables["projects"]
    corrected = pd.DataFrame({"position": [1, 4, 6], "column": "status"})
    marked = dataclasses.replace(table, corrected=corrected)
    kept = rows_of(marked, pd.Series([at in {4, 6, 9} for at in range(len(table.frame))]))

    assert list(kept.corrected["position"]) == [0, 1]
    assert list(kept.frame["project_key"]) == list(table.frame["project_key"].iloc[[4, 6, 9]])


# Supposing.


@pytest.fixture(scope="module")
def unstarted(may: Report) -> Report:
    """The month of those that have not started."""
    return only(may, status="未开工")


def test_projects_that_start_in_time_are_started(may: Report, unstarted: Report) -> None:
    """All start by July: the rate is full, nobody has to be replaced, and the real month is as it was."""
    supposed = what_if(may, start=unstarted, by="2020-07")

    assert supposed.indicators["A03"].text == "100.0%"
    assert supposed.indicators["A23"].value == 0
    assert may.indicators["A03"].text == "90.5%"
    assert supposed.assumed == (
        "假定：“瓦房口镇中小河流综合治理工程”“县城北区公共停车场建设项目”"
        "“乾佑街道食用菌菌种研发中心项目”等9个项目2020年7月底前开工；"
        "所假定的开工未带投资；其余按台账，均为测算。"
    )
    assert "没有须替换的项目" in briefing.sections.replacement.summary(supposed).plain


def test_projects_that_start_too_late_are_to_be_replaced(may: Report, unstarted: Report) -> None:
    """Beyond the deadline a promise does not count: the rate stays, and each one is to be replaced."""
    supposed = what_if(may, start=unstarted, by="2020-11")

    assert supposed.indicators["A03"].value == may.indicators["A03"].value
    assert supposed.indicators["A23"].value == len(unstarted.facts.projects)
    assert "晚于替换期限，仍按未开工计" in supposed.assumed


def test_an_earlier_start_never_ends_the_year_with_less(may: Report, unstarted: Report) -> None:
    """The year's end, project by project, is the higher the earlier they start."""
    ends = [
        what_if(may, start=unstarted, by=may.month.plus(later)).indicators["F06"].value
        for later in (1, 3, 5, 7)
    ]

    assert None not in ends
    assert ends == sorted(ends, reverse=True)  # type: ignore[type-var]
    assert ends[0] > may.indicators["F06"].value  # type: ignore[operator]


def test_a_project_that_leaves_leaves_every_ledger(may: Report) -> None:
    """Its warnings, problems and statistics too: both parts of a rate are of the same projects."""
    row = may.facts.projects.iloc[0]
    supposed = what_if(may, drop=row.project_name)

    for name in ("permits", "problems", "tasks", "statistics", "sponsorship"):
        assert row.project_key in set(may.tables[name].frame["project_key"]) or name != "permits"
        assert row.project_key not in set(supposed.tables[name].frame["project_key"])
    assert row.project_key not in {alert.key for alert in supposed.alerts}


def test_a_project_that_leaves_takes_its_task_and_its_investment_along(may: Report) -> None:
    """Task, investment and the half-year's rate are those of the others, to the last 分."""
    gone = may.facts.projects.iloc[[0, 5]]
    supposed = what_if(may, drop=list(gone["project_name"]))
    task = Decimal("115.4") - money.yi(money.total(gone["annual_task_wan"]))  # type: ignore[operator]
    done = Decimal(43) - money.yi(money.total(gone["done_this_year_wan"]))  # type: ignore[operator]

    assert supposed.indicators["A01"].value == 93
    assert (supposed.indicators["A09"].value, supposed.indicators["A10"].value) == (task, done)
    assert supposed.indicators["B03"].value == money.rate(done, task)


def test_more_investment_counts_for_the_month_and_the_year(may: Report) -> None:
    """By name, code or number; also of a project that has reported nothing."""
    key = may.facts.projects["project_key"].iloc[2]
    supposed = what_if(may, done_wan={"3": "5000.5"})
    grown = supposed.facts.projects.set_index("project_key").loc[key]
    was = may.facts.projects.set_index("project_key").loc[key]

    assert supposed.indicators["A10"].value == Decimal("43.50005")
    assert grown["done_this_month_wan"] - was["done_this_month_wan"] == 5000.5
    assert supposed.indicators["B04"].value == may.indicators["B04"].value - Decimal("0.50005")


def test_a_supposition_may_rest_on_another(may: Report) -> None:
    """Each says its own; a number would be another project's by then, and is refused."""
    second = may.facts.projects["project_name"].iloc[1]
    one = what_if(what_if(may, drop="1"), done_wan={second: 100})
    other = what_if(may, drop=1, done_wan={"2": 100})

    assert _values(one) == _values(other)
    assert one.assumed.count("假定：") == 2
    with pytest.raises(UsageError, match="序号已变，“1”指哪个项目不清楚，请写项目名称或代码"):
        what_if(one, drop="1")


def test_projects_are_named_however_python_holds_them(may: Report) -> None:
    """A list, a set, a column of a table; numbers as numbers."""
    names = may.facts.projects["project_name"].iloc[:2]
    wanted = _values(what_if(may, drop=list(names)))

    for asked in (set(names), names, names.to_numpy(), [1, 2], (name for name in names)):
        assert _values(what_if(may, drop=asked)) == wanted
    assert what_if(may, drop=None, done_wan=None) is may


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"start": "1"}, "已开复工，不能再假定开工"),
        ({"drop": "1", "done_wan": {"1": 5}}, "既假定退出又假定开工或完成投资"),
        ({"drop": "不存在的项目"}, "没有项目“不存在的项目”"),
        ({"start": (), "by": "2020-04"}, "早于报告月份 2020-05"),
        ({"by": "七月"}, "月份“七月”无法识别"),
        ({"done_wan": ["2"]}, "done_wan 应写作"),
        ({"done_wan": {"2": "1,000"}}, "“1,000”不是可用的金额"),
        ({"done_wan": {"2": float("nan")}}, "“nan”不是可用的金额"),
        ({"done_wan": {"2": 5e9}}, "不是可用的金额"),
        ({"done_wan": {"2": -999_999}}, "本年完成投资小于0"),
        ({"done_wan": {"瓦房口镇中小河流综合治理工程": 5}}, "还未开工"),
    ],
)
def test_what_cannot_be_is_refused(may: Report, asked: dict[str, Any], told: str) -> None:
    """One line says why."""
    with pytest.raises(UsageError, match=told):
        what_if(may, **asked)


def test_nothing_supposed_is_the_month_itself(may: Report) -> None:
    """No name, no change."""
    assert what_if(may) is may


# Comparing.


def test_two_months_differ_where_their_print_does(may: Report) -> None:
    """The difference is taken before rounding; a rate changes by points, and stays a number."""
    supposed = what_if(may, drop=["1", "2"])
    rows = {row[0]: row for row in _rows(compare(may, supposed, "A11", "A23"))}

    assert rows["A11"][2:] == ["37.3", "37.1", "−0.2", "%，变化为个百分点", "调度口径"]
    assert rows["A23"][4] == "0"
    assert "A23" not in {row[0] for row in _rows(compare(may, supposed))}
    assert compare(may, supposed).content["note"].endswith(supposed.assumed)
    assert _rows(compare(may, may)) == []


def test_without_a_month_before_nothing_is_compared(may: Report) -> None:
    """January says so, and does not fail."""
    assert compare(None, may).plain == "没有可比的上一期台账。"
    with pytest.raises(UsageError, match="范围“county”没有指标 Z99"):
        compare(may, may, "Z99")


def test_what_cannot_be_compared_is_refused(may: Report) -> None:
    """Two counties; a scope that nobody has, which is not the same as no difference."""
    other = dataclasses.replace(may, county=may.county.model_copy(update={"code": "610629"}))
    with pytest.raises(UsageError, match="不是一个县"):
        compare(may, other)
    with pytest.raises(UsageError, match="没有范围“unit:水利”，是不是 unit:水利局？"):
        compare(may, may, scope="unit:水利")
    assert [row[0] for row in _rows(compare(may, may, "开复工率", "a11"))] == ["A03", "A11"]


def test_a_saved_number_is_a_number(may: Report, tmp_path: Path) -> None:
    """Also below zero, and a difference with its sign: Excel would leave a text out of every sum."""
    supposed = what_if(may, drop="1", done_wan={"2": 3000})
    growth = dataclasses.replace(
        may.tables["growth"],
        frame=may.tables["growth"].frame.assign(
            growth_pct=[-18.6] * len(may.tables["growth"].frame)
        ),
    )
    for block, least in (
        (LedgerViews({"growth": growth}).growth, 1),
        (compare(may, supposed), 20),
    ):
        path = save(block, tmp_path / "saved.xlsx")
        cells = [
            cell
            for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows()
            for cell in row
            if (isinstance(cell.value, str) and cell.value[:1] in {"-", "−", "+"})
            or (cell.data_type == "n" and cell.value is not None and cell.value < 0)
        ]
        assert len([cell for cell in cells if cell.data_type == "n"]) >= least
        assert [cell.value for cell in cells if cell.data_type == "s"] == []


# Drawing and saving.


def test_the_board_draws_what_the_ledgers_say(may: Report) -> None:
    """Its months add up to the county's investment; every project is there; JupyterLab can draw it."""
    block = board(may)
    spec = block._repr_mimebundle_()[VEGA_LITE_MIME]

    assert VEGA_LITE_MIME == "application/vnd.vegalite.v5+json"
    assert money.total(board_rows.months(may)["amount"]) == 430_000
    assert len(spec["datasets"]["projects"]) == len(block.content["data"]) == 95
    assert {param["name"] for param in spec["params"]} == {"units", "months", "states", "project"}


def test_what_is_told_of_a_project_has_no_gaps(may: Report) -> None:
    """Lines follow each other; what nobody filled in has none."""
    lines = board_rows.facts(may).groupby("key")["order"].agg(["min", "max", "count"])

    assert (lines["min"] == 0).all()
    assert (lines["max"] + 1 == lines["count"]).all()


def test_views_are_saved_as_what_their_name_says(
    may: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables as workbooks with numbers, charts as pictures or as their data; anything else is refused."""
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    found = openpyxl.load_workbook(save(may.indicators, "指标.xlsx"))["指标"]

    assert (tmp_path / "notebooks/saved/指标.xlsx").is_file()
    assert next(row[2].value for row in found if row[0].value == "A03") == 90.5
    assert save(board(may), tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    drawing = openpyxl.load_workbook(save(board(may), tmp_path / "b.xlsx"))
    assert drawing.worksheets[1].max_row > 95
    for shown, name, told in (
        (board(may), "a.pdf", "应以 .xlsx 或 .png 结尾"),
        (may.indicators, "a.png", "导出 .png 要一张图"),
        (may, "a.xlsx", "Report 不是表或图"),
    ):
        with pytest.raises(UsageError, match=told):
            save(shown, name)


# Opening.


def test_explore_opens_the_latest_month_and_tells_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The month goes by the environment; the notebook is not rewritten, and nothing is fetched."""
    for month in ("2020-04", "2020-05"):
        (tmp_path / "data/zhashui/raw" / month).mkdir(parents=True)
    (tmp_path / "data/zhashui/raw/2020-04/a.xlsx").touch()
    (tmp_path / "data/zhashui/county.toml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    asked: list[Any] = []

    class Sound:
        measured = None

    monkeypatch.setattr(opening, "open_county", lambda *given: asked.append(given[2]) or Sound)
    monkeypatch.setattr(command.os, "execve", lambda *given: asked.append(given))
    command.explore()

    month, (lab, words, environment) = asked
    assert month == Month(2020, 4)
    assert lab.endswith("jupyter-lab")
    assert "--LabApp.default_url=/lab/tree/notebooks/explore.ipynb" in words
    assert environment[opening.ASKED_MONTH] == "2020-04"
    assert environment[opening.ASKED_COUNTY] == "zhashui"
    assert (command.CONFIG / "labconfig/default_setting_overrides.json").is_file()


def test_every_ledger_has_a_name_that_completes() -> None:
    """No ledger's id hides behind a method of a dict."""
    assert {book.id for book in all_ledgers()} & set(dir(dict)) == set()
