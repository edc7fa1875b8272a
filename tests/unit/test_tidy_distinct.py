"""A column is held by its different cells, and read by them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from briefing.ledgers.tidy.distinct import Distinct, together


def test_each_different_cell_is_held_once() -> None:
    """In the order in which they come, and the rows are the same as before."""
    column = Distinct.of(["县水利局", None, "县水利局", "县交通局"])

    assert column.items == ["县水利局", None, "县交通局"]
    assert list(column) == ["县水利局", None, "县水利局", "县交通局"]


def test_one_and_true_are_two_cells() -> None:
    """Python takes 1, 1.0 and True for one; a clerk does not."""
    column = Distinct.of([1.0, True, 1, 1.0])

    assert [type(cell) for cell in column.items] == [float, bool, int]


def test_what_is_made_of_a_cell_is_made_once() -> None:
    """However many rows hold it."""
    asked: list[str] = []

    made = Distinct.of(["甲", "乙", "甲", "甲"]).map(lambda cell: asked.append(cell) or cell * 2)

    assert asked == ["甲", "乙"]
    assert list(made) == ["甲甲", "乙乙", "甲甲", "甲甲"]


def test_rows_that_are_left_out_take_their_cells_along() -> None:
    """What stands in a note is not read as a value."""
    column = Distinct.of(["1", "注：", "2", "1"])

    assert column.take(np.array([0, 2])).items == ["1", "2"]
    assert column.only(np.array([True, False, True, True]), None).items == ["1", "2", None]


def test_columns_side_by_side_are_told_apart_by_all_of_them() -> None:
    """One entry for each different row."""
    rows = together(Distinct.of(["甲", "甲", "乙", "甲"]), Distinct.of([1, 2, 1, 1]))

    assert rows.items == [("甲", 1), ("甲", 2), ("乙", 1)]
    assert list(rows)[-1] == ("甲", 1)


def test_a_column_becomes_a_column_of_its_type() -> None:
    """Missing stays missing; a column without rows keeps its type."""
    pd.testing.assert_series_equal(
        Distinct.of([1.5, None, 1.5]).series("float64"), pd.Series([1.5, None, 1.5])
    )
    assert Distinct.of([]).series("boolean").dtype == "boolean"
