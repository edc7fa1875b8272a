"""What a notebook shows of a month: every block of the briefing, from the example and at the edges."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

import briefing
from briefing import indicators
from briefing.domain.errors import LedgersRefused
from briefing.domain.findings import Finding, Severity
from briefing.indicators import forecast
from briefing.indicators.indicator import Indicators
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.tidy.table import Table
from briefing.page.words import CHINESE
from briefing.sections import (
    alerts,
    annexes,
    front,
    inclusion,
    progress,
    reserve,
    service,
    supervision,
    supervision_list,
)
from briefing.sections.front import curve
from briefing.sections.report import Report
from tests.conftest import facts_of
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.page.blocks import Block

_CALL = re.compile(r"briefing\.(\w+)\.(\w+)\(report\)")
# Every block that the notebook shows.
BLOCKS = [
    getattr(getattr(briefing, module), name)
    for module, name in _CALL.findall((ROOT / "notebooks/briefing.ipynb").read_text("utf-8"))
]


def _report(projects: str, month: str = "2020-05", **ledgers: str) -> Report:
    """A report of drawn ledgers, as if each had come in a file of its own."""
    facts = facts_of(projects, month, **ledgers)
    tables = {
        book.id: _sent(book.id, facts.frame(book.id))
        for book in all_ledgers()
        if book.id in facts.frames
    }
    found = Indicators([*indicators.measure(facts), *forecast.measure(facts)])
    return Report(facts.county, facts.month, CHINESE, facts, found, tables, [])


def _sent(name: str, frame: Any) -> Table:
    book = next(entry for entry in all_ledgers() if entry.id == name)
    placed = frame.assign(source_file=f"{name}.xlsx", source_sheet="1", source_row=1)
    return Table(book, placed, placed, placed)


def _rows(block: Block) -> list[list[str]]:
    return [
        [
            cell if isinstance(cell, str) else cell["text"] or cell.get("light", "")
            for cell in row["cells"]
        ]
        for row in block.content["rows"]
    ]


@pytest.mark.parametrize(
    "make", BLOCKS, ids=lambda make: f"{make.__module__.split('.')[-1]}.{make.__name__}"
)
def test_every_block_of_may_is_a_valid_output(
    may: Report, make: Callable[[Report], Block]
) -> None:
    """Each block of the notebook can be shown, saved and read again; none is empty."""
    block = make(may)
    output = nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())

    nbformat.validate(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
    )

    assert block.plain


EMPTY_YEAR = """
    project_name | nature | status  | responsible_unit
    水厂         | new    | started | 水利局
"""


@pytest.mark.parametrize("month", ["2020-01", "2020-12"])
@pytest.mark.parametrize(
    "make", BLOCKS, ids=lambda make: f"{make.__module__.split('.')[-1]}.{make.__name__}"
)
def test_every_block_stands_an_empty_month(make: Callable[[Report], Block], month: str) -> None:
    """January or December, one project without an amount, all other ledgers empty: no block fails."""
    assert "nan" not in make(_empty(month)).plain


@cache
def _empty(month: str) -> Report:
    return _report(EMPTY_YEAR, month)


def test_the_head_has_number_and_date_of_the_month(may: Report) -> None:
    """The number and the date follow from the month, not from the clock."""
    content = front.masthead(may).content

    assert content["number"] == "2020年第5期（总第5期）"
    assert (content["date"], content["issued_on"]) == ("2020年6月5日", "2020-06-05")


def test_the_cards_of_may(may: Report) -> None:
    """Four figures, each with its unit, its light and a line that explains it."""
    cards = front.cards(may).content["cards"]

    assert [(card["number"], card["unit"], card["light"]) for card in cards] == [
        ("90.5", "%", "green"),
        ("43", "亿元", "yellow"),
        ("−4.4", "个百分点", "yellow"),
        ("220", "个", "green"),
    ]
    assert cards[2]["note"] == "序时进度41.7%，欠账5.08亿元"


@pytest.mark.parametrize(
    ("done", "number", "unit"),
    [
        ("6432", "6432", "万元"),
        ("5000", "5000", "万元"),
        ("0", "0", "万元"),
        ("", "—", ""),
        ("12000", "1.2", "亿元"),
    ],
)
def test_a_card_below_one_yi_is_in_wan(done: str, number: str, unit: str) -> None:
    """Number and unit of a card are those of the sentence; without a value there is no unit."""
    report = _report(
        f"project_name | nature | responsible_unit | annual_task_wan | done_this_year_wan\n水厂 | new | 水利局 | 20000 | {done}"
    )
    card = front.cards(report).content["cards"][1]

    assert (card["number"], card["unit"]) == (number, unit)


def test_the_curve_tells_behind_and_the_pace(may: Report) -> None:
    """The chart's title is the finding; its words say the same to those who do not see it."""
    content = curve.schedule(may).content

    assert content["title"] == "投资进度落后序时进度4.4个百分点，余下月份月均须为前5个月的1.2倍"
    assert content["alt"].startswith(content["title"])


