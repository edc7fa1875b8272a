"""No expression of ours takes long on a text of any length, where no guard bounds its time."""

from __future__ import annotations

import pytest

from briefing.ledgers.tidy.values import LONGEST
from tests.worst_cases import Expression, expressions, seconds_at_most, worst_case

LENGTH = 100_000
# One that is not linear takes minutes.
SECONDS = 5.0
# Those that run only on texts that are known to be short, and up to which length.
BOUNDED = {"briefing.ledgers.tidy.dates._SENTENCE": LONGEST}

ALL = sorted(expressions(), key=lambda each: (each.where, each.use))


def test_expressions_are_found() -> None:
    """Those with a name, and those written in their place; each by every way that it is used."""
    names = {expression.where for expression in ALL}

    assert len(ALL) > 150
    assert {"briefing.ledgers.tidy.dates._DAY", *BOUNDED} <= names
    assert any(":" in name for name in names)


@pytest.mark.parametrize("expression", ALL, ids=lambda each: f"{each.where}-{each.use}")
def test_an_expression_is_linear(expression: Expression) -> None:
    """It reads 100 KB of its own worst case in no time that anyone would notice."""
    text = worst_case(expression, BOUNDED.get(expression.where, LENGTH))

    assert seconds_at_most(expression, text, SECONDS) < SECONDS, text[:50]


def test_a_slow_expression_would_be_seen() -> None:
    """The search for the worst case finds it."""
    import re

    slow = Expression("example", re.compile(r"(?:a|b)+$"), "search")

    assert seconds_at_most(slow, worst_case(slow, LENGTH), 1) == 1
