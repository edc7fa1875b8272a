"""A cell that says a state is read by any of its spellings, and by no other word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy import states
from briefing.ledgers.tidy.values import Unclear
from tests.conftest import MAY

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

STATUS = ledger("projects").column("status")
OBSTACLES = ledger("projects").column("obstacles")


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ("已开工 开工 开工建设 在建 在施 建设中 正在建设 正在施工 施工中 主体施工 已进场 √ ☑ ✓ 是 Y", "started"),
        ("已复工 复工 续建 全面复工 已复工（4月） 复工（在建）", "resumed"),
        ("竣工 完工 已完工 建成 已建成 投产 建成投用 投入使用 已交付", "finished"),
        ("停工 缓建 暂停 停建 已停工", "stopped"),
        ("未开工 未动工 拟开工 拟建 待建 待开工 未复工 未开复工 前期 前期工作 筹建 未启动 否 × ✗ N", "not_started"),
        ("已开工（3月） 开工（2020.5） 在建（主体施工） 正在施工（计划9月完工） 已开工。 已开工（手续齐全）", "started"),
        ("未开工（计划6月开工） 未 开 工", "not_started"),
        ("在建，路基完成80% 已开工；正在支模 已开工，完成3层", "started"),
        ("未开工，正在征地", "not_started"),
    ],
)  # fmt: skip
def test_a_state_is_one_of_the_dictionary(cells: str, state: str) -> None:
    """By any of its spellings; what stands in brackets behind it is a remark."""
    words = cells.replace("未 开 工", "未\u3000开\n工").split(" ")

    assert {word: states.state(word, STATUS, MAY) for word in words} == dict.fromkeys(words, state)


@pytest.mark.parametrize("cell", [None, "", "待定", "\u200b" * 20])
def test_no_state_is_missing(cell: Cell) -> None:
    """Nothing said is no state."""
    assert states.state(cell, STATUS, MAY) is None


@pytest.mark.parametrize(
    "cell",
    [
        "准备开工",
        "已开工未复工",
        "快了",
        "3月开工",
        "在建（停工）",
        "开工（未复工）",
        "开工（实际未开工）",
        "开工（计划9月）",
        "开工（9月）",
        "已开工（2021年3月）",
        "竣工（预计）",
        "在建，目前停工",
        "续建，计划6月复工",
        "已开工，9月进场",
        "前期工作，现场已动工",
        "路基完成80%，在建",
        "在建" * 200,
        1.0,
    ],
)
def test_an_unknown_or_contradicted_state_lists_the_right_ones(cell: Cell) -> None:
    """Is it under construction or stopped, begun or to be begun? The clerk knows, we do not."""
    with pytest.raises(Unclear, match=r"应为已开工、已复工、竣工、停工、未开工之一|应为简短"):
        states.state(cell, STATUS, MAY)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("土地征用", "land"),
        ("资金筹措、土地征用", "land|funding"),
        ("1.土地征用；2.审批缓慢", "land|approval"),
        ("①土地征用②审批缓慢", "land|approval"),
        ("土地/征地", "land"),
        ("其他\n资金", "funding|other"),
        ("无", None),
        ("；", None),
    ],
)
def test_several_states_may_stand_in_one_cell(cell: str, found: str | None) -> None:
    """Each once, in the dictionary's order."""
    assert states.states(cell, OBSTACLES, MAY) == found


def test_one_unknown_state_makes_the_cell_unclear() -> None:
    """The known half is not enough."""
    with pytest.raises(Unclear):
        states.states("土地征用、天气", OBSTACLES, MAY)
