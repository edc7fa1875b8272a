"""
The figures of two editions or months go in, with what they were made of; what changed comes out.

Every changed figure: old, new, and which cells. A row that moved to another line of its sheet has
not changed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.indicators.citations import Citation
from briefing.indicators.trace.cell_text import ADDED, GONE, RESENT, WITHDRAWN

if TYPE_CHECKING:
    from briefing.indicators.trace.printed import Values
    from briefing.indicators.trace.reading import Name, Trace, TracedCell


@dataclass(frozen=True)
class ChangedCell:
    """A cell that says something else, or stands in one of the two only."""

    old: TracedCell | None
    new: TracedCell | None
    # What its row was ruled to be before, and is now.
    ruled: tuple[dict[str, str] | None, dict[str, str] | None] = (None, None)

    @property
    def place(self) -> str:
        """Where it stands now, or stood."""
        cell = self.new or self.old
        assert cell is not None
        return cell.place

    @property
    def subject(self) -> str:
        """What its row is about."""
        cell = self.new or self.old
        assert cell is not None
        return cell.name

    @property
    def correction(self) -> dict[str, str] | None:
        """What was written that changed it: a correction of the cell, or a ruling on its row."""
        was = self.old.correction if self.old else None
        now = self.new.correction if self.new else None
        if now != was:
            return now
        before, ruling = self.ruled
        return ruling if ruling != before else None

    @property
    def reason(self) -> str:
        """What is known of the reason, in Chinese: as the correction gives it, or how it came about."""
        if self.correction:
            return self.correction["reason"]
        if self.ruled[0] != self.ruled[1]:
            return WITHDRAWN
        if self.old and self.new:
            return WITHDRAWN if self.old.correction != self.new.correction else RESENT
        return GONE if self.old else ADDED

    @property
    def why(self) -> str:
        """The reason, and of a written correction who confirmed it."""
        if self.correction is None:
            return self.reason
        confirmed = self.correction["confirmed_by"], self.correction["confirmed_on"]
        return f"更正：{self.reason}（{'，'.join(confirmed)}）"

    @property
    def line(self) -> str:
        """Say it in a line."""
        return f"{self.place}（{self.subject}）：{_said(self.old)}→{_said(self.new)}，{self.why}"


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that is printed otherwise; a value is blank where there is none."""

    name: Name
    title: str
    old: str
    new: str
    cells: tuple[ChangedCell, ...]

    @property
    def why(self) -> str:
        """What is known of the reason, in a line."""
        reasons = list(dict.fromkeys(cell.why for cell in self.cells))
        return (
            "；".join(reasons) if reasons else "单元格未变，是规则、程序或不公布的统计数据有改动"
        )

    @property
    def line(self) -> str:
        """Say it in a line."""
        old, new = (f"{value}{self.name.unit}" if value else "—" for value in (self.old, self.new))
        scope = "" if self.name.scope == "county" else f"〔{self.name.scope}〕"
        return f"{self.name.id} {self.title}{scope}：{old}→{new}"


def changed_figures(
    before: Values, after: Values, former: Trace | None, now: Trace | None
) -> list[ChangedFigure]:
    """
    Return every figure that is printed otherwise, in the order of ids and scopes.

    The cells are those that changed; none where one of the two has no trace.
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
    Return the cells behind any figure that changed, by their citations.

    Of two different months only the months' own ledgers are held against each other.
    """
    if former is None or now is None:
        return {}
    is_same_month = former.month == now.month
    changed = {}
    for citation in sorted({*former.cells(), *now.cells()}):
        if not is_same_month and Citation.parse(citation).month:
            continue
        # A cell that a figure is no longer made of may still say what it said.
        with suppress(KeyError):
            was, is_ = former.cell(citation), now.cell(citation)
            if _told(was) != _told(is_):
                here = is_ or was
                assert here is not None
                changed[citation] = ChangedCell(was, is_, (former.ruling(here), now.ruling(here)))
    return changed


def _citations(trace: Trace | None, name: Name) -> set[str]:
    return trace.citations(name) if trace is not None and name in trace else set()


def _told(cell: TracedCell | None) -> tuple[object, ...] | None:
    if cell is None:
        return None
    return cell.sent, cell.read, cell.is_withheld, cell.correction


def _said(cell: TracedCell | None) -> str:
    if cell is None:
        return "无"
    if cell.is_withheld:
        return "不公布"
    read = f"{cell.read}{cell.unit}" if cell.read else "空"
    return f"“{read}”" if cell.sent in {cell.read, ""} else f"“{read}”（原填“{cell.sent}”）"
