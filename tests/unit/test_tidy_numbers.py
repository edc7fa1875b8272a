"""Numbers, amounts, percentages and counts in every spelling of a clerk."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from briefing.ledgers.tidy import numbers
from briefing.ledgers.tidy.numerals import chinese_number
from briefing.ledgers.tidy.values import Caution, Unclear

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell


@pytest.mark.parametrize(
    "cell",
    [
        *(None, "", "  ", "\u3000", "\u200b", "—", "-", "－－", "——", "…", "……", "/", "／", "/ "),
        *("＼", "无", "暂无", "待定", "未定", "不详", "空白", "待补充", "未报", "N/A", "null"),
    ],
)
def test_a_sign_for_nothing_is_missing_not_zero(cell: Cell) -> None:
    """A dash, 无 or 待定 says that there is nothing to say."""
    assert numbers.number(cell) is None
    assert numbers.money_wan(cell, "万元") is None
    assert numbers.count(cell) is None
    assert numbers.percent(cell) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (0.0, "0"),
        ("0", "0"),
        ("零", "0"),
        (430000.0, "430000"),
        (0.1 + 0.2, "0.3"),
        (1234.5600000000001, "1234.56"),
        ("1234.5600000000001", "1234.56"),
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("1，200，000.50", "1200000.5"),
        ("１２００", "1200"),
        (" 12 ", "12"),
        ("\xa012\u3000", "12"),
        ("12\n", "12"),
        ("'12", "12"),
        ("−3.5", "-3.5"),
        ("－5", "-5"),
        ("负5", "-5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("500。", "500"),
        (1e-5, "0.00001"),
        ("500（其中：中央资金200）", "500"),
        ("500\n（其中土建300）", "500"),
        ("500【备注】", "500"),
    ],
)
def test_a_number_is_read_in_its_spellings(cell: Cell, number: str) -> None:
    """Thousands, full width, remarks in brackets, and the digits that a spreadsheet shows."""
    assert numbers.number(cell) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "number", "why"),
    [
        ("约500", "500", "应为确定的数"),
        ("近500", "500", "应为确定的数"),
        ("~500", "500", "应为确定的数"),
        ("500左右", "500", "应为确定的数"),
        ("500余", "500", "应为确定的数"),
        ("超500", "500", "应为确定的数"),
        ("500（估算）", "500", "括号里注明“估算”"),
        ("500（不含征地费）", "500", "括号里注明“不含征地费”"),
        ("500（截至4月）", "500", "括号里注明“截至4月”"),
        ("1 200", "1200", "数字之间有空格"),
        ("1\u3000200\u3000300", "1200300", "数字之间有空格"),
        ("1.2E+3", "1200", "科学计数法"),
        ("五百", "500", "应写阿拉伯数字"),
    ],
)
def test_a_number_with_a_doubt_is_read_and_the_doubt_told(
    cell: Cell, number: str, why: str
) -> None:
    """The value stands, and the clerk is asked to write it down for certain."""
    with pytest.raises(Caution, match=why) as caution:
        numbers.number(cell)

    assert caution.value.value == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("300\n200", "应只有一个数"),
        ("300 200", "应只有一个数"),
        ("500，200", "应只有一个数"),
        ("12 00", "应只有一个数"),
        ("1 2", "应只有一个数"),
        ("500（300）", "应只有一个数"),
        ("300，其中200", "应只有一个数"),
        ("3000-5000", "应填一个数"),
        ("3000~5000", "应填一个数"),
        ("3000至5000", "应填一个数"),
        ("3000到5000", "应填一个数"),
        ("(500)", "应直接写出数"),
        ("（500）", "应直接写出数"),
        ("△5", "有增有减"),
        ("▲5", "有增有减"),
        ("1,2OO", "写成了字母"),
        ("l00", "写成了字母"),
        ("5亩", "“亩”的数量"),
        ("一", "是一还是横线"),
        (dt.date(2020, 5, 1), "单元格成了日期"),
        (dt.datetime(2020, 5, 1), "单元格成了日期"),  # noqa: DTZ001
        ("#REF!", "公式"),
        ("#DIV/0!", "公式"),
        ("#N/A", "公式"),
        ("=SUM(A1:A9)", "公式"),
        ("#####", "公式"),
        ("—5", "应为数字"),
        ("1.2.3", "应为数字"),
        ("12,34", "应为数字"),
        ("1,2", "应为数字"),
        ("0,500", "应为数字"),
        ("1200,300", "应为数字"),
        ("1,200,5", "应为数字"),
        ("500以上", "应为数字"),
        ("不足500", "应为数字"),
        ("预计500", "应为数字"),
        ("同上", "应为数字"),
        ("三四百", "应为数字"),
        ("一千二", "应为数字"),
        ("5万", "应为数字"),
        (True, "应为数字"),
        (dt.time(12), "应为数字"),
        (dt.timedelta(hours=3), "应为数字"),
        (float("nan"), "应为数字"),
        (float("inf"), "应为数字"),
        (10**400, "应为通常大小的数"),
        ("1" * 300, "应为数字"),
    ],
)
def test_what_is_no_number_is_unclear(cell: Cell, expected: str) -> None:
    """Neither the first digits, nor two numbers run together, nor a formula's error."""
    with pytest.raises(Unclear, match=expected) as unclear:
        numbers.number(cell)

    assert not isinstance(unclear.value, Caution)


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
        ("5000 万元", "亿元", 5000.0),
        ("0.5亿", "万元", 5000.0),
        ("0.5亿元", "万元", 5000.0),
        ("0.5（亿元）", "万元", 5000.0),
        ("5百万", "亿元", 500.0),
        ("5千万元", "亿元", 5000.0),
        ("5千元", "万元", 0.5),
        ("1,200万元整", "亿元", 1200.0),
        ("人民币5000万元", "亿元", 5000.0),
        ("¥5000万", "亿元", 5000.0),
        ("￥5000", "万元", 5000.0),
        ("RMB500万", None, 500.0),
        ("3500000元", None, 350.0),
        ("1亿2000万元", "万元", 12_000.0),
        ("1亿零500万元", "万元", 10_500.0),
        ("1万5千元", "万元", 1.5),
        ("伍佰万元", "亿元", 500.0),
        ("伍佰万元整", "亿元", 500.0),
        ("一千二百万", "亿元", 1200.0),
        ("三点五亿", "万元", 35_000.0),
        ("-1亿2000万元", "万元", -12_000.0),
        (-20.0, "万元", -20.0),
        (0.0, "亿元", 0.0),
    ],
)
def test_every_amount_is_in_wan(cell: Cell, unit: str | None, wan: float) -> None:
    """By the column's unit or the cell's own, exactly: 0.4312亿元 is 4312万元, not 4311.999…."""
    assert numbers.money_wan(cell, unit) == wan


