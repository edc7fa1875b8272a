"""Number formats as Chinese offices use them: what a reader of the cell takes the number for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.workbooks.formats.number_format import BUILTIN, is_plain, shown, text_shown


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("General", 12.5, 12.5),
        ("", 12.5, 12.5),
        ("#,##0.00_ ;[Red]-#,##0.00 ", -1234.567, -1234.567),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, 0),
        ("[$¥-804]#,##0.00", 5.5, 5.5),
        ("0.00E+00", 5, 5),
        ("# ?/?", 0.5, 0.5),
        ("000000", 42, 42),
        ("[DBNum2]General", 12, 12),
    ],
)
def test_looks_change_nothing(code: str, number: float, expected: float) -> None:
    """Separators, colours, currency, rounding, and zeros that are shown as a dash or not at all."""
    assert is_plain(code)
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("0%", 0.05, "5%"),
        ("0.0%", 0.047, "4.7%"),
        ("0.0%", 0.0468, "4.68%"),
        ("0%;[Red]-0%", -0.07, "-7%"),
        ("0.00%_);(0.00%)", 1, "100%"),
        ('0.0"%"', 37.3, "37.3%"),
        (r"0.0\%", 37.3, "37.3%"),
        ("0.0!%", 37.3, "37.3%"),
        ("0.0％", 37.3, "37.3%"),
        ("0%", 0, "0%"),
    ],
)
def test_a_percentage_says_so(code: str, number: float, expected: str) -> None:
    """With all the digits that were entered; a written % is one that was entered as such."""
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("0!.0,", 12345, 1.2345),
        (r"0\.0,", 12345, 1.2345),
        ('0"."0,', 12345, 1.2345),
        ("0!.0000", 12345, 1.2345),
        ("#!.0,", 12345, 1.2345),
        ("0!.00,,", 12_345_678_900, 123.456789),
        ("0,", 12345, 12.345),
        ("0.00,", 12345, 12.345),
        ("0,.00", 12345, 12.345),
        ("#,##0,,", 12_000_000, 12.0),
        ("#,##0", 12345, 12345),
    ],
)
def test_a_scale_divides(code: str, number: float, expected: float) -> None:
    """Commas behind the digits take thousands away; a point that is only written takes ten each."""
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ('0.00"亿元"', 1.154, "1.154亿元"),
        ('#,##0"万"', 5000, "5000万"),
        ('0"万元"', 5000, "5000万元"),
        (r"#,##0\万\元", 5000, "5000万元"),
        ("#,##0万元", 5000, "5000万元"),
        ("0.00[$万元]", 5.5, "5.5万元"),
        ('0"元"_ ', 5, "5元"),
        ('0"（万元）"', 5, "5（万元）"),
        ('"￥"0"万元"', 5, "5万元"),
        ('"约"0"万元"', 5, "约5万元"),
        ('General"万元"', 5, "5万元"),
        ('G/通用格式"万元"', 5, "5万元"),
        ('0!.0,"万元"', 12345, "1.2345万元"),
        ('#,##0,"千元"', 12345, "12.345千元"),
        ('0"万元";0"万元"', -5, "-5（显示为“5万元”）"),
        ('#"亿"####"万"', 123456, "12亿3456万"),
    ],
)
def test_a_unit_of_money_is_part_of_the_amount(
    code: str, number: float, expected: str | float
) -> None:
    """It may be another than the head's."""
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ('0"个"', 3, "3个"),
        ('0"户"', 3, "3户"),
        ('0"万元/亩"', 5, "5万元/亩"),
        ('0.0 "km"', 5, "5km"),
        ('0"万美元"', 5, "5万美元"),
        ("[$$-409]#,##0", 5, "$5"),
        ("[$¥-411]#,##0", 5, "日元5"),
        ('"约"0', 5, "约5"),
        ('0"（预计）"', 5, "5（预计）"),
        ('#,##0,"K"', 24000, "24K"),
        ('#,##0"-"', 5, "5-"),
        ("(0)", 5, "(5)"),
        ("-0", 5, -5),
        ('0"0"', 5, 50),
        ('"1"00', 5, 105),
        ('"第"0"名"', 5, "第5名"),
        (r"0\.00\.00", 12345, "1.23.45"),
        ("000-0000", 1234567, "123-4567"),
        ('0000"年"00"月"', 202005, "2020年05月"),
        ('0"年"', 43891, "43891年"),
    ],
)
def test_what_a_format_writes_counts_as_typed(
    code: str, number: float, expected: str | float
) -> None:
    """Words, currencies, brackets, signs and digits are part of what a reader sees."""
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ('"下降"0.0"%"', 4.7, "下降4.7%"),
        ('"增长"0.0"%";"下降"0.0"%"', -4.7, "下降4.7%"),
        ("↑0.0;↓0.0", -4.7, "↓4.7"),
        ("▲0.0", 4.7, "▲4.7"),
        ('[<0]"降"0.0;0.0', -4.7, "降4.7"),
        ('"-"0.0', 4.7, -4.7),
        ("0.0%;(0.0%)", -0.05, "-5%"),
        ("#,##0_);(#,##0)", -5, -5),
        ("0;[Red]0", -5, -5),
        ("0;0", -5, "-5（显示为“5”）"),
        ("0.0%;0.0%", -0.05, "-0.05（显示为“5%”）"),
    ],
)
def test_a_sign_is_as_shown_or_told(code: str, number: float, expected: str | float) -> None:
    """Brackets and red are how accountants write a minus; a minus that is hidden is told."""
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        (";;;", 7, "7（显示为“”）"),
        ("0;;", -7, "-7（显示为“”）"),
        ("0.00;-0.00;;@", 0, "0（显示为“”）"),
        ("#,###", 0, "0（显示为“”）"),
        ("[White]0", 7, "7（显示为“”）"),
        ('"-"', 7, "7（显示为“-”）"),
        ('0;-0;"-"', 0, 0),
        ('0;-0;"-"', 7, 7),
        ("#,###", 7, 7),
    ],
)
def test_a_number_that_a_format_hides_is_told(
    code: str, number: float, expected: str | float
) -> None:
    """Beside what is shown in its place; a dash for zero is a zero."""
    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('yyyy"年"m"月"', "2020年3月"),
        ("yyyy.m", "2020年3月"),
        ("mmm-yy", "2020年3月"),
        ("[DBNum1][$-804]yyyy年m月", "2020年3月"),
        ('yyyy"年"', "2020年"),
        ("e年", "2020年"),
        ("ggge年", "2020年"),
        ('yyyy.m"前"', "2020.3前"),
        ('"计划"yyyy"年"m"月"d"日"', "计划2020年3月1日"),
        ('m"月"d"日"', "2020-03-01（显示为“3月1日”）"),
        ('m"月"d"日" h:mm', "2020-03-01（显示为“3月1日”）"),
        ("d-mmm", "2020-03-01（显示为“3月1日”）"),
        ('m"月底"', "2020-03-01（显示为“3月底”）"),
        ("m", "2020-03-01（显示为“3”）"),
        ("[$-804]aaa", "2020-03-01（显示为“星期日”）"),
        ("h:mm", "2020-03-01（显示为“00:00”）"),
        ('yyyy"年"m"月"d"日" aaaa', dt.date(2020, 3, 1)),
        ("yyyy-mm-dd hh:mm:ss", dt.date(2020, 3, 1)),
    ],
)
def test_a_date_is_as_precise_as_shown(code: str, expected: object) -> None:
    """A month is the text of a month; where the year is hidden, the date stands beside it."""
    assert shown(43891.0, code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [('@"万美元"', "500万美元"), ("@", "500"), ("0;-0;0;@", "500"), (";;;", "500（显示为“”）")],
)
def test_a_format_may_write_around_a_text(code: str, expected: str) -> None:
    """Or hide it."""
    assert text_shown("500", code) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(5e8, "5亿元"), (50_000, "5万元"), (50, "50元"), (-50, "-50元")],
)
def test_a_condition_chooses_the_section(number: float, expected: str) -> None:
    """The first whose condition holds."""
    code = '[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"'

    assert shown(number, code) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(5, "5万元"), (-5, "-5%"), (0, "无"), (0.5, "0.5万元")]
)
def test_the_sign_chooses_the_section(number: float, expected: str) -> None:
    """Positive, negative, zero."""
    assert shown(number, '0"万元";-0"%";"无"') == expected


