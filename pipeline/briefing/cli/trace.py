"""`briefing trace`: the formula of a figure and the cells behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli import completion
from briefing.cli.app import app
from briefing.cli.options import CountyOption, MonthArgument, meant
from briefing.cli.output import JsonOption, print_json, reading_shown
from briefing.domain.errors import UsageError
from briefing.domain.suggest import suggestions
from briefing.settings.paths import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.indicators.trace import Name, Trace, Traced, TracedCell


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
            autocompletion=completion.indicators,
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
    from briefing.indicators.trace import Trace, values_in
    from briefing.indicators.trace import trace as trace_figures
    from briefing.sections.opening import open_county

    project, of_month, folder = meant(month, county)
    name = folder.name
    with reading_shown() as progress:
        report = open_county(project, name, of_month, progress).measured
    traced = Trace(
        trace_figures(
            report.facts, report.indicators, report.ledgers, report.words, is_published=False
        )
    )
    figures = [traced.of(each) for each in _chosen(traced, indicator, scope, unit)]
    if as_json:
        print_json([_as_dict(each) for each in figures])
        return
    published = values_in(project.published(name, of_month) / INDICATORS) or {}
    for figure in figures:
        for line in _lines(figure, f"{name} {of_month}"):
            typer.echo(printable(line))
        former = published.get(figure.name)
        if former and former.value != figure.value:
            typer.echo(
                f"注意 已公布的是{former.value or '—'}{figure.name.unit}，台账或规则后来有改动。",
                err=True,
            )


def _chosen(traced: Trace, indicator: str, scope: str, unit: str) -> list[Name]:
    """Return the names of the figures that the arguments choose. Raises UsageError with suggestions."""
    titles = {name.id: traced.of(name).title for name in reversed(traced.names)}
    of_title = {title: id_ for id_, title in titles.items()}
    of_title |= {traced.of(name).title: name.id for name in traced.names}
    id_ = of_title.get(indicator, indicator.upper())
    named = [name for name in traced.names if name.id == id_]
    if not named:
        similar = suggestions(indicator, [*titles, *of_title], most=5) or ["A03 开复工率"]
        message = f"没有指标“{indicator}”，是不是 {'、'.join(similar)}？全部指标见 docs/zh/reference/codebook.md。"
        raise UsageError(message)
    scopes = list(dict.fromkeys(name.scope for name in named))
    wanted = [each for each in scopes if scope in {each, each.partition(":")[2]}]
    if not wanted:
        similar = suggestions(scope, scopes, most=5) or scopes[:5]
        message = f"{id_} 没有范围“{scope}”，可用的有 {'、'.join(similar)} 等{len(scopes)}个。"
        raise UsageError(message)
    of_title_only = {name for name in named if traced.of(name).title == indicator}
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


def _lines(figure: Traced, where: str) -> Iterable[str]:
    """Yield the value of a figure, its formula, and each cell behind it."""
    id_, scope, unit = figure.name
    value = f"{figure.value}{unit}" if figure.value else "—（没有值）"
    yield f"{where} {id_} {figure.title}〔{scope}〕：{value}（{figure.basis}）"
    yield f"公式 {figure.formula}"
    for word, amount, cells in (
        ("分子" if figure.denominator_cells else "数据", figure.numerator, figure.numerator_cells),
        ("分母", figure.denominator, figure.denominator_cells),
    ):
        if amount or cells:
            quantity = f" {amount}{figure.counted_in}" if amount else ""
            yield f"{word}{quantity}，{len(cells)}个单元格"
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
