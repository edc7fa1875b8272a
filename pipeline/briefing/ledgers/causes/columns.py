"""Suspect columns: in another unit, exchanged, or with amounts in other rows than their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity, rows_named
from briefing.domain.units import MONEY_FACTORS_WAN
from briefing.ledgers.causes.books import finding_at, in_sheet, with_values
from briefing.ledgers.causes.suspect import Suspect
from briefing.ledgers.check.since import last_month
from briefing.ledgers.check.tolerance import GRID, TOLERANCE_WAN
from briefing.ledgers.repair import numbers, row_rules
from briefing.ledgers.tidy.declared_sums import ROUNDING
from briefing.ledgers.tidy.distinct import Distinct
from briefing.ledgers.tidy.readers import column_reader, read_cells
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from briefing.ledgers.causes.books import Books
    from briefing.ledgers.causes.explain import Inquest
    from briefing.ledgers.tidy.table import Table

    Numbers = NDArray[np.float64]

# A column is wrong where at least so many rows, and this share, differ in the same way.
LEAST_ROWS, NEARLY_ALL, MANY = 3, 0.8, 0.5
# Without last month, a unit is tried only in a column that is found to be wrong.
LIKELY_UNITS = ("万元", "亿元", "元")
OF_COLUMNS = {"H04", "U01"}
# The codes of what was found when a sheet and its cells were read begin so.
READ = {"H", "V"}
RATIO = 1e-6

Wanted = dict[str, list["Numbers"]]
Sheet = tuple[str, str]


def rescaled(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a unit in a head, or above a whole sheet, that is not the one of the numbers."""
    for name in inquest.books.tables:
        books = inquest.books
        table, findings = books.tables[name], inquest.about(books.tables[name])
        if not any(not each.row and each.column for each in findings):
            continue
        wanted = _wanted(books, name)
        for sheet in _sheets(table):
            about = {
                each.column: each
                for each in sorted(findings, reverse=True)
                if (each.file, each.sheet) == sheet and not each.row and each.column
            }
            labels = {column: table.ledger.column(column).label for column in wanted}
            placed = [column for column in wanted if table.letter(*sheet, column)]
            flagged = [column for column in placed if labels[column] in about]
            by_unit: defaultdict[str, list[str]] = defaultdict(list)
            for column in placed if flagged else []:
                unit = _unit_meant(table, sheet, column, wanted[column])
                by_unit[unit].append(column)
            unknown = [column for column in by_unit.pop("", []) if column in flagged]
            tries = [
                (columns, unit)
                for unit, own in by_unit.items()
                for columns in ([placed, own, *([each] for each in own)] if own[1:] else [own])
            ]
            tries += [([column], unit) for column in unknown for unit in LIKELY_UNITS]
            for columns, unit in tries:
                told = [about[labels[each]] for each in columns if labels[each] in about]
                if told:
                    yield from _in_unit(books, name, sheet, columns, unit, told[0], findings)


def _sheets(table: Table) -> list[Sheet]:
    sheets = table.places[["file", "sheet"]].drop_duplicates()
    return [(str(file), str(sheet)) for file, sheet in sheets.itertuples(index=False)]


def _wanted(books: Books, name: str) -> Wanted:
    """Return what each column of money should hold, by every relation of its rows."""
    table = books.tables[name]
    found: Wanted = {
        column.key: []
        for column in table.ledger.columns
        if column.type == "money" and column.key in table.frame
    }
    for rule in row_rules(table, books.before(name), books.month):
        for column in rule.signs:
            if column in found:
                found[column].append(rule.wanted(table, column))
    return found


def _unit_meant(table: Table, sheet: Sheet, column: str, wanted: Sequence[Numbers]) -> str:
    """Return the unit in which nearly all amounts of a sheet would be what is wanted, “” for none."""
    here, now = in_sheet(table, *sheet).to_numpy(), numbers(table, column)
    factor = MONEY_FACTORS_WAN[table.unit_shown(*sheet, column)]
    for each in wanted:
        told = here & (np.abs(now) > 0) & (np.abs(each) > 0)
        if told.sum() >= LEAST_ROWS:
            times = each[told] / now[told]
            for unit, of_unit in MONEY_FACTORS_WAN.items():
                meant = float(of_unit / factor)
                is_meant = of_unit != factor and (np.abs(times / meant - 1) <= RATIO)
                if np.mean(is_meant) >= NEARLY_ALL:
                    return unit
    return ""


def _in_unit(
    books: Books,
    name: str,
    sheet: Sheet,
    columns: Sequence[str],
    unit: str,
    told: Finding,
    findings: Sequence[Finding],
) -> Iterator[Suspect]:
    """Suspect that columns of a sheet are in a unit; the sums may be in words, in their own."""
    table = books.tables[name]
    labels = [table.ledger.column(column).label for column in columns]
    where = f"“{labels[0]}”" + (f"等{len(columns)}列" if columns[1:] else "")
    read = tuple(
        each
        for each in findings
        if each.code in {"V02", *OF_COLUMNS}
        and (each.file, each.sheet) == sheet
        and each.column in labels
    )
    for with_sums in (True, False):
        mended = partial(_read_in, name, sheet, columns, unit, with_sums)
        repair = f"{where}的单位应为{unit}"
        yield Suspect(told, repair, mended, books.paired(name), removes=read)


