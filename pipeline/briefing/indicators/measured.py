"""
A month's indicators as an analyst asks for them, by id or name, each with its parts and cells.

    month.indicators.A03, month.indicators.开复工率   the figure, its unit, book and formula
    month.indicators.A03.by("unit")                  the same of every responsible unit
    month.indicators.A03.trace()                     the cells behind it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from briefing import indicators as measures
from briefing.domain.errors import UsageError
from briefing.domain.money import half_up, plain
from briefing.domain.suggest import did_you_mean, suggestions
from briefing.indicators import forecast
from briefing.indicators import trace as traced
from briefing.indicators.catalogue import catalogue
from briefing.indicators.indicator import COUNTY, Indicators
from briefing.indicators.sources import source_of
from briefing.indicators.trace.reading import Name
from briefing.page import blocks, tables
from briefing.page.tables import Column, with_minus
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from briefing.domain.months import Month
    from briefing.indicators.catalogue import Definition
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator
    from briefing.indicators.trace import Trace, TracedCell
    from briefing.ledgers.tidy.table import Table
    from briefing.page.blocks import Block

INTERNAL = "含统计台账单个项目数据，只供内部核对，不得公布。"
POINTS = "个百分点"
# The names of the kinds of scope; others (by:…, range:…) are named as they stand.
KINDS = {"unit": "责任单位", "town": "镇办", "sector": "领域"}


class MonthIndicators(Indicators):
    """A month's indicators: each an attribute, by its id and by its name."""

    def __init__(
        self,
        found: Iterable[Indicator],
        facts: Facts,
        ledgers: Mapping[Month, Mapping[str, Table]],
        note: str = "",
    ) -> None:
        super().__init__(found)
        self._facts, self._ledgers, self.note = facts, ledgers, note
        self._traces: dict[bool, Trace] = {}

    def trace(self, *, internal: bool = False) -> Trace:
        """
        Return the cells behind every figure.

        Amounts of single projects in the bureau's book are among them only for *internal* use.
        """
        if internal not in self._traces:
            content = traced.trace(
                self._facts, self, self._ledgers, CHINESE, is_published=not internal
            )
            self._traces[internal] = traced.Trace(content)
        return self._traces[internal]

    @cached_property
    def _called(self) -> dict[str, Definition]:
        """Each definition by its name and its id; an id of several figures means the first."""
        named = {
            name: entry
            for entry in catalogue()
            if (name := re.sub(r"\W", "", entry.name)).isidentifier()
        }
        return {entry.id: entry for entry in reversed(catalogue())} | named

    def __getattr__(self, name: str) -> IndicatorView:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.upper() in self._called:
            name = name.upper()
        if name not in self._called:
            like = "、".join(suggestions(name, self._called, most=5))
            message = f"没有指标“{name}”" + (f"，相近的有 {like}" if like else "")
            raise AttributeError(message)
        return IndicatorView(self, self._called[name])

    def __dir__(self) -> Iterable[str]:
        return ["of", "scopes", "frame", "trace", *sorted(self._called)]

    def _of_county(self) -> list[IndicatorView]:
        known = {(each.id, each.definition.unit) for each in self if each.scope == COUNTY}
        return [IndicatorView(self, each) for each in catalogue() if (each.id, each.unit) in known]

    def __repr__(self) -> str:
        return "\n".join(figure.line for figure in self._of_county())

    def _repr_html_(self) -> str:
        return self.block.as_html()

    @property
    def block(self) -> Block:
        """The county's figures, as a table that can be saved or printed."""
        return tables.table(
            "指标",
            [
                Column("指标", lambda figure: figure.definition.id),
                Column("名称", lambda figure: figure.definition.name),
                Column("数值", lambda figure: with_minus(figure.of().number), "right"),
                Column("单位", lambda figure: figure.unit),
                Column("口径", lambda figure: figure.definition.basis),
                Column("公式", lambda figure: figure.definition.formula),
            ],
            self._of_county(),
            note=self.note,
        )


