"""
Write a county whose ledgers and county.toml hold hostile strings in every field of words that a
department can fill, to test what is printed of them.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING
from zlib import crc32

import pandas as pd

from briefing.domain.privacy import mask
from briefing.domain.text import visible
from briefing.domain.units import fold
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.ingest import open_year
from briefing.settings.county import load
from briefing.settings.paths import CountyFolder
from briefing.starter.sample import rules_of
from briefing.starter.sample.books import month_files
from briefing.starter.sample.books.layout import SampleBook, SampleCsv, SampleRow, SampleSheet
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import invent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.tidy.table import Table
    from briefing.starter.sample.books.layout import Value

SEED = 20200531
# Behind each string stands its number; a formula is put behind a word, or the cell is refused.
MARK = re.compile("『([0-9]+)』")
_REFUSED = re.compile(r"\s*[=#＝]")
# Columns of words that are free, those whose words are names that several ledgers share, and those
# whose words county.toml lists as a rule.
_FREE = {"text", "list", "problems"}
_NAMES = {"name"}
_LISTED = {"unit", "town"}
_WORDS = _FREE | _NAMES | _LISTED
# An amount that the briefing counts, and that no total of its ledger contradicts.
_COUNTED = "done_this_year_wan"
# In which projects' rows there stands what county.toml does not list, or no number and no date.
_STRANGE = 4
# Fields of county.toml that are printed.
_PRINTED = ("name", "note", "masthead", "office", "marking")
_LISTS = ("reported_to", "sent_to", "issued_to")


@dataclass(eq=False)
class Words:
    """Gives each field a string of the list, always the same one, and remembers what was meant."""

    strings: Iterator[str]
    # By the column and what stood there.
    given: dict[tuple[str, str], str] = field(default_factory=dict)
    # Whether a cell may begin as a formula does, though it is refused for it.
    are_bare: bool = False
    # What a file or a sheet could take of its string, by the string.
    fitted: dict[str, str] = field(default_factory=dict)

    def instead(self, column: str, old: str) -> str:
        """Return what stands in a field of a column instead of its own words."""
        if (column, old) not in self.given:
            number = len(self.given)
            text = next(self.strings)
            is_refused = _REFUSED.match(visible(text)) and not self.are_bare
            before = "甲" if is_refused else ""
            self.given[column, old] = f"{before}{text}『{number}』"
        return self.given[column, old]

    @property
    def meant(self) -> dict[str, str]:
        """What a reader should see of each text, by its number: as the ledger's words are read."""
        return {
            MARK.findall(text)[-1]: shown(self.fitted.get(text, text))
            for text in self.given.values()
        }

    @property
    def listed(self) -> set[str]:
        """The numbers of those that stand for several things in one cell, which are told apart."""
        return {
            MARK.findall(text)[-1]
            for (head, _), text in self.given.items()
            if _kind(fold(head)) in {"list", "problems"}
        }


def shown(text: str) -> str:
    """Return what is left of a cell's words: white space folded, nothing that no one sees."""
    return mask(" ".join(visible(text).split()))


def write(
    folder: Path,
    strings: Sequence[str],
    months: Sequence[Month],
    projects: int,
    start: int = 0,
    *,
    are_bare: bool = False,
) -> Words:
    """
    Write the county into `data/zhashui` below *folder*; return what was put where. The first field
    has the string at *start*.
    """
    start %= len(strings)
    words = Words(cycle([*strings[start:], *strings[:start]]), are_bare=are_bare)
    world = invent(zhashui(), projects=projects, months=months, seed=SEED, factor=1.0)
    county = CountyFolder(folder / "data" / "zhashui")
    county.root.mkdir(parents=True)
    rules = rules_of(zhashui(), projects, SEED)
    county.config.write_text(_hostile_rules(rules, words), encoding="utf-8")
    for month in months:
        county.raw(month).mkdir(parents=True)
        for file in month_files(world, month):
            hostile = hostile_file(file, words)
            (county.raw(month) / hostile.file_name).write_bytes(hostile.to_bytes())
    return words


def hostile_file(file: SampleBook | SampleCsv, words: Words) -> SampleBook | SampleCsv:
    """Return a file with other words in its rows, and another name."""
    name = _file_name(file.file_name, words)
    if isinstance(file, SampleCsv):
        rows = _hostile_rows(file.rows, words)
        return dataclasses.replace(file, file_name=name, rows=rows)
    sheets = [
        dataclasses.replace(
            sheet,
            name=_sheet_name(sheet, words),
            rows=_hostile_rows(sheet.rows, words),
        )
        for sheet in file.sheets
    ]
    return dataclasses.replace(file, file_name=name, sheets=tuple(sheets))


def _hostile_rows(rows: Sequence[SampleRow], words: Words) -> tuple[SampleRow, ...]:
    heads: dict[int, str] = {}
    hostile = []
    for row in rows:
        if row.kind == "header":
            heads |= {at: str(cell) for at, cell in enumerate(row.cells) if cell}
        if row.kind == "row":
            cells = [
                _hostile_cell(heads.get(at, ""), cell, row, words)
                for at, cell in enumerate(row.cells)
            ]
            row = dataclasses.replace(row, cells=tuple(cells))  # noqa: PLW2901
        hostile.append(row)
    return tuple(hostile)


