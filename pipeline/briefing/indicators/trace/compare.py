"""
Compare the figures of two editions or months: old value, new value, and the cells that changed.

A row that moved to another line of its sheet has not changed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.indicators.citations import Citation
from briefing.indicators.trace.cell_text import ADDED, GONE, RESENT, WITHDRAWN

if TYPE_CHECKING:
    from briefing.indicators.trace.printed import Values
    from briefing.indicators.trace.reading import (
        Name,
        Trace,
        TracedCell,
        TracedCorrection,
        TracedRuling,
    )


@dataclass(frozen=True)
class ChangedCell:
    """A cell whose content changed; *old* or *new* is None where only one of the two has its row."""

    old: TracedCell | None
    new: TracedCell | None
    # The rulings on the row before and after.
    ruled: tuple[TracedRuling | None, TracedRuling | None] = (None, None)

    @property
    def correction(self) -> TracedCorrection | TracedRuling | None:
        """What was written to change it: a correction of the cell, else a ruling on its row."""
        before = self.old.correction if self.old else None
        after = self.new.correction if self.new else None
        if after != before:
            return after
        ruled_before, ruled_after = self.ruled
        return ruled_after if ruled_after != ruled_before else None

    @property
    def reason(self) -> str:
        """The reason in Chinese: that of the correction, or else one of the four in `cell_text`."""
        if self.correction:
            return self.correction["reason"]
        if self.ruled[0] != self.ruled[1]:
            return WITHDRAWN
        if self.old and self.new:
            return WITHDRAWN if self.old.correction != self.new.correction else RESENT
        return GONE if self.old else ADDED

    @property
    def why(self) -> str:
        """The reason, with who confirmed a written correction."""
        if self.correction is None:
            return self.reason
        confirmed = self.correction["confirmed_by"], self.correction["confirmed_on"]
        return f"更正：{self.reason}（{'，'.join(confirmed)}）"

    @property
    def line(self) -> str:
        """Place, subject, old and new content, and reason."""
        cell = self.new or self.old
        assert cell is not None
        return (
            f"{cell.place}（{cell.name}）：{_content(self.old)}→{_content(self.new)}，{self.why}"
        )


@dataclass(frozen=True)
class ChangedFigure:
    """A figure whose printed value changed: *old* and *new* without unit, blank if there was none."""

    name: Name
    title: str
    old: str
    new: str
    cells: tuple[ChangedCell, ...]

    @property
    def why(self) -> str:
        """The reasons why its cells changed."""
        reasons = list(dict.fromkeys(cell.why for cell in self.cells))
        return (
            "；".join(reasons) if reasons else "单元格未变，是规则、程序或不公布的统计数据有改动"
        )

    @property
    def line(self) -> str:
        """Id, title, scope, old and new value."""
        old, new = (f"{value}{self.name.unit}" if value else "—" for value in (self.old, self.new))
        scope = "" if self.name.scope == "county" else f"〔{self.name.scope}〕"
        return f"{self.name.id} {self.title}{scope}：{old}→{new}"


def changed_figures(
    before: Values, after: Values, former: Trace | None, now: Trace | None
) -> list[ChangedFigure]:
    """
    Return every figure whose printed value changed, sorted by id, scope and unit.

    `cells` are the changed cells behind it; none if *former* or *now* is missing.
    """
    cells = changed_cells(former, now)
    found = []
    for name in sorted({*before, *after}):
        old, new = (values[name].value if name in values else "" for values in (before, after))
        if old == new:
            continue
        title = (after.get(name) or before[name]).title
        behind = _citations(former, name) | _citations(now, name)
        of_figure = [cells[citation] for citation in sorted(behind & cells.keys())]
        found.append(ChangedFigure(name, title, old, new, tuple(of_figure)))
    return found


def changed_cells(former: Trace | None, now: Trace | None) -> dict[str, ChangedCell]:
    """
    Return the changed cells behind all figures, by their citations (`projects.status:水厂`).

    Of two different months only the ledgers of the months themselves are compared.
    """
    if former is None or now is None:
        return {}
    is_same_month = former.month == now.month
    changed = {}
    for citation in sorted({*former.cells(), *now.cells()}):
        if not is_same_month and Citation.parse(citation).month:
            continue
        # A ledger or column that one of the two does not use cannot be compared.
        with suppress(KeyError):
            old, new = former.cell(citation), now.cell(citation)
            if _compared(old) != _compared(new):
                cell = new or old
                assert cell is not None
                changed[citation] = ChangedCell(old, new, (former.ruling(cell), now.ruling(cell)))
    return changed


def _citations(trace: Trace | None, name: Name) -> set[str]:
    return trace.citations(name) if trace is not None and name in trace else set()


def _compared(cell: TracedCell | None) -> tuple[object, ...] | None:
    if cell is None:
        return None
    return cell.sent, cell.read, cell.is_withheld, cell.correction


def _content(cell: TracedCell | None) -> str:
    if cell is None:
        return "无"
    if cell.is_withheld:
        return "不公布"
    read = f"{cell.read}{cell.unit}" if cell.read else "空"
    return f"“{read}”" if cell.sent in {cell.read, ""} else f"“{read}”（原填“{cell.sent}”）"
