"""Several things in one cell: numbered, on lines, behind semicolons, or in a list."""

from __future__ import annotations

import pytest

from briefing.ledgers.tidy.cell_lists import enumerated, parts


@pytest.mark.parametrize(
    "text",
    [
        "1.征地未完成；2.资金缺口大",
        "1. 征地未完成 2. 资金缺口大",
        "1、征地未完成、2、资金缺口大",
        "１．征地未完成；２．资金缺口大",
        "①征地未完成②资金缺口大",
        "⑴征地未完成⑵资金缺口大",
        "（1）征地未完成（2）资金缺口大",
        "(一)征地未完成(二)资金缺口大",
        "一是征地未完成，二是资金缺口大。",
        "一、征地未完成；二、资金缺口大",
        "第一，征地未完成；第二，资金缺口大",
        "征地未完成\n资金缺口大",
        "征地未完成；资金缺口大",
        "存在问题：1.征地未完成；2.资金缺口大",
    ],
)
def test_what_is_numbered_is_told_apart(text: str) -> None:
    """By whatever numbers it, with or without a stop between."""
    assert enumerated(text) == ["征地未完成", "资金缺口大"]
    assert parts(text) == ["征地未完成", "资金缺口大"]


@pytest.mark.parametrize(
    "text",
    [
        "道路2.5公里未通",
        "第3标段、4标段征地",
        "一、二期工程未批",
        "1、2号楼停工",
        "3.14",
        "涉及农户（23）户未迁",
        "桩号K12)未通",
    ],
)
def test_a_number_that_counts_nothing_parts_nothing(text: str) -> None:
    """A decimal, a section, a phase, a number in brackets amid the words."""
    assert enumerated(text) == [text]


def test_a_decimal_may_follow_its_number() -> None:
    """2.2.5公里 is the second item, of 2.5公里."""
    assert enumerated("1.征地；2.2.5公里未修") == ["征地", "2.5公里未修"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("土地征用、资金筹措", ["土地征用", "资金筹措"]),
        ("土地征用，资金筹措", ["土地征用", "资金筹措"]),
        ("立项/备案", ["立项", "备案"]),
        ("照片（时间、地点）、合同", ["照片(时间、地点)", "合同"]),
        ("1,200米、照片", ["1,200米", "照片"]),
        ("1.合同，原件；2.照片", ["合同,原件", "照片"]),
        ("①合同", ["合同"]),
        ("；", []),
        ("", []),
    ],
)
def test_a_list_is_told_apart_by_its_commas(text: str, words: list[str]) -> None:
    """Not within brackets, nor between two digits, nor where numbers tell the items."""
    assert parts(text) == words
