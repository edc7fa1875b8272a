"""One cell as sent, one typed value: nothing guessed, nothing filled, missing is not zero."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipeline.ledgers import ledger
from pipeline.tidy import values
from pipeline.tidy.permits import permit
from pipeline.tidy.values import Unclear
from tests.conftest import MAY

if TYPE_CHECKING:
    from pipeline.read.sheet import Cell

STATUS = ledger("projects").column("status")
OBSTACLES = ledger("projects").column("obstacles")
ENVIRONMENT = ledger("permits").column("environment")


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "\u3000", "—", "-", "－－", "/", "／", "无", "暂无", "待定"]
)
def test_a_sign_for_nothing_is_missing_not_zero(cell: Cell) -> None:
    """A dash, 无 or 待定 says that there is nothing to say."""
    assert values.number(cell) is None
    assert values.money_wan(cell, "万元") is None
    assert values.text(cell) is None
    assert values.code(cell) is None
    assert values.count(cell) is None
    assert values.percent(cell) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (0.0, "0"),
        (430000.0, "430000"),
        (0.1 + 0.2, "0.3"),
        ("1,200", "1200"),
        ("1，200，000.50", "1200000.5"),
        ("１２００", "1200"),
        (" 12 ", "12"),
        ("−3.5", "-3.5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("1.2E+3", "1200"),
    ],
)
def test_a_number_is_read_in_its_spellings(cell: Cell, number: str) -> None:
    """Thousands, full width, and the digits that a spreadsheet shows of a float."""
    assert values.number(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell",
    [
        "约500",
        "500（其中土建300）",
        "3000-5000",
        "1,2",
        "12,34",
        "1200,300",
        "1,200,5",
        "1.2.3",
        "同上",
        "#REF!",
        "#DIV/0!",
        "#N/A",
        "=SUM(A1:A9)",
        "三百",
        True,
        dt.date(2020, 5, 1),
        dt.time(12),
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_number_is_unclear(cell: Cell) -> None:
    """Neither the first digits, nor the first of two numbers, nor a formula's error."""
    with pytest.raises(Unclear, match="应为"):
        values.number(cell)


@pytest.mark.parametrize(
    ("cell", "unit", "wan"),
    [
        (1.0, "万元", 1.0),
        (0.4312, "亿元", 4312.0),
        (115.4, "亿元", 1_154_000.0),
        (5.97, "亿元", 59_700.0),
        (49.3349, "亿元", 493_349.0),
        (1.1, "千万元", 1100.0),
        (12345.0, "元", 1.2345),
        (55.0, "千元", 5.5),
        ("5000万", "亿元", 5000.0),
        ("0.5亿元", "万元", 5000.0),
        ("1,200万元整", "亿元", 1200.0),
        ("3500000元", None, 350.0),
        (-20.0, "万元", -20.0),
        (0.0, "亿元", 0.0),
    ],
)
def test_every_amount_is_in_wan(cell: Cell, unit: str | None, wan: float) -> None:
    """By the column's unit or the cell's own, exactly: 0.4312亿元 is 4312万元, not 4311.999…."""
    assert values.money_wan(cell, unit) == wan


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (5.0, None, "应写明单位（万元或亿元）"),
        ("约5000万", "万元", "应为数字"),
        ("1亿2000万", "万元", "应为数字"),
        (2.02061102654e19, "万元", "是否填成了代码"),
        (1e9, "亿元", "是否填成了代码"),
    ],
)
def test_an_unclear_amount_says_what_is_expected(
    cell: Cell, unit: str | None, expected: str
) -> None:
    """A number without a unit is no amount, and a project code in the wrong column neither."""
    with pytest.raises(Unclear, match=expected):
        values.money_wan(cell, unit)


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        (4.7, "4.7"),
        ("4.7%", "4.7"),
        ("４．７％", "4.7"),
        ("下降4.7%", "-4.7"),
        ("同比增长4.7%", "4.7"),
        (-18.6, "-18.6"),
        (0.0, "0"),
        ("0.6%", "0.6"),
    ],
)
def test_growth_is_in_points(cell: Cell, points: str) -> None:
    """4.7 and 4.7% are the same; a fall is negative."""
    assert values.percent(cell) == Decimal(points)


