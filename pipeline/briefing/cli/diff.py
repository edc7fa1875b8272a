"""`briefing diff`: what changed between two published months, or two editions of one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli.app import app
from briefing.cli.options import CountyOption, MonthArgument, meant
from briefing.cli.output import JsonOption, print_json, shown
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import INDICATORS, Project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.indicators.trace import ChangedFigure, Trace, Values

ALL = "all"


@dataclass(frozen=True)
class _Edition:
    """One edition to compare: its label, its figures, and the cells behind them."""

    label: str
    values: Values
    trace: Trace | None


@app.command(
    examples=[
        "briefing diff 2020-05",
        "briefing diff 2020-05 2020-03 --scope all",
        "briefing diff 2020-05 --edition 1..2 --json",
    ]
)
def diff(
    month: MonthArgument,
    other: Annotated[
        str | None, typer.Argument(metavar="[MONTH]", help="与哪个月比；省略则与上月比")
    ] = None,
    county: CountyOption = None,
    edition: Annotated[
        str, typer.Option(metavar="N | N..M", help="同一个月的两版相比；只写 N 则与现行版比")
    ] = "",
    scope: Annotated[str, typer.Option(help="只看一个范围；两月相比默认全县，写 all 看全部")] = "",
    cells: Annotated[
        bool | None, typer.Option("--cells/--no-cells", help="列出改动的单元格；两版相比默认列出")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """
    比较已发布的两个月，或同月的两版。

    改了哪些指标，原来、现在，因为哪些单元格。
    """
    from briefing.export.document import printable
    from briefing.indicators.trace import changed_figures

    project, of_month, folder = meant(month, county)
    name = folder.name
    if edition and other:
        message = "--edition 比的是同一个月的两版，不能再写另一个月。"
        raise UsageError(message)
    if edition:
        former, later = _two_editions(project, name, of_month, edition)
    else:
        compared = Month.parse(other) if other else of_month.previous
        former, later = (
            _edition(project.published(name, each), str(each)) for each in (compared, of_month)
        )
    wanted = scope or (ALL if edition else "county")
    changed = [
        figure
        for figure in changed_figures(former.values, later.values, former.trace, later.trace)
        if wanted in {ALL, figure.name.scope, figure.name.scope.partition(":")[2]}
    ]
    if as_json:
        print_json([_as_dict(each) for each in changed])
        return
    for each in (former, later):
        if each.trace is None:
            typer.echo(
                f"提示 {name} {each.label}：没有 trace.json，说不出是哪些单元格。", err=True
            )
    with_cells = bool(edition) if cells is None else cells
    for line in _lines(changed, with_cells=with_cells):
        typer.echo(printable(line))
    typer.echo(f"{name} {former.label}→{later.label}：{len(changed)}项指标不同。")


def _two_editions(
    project: Project, county: str, month: Month, numbers: str
) -> tuple[_Edition, _Edition]:
    """Return the editions N and M of a month, or N and the current one. Raises UsageError."""
    from briefing import editions

    first, dots, last = numbers.partition("..")
    if not first.isdecimal() or (dots and not last.isdecimal()):
        message = f"--edition “{numbers}”无法识别，应写作 1 或 1..2。"
        raise UsageError(message)
    current = project.published(county, month)

    def numbered(number: str) -> _Edition:
        folder = editions.folder_of(current, int(number))
        return _edition(folder, f"{month}第{int(number)}版")

    return numbered(first), numbered(last) if dots else _edition(current, f"{month}现行版")


def _edition(folder: Path, label: str) -> _Edition:
    """Read a published edition. Raises UsageError where there is none."""
    from briefing.indicators.trace import TRACE, Trace, values_in

    values = values_in(folder / INDICATORS)
    if values is None:
        message = (
            f"{label}：没有找到 {shown(folder / INDICATORS)}，这个月或这一版没有发布过；"
            "请先用 briefing build 生成，或换一个月、一版再比。"
        )
        raise UsageError(message)
    return _Edition(label, values, Trace.load(folder / TRACE))


def _lines(changed: list[ChangedFigure], *, with_cells: bool) -> Iterable[str]:
    for figure in changed:
        if with_cells:
            yield f"{figure.line}（{figure.why}）"
            yield from (f"  {cell.line}" for cell in figure.cells)
        else:
            yield f"{figure.line}（{len(figure.cells)}个单元格不同）"


def _as_dict(figure: ChangedFigure) -> dict[str, Any]:
    return {
        **figure.name._asdict(),
        "title": figure.title,
        "old": figure.old,
        "new": figure.new,
        "why": figure.why,
        "cells": [
            {
                "old": asdict(cell.old) if cell.old else None,
                "new": asdict(cell.new) if cell.new else None,
                "why": cell.why,
            }
            for cell in figure.cells
        ],
    }
