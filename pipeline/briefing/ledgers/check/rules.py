"""Rules about the rows of a ledger: which rows break one, at which column, and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from briefing.domain.findings import Finding, Severity, rows_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from briefing.ledgers.tidy.table import Table

# From so many rows on, and this share of the table, one line is told of all of them.
LEAST_TOGETHER, SHARE_TOGETHER = 5, 0.25
# A column is kept by a kind of rows when so many of them fill it.
KEPT = 0.5


class Rule(NamedTuple):
    """What is wrong with the rows that *where* is true of."""

    where: pd.Series
    column: str
    code: str
    expected: str | Callable[[int], str]
    severity: Severity = Severity.WARNING
    advice: str = "核实"


def broken(table: Table, rules: Iterable[Rule]) -> list[Finding]:
    """Return a finding for each row that breaks a rule, or one for many rows that break it at once."""
    found = []
    for rule in rules:
        where = rule.where.fillna(value=False).to_numpy(dtype=bool)
        count = where.sum()
        if count >= max(LEAST_TOGETHER, SHARE_TOGETHER * len(where)):
            rows = rows_named(sorted(table.frame.loc[where, "source_row"].unique().tolist()))
            first, expected = int(np.flatnonzero(where)[0]), rule.expected
            words = expected if isinstance(expected, str) else expected(first)
            found.append(
                table.finding_of_column(
                    rule.column,
                    rule.code,
                    f"有{count}行不合（{rows}）",
                    words,
                    rule.advice,
                    rule.severity,
                )
            )
        elif count:
            found += table.findings(
                rule.where, rule.column, rule.code, rule.severity, rule.expected, rule.advice
            )
    return found


def with_amount(table: Table, key: str, words: str, amounts: pd.Series) -> Callable[[int], str]:
    """Return what was expected of a row, with the amount in the unit of its column."""
    if "{}" not in words:
        return lambda _: words
    return lambda at: words.format(table.amount(key, at, amounts.iloc[at]))


def is_kept(column: pd.Series, rows: pd.Series) -> bool:
    """Tell whether most of these rows fill a column: only then is an empty cell left out."""
    of_rows = column[rows.fillna(value=False)]
    return len(of_rows) > 0 and of_rows.notna().mean() >= KEPT


def left_out(table: Table, column: str, rows: pd.Series) -> pd.Series:
    """Tell which of these rows leave a column empty that most of them fill."""
    filled = table.frame[column]
    return rows & filled.isna() & is_kept(filled, rows)


def says(column: pd.Series, pattern: Callable[[str], object]) -> pd.Series:
    """Tell which texts match; each different text is looked at once."""
    matching = {text for text in column.dropna().unique() if pattern(text)}
    return column.isin(matching)
