"""Tell which corrections were applied to a month: cell, from, to, ratio, who and when."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.domain.money import exact
from briefing.domain.text import shown_number
from briefing.ledgers.correct.spots import Spot, SumSpot
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from briefing.ledgers.tidy.table import Table

# Types of columns whose values have a ratio.
CHANGED_GREATLY = {"money", "percent", "points", "count"}
_GREATLY = 10


def _noted(table: Table) -> Iterator[tuple[Spot, dict[Hashable, Any]]]:
    for entry in table.corrected.to_dict("records"):
        yield Spot(table, entry["position"], entry["column"]), entry
    for entry in table.resummed.to_dict("records"):
        file, sheet, row = (entry[name] for name in SOURCE)
        if at := SumSpot.of(table, (file, sheet, row), entry["column"]):
            yield at, entry


def carried_lines(tables: Mapping[str, Table]) -> list[str]:
    """Return a line for each sheet whose bands and totals follow the corrections of their rows."""
    by_sheet: defaultdict[str, list[str]] = defaultdict(list)
    for _, table in sorted(tables.items()):
        for entry in table.carried.to_dict("records"):
            file, sheet, row, column = (entry[key] for key in (*SOURCE, "column"))
            was, now = (
                table.amount_in(file, sheet, column, exact(entry[key])) for key in ("was", "now")
            )
            cell = f"{table.letter(file, sheet, column)}{row}"
            by_sheet[f"{file} › {sheet}"].append(f"{cell}由{was}改为{now}")
    return [
        f"{place}：合计、分类行随更正而改，{'；'.join(cells)}" for place, cells in by_sheet.items()
    ]


@dataclass(frozen=True)
class Applied:
    """One corrected cell; `before` and `after` are its numbers, NaN where it has none."""

    spot: Spot
    was: str
    value: str
    reason: str
    confirmed_by: str
    confirmed_on: str
    before: float
    after: float

    @classmethod
    def all_of(cls, tables: Mapping[str, Table]) -> list[Applied]:
        """Return every correction of a month's tables, in the order of their ledgers' ids."""
        words = ("expect", "value", "reason", "confirmed_by", "confirmed_on", "was", "now")
        return [
            cls(at, *(entry[word] for word in words))
            for _, table in sorted(tables.items())
            for at, entry in _noted(table)
        ]

    @property
    def is_great(self) -> bool:
        """Whether the value moved tenfold or more, changed its sign, or came from or to nothing."""
        if math.isnan(self.before) or math.isnan(self.after) or self.before == self.after:
            return False
        if self.before * self.after <= 0:
            return True
        less, more = sorted((abs(self.before), abs(self.after)))
        return more >= _GREATLY * less

    @property
    def ratio(self) -> str:
        """How many times the former value the new one is, in brackets; “” where that says nothing."""
        if math.isnan(self.after) or not self.before or math.isnan(self.before):
            return ""
        times = self.after / self.before
        return f"（{shown_number(float(f'{times:.4g}'))}倍）"

    @property
    def line(self) -> str:
        """The correction in one line."""
        return (
            f"{self.spot.words} {self.spot.project} · {self.spot.column.label}："
            f"由“{self.was}”改为“{self.value}”{self.ratio}，{self.reason}，"
            f"{self.confirmed_by}，{self.confirmed_on}"
        )

    def as_dict(self) -> dict[str, object]:
        """Return the correction for JSON."""
        file, sheet, row = self.spot.place
        told = (self.before, self.after)
        before, after = (None if math.isnan(amount) else amount for amount in told)
        return {
            "ledger": self.spot.table.ledger.id,
            "file": file,
            "sheet": sheet,
            "row": row,
            "letter": self.spot.letter,
            "column": self.spot.key,
            "project": self.spot.project,
            "expect": self.was,
            "value": self.value,
            "before": before,
            "after": after,
            "reason": self.reason,
            "confirmed_by": self.confirmed_by,
            "confirmed_on": self.confirmed_on,
            "line": self.line,
        }