def test_words_may_stand_for_numbers() -> None:
    """A reader sees 是; of a number without words, the number."""
    code = '[=1]"是";[=0]"否"'

    assert [shown(number, code) for number in (1, 0, 2)] == ["是", "否", 2]


@pytest.mark.parametrize(
    "code",
    [
        *("yyyy/m/d", "[$-804]yyyy年m月d日;@", "[DBNum1][$-804]yyyy年m月d日", "m/d/yy"),
        *("[<100]0;yyyy-mm-dd", "yyyy/m/d h:mm", "[$-F800]dddd, mmmm dd, yyyy"),
    ],
)
def test_dates_are_told_from_numbers(code: str) -> None:
    """However they are written."""
    assert shown(43891.0, code) == dt.date(2020, 3, 1)


@pytest.mark.parametrize("code", ["0.0_m", "0 ", "[Red]0", "General", "#"])
def test_numbers_are_told_from_dates(code: str) -> None:
    """A letter that is only written, or gives room, is none of a date's."""
    assert shown(43891.0, code) == 43891.0


@pytest.mark.parametrize(
    "number", [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)]
)
def test_dates_of_chinese_programs_need_no_code(number: int) -> None:
    """Their formats have numbers; some are times."""
    assert not isinstance(shown(43891.0, BUILTIN[number]), float)


