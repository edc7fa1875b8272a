"""
A month's ledgers as an analyst asks for them, by name, with Chinese heads and units.

    month.tables.projects                   the ledger, as an analyst reads it
    month.tables.projects.annual_task_wan   one of its columns, to calculate with
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from briefing.domain.suggest import did_you_mean
from briefing.indicators.trace.cell_text import read_as, unit_of
from briefing.ledgers.tidy.table import Table
from briefing.page import tables
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.page.blocks import Block

INTERNAL = "统计台账为内部资料，单个项目数据不得公布。"
# The rows that a ledger shows of itself in a notebook.
FIRST_ROWS = 6
_FIGURES = {"money", "percent", "points", "count"}


@dataclass(frozen=True)
class LedgerView:
    """One ledger of one month; its columns are attributes, `frame` has them all."""

    table: Table
    note: str = ""

    @property
    def frame(self) -> pd.DataFrame:
        """The rows, under the dictionary's own names; amounts are in 万元."""
        return self.table.frame

    @property
    def notes(self) -> str:
        """What a reader must know: whether it is confidential, and the county's note."""
        own = INTERNAL if any(column.restricted for column in self.table.ledger.columns) else ""
        return own + self.note

    @property
    def heads(self) -> dict[str, str]:
        """The Chinese head of each column, with its unit."""
        return {column.key: _head(column) for column in self._columns}

    @property
    def block(self) -> Block:
        """All rows, as a table that can be saved or printed."""
        return self._block(len(self.frame))

    @property
    def _columns(self) -> list[LedgerColumn]:
        return [column for column in self.table.ledger.columns if column.key in self.frame]

    def _block(self, count: int) -> Block:
        frame = self.frame.head(count)
        # Columns without any value are left out.
        shown = [column for column in self._columns if frame[column.key].notna().any()]
        some = f"前{len(frame)}行，共{len(self.frame)}行" if len(frame) < len(self.frame) else ""
        return tables.table(
            self.table.ledger.name,
            [
                tables.Column(
                    _head(column), itemgetter(at), "right" if column.type in _FIGURES else "left"
                )
                for at, column in enumerate(shown)
            ],
            zip(*(_texts(column, frame[column.key]) for column in shown), strict=True),
            unit=some,
            note=self.notes,
        )

    def __getattr__(self, name: str) -> pd.Series:
        if name.startswith("_") or name not in self.table.frame:
            message = f"{self.table.ledger.name}没有“{name}”一栏{did_you_mean(name, self.heads)}"
            raise AttributeError(message if name[0] != "_" else name)
        return self.table.frame[name]

    def __dir__(self) -> Iterable[str]:
        return ["frame", "heads", "block", "table", *self.heads]

    def __repr__(self) -> str:
        book = self.table.ledger
        width = max(map(len, self.heads))
        heads = [f"  {key:<{width}}  {head}" for key, head in self.heads.items()]
        return "\n".join([f"{book.name}（{book.id}）：{len(self.frame)}行", *heads, self.notes])

    def _repr_html_(self) -> str:
        return self._block(FIRST_ROWS).as_html()


class LedgerViews(dict[str, Table]):
    """
    The ledgers of a month, by their ids.

    `views["projects"]` is the Table that code calculates with, `views.projects` the LedgerView that
    an analyst reads.
    """

    def __init__(self, of: Mapping[str, Table], note: str = "") -> None:
        super().__init__(of)
        self._note = note

    def __getattr__(self, name: str) -> LedgerView:
        if name.startswith("_") or name not in self:
            meant = did_you_mean(name, self) or "，"
            message = f"没有台账“{name}”{meant}可用的有 {'、'.join(self)}"
            raise AttributeError(message if name[:1] != "_" else name)
        return LedgerView(self[name], self._note)

    def __dir__(self) -> Iterable[str]:
        return sorted(self)

    def __repr__(self) -> str:
        return "\n".join(
            f"  .{name:<13}{len(table.frame):>5}行  {table.ledger.name}"
            for name, table in sorted(self.items())
        )

    def _repr_html_(self) -> str:
        shown = tables.table(
            "台账",
            [
                tables.Column("名称", lambda view: f".{view[0]}"),
                tables.Column("台账", lambda view: view[1].ledger.name),
                tables.Column("行数", lambda view: str(len(view[1].frame)), "right"),
                tables.Column("报送单位", lambda view: view[1].ledger.supplier),
            ],
            sorted(self.items()),
            note=self._note,
        )
        return shown.as_html()


def _texts(column: LedgerColumn, values: pd.Series) -> list[str]:
    """Return a column as text, numbers with print's minus, by which a workbook knows them."""
    texts = read_as(column, values, CHINESE)
    return list(map(tables.with_minus, texts)) if column.type in _FIGURES else texts


def _head(column: LedgerColumn) -> str:
    unit = unit_of(column)
    return f"{column.label}（{unit}）" if unit else column.label
