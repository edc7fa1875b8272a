"""A typed value of a ledger goes in; how it was read comes out, as a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.domain import money

if TYPE_CHECKING:
    import pandas as pd

    from briefing.ledgers.dictionary import Column
    from briefing.page.words import Words

# What a permit's state is called.
PAPERS = {"done": "已办", "underway": "办理中", "not_begun": "未办", "not_required": "不需要"}
# Why a cell says something else, where no written correction says it.
RESENT, WITHDRAWN, ADDED, GONE = "台账重报", "撤销了原来的更正", "新增", "已不在台账里"
_SEVERAL = {"list", "problems", "states"}


def unit_of(column: Column) -> str:
    """Return the unit that a column's values are read in."""
    return {"money": "万元", "percent": "%", "points": "个百分点"}.get(column.type, "")


def read_as(column: Column, values: pd.Series, words: Words) -> list[str]:
    """Say each value of a column; what is blank stays so."""
    missing = values.isna().tolist()
    return [
        "" if is_missing else _said(column, value, words)
        for value, is_missing in zip(values.tolist(), missing, strict=True)
    ]


def _said(column: Column, value: Any, words: Words) -> str:
    match column.type:
        case "money":
            return money.plain(money.exact(value))
        case "percent" | "points":
            return money.plain(money.decimal(float(value)))
        case "count":
            return str(int(value))
        case "date":
            return str(value.date())
        case "yes_no":
            return words.name("是" if value else "否")
        case "presence":
            return words.name("有" if value else "无")
        case "permit":
            return words.name(PAPERS[value])
        case "state":
            return words.name(column.state_label(value))
        case kind if kind in _SEVERAL:
            return words.listed(_part(column, part, words) for part in str(value).split("|"))
        case "town" | "unit":
            return words.name(value)
    return str(value)


def _part(column: Column, part: str, words: Words) -> str:
    return words.name(column.state_label(part)) if column.type == "states" else part
