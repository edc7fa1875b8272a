"""Fixtures and helpers of all tests: ledgers drawn as text, the sample's May, a warm engine."""

from __future__ import annotations

import datetime as dt
import gc
import re
import shutil
from typing import TYPE_CHECKING

import pandas as pd

# First, for it keeps `jsonschema` from building a grammar, which takes seconds in every process.
import briefing  # noqa: F401  # isort: skip

import pytest
import xlsxwriter
from hypothesis import settings

from briefing.domain.months import Month
from briefing.engine import Warm
from briefing.indicators.facts import Facts, key_projects
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.dictionary import all_ledgers, ledger
from briefing.ledgers.ingest import open_year
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.sections.report import Report, measure
from briefing.settings import county, paths
from briefing.workbooks.sheet import Book, Cell, Merge, Sheet
from tests.once import of_run, once
from tests.project import ROOT, copy_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from briefing.ledgers.tidy.tidy_month import Tidied

# The same examples on every machine, however slow it is; nothing is kept in the project.
settings.register_profile("briefing", deadline=None, derandomize=True, database=None)
settings.load_profile("briefing")

MAY = Month(2020, 5)
ZHASHUI = county.load(paths.PACKAGE / "starter" / "sample" / "county.toml")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="write the golden files anew, for review as a diff",
    )


def pytest_collection_finish() -> None:
    """Collected tests stay to the end: a tenth of the run went into looking whether they do."""
    gc.collect()
    gc.freeze()


def sheet(text: str, name: str = "月报", file: str = "台账.xlsx") -> Sheet:
    """
    Make a sheet of a table as a clerk sees it: one row a line, cells parted by bars.

    A number is a number, '12 is text, 2020-03-01 a date, and an empty line an empty row. “<” is
    merged with the cell on its left, “^” with the one above it.
    """
    lines = text.removeprefix("\n").rstrip().splitlines()
    words = [[word.strip() for word in line.split("|")] for line in lines]
    rows = [[_cell(word) for word in row] for row in words]
    return Sheet(file, name, rows, _merges(words))


def _cell(word: str) -> Cell:
    if re.fullmatch(r"-?\d+(\.\d+)?", word):
        return float(word)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return dt.date.fromisoformat(word)
    return None if word in {"", "<", "^"} else word.removeprefix("'")


def _merges(words: list[list[str]]) -> list[Merge]:
    merges = []
    for top, row in enumerate(words):
        for left, word in enumerate(row):
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while bottom + 1 < len(words) and words[bottom + 1][left : left + 1] == ["^"]:
                bottom += 1
            if word not in {"<", "^"} and (right, bottom) != (left, top):
                merges.append(Merge(top, left, bottom, right))
    return merges