@pytest.mark.parametrize(
    ("cell", "wan"),
    [
        ("约5000万", 5000.0),
        ("人民币约5000万元", 5000.0),
        ("500多万", 500.0),
        ("500余万元", 500.0),
        ("5亿多元", 50_000.0),
        ("5000万元左右", 5000.0),
        ("500（含土地）", 500.0),
    ],
)
def test_an_amount_with_a_doubt_is_read_and_the_doubt_told(cell: str, wan: float) -> None:
    """约5000万 is 5000万元, with a question to the clerk."""
    with pytest.raises(Caution) as caution:
        numbers.money_wan(cell, "万元")

    assert caution.value.value == wan


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (5.0, None, "应写明单位（万元或亿元）"),
        ("5千", "万元", "应写明单位（千元或千万元）"),
        ("5万亩", "万元", "“亩”的数量"),
        ("3万吨", "万元", "“吨”的数量"),
        ("2万千瓦", "万元", "“千瓦”的数量"),
        ("5万平方米", "万元", "“平方米”的数量"),
        ("5万㎡", "万元", "“m2”的数量"),
        ("500万美元", "万元", "“美元”的数量"),
        ("500（亩）", "万元", "“亩”的数量"),
        ("500（万美元）", "万元", "“万美元”的数量"),
        ("3000~5000万", "万元", "应填一个数"),
        ("1亿20000万元", "万元", "应为数字"),
        ("1.5亿2000万元", "万元", "应为数字"),
        ("300万200万", "万元", "应为数字"),
        ("一万五", "万元", "应为数字"),
        ("500万元/年", "万元", "应为数字"),
        ("500（万元）万元", "万元", "应只写一个单位"),
        (2.02061102654e19, "万元", "是否填成了代码"),
        ("12345678901234567", "万元", "是否填成了代码"),
        (1e9, "亿元", "是否填成了代码"),
    ],
)
def test_an_unclear_amount_says_what_is_expected(
    cell: Cell, unit: str | None, expected: str
) -> None:
    """A number without a unit is no amount, nor is a quantity, nor a code in the wrong column."""
    with pytest.raises(Unclear, match=expected):
        numbers.money_wan(cell, unit)


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        (4.7, "4.7"),
        ("4.7%", "4.7"),
        ("４．７％", "4.7"),
        ("37.3％", "37.3"),
        ("下降4.7%", "-4.7"),
        ("↓4.7%", "-4.7"),
        ("负增长4.7%", "-4.7"),
        ("-4.7%", "-4.7"),
        ("增长-4.7%", "-4.7"),
        ("同比增长4.7%", "4.7"),
        ("比上年同期增长4.7%", "4.7"),
        ("增速4.7%", "4.7"),
        ("百分之4.7", "4.7"),
        ("0.6（%）", "0.6"),
        (-18.6, "-18.6"),
        (0.0, "0"),
        ("0.6%", "0.6"),
    ],
)
def test_growth_is_in_points(cell: Cell, points: str) -> None:
    """4.7 and 4.7% are the same; a fall is negative."""
    assert numbers.percent(cell) == Decimal(points)


