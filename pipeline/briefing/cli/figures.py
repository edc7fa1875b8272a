"""Commands about figures: the cells behind one, and what changed between months or editions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli.common import (
    CountyOption,
    JsonOption,
    MonthArgument,
    app,
    completing,
    print_json,
    reading_shown,
    shown,
)
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.domain.suggest import suggestions
from briefing.settings.paths import INDICATORS, Project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.indicators.trace import ChangedFigure, Trace, Traced, TracedCell, Values
    from briefing.indicators.trace.reading import Name

ALL = "all"


@app.command(
    examples=[
        "briefing trace 2020-05 A03",
        "briefing trace 2020-05 投资完成率 --scope 水利局 --json",
    ]
)
def trace(
    month: MonthArgument,
    indicator: Annotated[
        str,
        typer.Argument(
            metavar="INDICATOR",
            help="指标代码或名称，如 A03",
            autocompletion=completing.indicators,
        ),
    ],
    county: CountyOption = None,
    scope: Annotated[
        str, typer.Option(help="范围：county，或 unit:水利局、town:营盘镇，也可只写名称")
    ] = "county",
    unit: Annotated[str, typer.Option(help="一个代码有几个数时，写明单位")] = "",
    as_json: JsonOption = False,
) -> None:
    """
    列出一个数字的公式和它背后的每个单元格。

    公式、分子、分母；每个单元格的文件、表、行、列、原值、读作、更正。
    """
    from briefing.export.document import printable
    from briefing.indicators import trace as traced
    from briefing.sections.opening import open_county

    project, of_month = Project.here(), Month.parse(month)
    name = county or project.only_county()
    with reading_shown() as told:
        report = open_county(project, name, of_month, told).measured
    found = traced.Trace(
        traced.trace(
            report.facts, report.indicators, report.ledgers, report.words, is_published=False
        )
    )
    figures = [found.of(each) for each in _asked(found, indicator, scope, unit)]
    published = _values(project.published(name, of_month))
    if as_json:
        print_json([_as_dict(each) for each in figures])
        return
    for figure in figures:
        for line in _told(figure, f"{name} {of_month}"):
            typer.echo(printable(line))
        was = published.get(figure.name) if published else None
        if was and was.value != figure.value:
            typer.echo(
                f"注意 已公布的是{was.value or '—'}{figure.name.unit}，台账或规则后来有改动。",
                err=True,
            )


def _asked(found: Trace, indicator: str, scope: str, unit: str) -> list[Name]:
    """Return the figures that are asked for. Raises UsageError, with what comes near."""
    titles = {name.id: found.of(name).title for name in reversed(found.names)}
    of_title = {title: id_ for id_, title in titles.items()}
    of_title |= {found.of(name).title: name.id for name in found.names}
    id_ = of_title.get(indicator, indicator.upper())
    named = [name for name in found.names if name.id == id_]
    if not named:
        like = suggestions(indicator, [*titles, *of_title], most=5) or ["A03 开复工率"]
        message = f"没有指标“{indicator}”，是不是 {'、'.join(like)}？全部指标见 README 的指标表。"
        raise UsageError(message)
    scopes = list(dict.fromkeys(name.scope for name in named))
    wanted = [each for each in scopes if scope in {each, each.partition(":")[2]}]
    if not wanted:
        like = suggestions(scope, scopes, most=5) or scopes[:5]
        message = f"{id_} 没有范围“{scope}”，可用的有 {'、'.join(like)} 等{len(scopes)}个。"
        raise UsageError(message)
    of_title_only = {name for name in named if found.of(name).title == indicator}
    chosen = [
        name
        for name in named
        if name.scope == wanted[0] and unit in {"", name.unit}
        and (not of_title_only or name in of_title_only)
    ]  # fmt: skip
    if not chosen:
        units = dict.fromkeys(name.unit for name in named if name.scope == wanted[0])
        message = f"{id_} 没有单位“{unit}”，可用的有 {'、'.join(units)}。"
        raise UsageError(message)
    return chosen


def _told(figure: Traced, where: str) -> Iterable[str]:
    id_, scope, unit = figure.name
    value = f"{figure.value}{unit}" if figure.value else "—（没有值）"
    yield f"{where} {id_} {figure.title}〔{scope}〕：{value}（{figure.basis}）"
    yield f"公式 {figure.formula}"
    for word, amount, cells in (
        ("分子" if figure.denominator_cells else "数据", figure.numerator, figure.numerator_cells),
        ("分母", figure.denominator, figure.denominator_cells),
    ):
        if amount or cells:
            said = f" {amount}{figure.counted_in}" if amount else ""
            yield f"{word}{said}，{len(cells)}个单元格"
            yield from (f"  {_cell(cell)}" for cell in cells)
    if figure.figures:
        yield f"由其他指标得出：{'、'.join(f'{each.id}〔{each.scope}〕' for each in figure.figures)}"
    if not (figure.cells or figure.figures):
        yield "不用台账的单元格。"


def _cell(cell: TracedCell) -> str:
    read = f"{cell.read}{cell.unit}" if cell.read else "空"
    sent = f"原值“{cell.sent}”，" if cell.sent else ""
    corrected = cell.correction
    why = (
        f"；已更正：由“{corrected['expect']}”改为“{corrected['value']}”，{corrected['reason']}"
        f"（{corrected['confirmed_by']}，{corrected['confirmed_on']}）"
        if corrected
        else ""
    )
    ruled = cell.ruling
    what = (
        f"；这一行原为{ruled['was']}，已认定为{ruled['kind']}，{ruled['reason']}"
        f"（{ruled['confirmed_by']}，{ruled['confirmed_on']}）"
        if ruled
        else ""
    )
    return f"{cell.place} {cell.name}：{sent}读作“{read}”{why}{what}"


def _as_dict(figure: Traced) -> dict[str, Any]:
    content = asdict(figure) | figure.name._asdict()
    del content["name"]
    content["figures"] = [each._asdict() for each in figure.figures]
    return content


@dataclass(frozen=True)
class _Edition:
    """What was published: where, what it is called, its figures and what they were made of."""

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
    from briefing.indicators import trace as traced

    project, of_month = Project.here(), Month.parse(month)
    name = county or project.only_county()
    if edition and other:
        message = "--edition 比的是同一个月的两版，不能再写另一个月。"
        raise UsageError(message)
    if edition:
        former, now = _editions(project, name, of_month, edition)
    else:
        against = Month.parse(other) if other else of_month.previous
        former, now = (
            _published(project.published(name, each), str(each)) for each in (against, of_month)
        )
    wanted = scope or (ALL if edition else "county")
    changed = [
        figure
        for figure in traced.changed_figures(former.values, now.values, former.trace, now.trace)
        if wanted in {ALL, figure.name.scope, figure.name.scope.partition(":")[2]}
    ]
    if as_json:
        content = [_changed_as_dict(each) for each in changed]
        print_json(content)
        return
    for each in (former, now):
        if each.trace is None:
            typer.echo(
                f"提示 {name} {each.label}：没有 trace.json，说不出是哪些单元格。", err=True
            )
    with_cells = bool(edition) if cells is None else cells
    for line in _changes(changed, with_cells=with_cells):
        typer.echo(printable(line))
    typer.echo(f"{name} {former.label}→{now.label}：{len(changed)}项指标不同。")


def _editions(
    project: Project, county: str, month: Month, asked: str
) -> tuple[_Edition, _Edition]:
    first, dots, last = asked.partition("..")
    if not first.isdecimal() or (dots and not last.isdecimal()):
        message = f"--edition “{asked}”无法识别，应写作 1 或 1..2。"
        raise UsageError(message)
    newest = project.published(county, month)
    was = _edition(project, county, month, int(first))
    return was, (
        _edition(project, county, month, int(last))
        if dots
        else _published(newest, f"{month}现行版")
    )


def _edition(project: Project, county: str, month: Month, number: int) -> _Edition:
    """Return one edition: the one that is published now, or a former one that was kept."""
    from briefing import editions

    folder = editions.folder_of(project.published(county, month), number)
    return _published(folder, f"{month}第{number}版")


def _published(folder: Path, label: str) -> _Edition:
    from briefing.indicators import trace as traced

    values = _values(folder)
    if values is None:
        message = (
            f"{label}：没有找到 {shown(folder / INDICATORS)}，这个月或这一版没有发布过；"
            "请先用 briefing build 生成，或换一个月、一版再比。"
        )
        raise UsageError(message)
    return _Edition(label, values, traced.Trace.load(folder / traced.TRACE))


def _values(folder: Path) -> Values | None:
    from briefing.indicators import trace as traced

    return traced.values_in(folder / INDICATORS)


def _changes(changed: list[ChangedFigure], *, with_cells: bool) -> Iterable[str]:
    for figure in changed:
        if with_cells:
            yield f"{figure.line}（{figure.why}）"
            yield from (f"  {cell.line}" for cell in figure.cells)
        else:
            yield f"{figure.line}（{len(figure.cells)}个单元格不同）"


def _changed_as_dict(figure: ChangedFigure) -> dict[str, Any]:
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
