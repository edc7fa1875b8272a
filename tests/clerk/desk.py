"""Read the sample county's May with one error in it, and tell what became of the error."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Literal
from unittest.mock import patch

from briefing.domain.findings import Finding, Gathering, errors, gathered, singly
from briefing.domain.findings_shown import causes_first, lines
from briefing.domain.months import Month
from briefing.indicators.facts import gather
from briefing.indicators.measured import measure_month
from briefing.ledgers.causes import by_cause
from briefing.ledgers.causes.books import Books
from briefing.ledgers.check import check_month
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.cut.month_reader import missing_ledgers
from briefing.ledgers.tidy import tidy_month
from briefing.starter.sample.chance import chance
from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book
from tests.clerk.edits import EDITS, NoRoom, Spot, edited
from tests.conftest import MAY, ZHASHUI
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.tidy.table import Table

RAW = ROOT / "data" / "zhashui" / "raw"
CATALOGUE = Path(__file__).with_name("errors.toml")
TYPE_SHEET = tidy_month._type_sheet
# So many rows are tried before an error finds no room.
TRIES = 60
Fate = Literal["refused", "named", "silent", "harmless"]


@dataclass(frozen=True)
class Outcome:
    """One error of the catalogue, and what the checks said of it beside the clean month."""

    id: str
    slip: dict[str, Any]
    fate: Fate
    found: list[Finding]
    # Where in the list of findings the cause stands, from 0; None where no finding names it.
    place: int | None
    moved: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """The lines that a check prints of it."""
        return len(lines(self.found))

    @property
    def is_as_expected(self) -> bool:
        """Whether it was refused, named or harmless, as the catalogue says."""
        expected = self.slip["expect"]
        if expected == "unknowable":
            return True
        if expected == "harmless":
            return self.fate == "harmless"
        allowed = {"refused"} if expected == "refused" else {"refused", "named"}
        code = self.slip.get("code")
        return self.fate in allowed and (not code or code in {f.code for f in singly(self.found)})

    def __str__(self) -> str:
        place = "-" if self.place is None else str(self.place + 1)
        more = f" {'、'.join(self.moved[:6])}" if self.fate == "silent" else ""
        return (
            f"{self.id:<44}{self.slip['expect']:>11}{self.fate:>10}{self.lines:>5}{place:>4}{more}"
        )


def slips() -> list[tuple[str, int, dict[str, Any]]]:
    """Return every error of the catalogue: its kind's id, its number, and what the data say."""
    kinds = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["slips"]
    return [(kind["id"], number, kind) for kind in kinds for number in range(kind.get("times", 1))]