def _hostile_cell(head: str, cell: Value, row: SampleRow, words: Words) -> Value:
    kind = _kind(fold(head))
    if kind in _NAMES and isinstance(cell, str) and cell not in {"—", "/"}:
        is_of_another = fold(head) == "拟替换项目"
        return words.instead("name", cell if is_of_another else row.project or cell)
    if kind in _FREE and fold(head) != "序号" and (cell is None or isinstance(cell, str)):
        return words.instead(head, f"{row.project}{cell or ''}")
    is_strange = bool(row.project) and crc32(row.project.encode()) % _STRANGE == 0
    if is_strange and (kind in _LISTED or (words.are_bare and kind not in _WORDS)):
        return words.instead(kind, f"{row.project}{head}")
    return cell


def correct(folder: Path, words: Words, month: Month) -> int:
    """
    Correct a cell of each column of words and of an amount, with strings for what is written there,
    why, and by whom; return how many.
    """
    county = CountyFolder(folder / "data" / "zhashui")
    tables = open_year(county, load(county.config), month)[-1].tables
    entries = [
        entry
        for table in tables.values()
        for at, column in enumerate(table.ledger.columns)
        if (entry := _correction(table, at % max(len(table.frame), 1), column, words, month))
    ]
    county.corrections.mkdir()
    text = "\n".join(entries)
    (county.corrections / "hostile.toml").write_text(text, encoding="utf-8")
    return len(entries)


def _correction(table: Table, at: int, column: LedgerColumn, words: Words, month: Month) -> str:
    """Write a correction of one cell; “” where its row is not known by a name, or it is empty."""
    is_known = "project_name" in table.frame and table.frame["project_name"].is_unique
    if not is_known or column.key not in table.sent:
        return ""
    read, sent = table.frame[column.key].iloc[at], str(table.sent[column.key].iloc[at])
    if column.type in _FREE | _LISTED:
        value = words.instead(column.label, f"更正{table.ledger.id}")
    elif column.key == _COUNTED and pd.notna(read):
        value = str(read + 1)
    else:
        return ""
    fields = {
        "month": str(month),
        "ledger": table.ledger.id,
        "project": str(table.frame["project_name"].iloc[at]),
        "column": column.key,
        "expect": sent,
        "value": value,
        "reason": words.instead("reason", f"{table.ledger.id}{column.key}"),
        "confirmed_by": words.instead("confirmed_by", f"{table.ledger.id}{column.key}"),
    }
    lines = [f"{key} = {_toml(text)}" for key, text in fields.items()]
    return "\n".join(["[[correction]]", *lines, "confirmed_on = 2020-06-02", ""])


@cache
def _kind(head: str) -> str:
    """Return the type of the column that a head means; “” where it is no column of words."""
    kinds = {
        column.type
        for ledger in all_ledgers()
        for column in ledger.columns
        if head in {fold(name.rpartition("/")[2]) for name in (column.label, *column.headers)}
    }
    return next((kind for kind in ("name", "problems", "list", "text") if kind in kinds), "")


def _file_name(name: str, words: Words) -> str:
    """Put a string into a file's name, as far as a disk takes it."""
    stem, _, ending = name.rpartition(".")
    text = words.instead("file", name)
    room = 230 - len(stem.encode())
    kept = text.replace("/", "／").replace("\0", "").encode()[:room].decode("utf-8", "ignore")
    words.fitted[text] = kept
    return f"{stem}{kept}.{ending}"


def _sheet_name(sheet: SampleSheet, words: Words) -> str:
    text = words.instead("sheet", sheet.name)
    kept = "".join(c for c in text if c not in "[]:*?/\\'" and c.isprintable())
    words.fitted[text] = kept[: 31 - len(sheet.name)]
    return f"{sheet.name}{words.fitted[text]}"


def _hostile_rules(text: str, words: Words) -> str:
    """Put strings into what county.toml prints; offices and towns keep their names as aliases."""
    before, towns, behind = text.partition("[[towns]]")
    behind, _, _ = (towns + behind).partition("[translations")

    def printed(found: re.Match[str]) -> str:
        return f"{found[1]} = {_toml(words.instead('county', found[2]))}"

    def listed(found: re.Match[str]) -> str:
        return f"{found[1]} = [{_toml(words.instead('county', found[2]))}]"

    head, fonts, rest = before.partition("[fonts]")
    head = re.sub(rf'(?m)^({"|".join(_PRINTED)}) = "(.*)"$', printed, head)
    head = re.sub(rf"(?m)^({'|'.join(_LISTS)}) = \[(.*)\]$", listed, head)
    behind = re.sub(
        r'(?m)^name = "(.*)"\n(?:aliases = \[(.*)\])?',
        lambda found: (
            f"name = {_toml(words.instead('place', found[1]))}\n"
            f'aliases = ["{found[1]}"{", " + found[2] if found[2] else ""}]\n'
        ),
        behind,
    )
    return f"{head}{fonts}{rest}{behind}"


def _toml(text: str) -> str:
    """Write a text as TOML does."""
    escaped = "".join(
        c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text
    )
    return f'"{escaped}"'
