"""
Compare the files of a month that fit the same ledger: two versions of it, further rows, or a table
that only resembles it. None of them is joined in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from briefing.domain.findings import Finding, Severity
from briefing.domain.money import decimal, plain
from briefing.domain.text import quoted
from briefing.domain.units import MONEY_FACTORS_WAN, fold
from briefing.ledgers.cut import identity
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text, is_empty, letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.dictionary import Ledger

# With so many rows of the smaller file in both, they are versions of one ledger, or of one list.
LEAST_SHARED = 0.5
# Likeness of two sets of columns: of one layout, of the same table, of different tables.
SAME_LAYOUT, SAME_TABLE = 0.8, 0.5
# Likeness, of 100, of titles that differ in a class or a month only.
ALIKE = 60
_MOST_CELLS = 3
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,3}[县市])(?![级直场政民容])")
_NO_PLACE = re.compile(r"全[县市]|各县|本县|我县|省市|县市")
# 省级重点项目 of a county that does not name itself.
_LEVEL = re.compile(r"省级|市级|省重点|市重点|市直|省直|全省|国家级|中央")
# Words of a row that do not tell which one it is.
_ASIDE = {"serial", "remark"}


@dataclass(frozen=True)
class Sent:
    """The tables of one ledger in one file, and when the file was last changed."""

    file: str
    tables: tuple[SheetTable, ...]
    changed: float

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return self.tables[0].ledger

    @property
    def when(self) -> str:
        """The time of the last change."""
        return f"{dt.datetime.fromtimestamp(self.changed).astimezone():%Y-%m-%d %H:%M}"

    @cached_property
    def rows(self) -> dict[tuple[str, ...], tuple[SheetTable, int]]:
        """Each row by what tells it from others."""
        return {
            _row_key(table, at): (table, at)
            for table in self.tables
            for at, kind in enumerate(table.kinds)
            if kind is RowKind.PROJECT
        }

    @property
    def count(self) -> int:
        """The number of rows."""
        return sum(table.kinds.count(RowKind.PROJECT) for table in self.tables)

    @property
    def keys(self) -> set[str]:
        """The columns of all tables."""
        return {key for table in self.tables for key in (*table.placed, *table.summed)}

    @property
    def lacks(self) -> list[str]:
        """The labels of needed columns that the file has not."""
        return [
            column.label
            for column in self.ledger.columns
            if (column.required or column.head_required)
            and column.key not in {*self.keys, self.ledger.band_column}
        ]

    @property
    def names(self) -> list[str]:
        """The titles, and the file's name."""
        titles = [title for table in self.tables for title in table.titles[:-1]]
        return [*titles, Path(self.file).stem]

    @property
    def places(self) -> set[str]:
        """The counties and cities that the titles name."""
        return {
            place
            for name in self.names
            for place in _PLACE.findall(_NO_PLACE.sub("#", fold(name)))
        }

    def adds(self) -> str:
        """Say how many rows the file has, and the sum of each of its needed amounts."""
        sums = [
            f"{column.label}{plain(total)}万元"
            for column in self.ledger.columns
            if column.type == "money" and (column.required or column.head_required)
            if (total := self._total(column.key))
        ]
        return "、".join([f"{self.count}行", *sums])

    def _total(self, key: str) -> Decimal:
        """Sum the numbers of a column; cells that are no numbers are left out."""
        return sum(
            (
                decimal(cell) * MONEY_FACTORS_WAN[placed.unit or table.unit_line or "万元"]
                for table in self.tables
                if (placed := table.placed.get(key))
                for cell, kind in zip(table.values[key], table.kinds, strict=True)
                if kind is RowKind.PROJECT and isinstance(cell, float | int)
            ),
            Decimal(0),
        )


@dataclass(frozen=True)
class Verdict:
    """What is said of a further file of a ledger; whether its rows stay out, and why."""

    file: str
    ledger: Ledger
    finding: Finding
    is_left_out: bool
    why: str


def compared(
    tables: Sequence[SheetTable], changed: Mapping[str, float], county: str, usual: set[str]
) -> list[Verdict]:
    """
    Return what is said of each further file of a ledger. *usual* are the ledgers that came in
    several files last month too.
    """
    by_ledger: dict[str, dict[str, list[SheetTable]]] = {}
    for table in tables:
        by_ledger.setdefault(table.ledger.id, {}).setdefault(table.file, []).append(table)
    verdicts = []
    for ledger_id, files in by_ledger.items():
        if len(files) > 1:
            sent = [Sent(file, tuple(own), changed.get(file, 0)) for file, own in files.items()]
            main = max(sent, key=lambda each: _likelihood(each, county))
            others = [each for each in sent if each is not main]
            verdicts += [_of(each, main, county, ledger_id in usual) for each in others]
    return verdicts


def _likelihood(sent: Sent, county: str) -> tuple[object, ...]:
    """Order the files of one ledger by how surely, and how wholly, they are it."""
    is_called = identity.is_called(sent.ledger.id, sent.names)
    is_of_level = bool(_LEVEL.search("".join(sent.names)))
    is_of_others = bool(county and sent.places) and county not in sent.places
    size = sent.count * len(sent.keys)
    return -len(sent.lacks), not is_of_level, not is_of_others, is_called, size


