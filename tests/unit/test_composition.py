"""What an investment is made of adds up to it, as the statistics bureau parts it."""

from __future__ import annotations

import pytest

from briefing.ledgers.check.composition import check_composition
from tests.conftest import tidied

HEAD = """
项目名称|是否符合统计开工标准|在库计划总投资（万元）|纳统状态|本年完成投资（万元）|<|<|<|<|<|<|<
^|^|^|^|合计|建筑工程|安装工程|设备工器具购置|<|其他费用|<|<
^|^|^|^|^|^|^|合计|其中：旧设备|合计|其中：旧建筑物|其中：建设用地费
"""


def found(*rows: str) -> list[tuple[str, int, str, str]]:
    """Check rows of 本年, 建筑, 安装, 设备, 旧设备, 其他, 旧建筑物, 用地费."""
    lines = [f"水厂{number}|是|900|已纳统|{row}" for number, row in enumerate(rows)]
    month = tidied(HEAD + "\n".join(lines))
    assert not month.findings
    return [
        (finding.code, finding.row, finding.letter, finding.expected)
        for finding in check_composition(month.tables["statistics"])
    ]


def test_what_adds_up_is_left_alone() -> None:
    """Also by rounding, by blanks, and where nothing is parted."""
    assert (
        found(
            "100|50|20|20|5|10|4|6", "100.9|50|20|20||10||", "50|50||||||", "50|||||||", "|||||||"
        )
        == []
    )


@pytest.mark.parametrize(
    ("row", "total"),
    [("100|50|20|20||8||", 98), ("100|50|20|20||12||", 102), ("|50||||||", 50)],
)
def test_parts_that_do_not_add_up_are_an_error(row: str, total: int) -> None:
    """Too little, too much, and parts of nothing."""
    assert found("100|50|20|20||10||", row) == [
        ("E4", 5, "E", f"应等于建筑工程、安装工程、设备工器具购置、其他费用之和{total}万元")
    ]


def test_parts_of_parts_are_not_more() -> None:
    """Used equipment is equipment, and land is among the other costs."""
    assert found("100|50|20|20|22|10|4|6", "100|50|20|20|5|10|6|6") == [
        ("E5", 4, "H", "不应小于旧设备与更新设备之和22万元"),
        ("E5", 5, "J", "不应小于旧建筑物与建设用地费之和12万元"),
    ]


def test_some_of_the_parts_are_only_not_more() -> None:
    """Counties often quote 建安投资 alone."""
    ledger = """
项目名称|是否符合统计开工标准|在库计划总投资（万元）|纳统状态|本年完成投资（万元）|建筑工程（万元）|安装工程（万元）
水厂    |是|900|已纳统|100|50|20
公路    |是|900|已纳统|100|90|20
"""
    month = tidied(ledger)

    assert [
        (finding.code, finding.row, finding.expected)
        for finding in check_composition(month.tables["statistics"])
    ] == [("E4", 3, "应不小于建筑工程、安装工程之和110万元")]


def test_a_ledger_that_parts_nothing_proves_nothing() -> None:
    """Most do not."""
    ledger = """
项目名称|是否符合统计开工标准|在库计划总投资（万元）|纳统状态|本年完成投资（万元）
水厂    |是|900|已纳统|100
"""
    assert check_composition(tidied(ledger).tables["statistics"]) == []