@pytest.mark.parametrize("cell", [0.047, -0.186])
def test_a_percentage_format_is_not_taken_for_points(cell: float) -> None:
    """A cell that shows 4.7% holds 0.047, and must not be printed as 0.0%."""
    with pytest.raises(Unclear, match="应写成"):
        values.percent(cell)


@pytest.mark.parametrize(
    ("cell", "count"), [(15.0, 15), ("15天", 15), ("3个工作日", 3), ("2 次", 2), ("0", 0)]
)
def test_a_count_may_carry_its_unit(cell: Cell, count: int) -> None:
    """15天 is fifteen."""
    assert values.count(cell) == count


@pytest.mark.parametrize("cell", [2.5, "两次", "1-2天", 2e19, "1e99"])
def test_what_is_no_whole_number_is_unclear(cell: Cell) -> None:
    """Half a day is not counted, nor is a code."""
    with pytest.raises(Unclear):
        values.count(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2020-611026-54-01-003217", "2020-611026-54-01-003217"),
        ("２０２０－６１１０２６—54", "2020-611026-54"),
        (" 9161102675xa ", "9161102675XA"),
        (5412.0, "5412"),
        ("0012", "0012"),
    ],
)
def test_a_code_is_text(cell: Cell, code: str) -> None:
    """Width, dashes, white space and case make no difference; leading zeros stay."""
    assert values.code(cell) == code


@pytest.mark.parametrize("cell", [2.02061102654e19, 916110267500000000, "2.02061E+19", "#REF!"])
def test_a_code_that_lost_its_digits_is_unclear(cell: Cell) -> None:
    """A float keeps fifteen digits, and a CSV what Excel showed of it."""
    with pytest.raises(Unclear):
        values.code(cell)


def test_a_credit_code_with_an_e_is_no_power_of_ten() -> None:
    """9161E12… is what it says."""
    assert values.code("91611026MA70E12X5Y") == "91611026MA70E12X5Y"


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "=VLOOKUP(B5,表2!A:C,3,0)"])
def test_a_failed_formula_is_no_text(cell: str) -> None:
    """An office is not called #REF!."""
    with pytest.raises(Unclear, match="公式"):
        values.text(cell)


def test_words_stand_as_they_are() -> None:
    """Only white space is folded."""
    assert values.text("  木耳产业园\n（一期）\u3000") == "木耳产业园 （一期）"


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("已开工", "started"),
        ("在建", "started"),
        ("√", "started"),
        ("是", "started"),
        ("已复工（4月）", "resumed"),
        ("未 开 工", "not_started"),
        ("×", "not_started"),
        ("竣工", "finished"),
        ("停工", "stopped"),
        (None, None),
        ("", None),
        ("待定", None),
    ],
)
def test_a_state_is_one_of_the_dictionary(cell: Cell, state: str | None) -> None:
    """By any of its spellings; what stands in brackets behind it is a remark."""
    assert values.state(cell, STATUS) == state


@pytest.mark.parametrize("cell", ["准备开工", "已开工未复工", 1.0, True])
def test_an_unknown_state_lists_the_right_ones(cell: Cell) -> None:
    """Nothing is taken for what it resembles."""
    with pytest.raises(Unclear, match="应为已开工、已复工、竣工、停工、未开工之一"):
        values.state(cell, STATUS)


@pytest.mark.parametrize(
    ("cell", "states"),
    [
        ("土地征用", "land"),
        ("资金筹措、土地征用", "land|funding"),
        ("1.土地征用；2.审批缓慢", "land|approval"),
        ("土地/征地", "land"),
        ("其他\n资金", "funding|other"),
        ("无", None),
        ("；", None),
    ],
)
def test_several_states_may_stand_in_one_cell(cell: str, states: str | None) -> None:
    """Each once, in the dictionary's order."""
    assert values.states(cell, OBSTACLES) == states