@dataclass(frozen=True)
class IndicatorView:
    """One figure of a month, of the county and of every other scope."""

    indicators: MonthIndicators
    definition: Definition

    def of(self, scope: str = COUNTY) -> Indicator:
        """Return the figure of a scope: `county`, `unit:水利局`, `town:营盘镇`."""
        return self.indicators.of(self.definition.id, scope, self.definition.unit)

    @property
    def value(self) -> Decimal | None:
        """The county's value, unrounded; None where there is none."""
        return self.of().value

    @property
    def unit(self) -> str:
        """The unit that `value` is in."""
        return self.definition.unit

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of scope that it is measured for besides the county: `unit`, `town` …"""
        wanted = (self.definition.id, self.definition.unit)
        scopes = (
            each.scope for each in self.indicators if (each.id, each.definition.unit) == wanted
        )
        return list(dict.fromkeys(scope.partition(":")[0] for scope in scopes if ":" in scope))

    def by(self, kind: str) -> Block:
        """Return the figure of every scope of a kind, the highest first. Raises UsageError."""
        # A filter may leave no project, and so no unit: that is no misspelt name.
        if kind not in {*self.kinds, *KINDS}:
            known = "、".join(self.kinds) or "（只有全县）"
            meant = did_you_mean(kind, self.kinds) or "，"
            message = f"{self.definition.id} {self.definition.name}没有按“{kind}”的分项{meant}可用的有 {known}。"
            raise UsageError(message)
        names = self.indicators.scopes(self.definition.id, kind, self.definition.unit)
        found = [(name, self.of(f"{kind}:{name}")) for name in names]
        decimals = max((each.decimals for _, each in found), default=0)
        ordered = sorted(found, key=lambda pair: (pair[1].value is None, -(pair[1].value or 0)))
        return tables.table(
            f"{self.definition.name}（{self.unit}）",
            [
                Column(KINDS.get(kind, kind), lambda pair: pair[0]),
                Column(
                    f"{self.definition.name}（{self.unit}）",
                    lambda pair: _cell(pair[1], decimals),
                    "right",
                ),
            ],
            ordered,
            unit=self.definition.basis,
            note=self.indicators.note,
        )

    def trace(self, scope: str = COUNTY, *, internal: bool = False) -> Block:
        """
        Return every cell behind the figure of a scope: where it stands, as sent, as read.

        What single projects report to the bureau is kept back, for the result may be published;
        *internal* shows it, and says so. Raises UsageError for a scope that the figure has not.
        """
        name = Name(self.definition.id, scope, self.unit)
        everything = self.indicators.trace(internal=internal)
        if name not in everything:
            kinds = "、".join(["county", *(f"{kind}:…" for kind in self.kinds)])
            message = f"{self.definition.id} 没有范围“{scope}”，可用的有 {kinds}。"
            raise UsageError(message)
        found = everything.of(name)
        parts = [
            ("分子" if found.denominator_cells else "数据", found.numerator_cells),
            ("分母", found.denominator_cells),
        ]
        others = "、".join(f"{each.id}〔{each.scope}〕" for each in found.figures)
        rests_on = f"由其他指标得出：{others}。" if others else ""
        return tables.table(
            f"{self.line_of(scope)}，出自{len(found.cells)}个单元格",
            [
                Column("部分", lambda row: row[0]),
                Column("项目", lambda row: row[1].name),
                Column("原值", lambda row: row[1].sent),
                Column("读作", lambda row: _read(row[1])),
                Column("列", lambda row: row[1].column),
                Column("单元格", lambda row: _place(row[1])),
                Column("行", lambda row: str(row[1].row), "right"),
                Column("表", lambda row: row[1].sheet),
                Column("文件", lambda row: row[1].file),
                Column("更正", lambda row: _changes(row[1])),
            ],
            [(part, cell) for part, cells in parts for cell in cells],
            unit=f"公式：{found.formula}；{found.basis}",
            note="".join([rests_on, INTERNAL if internal else "", self.indicators.note]),
        )

    @property
    def line(self) -> str:
        """The county's figure in a line."""
        return self.line_of(COUNTY)

    def line_of(self, scope: str) -> str:
        """Return the figure of a scope in a line: A03 开复工率：90.5%（86 ÷ 95，调度口径）."""
        found = self.of(scope)
        counted_in = source_of(self.definition, scope).counted_in
        parts = [plain(each) for each in (found.numerator, found.denominator) if each is not None]
        # A gap to 序时进度 is a difference, not a share of its parts.
        is_share = parts[1:] and self.unit != POINTS
        share = f"{' ÷ '.join(f'{part}{counted_in}' for part in parts)}，" if is_share else ""
        where = "" if scope == COUNTY else f"〔{scope.partition(':')[2]}〕"
        name = f"{self.definition.id} {self.definition.name}{where}"
        said = with_minus(found.text)
        return f"{name}：{said}（{share}{self.definition.basis}）"

    @property
    def _lines(self) -> list[str]:
        by = "、".join(f'.by("{kind}")' for kind in self.kinds)
        return [
            self.line,
            f"公式：{self.definition.formula}；来源：{self.definition.source}",
            f"单元格：.trace(){f'；分组：{by}' if by else ''}",
            *([self.indicators.note] if self.indicators.note else []),
        ]

    def __repr__(self) -> str:
        return "\n".join(self._lines)

    def _repr_html_(self) -> str:
        from html import escape

        first, *others = map(escape, self._lines)
        return f"<p><b>{first}</b><br><small>{'<br>'.join(others)}</small></p>"


def measure_month(
    facts: Facts, ledgers: Mapping[Month, Mapping[str, Table]], note: str = ""
) -> MonthIndicators:
    """Measure a month: the five measures, and the forecast of the year's end."""
    return MonthIndicators(
        [*measures.measure(facts), *forecast.measure(facts)], facts, ledgers, note
    )


def _cell(indicator: Indicator, decimals: int) -> blocks.Figure:
    """Return a number for a column in which all have the same decimals."""
    value, unit = indicator.value, indicator.definition.unit
    text = indicator.number if value is None else f"{half_up(value, decimals):f}"
    return blocks.Figure(with_minus(text), indicator.id, indicator.scope, unit)


def _read(cell: TracedCell) -> str:
    if cell.is_withheld:
        return "不公布"
    return f"{cell.read}{cell.unit}" if cell.read else "空"


def _place(cell: TracedCell) -> str:
    return cell.address or (f"第{cell.band}行分类" if cell.band else "")


def _changes(cell: TracedCell) -> str:
    corrected, ruled = cell.correction, cell.ruling
    return "；".join(
        [
            *([f"由“{corrected['expect']}”改为“{corrected['value']}”"] if corrected else []),
            *([f"这一行由{ruled['was']}认定为{ruled['kind']}"] if ruled else []),
        ]
    )
