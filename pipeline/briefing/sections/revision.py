"""修订说明: what an edition says otherwise than the one before: old, new, why, and which cells."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from briefing.indicators.catalogue import catalogue
from briefing.indicators.indicator import COUNTY, measured
from briefing.indicators.trace import ChangedFigure, Name, Trace, Value, changed_figures
from briefing.page import tables
from briefing.page.blocks import Block, Cell, Figure, note

if TYPE_CHECKING:
    from briefing.indicators.trace import ChangedCell, TracedCell, Values
    from briefing.page.words import Words
    from briefing.sections.report import Report

# Cells that are named one by one; `briefing diff` names them all.
MOST_CELLS = 5


def table(report: Report) -> Block:
    """Every figure that differs from the former edition's; of the first edition nothing."""
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
    rows = [_row(report, figure) for figure in changed(report)]
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


def changed(report: Report) -> list[ChangedFigure]:
    """Return the figures that print otherwise than they did, or are new or gone, with their cells."""
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


def _row(report: Report, figure: ChangedFigure) -> list[Cell]:
    words, name = report.words, figure.name
    return [
        words(figure.title) if _is_known(name) else figure.title,
        _scope(words, name.scope),
        _said(words, name, figure.old),
        Figure(_said(words, name, figure.new), name.id, name.scope),
        _why(report, figure),
        _cells(words, figure),
    ]


def _is_known(name: Name) -> bool:
    """Tell whether a figure is still in the catalogue: an edition may be older than its going."""
    return any((entry.id, entry.unit) == (name.id, name.unit) for entry in catalogue())


def _said(words: Words, name: Name, value: str) -> str:
    """Say a printed value as a sentence would; what has none, or was not told, is “—”."""
    if not value:
        return tables.NOT_APPLICABLE
    if not _is_known(name):
        return f"{value}{name.unit}"
    return measured(name.id, Decimal(value), unit=name.unit, scope=name.scope).said(words)


def _scope(words: Words, scope: str) -> str:
    return words("全县") if scope == COUNTY else words.name(scope.partition(":")[2] or scope)


def _why(report: Report, figure: ChangedFigure) -> str:
    """Say why the cells behind a figure changed, or else what else has changed."""
    reasons = dict.fromkeys(_reason(report.words, cell) for cell in figure.cells)
    return report.words("；").join(reasons) or _made_of(report)


def _reason(words: Words, cell: ChangedCell) -> str:
    return cell.reason if cell.correction else words(cell.reason)


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
