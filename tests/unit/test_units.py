"""Spellings of one word are equal; a unit of money is found where ledgers write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.domain.units import MONEY_FACTORS_WAN, fold, money_unit, without_unit


@pytest.mark.parametrize(
    ("spelling", "folded"),
    [
        ("项 目\n名　称", "项目名称"),
        ("总投资（万元）", "总投资(万元)"),
        ("1—5月", "1-5月"),
        ("1－5月", "1-5月"),
        ("1～5月", "1-5月"),
        ("1至5月", "1-5月"),
        ("１２００", "1200"),
        ("水厂\u00a0\u3000\u200b", "水厂"),
        ("①", "1"),
        ("", ""),
    ],
)
def test_spellings_fold_into_one(spelling: str, folded: str) -> None:
    """Width, white space of every kind and dashes make no difference."""
    assert fold(spelling) == folded


@pytest.mark.parametrize("text", ["项 目（一期）", "1—5月", "Ⅰ、类", "㎡"])
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is folded."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("总投资（亿元）", "亿元"),
        ("总投资(单位:万元)", "万元"),
        ("单位：万 元、个、%", "万元"),
        ("金额，百万元", "百万元"),
        ("注册资本（千元）", "千元"),
        ("补助（元/亩）", "元"),
        ("建设规模（万亩）", None),
        ("年产（万吨）", None),
        ("总投资（亿）", "亿元"),
        ("总投资（单位：万）", "万元"),
        ("总投资（万美元）", None),
        ("总投资", None),
    ],
)
def test_a_unit_of_money_is_found(text: str, unit: str | None) -> None:
    """万亩 and 万吨 count things; the longest unit that stands there is meant."""
    assert money_unit(text) == unit


@pytest.mark.parametrize(
    ("header", "bare"),
    [
        ("总投资(亿元)", "总投资"),
        ("总投资(单位:亿元)", "总投资"),
        ("总投资[万元]", "总投资"),
        ("总投资,万元", "总投资"),
        ("总投资万元", "总投资"),
        ("总投资/亿元", "总投资"),
        ("总投资(万)", "总投资"),
        ("承诺时限(工作日)", "承诺时限"),
        ("增速(%)", "增速"),
        ("备案(核准)", "备案(核准)"),
        ("项目(法人)单位", "项目(法人)单位"),
    ],
)
def test_a_header_loses_only_its_unit(header: str, bare: str) -> None:
    """Other brackets are part of the name."""
    assert without_unit(header) == bare


def test_units_are_powers_of_ten_of_a_wan() -> None:
    """One 亿元 is 10000万元, and one 元 a ten-thousandth."""
    assert MONEY_FACTORS_WAN["亿元"] * MONEY_FACTORS_WAN["元"] == 1
    assert MONEY_FACTORS_WAN["千元"] == Decimal("0.1")


def test_a_page_of_accents_is_folded_in_no_time() -> None:
    """What is no name is only closed up: to fold it would take minutes."""
    assert fold("e" + "\u0301\u0323 " * 100_000).startswith("e\u0301\u0323")
