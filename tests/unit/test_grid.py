"""Rows that are kept by their columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.table_head import find_heads
from briefing.workbooks.formats.draft import Budget, Draft
from briefing.workbooks.grid import Grid, blocks_of
from briefing.workbooks.sheet import Cell, Sheet
from tests.conftest import MAY

CELLS = st.one_of(st.none(), st.floats(allow_nan=False), st.text(max_size=2), st.booleans())
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=12)


def trimmed(row: list[Cell]) -> list[Cell]:
    return trimmed(row[:-1]) if row and row[-1] is None else row


@given(ROWS)
def test_rows_come_out_as_they_went_in(rows: list[list[Cell]]) -> None:
    """All at once, one by one, from behind, and as a slice; without what is empty at their end."""
    grid, plain = Grid.of(rows), [trimmed(row) for row in rows]

    assert grid == plain
    assert [grid[at] for at in range(len(rows))] == plain
    assert [grid[-1 - at] for at in range(len(rows))] == plain[::-1]
    assert grid[1:3] == plain[1:3]


@given(ROWS)
def test_a_column_is_as_long_as_there_are_rows(rows: list[list[Cell]]) -> None:
    """Where a row ends before it, nothing stands in it."""
    grid = Grid.of(rows)

    for index in range(grid.width + 1):
        assert grid.column(index) == [row[index] if index < len(row) else None for row in rows]


def test_one_wide_row_stretches_no_other() -> None:
    """A sheet of a hundred thousand rows with one cell in XFD is no giant."""
    rows: list[list[Cell]] = [[1.0] for _ in range(10_000)]
    rows[5_000] = [None] * 16_383 + ["末"]

    assert sum(len(block) * len(block[0]) for block in blocks_of(rows)) < 4 * (10_000 + 16_384)
    assert Grid.of(rows) == rows


def columns_of(*rows: list[Cell]) -> list[list[Cell]]:
    return [list(column) for column in zip(*rows, strict=True)]


def laid(*portions: tuple[int, list[list[Cell]]]) -> Draft:
    draft = Draft("5月", Budget(10**6))
    for start, rows in portions:
        draft.lay_all(list(range(start, start + len(rows))), columns_of(*rows))
    return draft


LONG: list[list[Cell]] = [[float(at), "甲", None] for at in range(300)]


def test_a_long_run_of_rows_is_laid_by_its_columns() -> None:
    """What is empty on the right and at the end takes no place; a gap is kept."""
    draft = laid((0, [*LONG, [None] * 3]), (305, LONG))
    rows = draft.finished("a.xlsx").rows

    assert rows == [[at, "甲"] for at in range(300)] + [[]] * 5 + [[at, "甲"] for at in range(300)]
    assert draft.budget.cells == 1200


def test_a_row_that_is_written_twice_is_added_to() -> None:
    """However long ago it was laid."""
    draft = laid((0, LONG), (300, LONG))
    draft.lay(7, [None, "乙", "丙"])
    draft.put(8, 3, "丁")
    draft.lay_all(list(range(600, 900)), columns_of(*LONG))
    rows = draft.finished("a.xlsx").rows

    assert (rows[7], rows[8], rows[9]) == ([7, "乙", "丙"], [8, "甲", None, "丁"], [9, "甲"])
    assert [row[0] for row in rows] == [float(at % 300) for at in range(900)]


def test_a_head_far_below_is_found() -> None:
    """Behind thousands of rows of numbers, which are not looked at one by one."""
    head: list[Cell] = [
        "项目名称",
        "总投资（万元）",
        "年度计划投资（万元）",
        "责任单位",
        "开工状态",
    ]
    numbers: list[list[Cell]] = [[1.0, 2.0, 3.0] for _ in range(5_000)]
    sheet = Sheet("a.xlsx", "5月", [*numbers, head, *numbers])

    assert [found.top for found in find_heads(sheet, all_ledgers(), MAY)] == [5_000]
