"""Show cells otherwise than they are stored: formats, colours, raised marks, formulas."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from briefing.domain.months import Month
from briefing.domain.units import MONEY_FACTORS_WAN, money_unit
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text
from tests.mutations.draft import STABLE, Draft, doubtful, harmless, telling
from tests.mutations.page import NotHere, Page, Part, Shown, header, one_of

LOOKS = [
    "#,##0.00", "0.0_ ", "0", "0.00_);[Red](0.00)", "#,##0.####", "¥#,##0.00", "000000", "[Blue]0.0",
    '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00E+00", "# ?/?", "[DBNum2]General",
    "#,##0.00_ ;[Red]-#,##0.00 ", "[>=10000]#,##0.00;0.00",
]  # fmt: skip
# What a format makes of the number that it shows.
SCALES = {
    "#,##0,": "0.001", "0.00,": "0.001", "0.0,,": "0.000001", "0!.0,": "0.0001", r"0\.00,": "0.00001",
    "-0": "-1", '"-"0.00': "-1", "−0": "-1", '"－"0': "-1", "0;-0": "1", '"+"0.0': "1",
}  # fmt: skip
WORDS = ['0.00"{}"', "#,##0.00[${}]", '0.0"（{}）"', '0"{}"_ ', '"￥"0"{}"']
# No careful reader would take the number for an amount of the column.
NO_AMOUNT = [
    '0"万美元"', "[$$-409]#,##0", "[$€-2]#,##0", "[$HK$-C04]#,##0", '0"户"', '0"亩"', '"约"0', '0"左右"',
    '0"（预计）"', "0%", '#,##0,"K"', '0"~"', '"≥"0', '"共"0"项"', '0"万元/亩"', ";;;", "[White]0",
    "yyyy-mm-dd", 'yyyy"年"m"月"', '"第"0"名"', "000-0000", '0"-"', "h:mm", '"见附件"',
]  # fmt: skip
FALLS = ['"下降"0.0"%"', '"-"0.0', "▼0.0", "↓0.0", '"降"0.00', "-0.0", '"下降"0.0']
DAYS = [
    "yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy-mm-dd", "[$-804]yyyy年m月d日;@", "yyyy.m.d", "yyyymmdd",
    "[DBNum1][$-804]yyyy年m月d日", "yyyy/m/d h:mm", 'yyyy"年"m"月"d"日" aaaa', "dd-mmm-yyyy",
]  # fmt: skip
MONTHS = [
    'yyyy"年"m"月"',
    "yyyy.m",
    "yyyy/mm",
    "yyyy-mm",
    "[$-804]yyyy年m月;@",
    "mmm-yy",
    "yyyy年mm月",
]
YEARLESS = ['m"月"d"日"', "m/d", "d-mmm", 'm"月"d"日" aaaa', "[$-804]m月d日;@"]
NO_DAY = ['d"日"', "aaaa", "h:mm", "d", "ss"]
YEARS = ['yyyy"年"', "yyyy", 'yyyy"年度"', "e年"]
# Columns of dates by which something is to be done: a month means its last day.
DEADLINES = {"planned_finish", "expected_start", "promised_window", "due_on"}


def _amount(draft: Draft, chance: Random, *types: str) -> tuple[Any, ...]:
    """Choose a number of a project, and return what it stands for, too."""
    file, page, part, row, at = draft.cell(chance, *types)
    key = part.columns[at]
    said = draft.said(file, page, part, row, key)
    if said is None or "@" in key or part.summed:
        raise NotHere
    return file, page, part, row, at, said


def _show(page: Page, row: int, at: int, **look: Any) -> Any:
    """Give a cell another look, and return its value."""
    place, column = page.row(row), page.column(at)
    value = page.rows[place][column]
    page.rows[place][column] = replace(Shown(value), **look)
    return value


@harmless
def plain_format(draft: Draft, chance: Random) -> None:
    """Separators, colours, rounding, room."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    _show(page, row, at, code=chance.choice(LOOKS))


@harmless
def unit_in_format(draft: Draft, chance: Random) -> None:
    """The unit that the column has."""
    _, page, _, row, at, said = _amount(draft, chance, "money")
    value = page.rows[page.row(row)][page.column(at)]
    unit = next(
        (
            u
            for u, f in MONEY_FACTORS_WAN.items()
            if Decimal(str(said)) == Decimal(as_text(value)) * f
        ),
        "",
    )
    if unit not in {"亿元", "万元", "元"}:
        raise NotHere
    _show(page, row, at, code=chance.choice(WORDS).format(unit))


@telling
def scaling_format(draft: Draft, chance: Random) -> None:
    """Thousands taken away, a sign written before."""
    file, page, part, row, at, said = _amount(draft, chance, "money")
    code = chance.choice([*SCALES])
    _show(page, row, at, code=code)
    draft.says(
        file, page, part, row, part.columns[at], float(Decimal(str(said)) * Decimal(SCALES[code]))
    )
    draft.must_warn |= part.columns[at] in STABLE and SCALES[code] != "1"