def test_unreported_zero_and_not_applicable_are_told_apart() -> None:
    """In the list of projects 0 is 0, 未报 is said, and a rate without a task is “—”."""
    rows = _rows(
        annexes.projects(
            _report("""
            project_name | nature | status      | responsible_unit | total_plan_wan | annual_task_wan | done_this_year_wan
            水厂         | new    | started     | 水利局           |                |            1000 |                  0
            公路         | new    | started     | 水利局           |           5000 |            1000 |
            学校         | new    | not_started | 水利局           |           5000 |               0 |                  0
            """)
        )
    )

    assert [row[4:8] for row in rows] == [
        ["", "1,000", "0", "0.0"],
        ["5,000", "1,000", "未报", "—"],
        ["5,000", "0", "0", "—"],
    ]


def test_a_low_rate_of_reports_is_said() -> None:
    """Below 95% of reports page one says that sums are too low."""
    report = _report(
        "project_name | nature | responsible_unit | done_this_year_wan\n水厂 | new | 水利局 |\n公路 | new | 水利局 | 1"
    )

    assert front.sample_note(report).plain.endswith("填报率50.0%，未报项目不计为0，合计偏低。")


def test_units_without_rank_come_last() -> None:
    """Too few projects: listed behind the others with “—”, and in the total."""
    report = _report("""
        project_name | nature | status  | responsible_unit | annual_task_wan | done_this_year_wan
        甲一         | new    | started | 水利局           |           10000 |               3000
        甲二         | new    | started | 水利局           |           10000 |               3000
        甲三         | new    | started | 水利局           |           10000 |               3000
        乙一         | new    | started | 林业局           |           10000 |               9000
    """)

    assert [row[:3] for row in _rows(progress.ranking(report))] == [
        ["", "合计", "4"],
        ["1", "水利局", "3"],
        ["—", "林业局", "1"],
    ]


def test_the_values_of_single_units_in_the_bureaus_book_are_not_printed(may: Report) -> None:
    """The timetable of inclusion has states only: no amount of the statistics stands in it."""
    labels = [column["label"] for column in inclusion.timetable(may).content["columns"]]

    assert labels == ["灯", "项目", "责任单位", "缺少资料", "已申报", "入库窗口"]


def test_every_table_says_whose_figures_it_holds(may: Report) -> None:
    """口径, source and day stand under every table of figures."""
    for make in (
        progress.ranking,
        progress.unstarted,
        service.offices,
        reserve.table,
        supervision.offices,
    ):
        assert make(may).content["note"].startswith("口径：调度口径；来源：《")
        assert "截至2020年5月31日" in make(may).content["note"]


def test_a_long_list_of_unstarted_projects_goes_to_the_annexes() -> None:
    """The main part keeps to its pages: it shows the largest tasks, and says where all of them are."""
    head = "project_name | nature | status | annual_task_wan"
    lines = [f"项目{number} | new | not_started | {number}" for number in range(1, 21)]
    long, short = (_report("\n".join([head, *lines[:count]])) for count in (20, 15))

    main = progress.unstarted(long)
    assert [row[1] for row in _rows(main)] == [f"项目{number}" for number in range(20, 5, -1)]
    assert main.content["note"].endswith("只列年度任务最大的15个，全部20个见附表。")
    annex = progress.all_unstarted(long)
    assert (len(_rows(annex)), annex.content["annex"]) == (20, True)
    assert "附表" not in progress.unstarted(short).content["note"]
    assert progress.all_unstarted(short).kind == "note"