def test_one_unknown_state_makes_the_cell_unclear() -> None:
    """The known half is not enough."""
    with pytest.raises(Unclear):
        values.states("土地征用、天气", OBSTACLES)


def test_items_are_kept_each_once() -> None:
    """缺件 are counted by kind."""
    assert values.items("1.施工合同；2.现场照片、施工合同。") == "施工合同|现场照片"
    assert values.items("无") is None


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("√", True), (1.0, True), (True, True), ("否", False), ("×", False)],
)
def test_a_yes_has_many_spellings(cell: Cell, answer: bool) -> None:
    """A tick, a one and 是."""
    assert values.yes_no(cell) is answer


def test_nothing_is_a_no_only_where_it_is_said() -> None:
    """“无” answers whether there is one; a dash and an empty cell do not."""
    assert values.yes_no("无") is False
    assert values.yes_no("—") is None
    assert values.yes_no(None) is None
    with pytest.raises(Unclear):
        values.yes_no("正在建")


def test_of_a_person_only_the_presence_is_kept() -> None:
    """A name is not stored."""
    assert values.presence("张三（副县长）") is True
    assert values.presence("待定") is False
    assert values.presence(None) is False


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("1—5月", "2020-05"),
        ("2020年1-5月", "2020-05"),
        ("1月-5月份", "2020-05"),
        ("2019年1—12月", "2019-12"),
        ("5月", "2020-05"),
        ("—", None),
    ],
)
def test_a_period_is_known_by_its_last_month(cell: str, period: str | None) -> None:
    """Statistics are cumulative."""
    assert values.period(cell, MAY) == period


@pytest.mark.parametrize("cell", ["1-13月", "3-5月", "一季度", "0月"])
def test_a_period_that_does_not_begin_in_january_is_unclear(cell: str) -> None:
    """There is no growth of March to May."""
    with pytest.raises(Unclear, match="累计时期"):
        values.period(cell, MAY)


@pytest.mark.parametrize(
    ("cell", "state", "day"),
    [
        ("√", "done", None),
        ("已批复", "done", None),
        ("批复", "done", None),
        ("柞发改发〔2020〕12号", "done", None),
        ("柞环批复[2019]3号", "done", None),
        ("2020.4.15", "done", "2020-04-15"),
        ("2020.4.15批复", "done", "2020-04-15"),
        ("2019年3月（备案）", "done", "2019-03-01"),
        (dt.date(2020, 4, 15), "done", "2020-04-15"),
        ("2020.5.31", "done", "2020-05-31"),
        (2020.1, "done", "2020-01-01"),
        ("办理中", "underway", None),
        ("/", "not_required", None),
        ("不需要", "not_required", None),
        ("", "not_begun", None),
        (None, "not_begun", None),
        ("×", "not_begun", None),
        ("无", "not_begun", None),
        ("暂无", "not_begun", None),
        ("待定", "not_begun", None),
        ("暂无批复", "not_begun", None),
    ],
)
def test_a_permit_is_a_state_and_perhaps_a_date(cell: Cell, state: str, day: str | None) -> None:
    """A tick, a word, a date or a document's number; what says nothing has not begun."""
    found, on = permit(cell, ENVIRONMENT, MAY)

    assert (found, on.isoformat() if on else None) == (state, day)


@pytest.mark.parametrize(
    "cell",
    ["预计6月", "预计2020年4月", "拟2020.9.30", "2020.6.1", "未批复", "待批", "#REF!", "500"],
)
def test_a_permit_that_is_not_there_is_not_done(cell: str) -> None:
    """What is planned, or dated after the month, is a question to the clerk."""
    with pytest.raises(Unclear, match="应为√、办理中、日期、文号"):
        permit(cell, ENVIRONMENT, MAY)


@pytest.mark.parametrize("cell", ["在建（停工）", "开工（未复工）"])
def test_a_remark_that_is_another_state_makes_the_cell_unclear(cell: str) -> None:
    """Is it under construction or stopped? The clerk knows, we do not."""
    with pytest.raises(Unclear, match="之一"):
        values.state(cell, ledger("projects").column("status"))
