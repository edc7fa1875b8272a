"""The cell of a permit goes in, its state and date come out: √, 办理中, 2020.4.15, 文号, “/”."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from pipeline.read.sheet import Cell, as_text, is_empty
from pipeline.tidy.dates import date
from pipeline.tidy.values import Unclear
from pipeline.units import fold

if TYPE_CHECKING:
    from pipeline.ledgers import Column
    from pipeline.months import Month

DONE, UNDERWAY, NOT_REQUIRED, NOT_BEGUN = "done", "underway", "not_required", "not_begun"

_DONE = {
    "√",
    "✓",
    "✔",
    "☑",
    "是",
    "已办",
    "已办理",
    "已批复",
    "已备案",
    "已取得",
    "办结",
    "完成",
    "已完成",
}
_UNDERWAY = {"办理中", "正在办理", "在办", "申报中", "正在申报", "编制中", "审批中", "已受理"}
_NOT_REQUIRED = {"/", "//", "不需要", "无需", "无需办理", "不涉及"}
_NOT_BEGUN = {"", "-", "--", "×", "否", "未办", "未办理", "无"}
# 柞发改发〔2020〕12号, with any kind of bracket.
_DOCUMENT = re.compile(r"^.*[〔\[(【](\d{4})[〕\])】]\s*第?\d+号$")


def permit(cell: Cell, column: Column, month: Month) -> tuple[str, dt.date | None]:
    """Read a permit's state and, where the cell gives one, its date. Raises Unclear."""
    folded = fold(as_text(cell)) if not is_empty(cell) else ""
    for state, words in (
        (NOT_BEGUN, _NOT_BEGUN),
        (DONE, _DONE),
        (UNDERWAY, _UNDERWAY),
        (NOT_REQUIRED, _NOT_REQUIRED),
    ):
        if folded in words:
            return state, None
    if _DOCUMENT.match(folded):
        return DONE, None
    bare = re.sub(r"\(?(?:已批复|批复|备案|已办|办结|取得)\)?$", "", folded)
    if not bare:
        return DONE, None
    # A date says that the paper is there, so it cannot lie ahead.
    granted = column.model_copy(update={"is_past": True})
    try:
        day = date(bare if isinstance(cell, str) else cell, granted, month)
    except Unclear as error:
        message = f"应为√、办理中、日期、文号或“/”（不需要）；作为日期，{error}"
        raise Unclear(message) from None
    return (DONE, day) if day else (NOT_BEGUN, None)
