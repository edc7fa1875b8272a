"""The figures in which two months differ, or a month and a supposed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.domain import money
from briefing.domain.errors import UsageError
from briefing.domain.suggest import did_you_mean
from briefing.indicators.catalogue import catalogue, definition
from briefing.indicators.indicator import COUNTY
from briefing.indicators.measured import POINTS
from briefing.page import tables
from briefing.page.blocks import Block, note
from briefing.page.tables import Column

if TYPE_CHECKING:
    from briefing.indicators.catalogue import Definition
    from briefing.indicators.indicator import Indicator
    from briefing.sections.report import Report

# A rate changes by points.
_POINTS = {"%": POINTS}


class _Compared(NamedTuple):
    """One figure, in two months."""

    definition: Definition
    old: Indicator | None
    new: Indicator | None


def compare(before: Report | None, after: Report, *ids: str, scope: str = COUNTY) -> Block:
    """
    Return the figures of a scope in two months: old, new, and the difference.

    *before* may be None, for a month that has none before it. *ids* names the figures to show,
    by id or name; without any, those whose print differs. The difference is of unrounded values,
    rounded once. Raises UsageError.
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
    chosen = [name for id_ in ids for name in known if name[0] == id_] if ids else known
    pairs = [_Compared(definition(*name), old.get(name), new.get(name)) for name in chosen]
    shown = [pair for pair in pairs if ids or _number(pair.old) != _number(pair.new)]
    names = _names(before, after)
    return tables.table(
        f"{names[0]}与{names[1]}：{len(shown)}项指标" + ("" if ids else "不同"),
        [
            Column("指标", lambda pair: pair.definition.id),
            Column("名称", lambda pair: pair.definition.name),
            Column(names[0], lambda pair: _number(pair.old), "right"),
            Column(names[1], lambda pair: _number(pair.new), "right"),
            Column("变化", _difference, "right"),
            Column("单位", _unit),
            Column("口径", lambda pair: pair.definition.basis),
        ],
        shown,
        unit="" if scope == COUNTY else f"范围：{scope}",
        note="".join(dict.fromkeys([after.county.note, before.assumed, after.assumed])),
    )


def _refuse_another_county(before: Report, after: Report) -> None:
    counties = [report.county for report in (before, after)]
    if counties[0].code != counties[1].code:
        message = f"{counties[0].name}与{counties[1].name}不是一个县，不能逐项相比。"
        raise UsageError(message)


def _refuse_no_scope(scope: str, *reports: Report) -> None:
    """Raise UsageError for a scope that neither month has: it is misspelt."""
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


def _unit(pair: _Compared) -> str:
    # The difference stays a number: its unit stands with the figure's own.
    unit = pair.definition.unit
    return f"{unit}，变化为{_POINTS[unit]}" if unit in _POINTS else unit


def _number(indicator: Indicator | None) -> str:
    return tables.NOT_APPLICABLE if indicator is None else tables.with_minus(indicator.number)


def _difference(pair: _Compared) -> str:
    old, new = pair.old, pair.new
    if old is None or new is None or old.value is None or new.value is None:
        return tables.NOT_APPLICABLE
    gap = money.half_up(new.value - old.value, new.decimals)
    return f"{'+' if gap > 0 else ''}{tables.with_minus(money.plain(gap))}"
