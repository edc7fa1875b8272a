"""Find the one cell that an entry means, in a month's tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.suggest import suggestions
from briefing.domain.text import quoted, shown_number
from briefing.domain.units import MONEY_FACTORS_WAN, fold
from briefing.ledgers.correct.named import column_key
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy import names
from briefing.ledgers.tidy.declared_sums import ROUNDING
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County

_MOST_NAMED = 4


class Misfit(ValueError):
    """An entry does not fit the ledgers; the message says what was found instead."""


@dataclass(frozen=True)
class Named:
    """How an entry, or a command, names a cell; what it leaves out is “”."""

    month: Month
    ledger: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    project: str = ""
    serial: str | None = None
    # A column's key where the ledger is named, else words that may mean a column of any ledger.
    column: str = ""


@dataclass(frozen=True)
class Spot:
    """One cell of a row of a table: the row's position, and the column's key."""

    table: Table
    position: int
    key: str

    @property
    def column(self) -> LedgerColumn:
        """The dictionary's column."""
        return self.table.ledger.column(self.key)

    @property
    def place(self) -> tuple[str, str, int]:
        """File, sheet and row number."""
        file, sheet, row = self.table.frame[SOURCE].iloc[self.position]
        return str(file), str(sheet), int(row)

    @property
    def letter(self) -> str:
        """The letter of the column in the sheet; “” where it has none of its own."""
        return self.table.letter(*self.place[:2], self.key)

    @property
    def words(self) -> str:
        """The place as a clerk finds it: 月报.xlsx › 5月 › K9."""
        file, sheet, row = self.place
        is_one = self.letter.isalnum()
        cell = f"{self.letter}{row}" if is_one else f"第{row}行 {self.column.label}"
        return " › ".join(filter(None, (file, sheet, cell)))

    @property
    def project(self) -> str:
        """The name of the row's project, or what else its ledger tells rows apart by."""
        frame = self.table.frame
        key = "project_name" if "project_name" in frame else self.table.ledger.key[0]
        name = frame[key].iloc[self.position]
        return "" if pd.isna(name) else str(name)

    @property
    def sent(self) -> str:
        """The cell's text as it was sent."""
        return str(self.table.sent[self.key].iloc[self.position])

    @property
    def correction(self) -> dict[str, object] | None:
        """The correction of the cell, if there is one."""
        done = self.table.corrected
        if done.empty:
            return None
        here = done[(done["position"] == self.position) & (done["column"] == self.key)]
        return here.to_dict("records")[0] if len(here) else None

    def says(self, words: str) -> bool:
        """Tell whether the cell holds what someone expects there."""
        return fold(self.sent) == fold(words)

    @property
    def standing(self) -> str:
        """What counts: the corrected value, else the text as sent."""
        corrected = self.correction
        return str(corrected["value"]) if corrected else self.sent

    @property
    def unit(self) -> str:
        """The unit that a number without one has in this cell, in 亿元 or the like; “” for no amount."""
        return self.table.unit(*self.place[:2], self.key)


@dataclass(frozen=True)
class SumSpot(Spot):
    """A sum of a band or total: the position of its row among what the table declares."""

    @classmethod
    def of(cls, table: Table, there: tuple[str, str, int], key: str) -> SumSpot | None:
        """Return the sum of a row under a column; None where no cell holds one."""
        declared = table.declared
        if declared.empty or key not in declared:
            return None
        here = (declared[SOURCE] == list(there)).all(axis=1) & declared[key].notna()
        if f"{key}{ROUNDING}" in declared:
            # What the words of a band say stands in no cell of its own.
            here &= declared[f"{key}{ROUNDING}"].isna()
        positions = declared.index[here]
        return cls(table, int(positions[0]), key) if len(positions) else None

    @property
    def place(self) -> tuple[str, str, int]:
        """File, sheet and row number."""
        file, sheet, row = self.table.declared[SOURCE].iloc[self.position]
        return str(file), str(sheet), int(row)

    @property
    def project(self) -> str:
        """What the band or total calls itself."""
        return str(self.table.declared["text"].iloc[self.position])

    @property
    def sent(self) -> str:
        """The sum in the unit of its column; its text is not kept."""
        factor = float(MONEY_FACTORS_WAN[self.unit or "万元"])
        return shown_number(float(self.table.declared[self.key].iloc[self.position]) / factor)

    @property
    def correction(self) -> dict[str, object] | None:
        """The correction of the sum, if there is one."""
        done = self.table.resummed
        if done.empty:
            return None
        here = (done[SOURCE] == list(self.place)).all(axis=1) & (done["column"] == self.key)
        return done[here].to_dict("records")[0] if here.any() else None

    def says(self, words: str) -> bool:
        """Tell whether the sum is the one that someone expects there, however it is written."""
        try:
            return float(fold(words).replace(",", "").removesuffix(self.unit)) == float(self.sent)
        except ValueError:
            return False


