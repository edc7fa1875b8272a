"""One cell as sent, one typed value: nothing guessed, nothing filled, missing is not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.ledgers.tidy import values
from briefing.ledgers.tidy.values import Unclear
from tests.conftest import MAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.workbooks.sheet import Cell


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "  ",
        "\u3000",
        "—",
        "-",
        "－－",
        "/",
        "／",
        "＼",
        "……",
        "无",
        "暂无",
        "待定",
        "不详",
    ],
)
def test_a_sign_for_nothing_is_missing(cell: Cell) -> None:
    """A dash, 无 or 待定 says that there is nothing to say."""
    assert values.says_nothing(cell)
    assert values.text(cell) is None
    assert values.code(cell) is None


@pytest.mark.parametrize(
    "cell", [0.0, "0", False, "一", "同上", "无人机基地", "-5", "//路", "－" * 40]
)
def test_what_says_something_is_not_nothing(cell: Cell) -> None:
    """Zero is a number, and a name may begin with 无."""
    assert not values.says_nothing(cell)


@pytest.mark.parametrize("cell", ["同上", " 〃 ", "″", '"', "—〃—", "同 上", "同上一行"])
def test_a_ditto_mark_repeats_the_cell_above(cell: str) -> None:
    """Where nothing stands above that it could repeat, it is no text of its own."""
    assert values.is_ditto(cell)
    with pytest.raises(Unclear, match="应写明内容"):
        values.text(cell)


@pytest.mark.parametrize("cell", ["同左", "同上级部门协调", "", None, 11.0, "“水厂”"])
def test_other_words_repeat_nothing_above(cell: Cell) -> None:
    """同左 points elsewhere, and a name in quotes is a name."""
    assert not values.is_ditto(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("611026202000017", "611026202000017"),
        ("６１１０２６－－００１", "611026--001"),
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


def test_what_no_one_sees_is_left_out() -> None:
    """Zero-width characters, control characters and broken surrogates; a rare character stays."""
    assert values.text("水\u200b厂\x00\ud800\ufeff") == "水厂"
    assert values.text("\u57ebの村") == "\u57ebの村"
    assert values.text("\u200b" * 40) is None


def test_items_are_kept_each_once() -> None:
    """缺件 are counted by kind."""
    assert values.items("1.施工合同；2.现场照片、施工合同。") == "施工合同|现场照片"
    assert values.items("照片（时间、地点），合同") == "照片(时间、地点)|合同"
    assert values.items("无") is None


@pytest.mark.parametrize("cell", [None, "", "—", "/", "……", "无", "暂无", "没有"])
def test_an_empty_list_has_no_items(cell: Cell) -> None:
    """No document is missing."""
    assert values.items(cell) is None


@pytest.mark.parametrize("cell", ["待补充", "暂缺", "不详", "未报"])
def test_what_is_not_known_is_missing(cell: str) -> None:
    """缺少资料：待补充 does not say that nothing is missing."""
    assert values.items(cell) == cell


@pytest.mark.parametrize("read", [values.text, values.items, values.code])
@pytest.mark.parametrize("cell", ["同上", "同左", "〃"])
def test_a_pointer_is_no_value(read: Callable[[Cell], str | None], cell: str) -> None:
    """No document is called 同上."""
    with pytest.raises(Unclear, match="应写明内容"):
        read(cell)


def test_problems_of_one_cell_are_told_apart() -> None:
    """By their numbers, lines and semicolons; a comma belongs to the sentence."""
    assert (
        values.problems("1.征地未完成，涉及3户；2.资金缺口大") == "征地未完成，涉及3户；资金缺口大"
    )
    assert values.problems("—") is None


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        *((word, True) for word in ("是", "√", "☑", "✓", "V", "y", "有", "已落实", 1.0, True)),
        *((word, False) for word in ("否", "×", "✗", "x", "n", "无", "暂无", "未建", 0.0, False)),
        ("是（3月）", True),
        ("√（2020.4）", True),
        ("有（1份）", True),
        ("否（正在组建）", False),
        ("未落实（计划6月）", False),
    ],
)
def test_a_yes_has_many_spellings(cell: Cell, answer: bool) -> None:
    """A tick, a one and 是."""
    assert values.yes_no(cell, MAY) is answer


def test_nothing_is_a_no_only_where_it_is_said() -> None:
    """“无” answers whether there is one; a dash and an empty cell do not."""
    assert values.yes_no("无", MAY) is False
    assert values.yes_no("—", MAY) is None
    assert values.yes_no(None, MAY) is None


@pytest.mark.parametrize(
    "cell", ["正在建", "是（未建）", "否（已建）", "√（计划6月）", "是（9月）", "是否", 2.0]
)
def test_an_answer_that_is_neither_is_unclear(cell: Cell) -> None:
    """What is under way, planned or contradicted is no answer."""
    with pytest.raises(Unclear, match="应为“是”或“否”"):
        values.yes_no(cell, MAY)


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
        ("1至5月", "2020-05"),
        ("一季度", "2020-03"),
        ("上半年", "2020-06"),
        ("2019年前三季度", "2019-09"),
        ("全年", "2020-12"),
        ("—", None),
    ],
)
def test_a_period_is_known_by_its_last_month(cell: str, period: str | None) -> None:
    """Statistics are cumulative."""
    assert values.period(cell, MAY) == period


@pytest.mark.parametrize(
    "cell", ["1-13月", "3-5月", "二季度", "下半年", "0月", "1-5", "9999年1-5月"]
)
def test_a_period_that_does_not_begin_in_january_is_unclear(cell: str) -> None:
    """There is no growth of March to May."""
    with pytest.raises(Unclear, match="累计时期"):
        values.period(cell, MAY)
