"""The smallest repair of amounts that contradict each other, as an integer programme chooses it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.ledgers.repair.mistakes import (
    COPIED,
    KNOWN,
    ONE_DIGIT,
    UNKNOWN,
    kind_of,
    weight,
)
from briefing.ledgers.repair.programme import smallest
from briefing.ledgers.repair.relations import Cell, Relation

A, B, C, D = (Cell(letter, 0) for letter in "abcd")
ONE = dict.fromkeys((A, B, C, D), 1.0)


def relation(residual: float, tolerance: float = 1.0, **signs: float) -> Relation:
    """A relation between cells, named by their letters, that is off by *residual*."""
    return Relation({Cell(letter, 0): sign for letter, sign in signs.items()}, residual, tolerance)


def test_the_one_cell_that_all_failing_relations_share() -> None:
    """The relations that hold keep the other cells as they are."""
    relations = [relation(90, a=1, b=-1), relation(90, a=1, c=1), relation(0, b=1, d=-1)]

    (change,) = smallest(relations, ONE)

    assert change.by == {A: -90.0}
    assert change.cost == 1.0


def test_repairs_of_one_cost_are_all_found() -> None:
    """Two cells are in the only relation that fails, and in no other."""
    changes = smallest([relation(90, a=1, b=-1)], {A: 1.0, B: 1.0})

    assert [change.by for change in changes] == [{A: -90.0}, {B: 90.0}]


def test_a_likely_slip_costs_less() -> None:
    """What a slip explains is suspected before what nothing explains."""
    (change,) = smallest([relation(90, a=1, b=-1)], {A: UNKNOWN, B: KNOWN})

    assert change.by == {B: 90.0}


def test_two_cells_where_one_is_not_enough() -> None:
    """Two relations fail by different amounts, and a third holds both totals together."""
    relations = [
        relation(90, a=1, c=-1),
        relation(-7_000_000, b=1, d=-1),
        relation(90 - 7_000_000, a=1, b=1),
        relation(0, c=1),
        relation(0, d=1),
    ]

    (change,) = smallest(relations, ONE)

    assert change.by == {A: -90.0, B: 7_000_000.0}


def test_no_change_satisfies_what_contradicts_itself() -> None:
    """Two relations ask one cell for two amounts, and nothing else may change."""
    assert smallest([relation(90, a=1), relation(50, a=1)], {A: 1.0}) == []


def test_a_sum_of_rounded_rows_says_less_than_the_row() -> None:
    """The total is off by the rounding of its rows, the identity by the mistake."""
    relations = [relation(903.5, 47.5, a=1, b=1), relation(900, a=1, c=-1), relation(0, c=1)]

    (change,) = smallest(relations, {A: 1.0, C: 1.0})

    assert change.by[A] == pytest.approx(-900, abs=0.1)


@pytest.mark.parametrize(
    ("wrong", "right", "slip"),
    [
        ("330600", "33060", "多一个0"),
        ("3.306", "33.06", "小数点左移1位"),
        ("33060", "3306000", "少两个0"),
        ("2810000", "281", "单位差一万倍"),
        ("0.00281", "28.1", "单位差一万倍"),
        ("-40", "40", "多了负号"),
        ("40", "-40", "漏了负号"),
        ("1352", "13352", "少一个3"),
        ("133352", "13352", "多一个3"),
        ("13532", "13352", "“35”写成“53”"),
        ("13392", "13352", "一位数字写错，“5”写成“9”"),
        ("77", "13352", "仍是上月的数"),
        ("78", "13352", ""),
        ("7", "5", ""),
        ("5", "5", ""),
    ],
)
def test_a_slip_is_told_in_the_words_of_a_clerk(wrong: str, right: str, slip: str) -> None:
    """The known ones cost less than a single digit, and that less than chance."""
    found = kind_of(Decimal(wrong), Decimal(right), {Decimal(77): "仍是上月的数"})

    assert found == slip
    costs = {"": UNKNOWN, "仍是": COPIED, "一位": ONE_DIGIT}
    assert weight(found) == costs.get(slip[:2], KNOWN)