@telling
def other_unit_in_format(draft: Draft, chance: Random) -> None:
    """0"亿元" in a column of 万元."""
    file, page, part, row, at, said = _amount(draft, chance, "money")
    unit = chance.choice(["亿元", "万元", "元", "千元", "亿", "万"])
    factor = MONEY_FACTORS_WAN[{"亿": "亿元", "万": "万元"}.get(unit, unit)]
    value = _show(page, row, at, code=chance.choice(WORDS).format(unit))
    now = float(Decimal(as_text(value)) * factor)
    draft.says(file, page, part, row, part.columns[at], now)
    draft.must_warn |= part.columns[at] in STABLE and round(now - said, 4) != 0


@telling
def digits_in_format(draft: Draft, chance: Random) -> None:
    """0"0": digits that nobody stored."""
    file, page, part, row, at, said = _amount(draft, chance, "money")
    value = page.rows[page.row(row)][page.column(at)]
    if value != int(value) or value < 0:
        raise NotHere
    code, text = chance.choice(
        [('0"0"', f"{int(value)}0"), ('"1"0', f"1{int(value)}"), ('0"00"', f"{int(value)}00")]
    )
    _show(page, row, at, code=code)
    now = float(Decimal(text) * Decimal(str(said)) / Decimal(as_text(value)))
    draft.says(file, page, part, row, part.columns[at], now)
    draft.must_warn |= part.columns[at] in STABLE


@doubtful
def format_of_no_amount(draft: Draft, chance: Random) -> None:
    """Dollars, households, 约, a date, or nothing at all."""
    _, page, _, row, at = draft.cell(chance, "money")
    _show(page, row, at, code=chance.choice(NO_AMOUNT))
    draft.must_name = True


@telling
def blank_in_format(draft: Draft, chance: Random) -> None:
    """待定 in place of a number: none was reported, and that is said."""
    file, page, part, row, at, _ = _amount(draft, chance, "money")
    _show(page, row, at, code='"待定"')
    draft.says(file, page, part, row, part.columns[at], None)
    draft.must_name = True


@telling
def growth_that_falls_in_format(draft: Draft, chance: Random) -> None:
    """4.7 shown as 下降4.7%."""
    file, page, part, row, at, said = _amount(draft, chance, "percent")
    place, column = page.row(row), page.column(at)
    page.rows[place][column] = abs(page.rows[place][column])
    _show(page, row, at, code=chance.choice(FALLS))
    draft.says(file, page, part, row, part.columns[at], -abs(said))


@harmless
def growth_in_words(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "percent")
    code = chance.choice(
        ['0.0"%"', '"增长"0.0"%";"下降"0.0"%"', "↑0.0;↓0.0", "+0.0;-0.0", r"0.0\%"]
    )
    _show(page, row, at, code=code)


@telling
def percent_of_a_share(draft: Draft, chance: Random) -> None:
    """A growth stored as a share, shown as a percentage, is what it was."""
    _, page, _, row, at = draft.cell(chance, "percent")
    place, column = page.row(row), page.column(at)
    page.rows[place][column] = float(Decimal(as_text(page.rows[place][column])) / 100)
    _show(page, row, at, code=chance.choice(["0.0%", "0.00%", "0.0%;-0.0%", "0.00%;[Red]-0.00%"]))


def _day(draft: Draft, chance: Random) -> tuple[str, Page, Part, int, int, dt.date]:
    """Choose a day of a project, and write it as a date."""
    file, page, part = draft.part(chance)
    found = [
        (row, at)
        for row in page.there(part.rows(RowKind.PROJECT))
        for at in part.of_type("date")
        if at in page.column_ids
        and hasattr(draft.said(file, page, part, row, part.columns[at]), "year")
        and str(draft.said(file, page, part, row, part.columns[at])) != "NaT"
        and not isinstance(page.rows[page.row(row)][page.column(at)], Shown)
        and not page.merged(page.row(row), page.column(at))
    ]
    row, at = one_of(found, chance)
    said = draft.said(file, page, part, row, part.columns[at])
    day = dt.date(said.year, said.month, said.day)
    page.rows[page.row(row)][page.column(at)] = day
    return file, page, part, row, at, day


@harmless
def day_in_another_format(draft: Draft, chance: Random) -> None:
    _, page, _, row, at, _ = _day(draft, chance)
    _show(page, row, at, code=chance.choice(DAYS))


@telling
def month_only(draft: Draft, chance: Random) -> None:
    """A date is as precise as it is shown."""
    _say_span(draft, chance, MONTHS, is_year=False)


@telling
def year_only(draft: Draft, chance: Random) -> None:
    """It is read as a year that was typed: named, unless something is to be done by its end."""
    _say_span(draft, chance, YEARS, is_year=True)


