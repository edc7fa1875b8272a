"""Codes of projects and firms: one spelling, or none with a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.ledgers.tidy import codes
from briefing.ledgers.tidy.values import Caution, Unclear
from tests.conftest import ZHASHUI

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

OURS = "2020-611026-54-01-003217"


@pytest.mark.parametrize(
    "cell",
    [
        OURS,
        f"  {OURS}\n",
        "２０２０－６１１０２６－54—01—003217",
        "2020‐611026–54−01-003217",
        "20206110265401003217",
        "2020 611026 54 01 003217",
        "2020.611026.54.01.003217",
        "2020-611026-54\n-01-003217",
        f"项目代码：{OURS}",
        f"备案号{OURS}",
        f"'{OURS}",
        f"{OURS}、{OURS}",
        f"{OURS}。",
    ],
)
def test_a_project_code_has_one_spelling(cell: str) -> None:
    """Width, dashes, spaces, labels and missing hyphens make no difference."""
    assert codes.project_code(cell, ZHASHUI) == OURS


@pytest.mark.parametrize(
    "cell", [None, "", "—", "无", "待定", "未赋码", "正在办理", "办理中", "暂未取得"]
)
def test_a_project_without_a_code_has_none(cell: Cell) -> None:
    """That its code is not given yet is no fault."""
    assert codes.project_code(cell, ZHASHUI) is None


@pytest.mark.parametrize(
    "code",
    [
        "2013-611026-54-01-003217",
        "2010-611026-04-01-003217",
        "2012-611026-04-01-003217",
        "2101-611026-04-01-003217",
        "2509-611026-89-01-544060",
        "2020-611000-54-01-003217",
        "2020-000000-54-01-003217",
    ],
)
def test_old_and_new_codes_are_valid(code: str) -> None:
    """A year up to 2020, or year and month from October 2020 on; of the county or a superior."""
    assert codes.project_code(code, ZHASHUI) == code


@pytest.mark.parametrize(
    ("cell", "value", "why"),
    [
        ("2509-320193-89-01-544060", "2509-320193-89-01-544060", "地区320193不是本县或上级"),
        ("2021-611026-54-01-003217", "2021-611026-54-01-003217", "首段应为年份或年月"),
        ("2O20-6l1026-54-01-003217", OURS, "应全为数字"),
        (f"{OURS}（已作废）", OURS, "代码旁另有“已作废”"),
        ("2020-611026-54-01-00321", None, "应为24位项目代码"),
        ("2020-611026-54-01-0032171", None, "应为24位项目代码"),
        ("2020-611", None, "应为24位项目代码"),
        ("水厂", None, "应为24位项目代码"),
        (5.0, None, "应为24位项目代码"),
    ],
)
def test_a_doubtful_code_is_told_and_a_broken_one_left_out(
    cell: Cell, value: str | None, why: str
) -> None:
    """A broken code would part two rows of one project: the name joins them."""
    with pytest.raises(Caution, match=why) as caution:
        codes.project_code(cell, ZHASHUI)

    assert caution.value.value == value


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (2.02061102654e19, "后几位已丢失"),
        (20206110265401003217, "后几位已丢失"),
        ("2.02061E+19", "后几位已丢失"),
        (f"{OURS}\n2020-611026-54-01-003218", "应只有一个代码"),
        ("#REF!", "公式"),
    ],
)
def test_a_code_that_cannot_be_known_is_unclear(cell: Cell, expected: str) -> None:
    """Digits that a spreadsheet ate, or two codes in one cell."""
    with pytest.raises(Unclear, match=expected) as unclear:
        codes.project_code(cell, ZHASHUI)

    assert not isinstance(unclear.value, Caution)


# Published examples of GB 32100-2015.
@pytest.mark.parametrize(
    "code",
    ["9144030071526726XG", "914403001922038216", "91330100799655058B", "91110000802100433B"],
)
def test_a_credit_code_is_known_by_its_check(code: str) -> None:
    """In either case, spaced or hyphened."""
    spaced = f" {code[:4]} {code[4:8]}-{code[8:]} "

    assert codes.credit_code(code) == code
    assert codes.credit_code(code.lower()) == code
    assert codes.credit_code(spaced) == code
    assert codes.credit_code(f"统一社会信用代码：{code}") == code


@pytest.mark.parametrize(
    ("cell", "value", "why"),
    [
        ("9111OOOO8O21OO433B", "91110000802100433B", "没有字母O和I"),
        ("9I1100008021OO433B", "91110000802100433B", "没有字母O和I"),
        ("91110000802100433C", "91110000802100433C", "校验位不符"),
        ("610000100012345", "610000100012345", "旧的注册号"),
        (610000100012345.0, "610000100012345", "旧的注册号"),
        ("9111000080210043", None, "应为18位"),
        ("9161E12", None, "应为18位"),
        ("某某公司", None, "应为18位"),
    ],
)
def test_a_doubtful_credit_code_is_told(cell: Cell, value: str | None, why: str) -> None:
    """O and I are mended only where the check then holds."""
    with pytest.raises(Caution, match=why) as caution:
        codes.credit_code(cell)

    assert caution.value.value == value


@pytest.mark.parametrize("cell", [9.1611026e17, "9.161E+17", 911100008021004330])
def test_a_credit_code_that_lost_its_digits_is_unclear(cell: Cell) -> None:
    """9161…E12 typed into a cell is a power of ten."""
    with pytest.raises(Unclear, match="后几位已丢失"):
        codes.credit_code(cell)
