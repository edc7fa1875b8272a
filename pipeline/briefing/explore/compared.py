"""Two months go in, or a month and a supposed one; the figures that differ come out as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.domain.errors import UsageError
from briefing.domain.suggest import did_you_mean
from briefing.indicators.catalogue import catalogue
from briefing.indicators.indicator import COUNTY
from briefing.indicators.measured import POINTS
from briefing.page import tables
from briefing.page.blocks import Block, note

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.indicators.indicator import Indicator
    from briefing.sections.report import Report

# A rate changes by points.
_POINTS = {"%": POINTS}


def compare(before: Report | None, after: Report, *ids: str, scope: str = COUNTY) -> Block:
    """
    Hold the figures of a scope against each other: old, new, and by how much they differ.

    Of a month that has none before it (None) there is nothing to compare.
    *ids* names the figures to show, whether or not they differ; without any, those that are
    printed otherwise. The difference is taken between unrounded values and rounded once.
    """
    if before is None:
        return note("没有可比的上一期台账。")
    _refuse_another_county(before, after)
    _refuse_no_scope(scope, before, after)
    ids = tuple(_id(each) for each in ids)
    old, new = (
        {
            (each.id, each.definition.unit): each
            for each in report.indicators
            if each.scope == scope
        }
        for report in (before, after)
    )
    known = sorted({*old, *new})
    if missing := [id_ for id_ in ids if id_ not in {name for name, _ in known}]:
        called = {each.definition.name for each in (*old.values(), *new.values())}
        meant = (
            did_you_mean(missing[0], [*called, *dict.fromkeys(name for name, _ in known)]) or "。"
        )
        message = f"范围“{scope}”没有指标 {'、'.join(missing)}{meant}"
        raise UsageError(message)
    pairs = [
        (old.get(name), new.get(name))
        for name in (
            known if not ids else [name for id_ in ids for name in known if name[0] == id_]
        )
    ]
    shown = [pair for pair in pairs if ids or _said(pair[0]) != _said(pair[1])]
    names = _names(before, after)
    return tables.table(
        f"{names[0]}与{names[1]}：{len(shown)}项指标" + ("" if ids else "不同"),
        [
            tables.column("指标"), tables.column("名称"), tables.column(names[0], "right"),
            tables.column(names[1], "right"), tables.column("变化", "right"),
            tables.column("单位"), tables.column("口径"),
        ],
        [_row(*pair) for pair in shown],
        unit="" if scope == COUNTY else f"范围：{scope}",
        note="".join(dict.fromkeys([after.county.note, before.assumed, after.assumed])),
    )  # fmt: skip


def _refuse_another_county(before: Report, after: Report) -> None:
    counties = [report.county for report in (before, after)]
    if counties[0].code != counties[1].code:
        message = f"{counties[0].name}与{counties[1].name}不是一个县，不能逐项相比。"
        raise UsageError(message)


def _refuse_no_scope(scope: str, *reports: Report) -> None:
    """A scope that neither month has is misspelt, and not without a difference."""
    scopes = dict.fromkeys(each.scope for report in reports for each in report.indicators)
    if scope not in scopes:
        message = f"没有范围“{scope}”{did_you_mean(scope, scopes) or '。'}范围写作 county 或 unit:水利局、town:营盘镇。"
        raise UsageError(message)


def _id(asked: str) -> str:
    """Return the id of a figure that is asked for by id, however written, or by name."""
    by_name = {entry.name: entry.id for entry in reversed(catalogue())}
    return by_name.get(asked, asked.upper())


def _names(before: Report, after: Report) -> tuple[str, str]:
    if before.month != after.month:
        return str(before.month), str(after.month)
    old, new = (_name(report) for report in (before, after))
    return (old, new) if old != new else (f"{old}甲", f"{new}乙")


def _name(report: Report) -> str:
    if not report.assumed:
        return str(report.month)
    return "假定" if "假定" in report.assumed else "所选"


def _row(old: Indicator | None, new: Indicator | None) -> list[str]:
    known = new or old
    assert known is not None
    unit = known.definition.unit
    if unit in _POINTS:
        # The difference stays a number: its unit stands with the figure's own.
        unit = f"{unit}，变化为{_POINTS[unit]}"
    return [
        known.id,
        known.definition.name,
        _said(old),
        _said(new),
        _difference(old, new),
        unit,
        known.definition.basis,
    ]


def _said(indicator: Indicator | None) -> str:
    return "—" if indicator is None else indicator.number.replace("-", tables.MINUS)


def _difference(old: Indicator | None, new: Indicator | None) -> str:
    values = [None if each is None else each.value for each in (old, new)]
    if values[0] is None or values[1] is None or new is None:
        return tables.NOT_APPLICABLE
    gap: Decimal = money.half_up(values[1] - values[0], new.decimals)
    sign = "+" if gap > 0 else ""
    return f"{sign}{money.plain(gap)}".replace("-", tables.MINUS)
