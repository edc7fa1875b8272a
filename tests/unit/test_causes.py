"""Each kind of cause is told in one line, and what follows from it is folded under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.domain.findings import Finding, Severity, errors, gathered, singly
from briefing.domain.months import Month
from briefing.ledgers.causes import Books, by_cause
from briefing.ledgers.check import check_month
from briefing.ledgers.tidy.tidy_month import tidy_month
from tests.conftest import MAY, ZHASHUI, reading, sheet, tidied

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = (
    "序号|项目名称|项目代码|责任单位|总投资（亿元）|截至上年底累计（万元）|年度任务（万元）|"
    "本月完成（万元）|1-{month}月累计（万元）|自开工累计（万元）|开复工状态"
)
BEFORE, TASK, MONTHLY, TO_DATE, SINCE = 5, 6, 7, 8, 9
PLAN = 4
CODE = "2019-611026-54-01-{number:06d}"
APRIL = Month(2020, 4)


def _project(number: int, month: int) -> list[str]:
    """One project: 本月 is the same each month, so that the year's is it times the month."""
    monthly = 110 * number + 13
    before, total = 1000 * number + 70, 2.1 + 0.37 * number
    amounts = [before, 5 * monthly + 900, monthly, month * monthly, before + month * monthly]
    return [
        *[str(number), f"{'甲乙丙丁戊己庚辛'[number - 1]}村供水工程", f"'{CODE.format(number=number * 1117)}"],
        *["水利局", f"{total:.2f}", *map(str, amounts), "在建"],
    ]  # fmt: skip


def rows(month: int) -> list[list[str]]:
    """A sound ledger: four projects carried over and four new ones, which begin with nothing."""
    projects = [_project(number, month) for number in range(1, 9)]
    for project in projects[4:]:
        project[SINCE] = project[TO_DATE]
        project[BEFORE] = ""
    bands = [
        _band(title, projects[slice(*span)])
        for title, span in (("一、续建项目（4个）", (0, 4)), ("二、新建项目（4个）", (4, 8)))
    ]
    return [*bands[0], *bands[1], _sum("合计：8个", projects)]


def _band(title: str, projects: Sequence[list[str]]) -> list[list[str]]:
    return [_sum(title, projects), *projects]


def _sum(title: str, projects: Sequence[list[str]]) -> list[str]:
    sums = [
        sum(float(each[column] or 0) for each in projects) for column in range(PLAN, SINCE + 1)
    ]
    return [title, "", "", "", *(f"{each:.10g}" for each in sums), ""]


def drawn(month: int, lines: Sequence[Sequence[str]]) -> str:
    """The ledger as text."""
    return "\n".join([HEAD.format(month=month), *("|".join(line) for line in lines)])


def told(lines: Sequence[Sequence[str]], *others: str, head: str = "") -> list[Finding]:
    """What is told of May, against a sound April."""
    text = drawn(5, lines)
    text = text if not head else text.replace(HEAD.format(month=5), head)
    may = tidied(text, *others)
    april = tidied(drawn(4, rows(4)), month=APRIL)
    books = Books(may.tables, april.tables, MAY, ZHASHUI)
    doubts = check_month(books.tables, books.previous, books.month, ZHASHUI)
    return by_cause(gathered([*may.findings, *doubts]), books)


def the_one(lines: Sequence[Sequence[str]], *others: str, head: str = "") -> Finding:
    """The one cause that is told."""
    (cause,) = told(lines, *others, head=head)
    return cause


def test_a_sound_month_has_nothing_to_tell() -> None:
    """The ledger that the others are changed from."""
    assert told(rows(5)) == []


def test_a_row_sent_twice_is_one_finding() -> None:
    """The row, and what to do; its band's and the total's sums follow from it."""
    lines = rows(5)
    lines.insert(3, lines[2])

    cause = the_one(lines)

    assert (cause.code, cause.row) == ("K01", 5)
    assert cause.repair == f"删去第5行；若如此，{1 + len(cause.follows)}处不符全部消除"
    assert {each.code for each in cause.follows} == {"R02", "R03"}


