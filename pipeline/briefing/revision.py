"""修订说明: what an edition says otherwise than the one before: old, new, why, and which cells."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import tables
from pipeline.blocks import Block, Cell, Figure, note
from pipeline.indicators.catalogue import catalogue
from pipeline.indicators.indicator import COUNTY, measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.briefing.report import Report
    from pipeline.published import Printed
    from pipeline.tidy.table import Table
    from pipeline.words import Words

# Rows of a ledger that are named one by one.
MOST_ROWS = 5


def table(report: Report) -> Block:
    """Every figure that differs from the former edition's; of the first edition nothing."""
    revision, words = report.revision, report.words
    if revision is None:
        return note("")
    if revision.former.figures is None:
        return note(words("第{number}版的数字已损坏，无法对照。", number=revision.former.number))
    before = revision.former.figures
    rows = [_row(report, before, key) for key in changed_figures(report, before)]
    title = words(
        "修订说明（第{number}版替代第{former}版）",
        number=revision.number,
        former=revision.former.number,
    )
    if not rows:
        return note(report.note(title, words("数字与上一版相同。"), _made_of(report)))
    return tables.table(
        title,
        [
            tables.column("指标", "left", 3),
            tables.column("范围", "left", 1.8),
            tables.column("原为", "right", 1.5),
            tables.column("现为", "right", 1.5),
            tables.column("原因", "left", 3),
            tables.column("所在单元格", "left", 4.2),
        ],
        rows,
        note=_made_of(report),
        annex=True,
        words=words,
    )


def changed_figures(report: Report, before: Mapping[Printed, str]) -> list[Printed]:
    """Return the figures that print otherwise than they did, or are new or gone: sorted."""
    now = _printed(report)
    return sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))


def _printed(report: Report) -> dict[Printed, str]:
    frame = report.indicators.frame(str(report.month))
    keys = zip(frame["indicator"], frame["scope"], frame["unit"], strict=True)
    return dict(zip(keys, frame["value"], strict=True))


def _row(report: Report, before: Mapping[Printed, str], key: Printed) -> list[Cell]:
    words, (id_, scope, unit) = report.words, key
    why, cells = _behind(report, key)
    name = next((entry.name for entry in catalogue() if (entry.id, entry.unit) == (id_, unit)), "")
    now = _said(words, key, _printed(report).get(key))
    return [
        words(name) if name else id_,
        _scope(words, scope),
        _said(words, key, before.get(key)),
        Figure(now, id_, scope),
        why,
        cells,
    ]


def _said(words: Words, key: Printed, value: str | None) -> str:
    """Say a printed value as a sentence would; what has none, or was not told, is “—”."""
    id_, scope, unit = key
    if not value:
        return tables.NOT_APPLICABLE
    if all((entry.id, entry.unit) != (id_, unit) for entry in catalogue()):
        return f"{value}{unit}"
    return measured(id_, Decimal(value), unit=unit, scope=scope).said(words)


def _scope(words: Words, scope: str) -> str:
    return words("全县") if scope == COUNTY else words.name(scope.partition(":")[2] or scope)


def _behind(report: Report, key: Printed) -> tuple[str, str]:
    """
    Say why a figure changed, and in which cells: written corrections of the rows behind it, then
    changed ledgers with these rows, else whatever else has changed.
    """
    words, revision = report.words, report.revision
    assert revision is not None
    id_, scope, unit = key
    rows = set(report.indicators.of(id_, scope, unit).rows) if _is_known(key) else set()
    changed = {PurePosixPath(path) for path in revision.changed}
    if any(path.parent.name == "corrections" for path in changed) and (
        found := [
            (reason, cell)
            for ledger, table in report.tables.items()
            for reason, cell in _corrected(words, ledger, table, rows)
        ]
    ):
        reasons = dict.fromkeys(reason for reason, _ in found)
        return words.listed(reasons), words("；").join(cell for _, cell in found)
    files = {path.name for path in changed if path.parent.name == str(report.month)}
    if cells := [
        cell
        for ledger, table in report.tables.items()
        for cell in _in_files(words, ledger, table, rows, files)
    ]:
        return words("台账有改动"), words("；").join(cells)
    return _made_of(report), ""


def _is_known(key: Printed) -> bool:
    return any((entry.id, entry.unit) == (key[0], key[2]) for entry in catalogue())


def _corrected(
    words: Words, ledger: str, table: Table, rows: set[str]
) -> Iterator[tuple[str, str]]:
    """Give the reason and the cell of each correction of these rows."""
    if table.corrected.empty:
        return
    keys = _keys(ledger, table)
    for note_ in table.corrected.itertuples():
        if keys[note_.position] not in rows:
            continue
        place = table.frame.iloc[note_.position]
        file, sheet = place["source_file"], place["source_sheet"]
        letter = table.letter(file, sheet, note_.column)
        yield (
            str(note_.reason),
            words(
                "{file} › {sheet} › {letter}{row}：“{before}”更正为“{now}”",
                file=file,
                sheet=sheet,
                letter=letter,
                row=place["source_row"],
                before=note_.expect,
                now=note_.value,
            ),
        )


def _in_files(
    words: Words, ledger: str, table: Table, rows: set[str], files: set[str]
) -> Iterator[str]:
    """Give for each changed file of a ledger which of these rows stand in it."""
    frame = table.frame
    is_behind = frame["source_file"].isin(files) & pd.Series(
        [key in rows for key in _keys(ledger, table)], frame.index
    )
    for (file, sheet), found in frame[is_behind].groupby(["source_file", "source_sheet"]):
        numbers = found["source_row"].astype("str").tolist()
        named = words.listed(numbers[:MOST_ROWS])
        if len(numbers) > MOST_ROWS:
            named = words("第{rows}等{count}行", rows=named, count=len(numbers))
        else:
            named = words("第{rows}行", rows=named)
        yield f"{file} › {sheet} › {named}"


def _keys(ledger: str, table: Table) -> list[str]:
    """Name a table's rows as indicators name those behind them."""
    column = "project_key" if "project_key" in table.frame else table.ledger.key[0]
    return [f"{ledger}:{key}" for key in table.frame[column]]


def _made_of(report: Report) -> str:
    """Say which files the edition is made of that the former was not, or that the program changed."""
    words, revision = report.words, report.revision
    assert revision is not None
    names = [
        path.name if path.parent.name == str(report.month) else "/".join(path.parts[-2:])
        for path in map(PurePosixPath, revision.changed)
    ]
    if not names:
        return words("程序有改动")
    return words("有改动的文件：{files}", files=words.listed(names))
