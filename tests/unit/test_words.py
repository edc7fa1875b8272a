"""A language's own way with amounts, dates and lists; what no catalogue has stays as it was sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.page.words import CHINESE, words

ENGLISH = words("en", {"水利局": "Water Resources"})
MAY = Month(2020, 5)


@pytest.mark.parametrize(
    ("wan", "chinese", "english"),
    [
        (430_000, "43亿元", "CNY 4.3 billion"),
        (1_154_000, "115.4亿元", "CNY 11.54 billion"),
        (7_360_000, "736亿元", "CNY 73.6 billion"),
        (680_000, "68亿元", "CNY 6.8 billion"),
        (50_833, "5.08亿元", "CNY 508 million"),
        (6_432, "6432万元", "CNY 64.32 million"),
        (-300, "-300万元", "-CNY 3 million"),
        (0, "0万元", "CNY 0 million"),
        ("9999.5", "1亿元", "CNY 100 million"),
        ("99999.5", "10亿元", "CNY 1 billion"),
    ],
)
def test_an_amount_in_two_languages(wan: float, chinese: str, english: str) -> None:
    """The same amount, rounded at the same digit."""
    assert CHINESE.amount(wan) == chinese
    assert ENGLISH.amount(wan) == english


def test_columns_hold_the_same_digits() -> None:
    """Two decimals of a 亿元 are whole millions; a 万元 is a hundredth of one."""
    assert CHINESE.column_of_yi(Decimal("115.405")) == "115.41"
    assert ENGLISH.column_of_yi(Decimal("115.405")) == "11,541"
    assert CHINESE.column_of_wan(Decimal(20300)) == "20,300"
    assert ENGLISH.column_of_wan(Decimal(20300)) == "203.00"


def test_days_and_months() -> None:
    """Dates and spans, as each language has them."""
    day = dt.date(2020, 6, 5)

    assert [said.day(day) for said in (CHINESE, ENGLISH)] == ["2020年6月5日", "5 June 2020"]
    assert [said.day(day, year=False) for said in (CHINESE, ENGLISH)] == ["6月5日", "5 June"]
    assert [said.month_of_year(MAY) for said in (CHINESE, ENGLISH)] == ["2020年5月", "May 2020"]
    assert [said.cumulative(MAY) for said in (CHINESE, ENGLISH)] == ["1—5月", "January–May"]
    assert [said.remaining(MAY) for said in (CHINESE, ENGLISH)] == ["6—12月", "June–December"]
    assert [said.remaining(Month(2020, 12)) for said in (CHINESE, ENGLISH)] == ["", ""]
    assert [said.remaining(Month(2020, 11)) for said in (CHINESE, ENGLISH)] == ["12月", "December"]
    assert [said.cumulative(Month(2020, 1)) for said in (CHINESE, ENGLISH)] == ["1月", "January"]
    assert ENGLISH.until(2, 28) == "the end of February"


def test_quantities_and_lists() -> None:
    """Counted things bear no unit in English; the sentence names them."""
    assert [said.quantity("4.4", "个百分点") for said in (CHINESE, ENGLISH)] == [
        "4.4个百分点",
        "4.4 percentage points",
    ]
    assert [said.quantity("86", "个") for said in (CHINESE, ENGLISH)] == ["86个", "86"]
    assert ENGLISH.listed(["a", "b"]) == "a, b"
    assert CHINESE.listed([]) == ""


def test_a_name_that_nobody_translated_stays() -> None:
    """A county's own names come first, then the catalogue's, then the ledger's word itself."""
    assert ENGLISH.name("水利局") == "Water Resources"
    assert ENGLISH.name("土地征用") == "land acquisition"
    assert ENGLISH.name("红岩寺镇水厂") == "红岩寺镇水厂"
    assert CHINESE.name("水利局") == "水利局"


def test_a_sentence_without_translation_is_our_fault() -> None:
    """It is never printed in the wrong language."""
    with pytest.raises(KeyError):
        ENGLISH("没有人译过的句子。")


def test_names_with_braces_are_no_templates() -> None:
    """What a ledger says fills a place, and is not looked through for places of its own."""
    assert CHINESE("{name}{figure}", name="{A01}", figure="{0.__class__}") == "{A01}{0.__class__}"


def test_an_unknown_language_is_said() -> None:
    """The known ones are listed."""
    with pytest.raises(UsageError, match="zh、en"):
        words("fr")