def _of(other: Sent, main: Sent, county: str, is_usual: bool) -> Verdict:
    shared = other.rows.keys() & main.rows.keys()
    likeness = len(other.keys & main.keys) / len(other.keys | main.keys or {""})
    is_same_list = len(shared) >= LEAST_SHARED * max(1, min(len(other.rows), len(main.rows)))
    lacks = [label for label in other.lacks if label not in main.lacks]
    if shared and is_same_list and likeness >= SAME_TABLE and not lacks:
        return _versions(*sorted([other, main], key=lambda sent: (sent.changed, sent.file)))
    reason = _otherness(other, main, county)
    if lacks:
        reason = f"缺{quoted(lacks, 3)}列"
    elif not reason and likeness < SAME_TABLE:
        reason = "各列大不相同"
    elif not reason and not is_usual and not _is_like(other, main, likeness):
        reason = "标题或各列不同"
    name = main.ledger.name
    there = f"《{name}》已有“{main.file}”（{main.count}行"
    if not reason:
        found, expected = f"又一份《{name}》，已计入，增加{other.adds()}", f"{there}）"
        advice = "请核对是否应计入"
        finding = Finding.of_file(other.file, "F23", Severity.WARNING, found, expected, advice)
        return Verdict(other.file, other.ledger, finding, is_left_out=False, why="")
    found = f"又一份像《{name}》的表，但{reason}，未计入"
    more = f"，其中{len(shared)}行相同）" if shared else f"）；如计入，将增加{other.adds()}"
    expected = there + more
    advice = f"请核对：应计入的请并入“{main.file}”"
    finding = Finding.of_file(other.file, "F21", Severity.ERROR, found, expected, advice)
    return Verdict(
        other.file, other.ledger, finding, is_left_out=True, why=f"已有“{main.file}”，这份{reason}"
    )


def _otherness(other: Sent, main: Sent, county: str) -> str:
    """Say which words of a file's titles are of another place, another level or another table."""
    own = {county} | main.places
    foreign = other.places - own
    if foreign and not other.places & own:
        return f"标题写的是{'、'.join(sorted(foreign))}"
    names = [name for name in other.names if not any(place in name for place in own if place)]
    level = next((match[0] for name in names if (match := _LEVEL.search(fold(name)))), "")
    if level and not county.endswith("市") and not _LEVEL.search("".join(main.names)):
        return f"标题写的是{level}"
    if (named := identity.other_name(other.names)) and not identity.other_name(main.names):
        return f"标题写“{named}”"
    return ""


def _is_like(other: Sent, main: Sent, likeness: float) -> bool:
    """Tell whether two files are parts of one ledger: of one layout, under like titles."""
    titles = [[fold(title) for title in sent.names[:-1]][:1] for sent in (other, main)]
    is_titled_alike = not all(titles) or fuzz.ratio(titles[0][0], titles[1][0]) >= ALIKE
    return likeness >= SAME_LAYOUT and is_titled_alike


def _versions(older: Sent, newer: Sent) -> Verdict:
    """Say which cells differ between two versions; the newer one stays, until it is settled."""
    told, count = _differences(older, newer)
    only = len(older.rows.keys() ^ newer.rows.keys())
    different = f"有{count}个单元格不同（{'；'.join(told)}{'等' if count > len(told) else ''}）"
    said = [different] if count else []
    said += [f"有{only}行只在其中一份里"] if only else []
    found = f"《{newer.ledger.name}》有两份：“{older.file}”（{older.when}）和“{newer.file}”（{newer.when}）"
    expected = f"{'，'.join(said) or '内容相同'}；同一台账只应报一次"
    advice = "请只保留正确的一份"
    finding = Finding.of_file(newer.file, "F22", Severity.ERROR, found, expected, advice)
    why = f"与“{newer.file}”是同一台账的两份"
    return Verdict(older.file, older.ledger, finding, is_left_out=True, why=why)


def _differences(older: Sent, newer: Sent) -> tuple[list[str], int]:
    """Return the first cells that differ in the rows of both versions, and the count of all."""
    told: list[str] = []
    count = 0
    for key in older.rows.keys() & newer.rows.keys():
        (before, above), (after, at) = older.rows[key], newer.rows[key]
        for column in (before.placed.keys() & after.placed.keys()) - _ASIDE:
            was, now = (as_text(t.values[column][n]) for t, n in ((before, above), (after, at)))
            if fold(was) != fold(now):
                count += 1
                place = f"{letter(after.placed[column].index)}{after.numbers[at]}"
                told.append(f"{place}由“{was[:20]}”变为“{now[:20]}”")
    return sorted(told)[:_MOST_CELLS], count


def _row_key(table: SheetTable, at: int) -> tuple[str, ...]:
    """Return what tells a row: its project's name, its period, or all its words."""
    names = {"project_key": "project_name", "period": "period"}
    column = names.get("/".join(table.ledger.key), "")
    cells = table.values.get(column)
    if cells is not None and not is_empty(cells[at]):
        return (fold(as_text(cells[at])),)
    return tuple(
        fold(as_text(cells[at]))
        for key, cells in sorted(table.values.items())
        if key not in _ASIDE
    )