def workbook(path: Path, *sheets: Sheet) -> Path:
    """Write sheets as an .xlsx; a text that begins with # is a formula's error."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for each in sheets:
            page = book.add_worksheet(each.name)
            for merge in each.merges:
                page.merge_range(merge.top, merge.left, merge.bottom, merge.right, "")
            for row, cells in enumerate(each.rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        page.write_datetime(row, column, cell, day)
                    elif isinstance(cell, str) and cell.startswith("#"):
                        page.write_formula(row, column, "=1/0", None, cell)
                    elif isinstance(cell, str):
                        page.write_string(row, column, cell)
                    elif cell is not None:
                        page.write_number(row, column, cell)
    return path


def reading(*sheets: Sheet, month: Month = MAY) -> Extract:
    """Read sheets as if they had come out of files."""
    found = Extract()
    for each in sheets:
        read_book(each.file, Book([each]), month, found)
    return found


def tidied(*texts: str, month: Month = MAY) -> Tidied:
    """Read and tidy tables, each the one sheet of its file: 1.xlsx, 2.xlsx …"""
    sheets = [sheet(text, file=f"{number}.xlsx") for number, text in enumerate(texts, 1)]
    return tidy_month(reading(*sheets, month=month).tables, month, ZHASHUI)


_NUMBERS = {"money": "float64", "percent": "float64", "points": "float64", "count": "Int64"}


def table(text: str, ledger_id: str = "projects") -> pd.DataFrame:
    """
    Read a ledger drawn as text: columns apart by “|”, an empty cell for what is missing.

    Columns that the drawing leaves out are empty. `project_key` is the project's name unless it is
    drawn; `row` cites the ledger's row, as the real tables do.
    """
    head, *lines = [
        [cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()
    ]
    drawn = {
        key: [line[at] if at < len(line) else "" for line in lines] for at, key in enumerate(head)
    }
    book = ledger(ledger_id)
    known = {column.key: column.type for column in book.columns}
    assert set(drawn) <= {*known, "project_key"}, f"no such columns: {set(drawn) - set(known)}"
    blank = [""] * len(lines)
    frame = pd.DataFrame({key: _typed(drawn.get(key, blank), kind) for key, kind in known.items()})
    if "project_name" in known:
        keys = drawn.get("project_key", drawn.get("project_name", blank))
        frame = frame.assign(project_key=pd.Series(keys, dtype="str"))
    cited = frame[list(book.key)].astype("str").agg("|".join, axis=1) if len(frame) else []
    return frame.assign(row=pd.Series([f"{ledger_id}:{key}" for key in cited], dtype="str"))


def _typed(cells: list[str], kind: str) -> pd.Series:
    known = [cell or None for cell in cells]
    if kind in _NUMBERS:
        return pd.Series([cell and float(cell) for cell in known], dtype=_NUMBERS[kind])
    if kind == "date":
        return pd.Series(pd.to_datetime(known, format="ISO8601"), dtype="datetime64[us]")
    if kind in {"yes_no", "presence"}:
        return pd.Series([cell and cell == "是" for cell in known], dtype="boolean")
    if kind in {"states", "list"}:
        known = [cell and cell.replace("、", "|") for cell in known]
    return pd.Series(known, dtype="str")


def facts_of(
    projects: str,
    month: str = "2020-05",
    *,
    rules: county.County = ZHASHUI,
    earlier: Mapping[str, str] | None = None,
    former: Mapping[str, Mapping[str, str]] | None = None,
    **ledgers: str,
) -> Facts:
    """
    Gather the facts of a month from drawn ledgers: the key projects, and others by their id.

    *earlier* are the key projects of months before, *former* other ledgers of such months.
    A required ledger that is not drawn has no rows; an optional one was not sent.
    """
    required = {book.id: "serial" for book in all_ledgers() if book.required}
    frames = {name: table(text, name) for name, text in (required | ledgers).items()}
    of_month = Month.parse(month)
    return Facts(
        rules,
        of_month,
        key_projects(table(projects), of_month, rules.lights),
        {
            Month.parse(past): key_projects(table(text), Month.parse(past), rules.lights)
            for past, text in (earlier or {}).items()
        },
        frames | {"projects": table(projects)},
        {
            Month.parse(past): {name: table(text, name) for name, text in books.items()}
            for past, books in (former or {}).items()
        },
    )


@pytest.fixture(scope="session", autouse=True)
def _folders_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What programs keep for their user, charts and scripts for one, is kept by each run of tests."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CACHE_HOME", "IPYTHONDIR"):
            folder = of_run(tmp_path_factory) / variable.lower()
            folder.mkdir(exist_ok=True)
            patch.setenv(variable, str(folder))
        yield


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose ledgers have been read and stored; tests copy it."""

    def read(folder: Path) -> None:
        found = paths.Project(copy_project(folder)).county("zhashui")
        open_year(found, county.load(found.config), MAY)

    return once(tmp_path_factory, "opened", read)


@pytest.fixture(scope="session")
def may(opened: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The invented county's May 2020, from its ledgers as they were read and stored."""
    folder = tmp_path_factory.mktemp("may") / "zhashui"
    shutil.copytree(opened / "data" / "zhashui", folder)
    return measure(open_year(paths.CountyFolder(folder), ZHASHUI, MAY), ZHASHUI)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One warm process for all tests of the engine."""
    with Warm(ROOT) as running:
        yield running
