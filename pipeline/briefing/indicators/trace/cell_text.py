"""Write the typed values of a ledger as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.domain import money

if TYPE_CHECKING:
    import pandas as pd

    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.page.words import Words

PERMIT_STATES = {
    "done": "已办",
    "underway": "办理中",
    "not_begun": "未办",
    "not_required": "不需要",
}
# Why a cell changed without a written correction.
RESENT, WITHDRAWN, ADDED, GONE = "台账重报", "撤销了原来的更正", "新增", "已不在台账里"
_SEVERAL = {"list", "problems", "states"}


def unit_of(column: LedgerColumn) -> str:
    """Return the unit of a column's values; blank if it has none."""
    return {"money": "万元", "percent": "%", "points": "个百分点"}.get(column.type, "")


def read_as(column: LedgerColumn, values: pd.Series, words: Words) -> list[str]:
    """Return the values of a column as texts; missing ones are blank."""
    missing = values.isna().tolist()
    return [
        "" if is_missing else _text(column, value, words)
        for value, is_missing in zip(values.tolist(), missing, strict=True)
    ]


def _text(column: LedgerColumn, value: Any, words: Words) -> str:
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
            return words.name(PERMIT_STATES[value])
        case "state":
            return words.name(column.state_label(value))
        case kind if kind in _SEVERAL:
            parts = str(value).split("|")
            if column.type == "states":
                parts = [column.state_label(part) for part in parts]
            return words.listed(map(words.name, parts))
        case "town" | "unit":
            return words.name(value)
    return str(value)
