"""What only last month's ledger gives away: columns that were swapped, that slipped, or shrank tenfold."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.ledgers.check import check_month
from tests.conftest import tidied

APRIL, MAY = Month(2020, 4), Month(2020, 5)
RESERVE = (
    "序号|项目名称|领域|建设地点|起止年限|总投资（万元）|十四五投资（万元）|责任单位|更新日期"
)
SIZES = [(900, 700), (1200, 800), (3000, 2500), (460, 400), (7800, 100)]
STATISTICS = "统计编码|项目名称|统计开工|计划总投资（万元）|本年完成投资（万元）|纳统状态"
GROWTH = "统计期|固定资产投资增速|全市位次|民间投资增速"


def reserve(sizes: list[tuple[float | str, float | str]]) -> str:
    rows = [
        f"{n}|{name}|民生|营盘镇|2021|{total}|{plan}|教育局|2020-04-01"
        for n, (name, (total, plan)) in enumerate(zip("甲乙丙丁戊", sizes, strict=False), 1)
    ]
    return "\n".join([RESERVE, *rows])


def statistics(done: list[int | str], status: str = "已纳统") -> str:
    rows = [f"A{n}|{n}号项目|是|5000|{each}|{status}" for n, each in enumerate(done, 1)]
    return "\n".join([STATISTICS, *rows])


def told(now: str, before: str) -> list[tuple[str, str, int, str]]:
    """Code, severity, row and letter of what is said of a ledger beside last month's."""
    then = tidied(before, month=APRIL)
    month = tidied(now, month=MAY)
    found = check_month(month.tables, then.tables, MAY)
    return sorted({(f.code, str(f.severity), f.row, f.letter) for f in found})


def errors(now: str, before: str) -> list[tuple[str, str]]:
    return [
        (code, letter) for code, severity, _, letter in told(now, before) if severity == "error"
    ]


def test_a_ledger_that_stands_is_silent() -> None:
    """The ground of every test below."""
    assert told(reserve(SIZES), reserve(SIZES)) == []
    assert told(statistics([10, 20, 30]), statistics([5, 20, 10])) == []


def test_swapped_headers_hold_what_the_other_held() -> None:
    """Both columns are named; their sums and bands agree, and nothing else would tell."""
    assert errors(reserve([(b, a) for a, b in SIZES]), reserve(SIZES)) == [
        # Each part is larger than its total.
        ("N04", "G"),
        ("X07", "F"),
        ("X07", "G"),
    ]


def test_headers_swapped_with_their_units_are_told_as_well() -> None:
    """The amounts stand in the other column, ten thousand times smaller."""
    now = reserve([(b / 10_000, a) for a, b in SIZES])

    assert ("X07", "F") in errors(now, reserve(SIZES))


def test_swapped_growth_rates_are_told_by_the_periods_before() -> None:
    """The bureau returns every period again; rates may be negative."""
    before = f"{GROWTH}\n1—2月|-18.6|5|-22.5\n1—3月|-6.3|4|-10.4"
    now = f"{GROWTH}\n1—2月|-22.5|5|-18.6\n1—3月|-10.4|4|-6.3\n1—4月|1.2|3|0.4"

    assert errors(now, before) == [("X07", "B"), ("X07", "D")]
    assert errors(now, before.rpartition("\n")[0]) == [("X07", "B"), ("X07", "D")]


PROJECTS = (
    "序号|项目名称|项目性质|责任单位|总投资（万元）|{}（万元）|1-{}月累计（万元）|开复工状态"
)


def projects(month: int, header: str, *rows: tuple[int, int]) -> str:
    lines = [
        f"{n}|{name}|新建|水利局|9000|{amount}|{done}|在建"
        for n, (name, (amount, done)) in enumerate(zip("甲乙丙", rows, strict=True), 1)
    ]
    return "\n".join([PROJECTS.format(header, month), *lines])


def test_a_month_under_the_plans_header_is_told() -> None:
    """Nothing else says what was done; the year's growth since last month does."""
    before = projects(4, "年度任务", (500, 40), (600, 50), (700, 60))
    grown = [(500, 60), (600, 80), (700, 100)]

    assert errors(projects(5, "年度任务", *grown), before) == []
    wrong = projects(5, "年度任务", (20, 60), (30, 80), (40, 100))
    assert errors(wrong, before) == [("X07", "F")]


def test_what_was_done_since_the_start_is_not_what_was_done_before() -> None:
    """Its header was dropped, and it was called 截至上年底累计."""
    head = PROJECTS.replace("{}（万元）", "{}（万元）|截至上年底累计（万元）")
    before = "\n".join([
        head.format("自开工累计", 4), "1|甲|续建|水利局|9000|140|100|40|在建",
        "2|乙|续建|水利局|9000|250|200|50|在建", "3|丙|续建|水利局|9000|360|300|60|在建",
    ])  # fmt: skip
    now = "\n".join([
        PROJECTS.format("截至上年底累计", 5), "1|甲|续建|水利局|9000|160|60|在建",
        "2|乙|续建|水利局|9000|280|80|在建", "3|丙|续建|水利局|9000|400|100|在建",
    ])  # fmt: skip

    assert [code for code, _ in errors(told_with_task(now), told_with_task(before))] == ["X07"]


