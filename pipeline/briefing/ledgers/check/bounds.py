"""
A typed Table goes in; cells outside their column's bounds come out, by a pandera schema that is
made from the data dictionary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity

if TYPE_CHECKING:
    import pandera.pandas as pa

    from briefing.ledgers.dictionary import Column, Ledger
    from briefing.ledgers.tidy.table import Table


def check_columns(table: Table) -> list[Finding]:
    """Check every column rule of the dictionary at once; nobody should resend a file five times."""
    # Nearly every column keeps its bounds, and a look at its numbers tells.
    if not any(
        column.minimum is not None
        and column.key in table.frame
        and (table.frame[column.key] < column.minimum).any()
        for column in table.ledger.columns
    ):
        return []
    # It takes longer to import than all columns to look at.
    from pandera.errors import SchemaErrors

    try:
        schema(table.ledger).validate(table.frame, lazy=True)
    except SchemaErrors as faults:
        cases = faults.failure_cases.dropna(subset=["index"])
        return [
            finding
            for key, of_column in cases.groupby("column", sort=False)
            for finding in table.findings(
                table.frame.index.to_series().isin(of_column["index"]),
                str(key),
                "V03",
                Severity.ERROR,
                _expected(table.ledger.column(str(key))),
                "核对后改正",
            )
        ]
    return []


def schema(ledger: Ledger) -> pa.DataFrameSchema:
    """Make the pandera schema of a ledger from its dictionary."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            column.key: pa.Column(
                checks=pa.Check.ge(column.minimum), nullable=True, required=False, coerce=False
            )
            for column in ledger.columns
            if column.minimum is not None
        }
    )


def _expected(column: Column) -> str:
    return f"应不小于{column.minimum:g}"