def _say_span(draft: Draft, chance: Random, codes: list[str], *, is_year: bool) -> None:
    """Show a month or a year: its first day, or its last where something is to be done by then."""
    file, page, part, row, at, day = _day(draft, chance)
    _show(page, row, at, code=chance.choice(codes))
    is_deadline = part.columns[at] in DEADLINES
    if is_year and part.columns[at] == "planned_start":
        # The first day of the year, or of its last month: that is a convention.
        raise NotHere
    number = (12 if is_deadline else 1) if is_year else day.month
    draft.must_name |= is_year and not is_deadline
    month = Month(day.year, number)
    told = month.last_day if is_deadline else month.first_day
    said = draft.said(file, page, part, row, part.columns[at])
    now = said.replace(year=told.year, month=told.month, day=told.day)
    draft.says(file, page, part, row, part.columns[at], now)


@doubtful
def day_without_year(draft: Draft, chance: Random) -> None:
    """It is in the report's year; where the date is of another, that is named."""
    _, page, _, row, at, day = _day(draft, chance)
    _show(page, row, at, code=chance.choice(YEARLESS))
    draft.must_name |= day.year != draft.month.year


@doubtful
def no_day_at_all(draft: Draft, chance: Random) -> None:
    """A date of which only a time, a weekday or the number of a day is shown."""
    _, page, _, row, at, _ = _day(draft, chance)
    _show(page, row, at, code=chance.choice(NO_DAY))
    draft.must_name = True


@doubtful
def day_as_a_number(draft: Draft, chance: Random) -> None:
    """43060: a date that lost its format."""
    _, page, _, row, at, day = _day(draft, chance)
    number = float((day - dt.date(1899, 12, 30)).days)
    page.rows[page.row(row)][page.column(at)] = number
    draft.must_name = True


@doubtful
def white_cell(draft: Draft, chance: Random) -> None:
    """What nobody sees is read, and named; as are hidden rows."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    _show(page, row, at, colour=chance.choice(["white", "#FFFFFF", "#FEFEFE"]))
    draft.must_name = True


@doubtful
def condition_over_cell(draft: Draft, chance: Random) -> None:
    """A conditional format hides a number, strikes it, or writes words in its place."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    looks = [
        {"num_format": ";;;"}, {"font_color": "white"}, {"font_strikeout": True},
        {"num_format": '0"万美元"'}, {"num_format": '"已核减"'}, {"num_format": "0,"},
    ]  # fmt: skip
    _show(page, row, at, condition=chance.choice(looks))
    draft.must_name = True


@doubtful
def footnote_mark(draft: Draft, chance: Random) -> None:
    """A mark of a footnote is no digit."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    place, column = page.row(row), page.column(at)
    text = as_text(page.rows[place][column])
    mark = chance.choice("①②¹²³₁⑴❶*")
    page.rows[place][column] = chance.choice(
        [text + mark, Shown(text, mark="1"), Shown(text, mark="2")]
    )
    draft.must_name = True


@doubtful
def footnote_mark_in_head(draft: Draft, chance: Random) -> None:
    """Beside the words of a header; it is read all the same, or named."""
    _, page, part = draft.part(chance)
    at = one_of([a for a, key in part.columns.items() if "@" not in key], chance)
    row, column = header(page, part, at)
    text = as_text(page.rows[row][column])
    page.rows[row][column] = chance.choice([text + chance.choice("①¹₁"), Shown(text, mark="1")])


@doubtful
def never_calculated(draft: Draft, chance: Random) -> None:
    """A formula that a library wrote: its result is a zero, or nothing."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    formula = chance.choice(
        ["=A1+B1", "=SUM(B2:B3)", "=ROUND(D9*0.5,2)", "=Sheet9!A1", "=200+100"]
    )
    _show(page, row, at, value=0.0, formula=formula)


@doubtful
def contradicted_formula(draft: Draft, chance: Random) -> None:
    """A formula of numbers that does not give what is stored for it."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    value = page.rows[page.row(row)][page.column(at)]
    formula = chance.choice(
        [f"={as_text(value)}*2", f"={as_text(value)}+100", f"=({as_text(value)}-3)*10"]
    )
    _show(page, row, at, formula=formula)
    draft.must_name = True


@harmless
def calculated_formula(draft: Draft, chance: Random) -> None:
    """A formula whose result is stored."""
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    value = as_text(page.rows[page.row(row)][page.column(at)])
    _show(
        page,
        row,
        at,
        formula=chance.choice([f"={value}", f"={value}*1", f"={value}+10-10", "=A1+B1"]),
    )


@doubtful
def unit_in_format_of_head(draft: Draft, chance: Random) -> None:
    """A header or a unit whose format writes another unit behind it."""
    _, page, part = draft.part(chance)
    at = one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    row, column = header(page, part, at)
    text = as_text(page.rows[row][column])
    unit = chance.choice(["亿元", "万元", "元"])
    if column != page.column(at) or money_unit(text):
        raise NotHere
    page.rows[row][column] = Shown(text, code=f'@"（{unit}）"')