def told_with_task(text: str) -> str:
    """The head must have a task, which is none of the matter."""
    head, *rows = text.split("\n")
    return "\n".join([f"{head}|年度任务（万元）", *(f"{row}|777" for row in rows)])


def test_one_plan_that_changed_is_a_question() -> None:
    """So is one that is told no longer."""
    assert told(reserve([(910, 700), *SIZES[1:]]), reserve(SIZES)) == [("X03", "warning", 2, "F")]
    assert told(reserve([(900, ""), *SIZES[1:]]), reserve(SIZES)) == [("X03", "warning", 2, "G")]


def test_a_column_that_slipped_by_a_row_is_told() -> None:
    """Every amount is last month's, of the project above it."""
    totals = [total for total, _ in SIZES]
    now = reserve(list(zip(["", *totals[:-1]], [plan for _, plan in SIZES], strict=True)))

    assert ("X08", "F") in errors(now, reserve(SIZES))


def test_plans_that_changed_to_new_numbers_did_not_slip() -> None:
    """A county may revise its whole list."""
    now = reserve([(total + 37, plan) for total, plan in SIZES])

    assert errors(now, reserve(SIZES)) == []


@pytest.mark.parametrize("factor", [0.1, 10, 100], ids=str)
def test_a_column_that_is_ten_times_last_months_is_in_another_unit(factor: float) -> None:
    """千元 for 万元 is too little for the size of things to tell."""
    now = reserve([(total, plan * factor) for total, plan in SIZES])

    assert ("U01", "G") in errors(now, reserve(SIZES))


def test_one_amount_ten_times_as_large_is_a_question() -> None:
    """A plan may grow tenfold; three do not, to the digit."""
    assert errors(reserve([(9000, 700), *SIZES[1:]]), reserve(SIZES)) == []


def test_statistics_that_fell_are_a_question_and_many_a_fault() -> None:
    """核减 happens; a column in another unit falls as a whole."""
    before = statistics([50, 60, 70, 80])

    assert told(statistics([50, 60, 30, 80]), before) == [("E2", "warning", 4, "E")]
    assert told(statistics([5, 6, 7, 8]), before) == [("E2", "error", 0, "E")]


def test_what_is_not_in_the_library_has_no_amount() -> None:
    """先入库、后有数; of one row a question, of three the column is beside its rows."""
    one = statistics([50]).replace("已纳统", "资料不全")

    assert told(one, one) == [("W7", "warning", 2, "E")]
    many = statistics([50, 60, 70], status="资料不全")
    assert {severity for _, severity, _, _ in told(many, many)} == {"error"}


def test_a_year_does_not_do_more_than_the_whole_costs() -> None:
    """A fifth beyond it is an error, whatever last month said: the year is in another unit."""
    assert told(statistics([6000]), statistics([5000])) == []
    assert told(statistics([6002]), statistics([5000])) == [("W1", "error", 2, "E")]


def test_rows_that_are_gone_are_named_once_for_the_ledger() -> None:
    """A row of the reserve, of the statistics, of the problems: what it counted is not counted."""
    then = tidied(reserve(SIZES), month=APRIL)
    now = tidied(reserve(SIZES[:3]), month=MAY)

    (finding,) = check_month(now.tables, then.tables, MAY)

    assert (finding.code, finding.found) == ("X01", "上月的2行本月没有：“丁”、“戊”")


def test_a_row_that_was_given_its_code_is_not_gone() -> None:
    """The reserve's projects get their codes when the first paper is granted."""
    head, row = (
        RESERVE.replace("领域", "项目代码|领域"),
        "1|甲|{}|民生|营盘镇|2021|900|700|教育局|2020-04-01",
    )
    before, now = (f"{head}\n{row.format(code)}" for code in ("", "2020-611026-48-01-000001"))

    assert told(now, before) == []
    assert [code for code, *_ in told(now.replace("|900|", "|950|"), before)] == ["X03"]


def test_headers_that_one_printed_page_swaps_are_seen() -> None:
    """Two rows that hold each other's numbers are no chance, though the other rows stand."""
    before = f"{GROWTH}\n1-2月|-18.6|3|-22.5\n1-3月|-6.3|4|-10.4"
    now = f"{GROWTH}\n1-2月|-22.5|3|-18.6\n1-3月|-10.4|4|-6.3\n1-4月|2.1|4|1.5\n1-5月|4.7|5|3.3"

    assert errors(now, before) == [("X07", "B"), ("X07", "D")]