def test_a_row_left_out_is_put_back_from_last_month() -> None:
    """Its sums say how much it had; all that they lack follows from it."""
    lines = rows(5)
    del lines[3]

    cause = the_one(lines)

    assert (cause.code, cause.severity) == ("X01", Severity.ERROR)
    assert "补回“丙村供水工程”（上月第5行）" in cause.repair
    assert {each.code for each in cause.follows} == {"R02", "R03"}


def test_a_row_is_put_back_where_the_ledger_repeats_former_months() -> None:
    """The months of the other rows stay at their rows."""
    head = "项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|{}1-{}月累计（万元）|开复工状态\n"
    names = ["水厂", "堤防", "公路", "电站"]
    april = head.format("3月完成（万元）|4月完成（万元）|", 4) + "".join(
        f"{name}|续建|水利局|9{at}00|3000|7{at}|8{at}|30{at}|在建\n"
        for at, name in enumerate(names)
    )
    may = head.format("4月完成（万元）|5月完成（万元）|", 5) + "".join(
        f"{name}|续建|水利局|9{at}00|3000|8{at}|9{at}|{390 + 2 * at}|在建\n"
        for at, name in enumerate(names)
        if name != "堤防"
    )
    total = "合计|||36600|12000|326|366|1572|\n"
    now, then = tidied(may + total), tidied(april, month=APRIL)
    books = Books(now.tables, then.tables, MAY, ZHASHUI)
    doubts = check_month(books.tables, books.previous, books.month, ZHASHUI)

    (cause,) = errors(by_cause(gathered(doubts), books))

    assert cause.repair.startswith("补回“堤防”（上月第3行）")


def test_a_project_that_left_the_list_is_no_cause() -> None:
    """The sums agree without it: it stays a question."""
    lines = rows(5)
    del lines[3]
    kept = [line for line in lines if line[1]]
    bands = [*_band("一、续建项目（3个）", kept[:3]), *_band("二、新建项目（4个）", kept[3:])]
    lines = [*bands, _sum("合计：7个", kept)]

    (question,) = told(lines)

    assert (question.code, question.severity) == ("X01", Severity.WARNING)
    assert question.repair == ""
    assert question.follows == ()


def test_a_row_below_the_wrong_band_is_moved_back() -> None:
    """Two counts and many sums follow from one row."""
    lines = rows(5)
    lines.insert(5, lines.pop(2))

    cause = the_one(lines)

    assert (cause.code, cause.row) == ("C04", 7)
    assert "应移到“一、续建项目（4个）”之下" in cause.repair


def test_a_lost_band_is_one_finding() -> None:
    """The rows below it are counted, and read, as those of the band above."""
    lines = [line for line in rows(5) if not line[0].startswith("二")]

    cause = the_one(lines)

    assert cause.severity is Severity.ERROR
    assert cause.repair.startswith("第7行之前应有分类行“新建项目”")
    assert {each.code for each in cause.follows} >= {"R03"}


def test_a_code_with_another_digit_names_the_cell() -> None:
    """That the project is gone, and that a new one came, follows from the code."""
    lines = rows(5)
    lines[2][2] = lines[2][2].replace("2234", "2235")

    cause = the_one(lines)

    assert (cause.row, cause.letter) == (4, "C")
    assert cause.repair.startswith("C4应为2019-611026-54-01-002234（一位数字写错")
    assert "X02" in [each.code for each in cause.follows]


def test_a_code_in_another_book_says_what_differs() -> None:
    """The name is the same: the code is what is wrong, not the name."""
    statistics = (
        "统计库登记项目名称|项目代码|责任单位|是否符合统计开工标准|在库计划总投资（万元）|本年完成投资（万元）|纳统状态\n"
        "{}".format(
            "\n".join(
                f"{line[1]}|{line[2].replace('3351', '3315')}|水利局|是|{20000 + at}|{at + 1010}|已纳统"
                for at, line in enumerate(each for each in rows(5) if each[1])
            )
        )
    )

    cause = the_one(rows(5), statistics)

    assert (cause.code, cause.file, cause.letter) == ("C02", "2.xlsx", "B")
    assert "（“51”写成“15”）" in cause.repair
    assert sorted(each.code for each in cause.follows) == ["K02", "K04"]
    assert cause.severity is Severity.WARNING


