"""
A month's ledgers go in; each comes out under its own name, headed in Chinese with its units.

    month.tables.projects                   the ledger, as an analyst reads it
    month.tables.projects.annual_task_wan   one of its columns, to reckon with
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.suggest import did_you_mean
from briefing.indicators.trace.cell_text import read_as, unit_of
from briefing.indicators.trace.writing import CONFIDENTIAL
from briefing.ledgers.tidy.table import Table
from briefing.page import tables
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from briefing.ledgers.dictionary import Column
    from briefing.page.blocks import Block

INTERNAL = "统计台账为内部资料，单个项目数据不得公布。"
# So many rows show what a ledger is like.
FIRST_ROWS = 6
_FIGURES = {"money", "percent", "points", "count"}


@dataclass(frozen=True)
class Sheet:
    """One ledger of one month; its columns are attributes, `frame` has them all."""

    table: Table
    note: str = ""

    @property
    def frame(self) -> pd.DataFrame:
        """The rows, under the dictionary's own names; amounts are in 万元."""
        return self.table.frame

    @property
    def notes(self) -> str:
        """What whoever shows it to others has to know."""
        own = INTERNAL if self.table.ledger.id == CONFIDENTIAL[0] else ""
        return own + self.note

    @property
    def heads(self) -> dict[str, str]:
        """What each column is called, with its unit."""
        return {column.key: _head(column) for column in self._columns}

    @property
    def block(self) -> Block:
        """All rows, as a table that can be saved or printed."""
        return self._block(len(self.frame))

    @property
    def _columns(self) -> list[Column]:
        return [column for column in self.table.ledger.columns if column.key in self.frame]

    def _block(self, count: int) -> Block:
        frame = self.frame.head(count)
        # What nobody filled in takes no room.
        shown = [column for column in self._columns if frame[column.key].notna().any()]
        said = [self._said(column, frame[column.key]) for column in shown]
        some = f"前{len(frame)}行，共{len(self.frame)}行" if len(frame) < len(self.frame) else ""
        return tables.table(
            self.table.ledger.name,
            [
                tables.column(_head(column), "right" if column.type in _FIGURES else "left")
                for column in shown
            ],
            list(zip(*said, strict=True)),
            unit=some,
            note=self.notes,
        )

    def _said(self, column: Column, values: pd.Series) -> list[str]:
        """Say a column's values; of a figure the minus is print's, by which a workbook knows it."""
        texts = read_as(column, values, CHINESE)
        if column.type not in _FIGURES:
            return texts
        return [text.replace("-", tables.MINUS) for text in texts]

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
        return str(self._block(FIRST_ROWS)._repr_mimebundle_()["text/html"])


class Shelf(dict[str, Table]):
    """
    The ledgers of a month: `shelf["projects"]` is the Table that code reckons with,
    `shelf.projects` the Sheet that an analyst looks at.
    """

    def __init__(self, of: Mapping[str, Table], note: str = "") -> None:
        super().__init__(of)
        self._note = note

    def __getattr__(self, name: str) -> Sheet:
        if name.startswith("_") or name not in self:
            meant = did_you_mean(name, self) or "，"
            message = f"没有台账“{name}”{meant}可用的有 {'、'.join(self)}"
            raise AttributeError(message if name[:1] != "_" else name)
        return Sheet(self[name], self._note)

    def __dir__(self) -> Iterable[str]:
        return sorted(self)

    def __repr__(self) -> str:
        return "\n".join(
            f"  .{name:<13}{len(table.frame):>5}行  {table.ledger.name}"
            for name, table in sorted(self.items())
        )

    def _repr_html_(self) -> str:
        rows = [
            [f".{name}", table.ledger.name, str(len(table.frame)), table.ledger.supplier]
            for name, table in sorted(self.items())
        ]
        columns = [
            tables.column("名称"), tables.column("台账"), tables.column("行数", "right"),
            tables.column("报送单位"),
        ]  # fmt: skip
        shown = tables.table("台账", columns, rows, note=self._note)
        return str(shown._repr_mimebundle_()["text/html"])


def _head(column: Column) -> str:
    unit = unit_of(column)
    return f"{column.label}（{unit}）" if unit else column.label