class Desk:
    """The clean May and the months before, each file read once."""

    def __init__(self, month: Month = MAY) -> None:
        self.month = month
        self._typed: dict[int, tuple[SheetTable, Table, Gathering]] = {}

    @cached_property
    def books(self) -> dict[str, Book]:
        """The month's files."""
        return {
            path.name: formats.read(path, FileLimits())
            for path in sorted((RAW / str(self.month)).iterdir())
        }

    @cached_property
    def readings(self) -> dict[str, Extract]:
        """What the clean files hold."""
        return {name: self._read(name, book) for name, book in self.books.items()}

    def _read(self, name: str, book: Book) -> Extract:
        reading = Extract()
        read_book(name, book, self.month, reading)
        return reading

    @cached_property
    def former(self) -> dict[Month, dict[str, Table]]:
        """The months before, by ledger."""
        return {month: Desk(month).tables for month in self.month.year_to_date[:-1]}

    @cached_property
    def before(self) -> dict[str, Table]:
        """The tables of last month."""
        return Desk(self.month.previous).tables

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The clean tables."""
        return self._tidied(self.readings.values())[0]

    def _tidied(self, readings: Iterable[Extract]) -> tuple[dict[str, Table], list[Finding]]:
        """Tidy a month; a sheet that is the same as before is typed once."""
        sheets = [table for reading in readings for table in reading.tables]
        with patch.object(tidy_month, "_type_sheet", self._typed_once):
            tidied = tidy_month.tidy_month(sheets, self.month, ZHASHUI)
        return tidied.tables, tidied.findings

    def _typed_once(self, sheet: SheetTable, *rest: Any) -> Table:
        *others, findings = rest
        is_clean = any(sheet is table for each in self.readings.values() for table in each.tables)
        if id(sheet) not in self._typed:
            told = Gathering()
            typed = sheet, TYPE_SHEET(sheet, *others, told), told
            if not is_clean:
                findings.extend(told.findings())
                return typed[1]
            self._typed[id(sheet)] = typed
        _, table, told = self._typed[id(sheet)]
        findings.extend(told.findings())
        return table

    def _findings(self, readings: Mapping[str, Extract]) -> tuple[dict[str, Table], list[Finding]]:
        whole = Extract([table for each in readings.values() for table in each.tables])
        tables, of_cells = self._tidied(readings.values())
        told = [
            *(finding for each in readings.values() for finding in each.findings),
            *missing_ledgers(RAW / str(self.month), whole),
            *of_cells,
        ]
        if "projects" in tables:
            told += check_month(tables, self.before, self.month, ZHASHUI)
        return tables, by_cause(gathered(told), Books(tables, self.before, self.month, ZHASHUI))

    @cached_property
    def clean(self) -> list[Finding]:
        """What is said of the clean month."""
        return self._findings(self.readings)[1]

    @cached_property
    def figures(self) -> dict[str, str]:
        """The clean month's indicators."""
        return self._measured(self.tables, self.clean)

    def _measured(self, tables: Mapping[str, Table], findings: list[Finding]) -> dict[str, str]:
        facts = gather(tables, self.former, self.month, ZHASHUI, findings)
        measured = measure_month(facts, {**self.former, self.month: tables})
        return {
            f"{each.id}〔{each.scope}〕{each.definition.unit}": str(each.value)
            for each in measured
        }

    def outcome(self, kind: str, number: int, slip: dict[str, Any]) -> Outcome:
        """Make one error, read what was touched, check, and hold it against the clean month."""
        readings, causes, file, letter = self._with(kind, number, slip)
        tables, findings = self._findings(readings)
        known = {_said(finding) for finding in self.clean}
        found = [finding for finding in findings if _said(finding) not in known]
        id_ = f"{kind}.{number}"
        if found:
            fate: Fate = "refused" if errors(found) else "named"
            ordered = causes_first(found)
            place = next(
                (at for at, each in enumerate(ordered) if _names(each, file, causes, letter)), None
            )
            return Outcome(id_, slip, fate, ordered, place)
        figures = self._measured(tables, findings)
        moved = sorted(
            name
            for name in {*figures, *self.figures}
            if figures.get(name) != self.figures.get(name)
        )
        return Outcome(id_, slip, "silent" if moved else "harmless", found, None, moved)

    def _with(
        self, kind: str, number: int, slip: dict[str, Any]
    ) -> tuple[dict[str, Extract], list[int], str, str]:
        table = self.tables[slip["ledger"]]
        if slip["edit"] in {"file_lost", "sheet_lost"}:
            return self._without(slip, table)
        draw = chance("clerk", kind, number)
        rows = table.frame.query(slip["rows"]) if "rows" in slip else table.frame
        positions = [table.frame.index.get_loc(label) for label in rows.index]
        draw.shuffle(positions)
        for at in positions[:TRIES]:
            file, sheet = table.frame[["source_file", "source_sheet"]].iloc[at]
            book = self.books[file]
            (page,) = (each for each in book.sheets if each.name == sheet)
            key = slip.get("column", "project_name")
            lines = [list(line) for line in page.rows]
            width = max(map(len, lines))
            lines = [line + [None] * (width - len(line)) for line in lines]
            before = self.before.get(slip["ledger"])
            spot = Spot(table, before, at, key, slip, draw, lines, list(page.merges))
            try:
                EDITS[slip["edit"]](spot)
            except NoRoom:
                continue
            sheets = [edited(each, spot) if each is page else each for each in book.sheets]
            reading = self._read(file, Book(sheets, book.remarks))
            return self.readings | {file: reading}, spot.causes, file, str(spot.letter)
        message = f"{kind}.{number} finds no room"
        raise AssertionError(message)

    def _without(
        self, slip: dict[str, Any], table: Table
    ) -> tuple[dict[str, Extract], list[int], str, str]:
        file, sheet = table.frame[["source_file", "source_sheet"]].iloc[0]
        readings = {name: each for name, each in self.readings.items() if name != file}
        if slip["edit"] == "sheet_lost":
            book = self.books[file]
            left = [each for each in book.sheets if each.name != sheet]
            readings[file] = self._read(file, replace(book, sheets=left))
        return readings, [0], file, ""


def _said(finding: Finding) -> tuple[str, ...]:
    """Return what a finding says, wherever its row has moved."""
    return finding.file, finding.column, finding.code, finding.found, finding.expected


def _names(finding: Finding, file: str, causes: list[int], letter: str) -> bool:
    """Tell whether a finding names the cell, row, column or ledger that the error was made in."""
    if finding.row == 0:
        return 0 in causes or finding.letter == letter or finding.file != file
    return finding.file == file and bool({finding.row, *finding.others} & set(causes))


def report(outcomes: Iterable[Outcome]) -> str:
    """Print each error: what was expected and what became of it, lines, and the cause's place."""
    told = list(outcomes)
    fates = {
        fate: sum(each.fate == fate for each in told)
        for fate in ("refused", "named", "harmless", "silent")
    }
    named = [each for each in told if each.found]
    first = sum(each.place == 0 for each in named)
    counts = sorted(each.lines for each in named)
    return "\n".join(
        [
            f"{'error':<44}{'expected':>11}{'fate':>10}{'lines':>5}{'place':>4}",
            *map(str, told),
            f"{len(told)} errors: {fates}",
            f"the cause is first in {first} of {len(named)}",
            f"lines: median {median(counts):g}, most {counts[-1]}",
        ]
    )