def test_a_misspelt_header_is_one_finding() -> None:
    """That the column of last month is missing follows from it."""
    head = HEAD.format(month=5).replace("自开工累计（万元）", "自开累计完成额（万元）")
    sheets = reading(sheet(drawn(5, rows(5)).replace(HEAD.format(month=5), head), file="1.xlsx"))
    may = tidy_month(sheets.tables, MAY, ZHASHUI)
    april = tidied(drawn(4, rows(4)), month=APRIL)
    books = Books(may.tables, april.tables, MAY, ZHASHUI)
    doubts = check_month(books.tables, books.previous, books.month, ZHASHUI)

    (cause,) = by_cause(gathered([*sheets.findings, *may.findings, *doubts]), books)

    assert (cause.code, cause.letter) == ("H09", "J")
    assert cause.repair.startswith("J列的表头应为“自开工累计完成投资”")
    assert "X06" in [each.code for each in cause.follows]


@pytest.mark.parametrize(
    ("spelt", "is_meant"),
    [("丙村供水工成", True), ("丙村供水工程二期", False), ("壬河堤防", False)],
)
def test_a_near_name_is_meant_where_its_project_lost_its_row(spelt: str, is_meant: bool) -> None:
    """Another phase is another project; a name like none is nobody's."""
    head = "项目名称|责任单位|包抓县级领导|联系人及电话|工作组|任务清单\n"
    sponsors = head + "\n".join(
        f"{spelt if line[1].startswith('丙') else line[1]}|水利局|是|是|是|是"
        for line in rows(5)
        if line[1]
    )

    causes = told(rows(5), sponsors)

    assert ["C02"] * is_meant == [each.code for each in causes if each.code == "C02"]
    assert {each.code for each in singly(causes)} >= {"K02", "K04"}


@pytest.mark.parametrize("unit", ["万元", "元"])
def test_a_head_in_another_unit_is_one_finding(unit: str) -> None:
    """Every row, every sum and every comparison fails because of it."""
    head = HEAD.format(month=5).replace("总投资（亿元）", f"总投资（{unit}）")

    cause = the_one(rows(5), head=head)

    assert (cause.code, cause.row, cause.letter) == ("U01", 0, "E")
    assert cause.repair.startswith("“总投资”的单位应为亿元")
    assert len(cause.follows) >= 8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("截至上年底累计（万元）", "年度任务（万元）"),
        ("总投资（亿元）", "年度任务（万元）"),
        ("本月完成（万元）", "1-5月累计（万元）"),
    ],
)
def test_exchanged_heads_are_one_finding(one: str, other: str) -> None:
    """Also those whose units differ, and those of columns that no plan repeats."""
    swapped = {one: other, other: one}
    head = "|".join(swapped.get(word, word) for word in HEAD.format(month=5).split("|"))

    causes = errors(told(rows(5), head=head))

    assert [cause.code for cause in causes] == ["X07"]
    assert "的表头应对调" in causes[0].repair


def test_amounts_of_two_rows_are_exchanged() -> None:
    """Their sums agree, so that only the rows show it."""
    lines = rows(5)
    lines[1][TO_DATE], lines[2][TO_DATE] = lines[2][TO_DATE], lines[1][TO_DATE]

    cause = the_one(lines)

    assert cause.code == "C04"
    assert cause.repair.startswith("第3行与第4行的“自年初累计完成投资”应对调")


