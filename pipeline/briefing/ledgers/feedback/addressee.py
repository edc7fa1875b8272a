"""
Choose for each finding the one office that has to answer it.

A finding's advice names the office that it asks. Where it names none, the row's responsible unit
answers for a cell, the ledger's supplier for rows, totals, head and file, and the office that
issues the briefing for what belongs to no ledger: a file that cannot be opened, a correction. What
only the supplier of a ledger may see is the supplier's to answer, whomever the advice names.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from briefing.ledgers.dictionary import all_ledgers, ledger
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County
    from briefing.settings.county_rules import Town, Unit

UNIT = "responsible_unit"
_ASKED = "请"
# No office's name is longer.
_LONGEST = 200

Place = tuple[str, str, int]


@dataclass(frozen=True)
class Addressed:
    """A finding, the office that has to answer it, and the ledger that it is about, if any."""

    finding: Finding
    office: str
    ledger: str = ""


@dataclass(frozen=True)
class _RowOwner:
    """The ledger that a row belongs to, and its responsible unit under each of its spellings."""

    ledger: str
    unit: dict[str, str]


def addressed(checked: CheckedMonth, county: County) -> list[Addressed]:
    """Give every finding of the month its one office, in the findings' order."""
    tables = checked.tables
    rows, sheets = _rows(checked), _sheets(tables)
    spellings, suppliers = _spellings(tables.values(), county), _suppliers(county)
    issuer = office_of(county.bulletin.office, county)
    found = []
    for finding in checked.findings:
        row = rows.get(place(finding))
        about = [row.ledger] if row else _about(finding, tables, sheets)
        unit = row.unit if row else {}
        names = spellings if about or finding.column else suppliers
        of_ledgers = {suppliers[tables[name].ledger.supplier] for name in about}
        office = (
            _supplier_of_restricted(finding, about, county)
            or _asked(finding.advice, names, unit)
            or (next(iter(unit.values()), "") if finding.column else "")
            or (of_ledgers.pop() if len(of_ledgers) == 1 else issuer)
        )
        found.append(Addressed(finding, office, about[0] if len(about) == 1 else ""))
    return found


def _supplier_of_restricted(finding: Finding, about: Sequence[str], county: County) -> str:
    """Return the supplier of a ledger whose values in the finding's column no other office may see."""
    own = ledger(about[0]) if len(about) == 1 else None
    if own and any(each.restricted and each.label == finding.column for each in own.columns):
        return office_of(own.supplier, county)
    return ""


def office_of(name: str, county: County) -> str:
    """Return an office's name in county.toml, so that each office gets one workbook."""
    return county.unit(name) or name


def owners(table: Table, county: County) -> pd.Series:
    """Return the office that answers for each row: its responsible unit, else the supplier."""
    supplier = office_of(table.ledger.supplier, county)
    if UNIT not in table.frame:
        return pd.Series([supplier] * len(table.frame), table.frame.index, dtype="str")
    return table.frame[UNIT].fillna(supplier)


def place(finding: Finding) -> Place:
    """Return the row that a finding names."""
    return finding.file, finding.sheet, finding.row


def places(frame: pd.DataFrame) -> list[Place]:
    """Return the file, sheet and row number of each row of a frame."""
    if frame.empty:
        return []
    files, sheets, numbers = (frame[column] for column in SOURCE)
    return [
        (str(file), str(sheet), int(number))
        for file, sheet, number in zip(files, sheets, numbers, strict=True)
    ]


def _rows(checked: CheckedMonth) -> dict[Place, _RowOwner]:
    """Return the ledger and the unit of every row that a finding names, also of totals and bands."""
    wanted = {place(finding) for finding in checked.findings if finding.row}
    numbers = {number for _, _, number in wanted}
    found = {}
    for name, table in checked.tables.items():
        for there in places(table.rows):
            if there in wanted:
                found[there] = _RowOwner(name, {})
        is_near = table.frame["source_row"].isin(numbers)
        near, sent = table.frame[is_near], table.sent[is_near.to_numpy()]
        units: Sequence[object] = [None] * len(near)
        spelt = units
        if UNIT in near:
            units, spelt = list(near[UNIT]), list(sent[UNIT])
        for there, unit, spelling in zip(places(near), units, spelt, strict=True):
            if there in wanted:
                spelled = {}
                if isinstance(unit, str):
                    spelled = {each: unit for each in (unit, str(spelling).strip()) if each}
                found[there] = _RowOwner(name, spelled)
    return found


def _sheets(tables: Mapping[str, Table]) -> dict[tuple[str, str], list[str]]:
    """Return the ledgers in each file (with “” for the sheet) and in each of its sheets."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, table in tables.items():
        there = set(zip(table.places["file"], table.places["sheet"], strict=True))
        for key in there | {(file, "") for file, _ in there}:
            found.setdefault(key, []).append(name)
    return found


def _suppliers(county: County) -> dict[str, str]:
    return {entry.supplier: office_of(entry.supplier, county) for entry in all_ledgers()}


def _spellings(tables: Iterable[Table], county: County) -> dict[str, str]:
    """Map every name that an advice may use to its office."""
    listed: list[Unit | Town] = [*county.units, *county.towns]
    prefixes = ("", "县", county.name.removesuffix("县"), county.name)
    found: dict[str, str] = {}
    for prefix, entry in product(prefixes, listed):
        for name in (entry.name, *entry.aliases):
            found.setdefault(prefix + name, entry.name)
    for table in tables:
        if UNIT in table.frame:
            found |= {unit: unit for unit in table.frame[UNIT].dropna().unique()}
    return found | _suppliers(county)


def _asked(advice: str, names: Mapping[str, str], unit: Mapping[str, str]) -> str:
    """Return the office that an advice asks; of 水利局 and 水利局规划股 the longer name."""
    if not advice.startswith(_ASKED):
        return ""
    asked = advice.removeprefix(_ASKED)
    own = [name for name in unit if asked.startswith(name)]
    longest = max(map(len, own), default=0)
    for length in range(min(len(asked), _LONGEST), longest, -1):
        if asked[:length] in names:
            return names[asked[:length]]
    return unit[max(own, key=len)] if own else ""


def _about(
    finding: Finding, tables: Mapping[str, Table], sheets: Mapping[tuple[str, str], list[str]]
) -> list[str]:
    """Return the ledgers that the file, sheet or head of a finding may belong to."""
    about = sheets.get((finding.file, finding.sheet), [])
    with_column = [
        name
        for name in about
        if any(column.label == finding.column for column in tables[name].ledger.columns)
    ]
    about = with_column or about
    if finding.row and len(about) > 1:
        return _beneath(finding, {name: tables[name] for name in about})
    return about


def _beneath(finding: Finding, tables: Mapping[str, Table]) -> list[str]:
    """Return, of several tables in one sheet, those whose rows follow next below a finding."""
    distance = {}
    for name, table in tables.items():
        rows = pd.concat([table.frame[SOURCE], table.rows])
        here = rows[
            (rows["source_file"] == finding.file)
            & (rows["source_sheet"] == finding.sheet)
            & (rows["source_row"] >= finding.row)
        ]
        if len(here):
            distance[name] = int(here["source_row"].min())
    least = min(distance.values(), default=0)
    return [name for name, first in distance.items() if first == least] or list(tables)


def grouped(findings: Iterable[Addressed]) -> dict[str, list[Addressed]]:
    """Group findings by office, in order of the offices' names."""
    found: dict[str, list[Addressed]] = {}
    for each in findings:
        found.setdefault(each.office, []).append(each)
    return dict(sorted(found.items()))
