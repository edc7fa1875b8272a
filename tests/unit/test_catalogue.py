"""The codebook: every figure has one line, and every line is measured."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from briefing.indicators.catalogue import DISPATCH, STATISTICS, catalogue, definition

if TYPE_CHECKING:
    from briefing.sections.report import Report


def test_a_figure_has_one_line() -> None:
    """An id may have several figures, told apart by their unit."""
    twice = [
        key
        for key, count in Counter((line.id, line.unit) for line in catalogue()).items()
        if count > 1
    ]

    assert twice == []
    assert [line.id for line in catalogue()] == sorted(line.id for line in catalogue())


def test_every_line_is_complete() -> None:
    """Name, unit, book and formula are said of each figure."""
    for line in catalogue():
        assert all([line.name, line.unit, line.formula])
        assert line.basis in {DISPATCH, STATISTICS}


def test_an_id_alone_means_its_first_figure() -> None:
    """C03 is a count; its amount is asked for by unit."""
    assert definition("C03").unit == "个"
    assert definition("C03", "亿元").name == "拟争取资金项目总投资"
    with pytest.raises(StopIteration):
        definition("Z99")


def test_every_line_is_measured(may: Report) -> None:
    """The example month has a figure for each line of the codebook, and none beside it."""
    measured = {(entry.id, entry.definition.unit) for entry in may.indicators}

    # The invented county has no parts of its growth returned, and no record of former years.
    untold = {("B20", "个百分点"), ("F07", "%")}
    assert measured == {(line.id, line.unit) for line in catalogue()} - untold