def _read_in(
    name: str, sheet: Sheet, columns: Sequence[str], unit: str, with_sums: bool, books: Books
) -> Books | None:
    """Read columns of a sheet in another unit; sums in words have units of their own."""
    table = books.tables[name]
    rows = np.flatnonzero(in_sheet(table, *sheet))
    declared = table.declared
    for column in columns:
        times = float(
            MONEY_FACTORS_WAN[unit] / MONEY_FACTORS_WAN[table.unit_shown(*sheet, column)]
        )
        amounts = _reread(books, table, column, table.sent[column].iloc[rows], unit)
        table = with_values(table, column, rows, amounts)
        if with_sums and column in declared:
            own = (declared[SOURCE[:2]] == list(sheet)).all(axis=1)
            own &= declared.get(f"{column}{ROUNDING}", pd.Series(np.nan, declared.index)).isna()
            sums = declared[column].astype(float)
            declared = declared.assign(**{column: sums.mask(own, (sums * times).round(GRID))})
    return books.with_table(replace(table, declared=declared))


def _reread(books: Books, table: Table, column: str, texts: pd.Series, unit: str) -> Numbers:
    """Read cells as sent as those of a column in a unit; what cannot be read is missing."""
    reader = column_reader(table.ledger.column(column), unit, books.month, books.county)
    reads = read_cells(reader, Distinct.of(texts.tolist()))
    amounts: Numbers = reads.map(lambda read: read.value).series("float64").to_numpy()
    return amounts