def spot(tables: Mapping[str, Table], named: Named, county: County) -> Spot:
    """Return the cell that is meant. Raises Misfit where there is none, or several."""
    if named.ledger and named.ledger not in tables:
        message = f"本月没有《{ledger(named.ledger).name}》"
        raise Misfit(message)
    asked = [table for name, table in tables.items() if named.ledger in {"", name}]
    found = [each for table in asked for each in _spots(table, named, county)]
    if not found:
        raise Misfit(_why_none(asked, named))
    # A part of a file's name is enough, and one name may be a part of another.
    sought = (named.file, named.sheet)
    exact = [each for each in found if all(map(_is_name, sought, each.place))]
    found = exact or found
    if len(found) > 1:
        where = "；".join(each.words for each in found[:_MOST_NAMED])
        by = "ledger、file 或 sheet" if named.cell else "ledger、serial 或 cell"
        message = f"有{len(found)}处都是这样（{where}），请用 {by} 写明是哪一处"
        raise Misfit(message)
    return found[0]


def _is_name(sought: str, name: object) -> bool:
    return sought in {"", name}


def _spots(table: Table, named: Named, county: County) -> Iterator[Spot]:
    frame = table.frame
    is_meant = pd.Series(data=True, index=frame.index)
    for key, words in zip(SOURCE, (named.file, named.sheet), strict=False):
        if words:
            is_meant &= frame[key].map(lambda name, words=words: fold(words) in fold(name))
    if named.project:
        is_meant &= _is_project(table, named.project, county)
    if named.serial is not None:
        is_meant &= frame["serial"] == named.serial if "serial" in frame else False
    key = named.column
    if key and not named.ledger:
        try:
            key = column_key(key, table.ledger, named.month)
        except ValueError:
            return
    if not named.cell:
        yield from (Spot(table, int(at), key) for at in frame.index[is_meant])
        return
    letters, row = split(named.cell)
    for place in table.places[table.places["letter"] == letters].to_dict("records"):
        if key not in {"", place["column"]} or place["column"] not in frame:
            continue
        there = (str(place["file"]), str(place["sheet"]), row)
        if not named.project and (total := SumSpot.of(table, there, str(place["column"]))):
            if fold(named.file) in fold(there[0]) and fold(named.sheet) in fold(there[1]):
                yield total
            continue
        here = dict(zip(SOURCE, there, strict=True))
        is_here = (frame[list(here)] == pd.Series(here)).all(axis=1)
        yield from (
            Spot(table, int(at), place["column"]) for at in frame.index[is_meant & is_here]
        )


def split(cell: str) -> tuple[str, int]:
    """
    Return the letters and the row number of a cell's address.

    >>> split("AB12")
    ('AB', 12)
    """
    letters = re.sub("[0-9]", "", cell)
    return letters, int(cell.removeprefix(letters))


def _is_project(table: Table, words: str, county: County) -> pd.Series:
    """Tell for each row whether it is of the project, by its code or any spelling of its name."""
    frame = table.frame
    if "project_key" not in frame:
        return frame[table.ledger.key[0]].astype("str") == words
    wanted = {words, names.folded_name(words, county.name)}
    folded = [names.folded_name(name, county.name) for name in frame["project_name"].fillna("")]
    return frame["project_key"].isin(wanted) | pd.Series(folded, frame.index).isin(wanted)


def _why_none(asked: list[Table], named: Named) -> str:
    """Say what of a name was not found."""
    if named.cell:
        letters, row = split(named.cell)
        files = [
            str(file)
            for table in asked
            for file in table.places.loc[table.places["letter"] == letters, "file"]
        ]
        if not any(fold(named.file) in fold(file) for file in files):
            return f"没有读到{letters}列"
        others = "，或不是这个项目、这一列的" if named.project or named.column else ""
        return f"没有找到单元格 {named.cell}：第{row}行不是计入的行，也没有合计数{others}"
    known = [
        str(name)
        for table in asked
        if "project_name" in table.frame
        for name in table.frame["project_name"].dropna()
    ]
    near = suggestions(named.project, known, most=2)
    if named.project in near:
        return f"这个项目没有“{named.column}”列"
    return "没有找到这个项目" + (f"，相近的有{quoted(near)}" if near else "")
