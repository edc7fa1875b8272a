"""Check cells against their column's minimum, with a pandera schema made from the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity

if TYPE_CHECKING:
    import pandera.pandas as pa

    from briefing.ledgers.dictionary import Ledger
    from briefing.ledgers.tidy.table import Table


def check_columns(table: Table) -> list[Finding]:
    """Check every column with a minimum, and report all cells below it at once."""
    # Nearly always every column keeps its bounds.
    if not any(
        column.minimum is not None
        and column.key in table.frame
        and (table.frame[column.key] < column.minimum).any()
        for column in table.ledger.columns
    ):
        return []
    # Importing pandera takes longer than the comparison above.
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
                f"应不小于{table.ledger.column(str(key)).minimum:g}",
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