@pytest.mark.parametrize(
    ("cell", "points", "why"),
    [
        ("持平", "0", "已按0读入"),
        ("同比持平", "0", "已按0读入"),
        ("4.7个百分点", "4.7", "两个百分数之差"),
        ("百分之四点七", "4.7", "应写阿拉伯数字"),
        ("约4.7%", "4.7", "应为确定的数"),
        ("增长约4.7%", "4.7", "应为确定的数"),
        ("4.7%（不含农户）", "4.7", "不含农户"),
    ],
)
def test_growth_in_words_is_read_with_care(cell: str, points: str, why: str) -> None:
    """持平 is no growth, said without a number."""
    with pytest.raises(Caution, match=why) as caution:
        numbers.percent(cell)

    assert caution.value.value == Decimal(points)


@pytest.mark.parametrize("cell", [0.047, -0.186, "0.047"])
def test_a_percentage_format_is_not_taken_for_points(cell: Cell) -> None:
    """A cell that shows 4.7% holds 0.047, and must not be printed as 0.0%."""
    with pytest.raises(Unclear, match="应写成"):
        numbers.percent(cell)


@pytest.mark.parametrize(
    "cell",
    ["下降-4.7%", "8%以上", "4.7-5.1%", "回落4.7个百分点", "△4.7%", "4.7‰", "4.7（万元）", True],
)
def test_growth_that_may_mean_two_things_is_unclear(cell: Cell) -> None:
    """A double sign, a bound, a range, a change of growth."""
    with pytest.raises(Unclear, match="应"):
        numbers.percent(cell)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        (15.0, 15),
        ("15天", 15),
        ("3个工作日", 3),
        ("15个工作日内", 15),
        ("15（天）", 15),
        ("15（工作日）", 15),
        ("2 次", 2),
        ("第5位", 5),
        ("0", 0),
    ],
)
def test_a_count_may_carry_its_unit(cell: Cell, count: int) -> None:
    """15天 is fifteen."""
    assert numbers.count(cell) == count


@pytest.mark.parametrize(
    "cell", [2.5, "两次", "1-2天", "5/7", "即办", 2e19, "1e99", "5万", "5（亩）", True]
)
def test_what_is_no_whole_number_is_unclear(cell: Cell) -> None:
    """Half a day is not counted, nor is a code."""
    with pytest.raises(Unclear):
        numbers.count(cell)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("三百五十六", "356"),
        ("一千零五十", "1050"),
        ("两百", "200"),
        ("壹拾伍", "15"),
        ("一万五千", "15000"),
        ("一亿零五百万", "105000000"),
        ("三点五亿", "350000000"),
        ("零点五", "0.5"),
        ("零", "0"),
        ("一千二", None),
        ("一万五", None),
        ("一百五", None),
        ("二〇二〇", None),
        ("万", None),
        ("百万", None),
        ("", None),
    ],
)
def test_chinese_numerals_are_read_only_when_well_formed(words: str, value: str | None) -> None:
    """一千二 may be 1200 or 1002, and is neither."""
    found = chinese_number(words)

    assert found == (None if value is None else Decimal(value))