def misspelt(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a header that was not read: its column is missing, and every cell of it."""
    for name in inquest.books.tables:
        table = inquest.books.tables[name]
        about = inquest.about(table)
        for head in [each for each in about if each.code == "H09"]:
            keys = [c.key for c in table.ledger.columns if c.label == head.column]
            # What is said of the column as a whole, and of each of its cells.
            read = tuple(
                each
                for each in about
                if each.column == head.column and (not each.row or each.code[0] in READ)
            )
            for key in keys:
                repair = f"{head.letter}列的表头应为“{head.column}”"
                mended = partial(_with_column, name, key, head)
                yield Suspect(head, repair, mended, (name,), removes=read, least=2)


def _with_column(name: str, key: str, head: Finding, books: Books) -> Books | None:
    """Put a column in its place, with what its rows ask for, or else with last month's cells."""
    table, before = books.tables[name], books.before(name)
    if key in set(table.places["column"]):
        return None
    place = {"file": head.file, "sheet": head.sheet, "column": key, "letter": head.letter}
    place |= {"header": head.column, "unit": ""}
    places = pd.concat([table.places, pd.DataFrame([place])], ignore_index=True)
    frame = table.frame
    if before is not None and "project_key" in frame:
        cells = last_month(table, before, key)
        for asked in _wanted(books, name).get(key, []):
            cells = pd.Series(asked, cells.index).fillna(cells)
        frame = frame.assign(**{key: cells.astype(frame[key].dtype).to_numpy()})
    return books.with_table(replace(table, frame=frame, places=places))


def exchanged(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect two columns of numbers below each other's heads."""
    for name in inquest.books.tables:
        books = inquest.books
        table, findings = books.tables[name], inquest.about(books.tables[name])
        about = [each for each in findings if each.code == "X07"]
        labelled = {column.label: column for column in table.ledger.columns}
        pairs = {
            tuple(sorted((one.column, other)))
            for one in about
            for other in labelled
            if f"“{other}”" in one.found and labelled[other].type == labelled[one.column].type
        } or _crossed(books, name)
        for one, other in sorted(pairs):
            told = [each for each in about if each.column in {one, other}]
            keys = labelled[one].key, labelled[other].key
            letters = [
                next(iter(table.places.loc[table.places["column"] == key, "letter"]), "")
                for key in keys
            ]
            new = Finding(
                str(table.places["file"].iloc[0]), str(table.places["sheet"].iloc[0]), 0, one,
                "X07", Severity.ERROR, f"这一列的数像是“{other}”的数",
                "各列的数应与表头相符", f"请{table.ledger.supplier}核对这两列的表头是否写反", letters[0],
            )  # fmt: skip
            repair = f"“{one}”与“{other}”的表头应对调（{letters[0]}列、{letters[1]}列）"
            mended = partial(_exchanged, name, *keys)
            read = tuple(
                each
                for each in findings
                if each.code in {"V01", "V02"} and each.column in {one, other}
            )
            yield Suspect((*told, new)[0], repair, mended, books.paired(name), removes=read)


def _crossed(books: Books, name: str) -> set[tuple[str, str]]:
    """Return the two columns whose exchange lets many more rows agree, where many do not."""
    table = books.tables[name]

    def failing(table: Table) -> int:
        rules = row_rules(table, books.before(name), books.month)
        rows = [np.abs(rule.residual(table)) > TOLERANCE_WAN for rule in rules]
        return int(np.logical_or.reduce(rows).sum()) if rows else 0

    now = failing(table)
    if now < max(LEAST_ROWS, MANY * len(table.frame)):
        return set()
    labels = {c.key: c.label for c in table.ledger.columns if c.type == "money"}
    left = {
        (one, other): failing(mended.tables[name])
        for one, other in combinations([key for key in labels if key in table.frame], 2)
        if (mended := _exchanged(name, one, other, books)) is not None
    }
    best = min(left, key=left.__getitem__, default=None)
    if best is None or left[best] > (1 - NEARLY_ALL) * now:
        return set()
    return {(labels[best[0]], labels[best[1]])}


def _exchanged(name: str, one: str, other: str, books: Books) -> Books | None:
    """Exchange two columns, each read in the unit that stands in its own head."""
    table = books.tables[name]
    placed = {one, other} & set(table.places["column"])
    if len(placed) < 2:
        return None
    sheet = _sheets(table)[0]
    units = {column: table.unit_shown(*sheet, column) for column in placed}
    declared, frame = table.declared, table.frame
    for column, source in ((one, other), (other, one)):
        amounts = _reread(books, table, column, table.sent[source], units[column])
        frame = frame.assign(**{column: pd.Series(amounts).astype(table.frame[column].dtype)})
        if {one, other} <= set(declared):
            times = float(MONEY_FACTORS_WAN[units[column]] / MONEY_FACTORS_WAN[units[source]])
            sums = (table.declared[source].astype(float) * times).round(GRID)
            declared = declared.assign(**{column: sums})
    sent = table.sent.assign(**{one: table.sent[other], other: table.sent[one]})
    return books.with_table(replace(table, frame=frame, declared=declared, sent=sent))


def displaced(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect amounts that stand in each other's rows: two exchanged, or a column that slipped."""
    for name in inquest.books.tables:
        books = inquest.books
        table, findings = books.tables[name], inquest.about(books.tables[name])
        if not findings:
            continue
        by_rows: defaultdict[tuple[int, ...], dict[str, Numbers]] = defaultdict(dict)
        every_wanted = _wanted(books, name)
        for column, wanted in every_wanted.items():
            now = numbers(table, column)
            for each in wanted:
                for rows in _displaced(now, each):
                    by_rows[rows].setdefault(column, each[list(rows)])
        for rows, columns in sorted(by_rows.items(), key=lambda each: (-len(each[1]), each[0])):
            if len(rows) == 2:
                one, other = rows
                every = {key: numbers(table, key)[[other, one]] for key in every_wanted}
                yield _in_other_rows(books, name, rows, every, findings)
            yield _in_other_rows(books, name, rows, columns, findings)


def _displaced(now: Numbers, wanted: Numbers) -> Iterator[tuple[int, ...]]:
    """Find rows whose amounts are those that other such rows should have."""
    apart = np.flatnonzero(np.abs(now - wanted) > TOLERANCE_WAN)
    if len(apart) >= LEAST_ROWS:
        same = Counter(now[apart].round(GRID)) & Counter(wanted[apart].round(GRID))
        if same.total() >= NEARLY_ALL * len(apart) and same.total() >= LEAST_ROWS:
            yield tuple(apart.tolist())
            return
    for one, other in combinations(apart[: LEAST_ROWS * 10].tolist(), 2):
        gaps = np.abs(now[[one, other]] - wanted[[other, one]])
        if (gaps <= TOLERANCE_WAN).all() and now[one] != now[other]:
            yield one, other


def _in_other_rows(
    books: Books,
    name: str,
    rows: tuple[int, ...],
    columns: Mapping[str, Numbers],
    findings: Sequence[Finding],
) -> Suspect:
    table = books.tables[name]
    labels = [table.ledger.column(column).label for column in columns]
    about = [each for each in findings if each.code == "X08" and each.column in labels]
    numbered = table.frame[SOURCE[2]].iloc[list(rows)].astype(int).tolist()
    words = "、".join(f"“{label}”" for label in labels)
    if len(rows) == 2:
        told_as, repair = "与另一行互换", f"第{numbered[0]}行与第{numbered[1]}行的{words}应对调"
    else:
        told_as, repair = "错了行", f"{rows_named(numbered)}的{words}应各归其行"
    told = (about or [finding_at(table, rows[0], next(iter(columns)), "C04", f"像是{told_as}")])[0]
    return Suspect(told, repair, partial(_home, name, rows, columns), books.paired(name), least=2)


def _home(
    name: str, rows: Sequence[int], columns: Mapping[str, Numbers], books: Books
) -> Books | None:
    table = books.tables[name]
    for column, amounts in columns.items():
        table = with_values(table, column, list(rows), amounts)
    return books.with_table(table)