def test_a_column_that_slipped_is_one_finding() -> None:
    """Every row has the amount of the row above it."""
    lines = rows(5)
    moved = [line for line in lines if line[1]]
    amounts = [line[MONTHLY] for line in moved]
    for line, amount in zip(moved, [amounts[-1], *amounts], strict=False):
        line[MONTHLY] = amount

    (cause,) = errors(told(lines))

    assert "的“本月完成投资”应各归其行" in cause.repair


@pytest.mark.parametrize(
    ("row", "column", "wrong", "repair"),
    [
        (1, MONTHLY, "1230", "H3应为123万元（多一个0）"),
        (1, TO_DATE, "651", "I3应为615万元（“15”写成“51”）"),
        (2, TASK, "206", "G4应为2065万元（少一个5）"),
        (2, SINCE, "-3235", "J4应为3235万元（多了负号）"),
        (3, PLAN, "32100", "E5应为3.21亿元（单位差一万倍）"),
        (3, BEFORE, "4070", "F5应为3070万元（与下一行的数相同）"),
        (4, TO_DATE, "", "I6应为2265万元（没有填数）"),
        (4, TO_DATE, "见附表", "I6应为2265万元"),
        (4, TO_DATE, "二千多", "I6应为2265万元"),
        (0, TO_DATE, "5860", "I2应为5760万元（一位数字写错，“7”写成“8”）"),
        (1, TO_DATE, "492", "I3应为615万元（仍是上月的数）"),
        (1, TO_DATE, "777", "I3应为615万元"),
    ],
)
def test_a_wrong_cell_is_named_with_its_value(
    row: int, column: int, wrong: str, repair: str
) -> None:
    """In the unit of its head, and with the slip that explains it."""
    lines = rows(5)
    lines[row][column] = wrong

    cause = the_one(lines)

    assert cause.repair.split("；")[0] == repair
    if cause.follows:
        assert cause.severity is Severity.ERROR


def test_repairs_that_are_as_small_are_all_named() -> None:
    """Without any other relation, the month may be wrong, or the year."""
    head = "项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|本月完成（万元）|1-{month}月累计（万元）|开复工状态\n"
    may = tidied(head.format(month=5) + "水厂|续建|水利局|9000|3000|361|1717|在建")
    april = tidied(head.format(month=4) + "水厂|续建|水利局|9000|3000|340|1300|在建", month=APRIL)
    books = Books(may.tables, april.tables, MAY, ZHASHUI)

    (cause,) = by_cause(check_month(may.tables, april.tables, MAY, ZHASHUI), books)

    assert (cause.code, cause.letter) == ("E1", "G")
    assert cause.repair == "G2应为1661万元；也可能是F2应为417万元"


def test_an_adjusted_plan_is_not_repaired() -> None:
    """A plan that differs from last month's by chance digits, and agrees with its sums, may be right."""
    lines = rows(5)
    for at in (1, 0, 10):
        lines[at][TASK] = str(int(lines[at][TASK]) + 387)

    (question,) = told(lines)

    assert (question.code, question.severity, question.repair) == ("X03", Severity.WARNING, "")


def test_two_causes_are_told_apart() -> None:
    """A sum that both touch is folded once, and nothing is lost."""
    lines = rows(5)
    lines[1][MONTHLY] = "1230"
    lines[3][MONTHLY] = ""

    causes = told(lines)

    assert [cause.repair.split("；")[0] for cause in causes] == [
        "H3应为123万元（多一个0）",
        "H5应为343万元（没有填数）",
    ]
    told_singly = singly(causes)
    assert len(told_singly) == len(set(told_singly))


def test_nothing_is_mended_in_the_tables() -> None:
    """A repair is proposed, never applied."""
    lines = rows(5)
    lines[1][MONTHLY] = "1230"
    may, april = tidied(drawn(5, lines)), tidied(drawn(4, rows(4)), month=APRIL)
    before = may.tables["projects"].frame.copy()

    by_cause(
        check_month(may.tables, april.tables, MAY, ZHASHUI),
        Books(may.tables, april.tables, MAY, ZHASHUI),
    )

    assert may.tables["projects"].frame.equals(before)