def test_a_reserve_that_does_not_ask_what_came_has_no_column_for_it() -> None:
    """Where it asks, the column is there, and a channel without an answer shows a dash."""
    head = "project_name | sought_funds_wan | fund_channel | obtained_funds_wan\n"

    def labels(rows: str) -> list[str]:
        block = reserve.channels(_report(EMPTY_YEAR, reserve=head + rows))
        return [column["label"] for column in block.content["columns"]]

    assert "已到位" not in labels("水厂 | 100 | 一般债券 |")
    assert "已到位" in labels("水厂 | 100 | 一般债券 | 50\n路 | 50 | 省级专项资金 |")


def test_where_both_books_speak_a_table_says_which_is_whose(may: Report) -> None:
    """The states of the bureau's book never pass for the departments'."""
    assert "应统未统为统计口径" in front.sample_note(may).plain
    assert "W05、W06为统计口径" in alerts.table(may).content["note"]
    assert "纳统一项为统计口径" in supervision.scores(may).content["note"]
    unit = supervision_list.open_unit(may, "经济贸易局")
    assert supervision_list.alerts(unit).content["note"].startswith("口径：调度口径；来源：《")


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("2020-01", "2—6月月均须为1月的"),
        ("2020-03", "4—6月月均须为前3个月月均的"),
        ("2020-05", "6月当月须完成前5个月月均的"),
    ],
)
def test_the_half_year_names_the_months_that_are_left(month: str, told: str) -> None:
    """余下月份 would be those of the year, of which page one speaks."""
    report = _report(
        "project_name | nature | status | annual_task_wan | done_this_year_wan\n"
        "水厂 | new | started | 10000 | 1000",
        month,
    )

    assert told in inclusion.growth(report).plain


def test_ledgers_with_errors_are_not_measured(may: Report) -> None:
    """A month with an error among its findings has no report."""
    fault = Finding(
        "a.xlsx", "5月", 7, "总投资", "C01", Severity.ERROR, "读到“x”", "应为数字", "请更正"
    )

    class Faulty:
        is_sound = False
        findings = (fault,)

    with pytest.raises(LedgersRefused):
        briefing.sections.report.measure([Faulty()], may.county)  # type: ignore[list-item]


def test_a_report_says_what_it_is(may: Report) -> None:
    """In a notebook a report shows county, month and how many figures it has."""
    assert repr(may) == f"<柞水县 2020-05：{len(list(may.indicators))} 项指标>"
    assert (
        dataclasses.replace(may, tables={})
        .source("调度口径", "projects")
        .startswith("口径：调度口径；来源：无；")
    )
    assert may.indicators["A10"].value == Decimal(43)


@pytest.mark.parametrize(
    ("ledger_id", "block"), [("projects", annexes.projects), ("reserve", annexes.seeking_funds)]
)
def test_corrected_projects_are_marked_in_the_annex(
    may: Report, ledger_id: str, block: Callable[[Report], Block]
) -> None:
    """With ※ behind their name, and its meaning below; no mark where nothing was corrected."""
    table = may.tables[ledger_id]
    funds = table.frame.get("sought_funds_wan")
    position = 0 if funds is None else int((funds > 0).idxmax())
    note = table.frame.iloc[[position]].assign(position=position, column="project_name")
    corrected = dataclasses.replace(
        may, tables=may.tables | {ledger_id: dataclasses.replace(table, corrected=note)}
    )

    assert "※" not in block(may).plain + block(may).content["note"]
    names = [row[1] for row in _rows(block(corrected))]
    assert [name for name in names if "※" in name] == [
        f"{table.frame['project_name'].iloc[position]}※"
    ]
    assert "※为经核实更正的项目" in block(corrected).content["note"]
