"""Read and check variants of a messy month, and compare each with the truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from briefing.domain import money
from briefing.domain.findings import Finding, Gathering, errors
from briefing.domain.months import Month
from briefing.ledgers.check import check_month
from briefing.ledgers.cut import sheet_findings
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.cut.month_reader import missing_ledgers
from briefing.ledgers.tidy import tidy_month
from briefing.starter.sample.books import month_files
from briefing.starter.sample.chance import chance
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import invent
from briefing.workbooks.guard import Guard
from briefing.workbooks.sheet import Unreadable
from tests.conftest import MAY, ZHASHUI
from tests.mess import CATALOGUE, Messed, messed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.tidy.table import Table
    from briefing.ledgers.tidy.tidy_month import Tidied

TYPE_SHEET = tidy_month._type_sheet
# What says nothing of a project, or says it in words of its own.
UNCOMPARED = {"serial", "remark", "project_name", "source_file", "source_sheet", "source_row"}


@dataclass(frozen=True)
class Outcome:
    """One variant: what was planted in it, and what is wrong with the answer to it."""

    seed: int
    messed: Messed
    findings: list[Finding]
    faults: list[str]

    def slim(self) -> Outcome:
        """The outcome without the sheets and findings that it was told from."""
        return replace(self, findings=[], messed=replace(self.messed, files=(), pages={}))

    def __str__(self) -> str:
        """The seed, what was planted, and every fault."""
        return "\n  ".join([f"seed {self.seed}: {'+'.join(self.ids)}", *self.faults])

    @property
    def ids(self) -> list[str]:
        """The messes that found room."""
        return [planted.mess.id for planted in self.messed.planted]


@dataclass
class County:
    """A small county, its clean May read once, and its April to hold it against."""

    number: int
    folder: Path
    guard: Guard
    clean: dict[str, Extract] = field(default_factory=dict)
    typed: dict[int, tuple[SheetTable, Table, list[Finding]]] = field(default_factory=dict)

    @cached_property
    def world(self) -> Any:
        """Everything that is true of it."""
        return invent(
            zhashui(),
            projects=12 + self.number % 5 * 3,
            months=[Month(2020, number) for number in range(1, 6)],
            seed=self.number,
            factor=1.0,
        )

    @cached_property
    def april(self) -> dict[str, Table]:
        """The tables of the month before."""
        april = MAY.previous
        readings = [
            self._read(book.file_name, book.to_bytes(), april)
            for book in month_files(self.world, april)
        ]
        return self._tables(readings, april)

    @cached_property
    def expected(self) -> dict[str, Table]:
        """The tables of May without any mess."""
        for book in month_files(self.world, MAY):
            self.clean[book.file_name] = self._read(book.file_name, book.to_bytes(), MAY)
        tables = self._tables(list(self.clean.values()), MAY)
        assert not errors(self._findings(tables, list(self.clean.values())))
        return tables

    def _read(self, name: str, content: bytes, month: Month) -> Extract:
        reading = Extract()
        path = self.folder / name
        path.write_bytes(content)
        try:
            read_book(name, self.guard.read(path), month, reading)
        except Unreadable as error:
            reading.findings.append(sheet_findings.of_file(name, error.remark))
        finally:
            path.unlink()
        return reading

    def _tidied(self, sheets: list[SheetTable], month: Month) -> Tidied:
        """Tidy a month; a sheet that is the same as before is typed once."""
        with patch.object(tidy_month, "_type_sheet", self._typed):
            return tidy_month.tidy_month(sheets, month, ZHASHUI)

    def _typed(self, sheet: SheetTable, month: Month, *rest: Any) -> Table:
        *_, findings = rest
        if id(sheet) not in self.typed:
            told = Gathering()
            self.typed[id(sheet)] = sheet, TYPE_SHEET(sheet, month, ZHASHUI, told), told
        _, table, told = self.typed[id(sheet)]
        findings.extend(told.findings())
        if not any(sheet is table for each in self.clean.values() for table in each.tables):
            del self.typed[id(sheet)]
        return table

    def _tables(self, readings: list[Extract], month: Month) -> dict[str, Table]:
        return self._tidied([table for each in readings for table in each.tables], month).tables

    def _findings(self, tables: dict[str, Table], readings: list[Extract]) -> list[Finding]:
        said = [finding for each in readings for finding in each.findings]
        return [*said, *check_month(tables, self.april, MAY)]

    def variant(self, seed: int, ids: Iterable[str]) -> Outcome:
        """Plant, read what was touched, tidy and check, and hold it against the truth."""
        expected = self.expected
        made = messed(self.world, MAY, ids, seed)
        touched = {place["file"] for planted in made.planted for place in planted.places}
        readings = []
        for file, (_, clean) in zip(made.files, self.clean.items(), strict=True):
            if file.name in touched:
                readings.append(self._read(file.name, made.content(file), MAY))
            else:
                readings.append(clean)
        whole = Extract([table for each in readings for table in each.tables])
        tidied = self._tidied(whole.tables, MAY)
        findings = [
            *(finding for each in readings for finding in each.findings),
            *missing_ledgers(self.folder, whole),
            *tidied.findings,
            *check_month(tidied.tables, self.april, MAY),
        ]
        told = list(faults(made, tidied.tables, expected, findings))
        return Outcome(seed, made, findings, told)


def faults(
    made: Messed, tables: dict[str, Table], expected: dict[str, Table], findings: list[Finding]
) -> Iterable[str]:
    """What must not be: a table that differs with nobody told, a planted cell that nobody names."""
    refusals = errors(findings)
    named = [planted for planted in made.planted if planted.mess.expected == "named"]
    for planted in named:
        for place in planted.places:
            if not any(names(finding, place) for finding in refusals):
                yield f"{planted.mess.id}: nobody names {place}"
    if not named:
        yield from (f"refused: {finding.line}" for finding in refusals)
    ids = {planted.mess.id for planted in made.planted}
    places = [place for planted in named for place in planted.places]
    told = {place["file"] for place in places}
    for ledger_id, truth in made.truth.items():
        skipped = {"project_code"} if "respelt" in ids else set()
        differences = list(differing(tables.get(ledger_id), expected[ledger_id], truth, skipped))
        file = next(
            file.name
            for file in made.files
            if any(draft.ledger == ledger_id for draft in file.drafts)
        )
        if differences and file not in told:
            yield f"{ledger_id} differs and nobody is told: {differences[:3]}"


def names(finding: Finding, place: dict[str, object]) -> bool:
    """Tell whether a finding names a place; what a place leaves open may be anything."""
    return (
        finding.file == place["file"]
        and place["sheet"] in {"", finding.sheet}
        and place["row"] in {0, finding.row}
        and place["column"] in {"", *finding.letter.split("、")}
    )


def differing(
    table: Table | None, expected: Table, truth: dict[str, Any], skipped: set[str]
) -> Iterable[str]:
    """How a table differs from the truth: in its rows, its sums, or any cell of any row."""
    if table is None:
        yield "no table"
        return
    if len(table.frame) != truth["rows"]:
        yield f"{len(table.frame)} rows, not {truth['rows']}"
    for key, total in truth["sums_wan"].items():
        found = money.total(table.frame[key]) or Decimal(0)
        if found != Decimal(total):
            yield f"{key} sums to {found}, not {total}"
    told = [column for column in expected.frame if column not in UNCOMPARED | skipped]
    if table.frame[told].equals(expected.frame[told]):
        return
    keys = list(expected.ledger.key)
    own, other = (
        frame.assign(at=frame.groupby(keys).cumcount()).set_index([*keys, "at"])
        for frame in (table.frame, expected.frame)
    )
    removed = len(expected.frame) - truth["rows"]
    if len(own.index.difference(other.index)) or len(other.index.difference(own.index)) != removed:
        yield f"rows {list(own.index.symmetric_difference(other.index))}"
        return
    other = other.loc[own.index]
    for column in other.columns.intersection(told):
        if own[column].equals(other[column]):
            continue
        same = (own[column] == other[column]) | (own[column].isna() & other[column].isna())
        for at in own.index[~same.fillna(value=False).astype(bool)]:
            yield f"{at} {column}: {own.loc[at, column]!r}, not {other.loc[at, column]!r}"


def some_ids(seed: int) -> list[str]:
    """One mess, two, many, or all, by turns; alone each of them comes up again and again."""
    every = [mess.id for mess in CATALOGUE]
    draw, turn = chance(seed, "choice"), seed % 8
    if turn < 5:
        return [every[(seed // 8 * 5 + turn) % len(every)]]
    if turn == 5:
        return draw.sample(every, 2)
    if turn == 6:
        return draw.sample(every, draw.randint(3, 20))
    return every


def tally(outcomes: Iterable[Outcome]) -> str:
    """A line for each mess: in how many variants it stood, alone or not, and in how many it failed."""
    planted: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    variants = 0
    for outcome in outcomes:
        variants += 1
        planted.update(outcome.ids)
        alone.update(outcome.ids if len(outcome.ids) == 1 else [])
        failed.update(outcome.ids if outcome.faults else [])
    lines = [f"{'mess':<22}{'expected':>10}{'variants':>10}{'alone':>7}{'failed':>8}"]
    lines += [
        f"{mess.id:<22}{mess.expected:>10}{planted[mess.id]:>10}{alone[mess.id]:>7}{failed[mess.id]:>8}"
        for mess in CATALOGUE
    ]
    return "\n".join([*lines, f"{variants} variants, {sum(planted.values())} planted"])