@pytest.mark.parametrize(
    ("code", "serial", "expected"),
    [
        ("yyyy/m/d", 1, dt.date(1900, 1, 1)),
        ("yyyy/m/d", 59, dt.date(1900, 2, 28)),
        ("yyyy/m/d", 61, dt.date(1900, 3, 1)),
        ("yyyy/m/d", 2_958_465, dt.date(9999, 12, 31)),
        ("yyyy/m/d h:mm", 43891.75, dt.datetime(2020, 3, 1, 18)),  # noqa: DTZ001
        ("h:mm", 0.75, dt.time(18)),
        ("[h]:mm", 1.75, dt.timedelta(days=1, hours=18)),
        ("h:mm", 2 / 3, dt.time(16)),
    ],
)
def test_days_are_counted_as_excel_counts(code: str, serial: float, expected: object) -> None:
    """From 1900, with a leap day that never was; times to the millisecond."""
    assert shown(serial, code) == expected


@pytest.mark.parametrize("code", ["yyyy/m/d", "[h]:mm", "h:mm"])
@pytest.mark.parametrize("serial", [-1e9, 2_958_467.0, 1e300, float("inf")])
def test_what_is_no_day_stays_a_number(code: str, serial: float) -> None:
    """Nothing is invented, and nothing breaks."""
    assert shown(serial, code) == serial


def test_a_share_of_a_day_shown_as_a_day_is_told() -> None:
    """Excel shows the day before the first; from 1904, it is the first."""
    assert shown(0.66, "yyyy-mm-dd") == "0.66（显示为“1900-01-00”）"
    assert isinstance(shown(0.66, "yyyy-mm-dd", since_1904=True), dt.datetime)


def test_the_blank_date_stays_a_zero() -> None:
    """A formula that found nothing gives 0, which no one means as a day."""
    assert shown(0.0, "yyyy/m/d") == 0.0


@given(st.floats(), st.text(alphabet='0#?.,%;@[]"\\!_*/<>=-+ymdhsaegGb年万亿元 E$', max_size=40))
def test_no_format_breaks_the_reader(number: float, code: str) -> None:
    """Files come from anywhere."""
    shown(number, code)
    shown(number, code, since_1904=True)


@given(st.floats(-1e9, 1e9).filter(lambda number: number == 0 or abs(number) > 1e-9))
def test_a_percentage_loses_no_digit(number: float) -> None:
    """Its digits are those that were stored."""
    text = shown(number, "0.00%")

    assert isinstance(text, str)
    assert float(text.removesuffix("%")) / 100 == pytest.approx(number, rel=1e-15)
