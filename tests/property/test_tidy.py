"""Rows may come in any order, amounts in any unit, and cells with anything in them."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain import money
from briefing.domain.identifiers import is_credit_code
from briefing.domain.units import MONEY_FACTORS_WAN, fold
from briefing.ledgers.dictionary import all_ledgers, ledger
from briefing.ledgers.tidy import codes, dates, names, numbers, values
from briefing.ledgers.tidy.distinct import Distinct
from briefing.ledgers.tidy.numerals import chinese_number
from briefing.ledgers.tidy.readers import column_reader, read_cell, read_cells, without_dittos
from tests.conftest import MAY, ZHASHUI, tidied

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.workbooks.sheet import Cell

PLANNED = ledger("projects").column("planned_start")
STARTED = ledger("projects").column("started_on")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
PUNCTUATION = "\"'“”‘’《》<>()[]【】〔〕{},、。·."
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

HEAD = "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|本月完成（万元）|1-5月累计（万元）|开复工状态"
WAN = st.decimals(0, 1_000_000, places=4)
ROWS = st.lists(st.tuples(WAN, WAN), min_size=1, max_size=12)


@given(WAN, st.sampled_from(sorted(MONEY_FACTORS_WAN)))
def test_an_amount_is_the_same_in_any_unit(wan: Decimal, unit: str) -> None:
    """Written in 元 or in 亿元, in the cell or in the header, as text or as a number."""
    written = wan / MONEY_FACTORS_WAN[unit]

    assert numbers.money_wan(f"{written:f}", unit) == money.on_grid(wan)
    assert numbers.money_wan(f"{written:f}{unit}", "万元") == money.on_grid(wan)
    assert numbers.money_wan(f"{written:f}（{unit}）", "万元") == money.on_grid(wan)
    assert numbers.money_wan(float(written), unit) == pytest.approx(float(wan), abs=1e-6)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_an_amount_may_be_spelled_in_two_parts(yi: int, wan: int) -> None:
    """1亿2000万元 is 12000万元."""
    assert numbers.money_wan(f"{yi}亿{wan}万元", "元") == yi * 10_000 + wan


@given(st.decimals(0, 10**12, places=2))
def test_a_number_is_the_same_with_thousands(number: Decimal) -> None:
    """1,234,567.80 is 1234567.8; with a Chinese comma too, unless it may part two numbers."""
    chinese = f"{number:,}".replace(",", "，")

    assert numbers.number(f"{number:,}") == number
    try:
        assert numbers.number(chinese) == number
    except values.Unclear as unclear:
        assert re.match(r"\d{3}，\d{3}", chinese)
        assert "两个数" in str(unclear)  # noqa: PT017


@given(st.integers(1, 10**8 - 1))
def test_chinese_numerals_are_the_numbers_that_they_spell(number: int) -> None:
    """Every number below a hundred million, in the way that it is spoken."""
    assert chinese_number(spoken(number)) == number


def spoken(number: int) -> str:
    if number >= 10**4:
        head, rest = divmod(number, 10**4)
        gap = "零" if 0 < rest < 1000 else ""
        return f"{spoken(head)}万{gap}{spoken(rest) if rest else ''}"
    words, zero = "", False
    for digit, unit in zip(f"{number:04d}", "千百十 ", strict=True):
        if digit == "0":
            zero = bool(words)
            continue
        words += ("零" if zero else "") + "零一二三四五六七八九"[int(digit)] + unit.strip()
        zero = False
    return words


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_is_the_same_in_any_spelling(day: dt.date) -> None:
    """With points, strokes, 年月日, in full width, as a serial of the spreadsheet."""
    spellings = [
        day,
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日开工".translate(FULL_WIDTH),
        f"计划（{day.year}.{day.month}.{day.day}）",
        f"{day.isoformat()} 00:00:00",
    ]

    assert {dates.date(spelling, PLANNED, MAY) for spelling in spellings} == {day}


@given(st.dates(dt.date(2015, 1, 1), dt.date(2025, 12, 31)))
def test_what_happened_is_never_after_the_month_and_no_plan(day: dt.date) -> None:
    """A date of the future, or one that is called a plan, has not happened."""
    for spelling in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日"):
        if day <= MAY.last_day:
            assert dates.date(spelling, STARTED, MAY) == day
        else:
            with pytest.raises(values.Unclear):
                dates.date(spelling, STARTED, MAY)
        for plan in ("计划", "预计", "拟于", "力争"):
            with pytest.raises(values.Unclear):
                dates.date(f"{plan}{spelling}", STARTED, MAY)
            found = dates.happened_or_planned(f"{plan}{spelling}", STARTED, MAY)
            assert found == dates.Dated(day, "planned")


@given(st.integers(0, 10**20 - 1), st.sampled_from(["-", "—", "－", " ", "", "."]))
def test_a_project_code_is_the_same_however_it_is_joined(number: int, joint: str) -> None:
    """Twenty digits are one code, trusted or not."""
    digits = f"{number:020d}"
    parts = [digits[:4], digits[4:10], digits[10:12], digits[12:14], digits[14:]]

    read = [
        outcome(lambda cell: codes.project_code(cell, ZHASHUI), mark.join(parts))
        for mark in ("-", joint)
    ]

    assert read[0] == read[1] == "-".join(parts)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_a_credit_code_ends_in_its_check(body: str) -> None:
    """Of all last characters one is right; with the others the code is questioned."""
    sure = [last for last in CREDIT_ALPHABET if is_credit_code(body + last)]

    assert len(sure) == 1
    assert codes.credit_code(body + sure[0]) == body + sure[0]


def outcome(read: Callable[[Cell], object], cell: Cell) -> object:
    try:
        return read(cell)
    except values.Caution as caution:
        return caution.value


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(max_size=30),
    st.text("0123456789.-,，/年月日()（）一二十万亿元约计划开工√ \n", max_size=30),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Nd", "No", "Zs"]), max_size=30),
)
READERS = {
    f"{book.id}.{column.key}": column_reader(column, "万元", MAY, ZHASHUI)
    for book in all_ledgers()
    for column in book.columns
    if column.type != "private"
}


@settings(max_examples=400)
@given(CELLS)
def test_no_cell_brings_a_column_down(cell: Cell) -> None:
    """Whatever stands in a cell: a value, a question, or the same question again."""
    readers = [
        *READERS.values(),
        values.problems,
        lambda cell: dates.happened_or_planned(cell, STARTED, MAY),
    ]
    for read in readers:
        try:
            read(cell)
        except values.Unclear as unclear:
            assert str(unclear)  # noqa: PT017
    if isinstance(cell, str):
        assert names.folded_name(cell, ZHASHUI.name) or not fold(cell).strip(PUNCTUATION)
    assert values.is_ditto(cell) in {True, False}


HOSTILE = {
    "digits": "1" * 100_000,
    "commas": "1," * 50_000,
    "brackets": "(" * 100_000,
    "pairs": "()" * 50_000,
    "blanks": " " * 100_000,
    "lines": "1\n" * 50_000,
    "numbered": "1." * 50_000,
    "marks": "①" * 100_000,
    "dashes": "-" * 100_000,
    "months": "3月" * 50_000,
    "plans": "计划" * 50_000,
    "accents": "a" + "\u0301\u0316" * 50_000,
    "numerals": "一万" * 50_000,
    "offices": "水利局、" * 25_000,
    "documents": "发〔2020〕1号" * 12_000,
    "surrogates": "\ud800" * 100_000,
}


@pytest.mark.long
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_cell_costs_no_more_than_its_length(text: str) -> None:
    """A hundred thousand characters pass every reader in seconds."""
    begun = time.process_time()
    for read in READERS.values():
        with contextlib.suppress(values.Unclear):
            read(text)
    names.folded_name(text, ZHASHUI.name)
    names.is_listed(text, ZHASHUI)

    assert time.process_time() - begun < 20


@given(st.text(max_size=30))
def test_folding_is_done_once(text: str) -> None:
    """A folded spelling folds to itself."""
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200)
@given(st.lists(CELLS, max_size=8), st.lists(st.integers(0, 7), max_size=12))
def test_a_column_is_read_as_its_cells_are(different: list[Cell], order: list[int]) -> None:
    """Each spelling once, and every row as if it stood alone."""
    cells = [different[at] for at in order if at < len(different)]

    for reader in READERS.values():
        assert [*map(repr, read_cells(reader, Distinct.of(cells)))] == [
            repr(read_cell(reader, cell)) for cell in cells
        ]


@given(st.lists(st.sampled_from(["同上", "〃", "水利局", "", None]), max_size=12))
def test_a_ditto_repeats_what_stands_above_it(cells: list[Cell]) -> None:
    """Row by row, each as the one above it was read; below nothing it stays as it is."""
    found: list[Cell] = []
    for cell in cells:
        above = found[-1] if found else None
        found.append(cell if above is None or not values.is_ditto(cell) else above)

    column = ledger("projects").column("responsible_unit")

    assert list(without_dittos(column, Distinct.of(cells))) == found


SIGNS = st.text(
    "无暂没有空白待定未NAnaULl/-—\\…。·同上行一栏〃″'\"”至左 　\t0９ａz水㊤ﾟ\u0301", max_size=14
)


@settings(max_examples=1000)
@given(st.one_of(SIGNS, CELLS))
def test_the_quick_look_at_a_cell_sees_what_the_close_one_sees(cell: Cell) -> None:
    """Whether it is empty, a sign for the one above, or a name: a short cut changes nothing."""
    looks = (values.says_nothing, values.is_ditto, values.text, values.name, values.presence)
    quick = [repr(read_cell(look, cell)) for look in looks]
    with pytest.MonkeyPatch.context() as patched:
        for short_cut in ("_WORDS", "_WORD"):
            patched.setattr(values, short_cut, re.compile("(?!)"))

        assert [repr(read_cell(look, cell)) for look in looks] == quick


@given(
    st.one_of(
        CELLS,
        st.from_regex(r"20[12][0-9]-(61102[46]|610000)-[0-9]{2}-[0-9]{2}-[0-9]{6}\s?"),
    )
)
def test_a_code_that_is_written_well_is_read_as_any_other(cell: Cell) -> None:
    """The quick way is the careful one."""
    careful = read_cell(lambda cell: codes.project_code_of_any_form(cell, ZHASHUI), cell)

    assert read_cell(lambda cell: codes.project_code(cell, ZHASHUI), cell) == careful


AMOUNTS = st.one_of(
    st.floats(),
    st.floats(-(10**10), 10**10),
    st.decimals(-(10**6), 10**6, places=6).map(float),
    st.decimals(-(10**10), 10**10, places=2).map(float),
    st.integers(-(10**16), 10**16).map(lambda fen: fen / 10**6),
    CELLS,
)


@settings(max_examples=1000)
@given(AMOUNTS, st.sampled_from([*MONEY_FACTORS_WAN, None]))
def test_an_amount_that_is_plain_is_read_as_any_other(cell: Cell, unit: str | None) -> None:
    """The quick way is the careful one, to the last bit, in every unit."""
    careful = read_cell(lambda cell: numbers.money_wan_of_any_form(cell, unit), cell)

    assert repr(read_cell(lambda cell: numbers.money_wan(cell, unit), cell)) == repr(careful)


@settings(max_examples=25)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_sum(
    amounts: list[tuple[Decimal, Decimal]], chance: object
) -> None:
    """A table's total is the sum of what was sent, whatever stands first."""
    rows = [
        f"{number}|项目{number}|新建|水利局|{total}|{task}|0|0|在建"
        for number, (total, task) in enumerate(amounts)
    ]
    chance.shuffle(rows)  # type: ignore[attr-defined]

    month = tidied("\n".join([HEAD, *rows]))

    frame = month.tables["projects"].frame
    assert month.findings == []
    assert money.total(frame["total_plan_wan"]) == sum(total for total, _ in amounts)
    assert money.total(frame["annual_task_wan"]) == sum(task for _, task in amounts)
