"""修订说明: the figures that differ from the edition before: old, new, why, and which cells."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from briefing.indicators.catalogue import catalogue
from briefing.indicators.indicator import COUNTY, measured
from briefing.indicators.trace import ChangedFigure, Name, Trace, Value, changed_figures
from briefing.page import tables
from briefing.page.blocks import Block, Figure, note
from briefing.page.tables import Column

if TYPE_CHECKING:
    from briefing.indicators.trace import ChangedCell, TracedCell, Values
    from briefing.page.words import Words
    from briefing.sections.report import Report

# The most cells that are named for a figure; `briefing diff` names all.
MOST_CELLS = 5


def table(report: Report) -> Block:
    """Return every figure that differs from the former edition; nothing for the first edition."""
    revision, words = report.revision, report.words
    if revision is None:
        return note("")
    if revision.former.figures is None:
        return note(words("第{number}版的数字已损坏，无法对照。", number=revision.former.number))
    title = words(
        "修订说明（第{number}版替代第{former}版）",
        number=revision.number,
        former=revision.former.number,
    )
    figures = changed(report)
    if not figures:
        return note(report.note(title, words("数字与上一版相同。"), _made_of(report)))
    return tables.table(
        title,
        [
            Column(
                "指标",
                lambda figure: words(figure.title) if _is_known(figure.name) else figure.title,
                width=3,
            ),
            Column("范围", lambda figure: _scope(words, figure.name.scope), width=1.8),
            Column("原为", lambda figure: _text(words, figure.name, figure.old), "right", 1.5),
            Column("现为", lambda figure: _new(words, figure), "right", 1.5),
            Column("原因", lambda figure: _why(report, figure), width=3),
            Column("所在单元格", lambda figure: _cells(words, figure), width=4.2),
        ],
        figures,
        note=_made_of(report),
        annex=True,
        words=words,
    )


def changed(report: Report) -> list[ChangedFigure]:
    """Return the figures whose print differs, or that are new or gone, with their cells."""
    revision = report.revision
    if revision is None or revision.former.figures is None:
        return []
    former = revision.former
    assert former.figures is not None
    return changed_figures(former.figures, _printed(report), former.trace, Trace(report.trace))


def _printed(report: Report) -> Values:
    frame = report.indicators.frame(str(report.month))
    columns = (frame[name] for name in ("indicator", "scope", "unit", "name", "value"))
    return {Name(*key): Value(name, value) for *key, name, value in zip(*columns, strict=True)}


def _is_known(name: Name) -> bool:
    """Return whether a figure is in the catalogue: an old edition may have one that is not."""
    return any((entry.id, entry.unit) == (name.id, name.unit) for entry in catalogue())


def _new(words: Words, figure: ChangedFigure) -> Figure:
    name = figure.name
    return Figure(_text(words, name, figure.new), name.id, name.scope)


def _text(words: Words, name: Name, value: str) -> str:
    """Write a printed value as a sentence would; “—” for a missing one."""
    if not value:
        return tables.NOT_APPLICABLE
    if not _is_known(name):
        return f"{value}{name.unit}"
    return measured(name.id, Decimal(value), unit=name.unit, scope=name.scope).said(words)


def _scope(words: Words, scope: str) -> str:
    return words("全县") if scope == COUNTY else words.name(scope.partition(":")[2] or scope)


def _why(report: Report, figure: ChangedFigure) -> str:
    """Return why the cells behind a figure changed, or which files changed."""
    words = report.words
    reasons = dict.fromkeys(
        cell.reason if cell.correction else words(cell.reason) for cell in figure.cells
    )
    return words("；").join(reasons) or _made_of(report)


def _cells(words: Words, figure: ChangedFigure) -> str:
    named = [_cell(words, cell) for cell in figure.cells[:MOST_CELLS]]
    if len(figure.cells) > MOST_CELLS:
        named.append(words("等{count}个单元格", count=len(figure.cells)))
    return words("；").join(named)


def _cell(words: Words, changed: ChangedCell) -> str:
    cell = changed.new or changed.old
    assert cell is not None
    return words(
        "{file} › {sheet} › {place}（{name}）：{before}→{now}",
        file=cell.file,
        sheet=cell.sheet,
        place=cell.address or f"{words.name(cell.column)} {cell.row}",
        name=cell.name,
        before=_value(words, changed.old),
        now=_value(words, changed.new),
    )


def _value(words: Words, cell: TracedCell | None) -> str:
    if cell is None:
        return tables.NOT_APPLICABLE
    if cell.is_withheld:
        return words("不公布")
    return f"“{cell.read}”"


def _made_of(report: Report) -> str:
    """Name the files that changed since the former edition; without any, the program changed."""
    words, revision = report.words, report.revision
    assert revision is not None
    names = [
        path.name if path.parent.name == str(report.month) else "/".join(path.parts[-2:])
        for path in map(PurePosixPath, revision.changed)
    ]
    if not names:
        return words("程序有改动")
    return words("有改动的文件：{files}", files=words.listed(names))
