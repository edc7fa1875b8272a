"""Read the state and the date of a permit: √, 办理中, 2020.4.15, 文号, “/”."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from briefing.ledgers.tidy.dates import date
from briefing.ledgers.tidy.values import (
    MARKS_OF_NO,
    MARKS_OF_YES,
    PLANNED,
    Caution,
    Unclear,
    is_stroke,
    refuse_failure,
    says_nothing,
    short,
)

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.workbooks.sheet import Cell

DONE, UNDERWAY, NOT_REQUIRED, NOT_BEGUN = "done", "underway", "not_required", "not_begun"
# How far a permit has come.
PERMIT_RANKS = {NOT_BEGUN: 0, UNDERWAY: 1, DONE: 2}

_WORDS = {
    DONE: {
        *MARKS_OF_YES, "有", "已办", "已办理", "已办结", "已批复", "已批", "已备案", "已核准",
        "已取得", "已取得批复", "已颁发", "已发证", "已完成", "已完成批复", "批复", "备案",
        "办结", "完成", "取得", "办理完成", "办理完毕",
    },
    UNDERWAY: {
        "办理中", "正在办理", "正在办理中", "在办", "在办理", "申报中", "正在申报", "已申报",
        "已上报", "已报批", "报批中", "正在报批", "报审中", "送审", "编制中", "正在编制",
        "已委托编制", "评审中", "正在评审", "审批中", "正在审批", "审核中", "公示中", "已受理",
        "受理中", "进行中", "推进中", "在编", "正编", "在批", "已送审", "组卷中", "正在组卷",
    },
    NOT_REQUIRED: {
        "/", "//", "不需要", "不需", "不用", "不需办理", "无需", "无需办理", "无须办理",
        "不涉及", "不适用", "免办", "豁免",
    },
    NOT_BEGUN: {
        *MARKS_OF_NO, "", "空", "空白", "无", "暂无", "没有", "待定", "未办", "未办理",
        "尚未办理", "未开始", "未启动", "未开展", "未取得", "暂未办理", "暂无批复", "待办",
        "待办理",
    },
}  # fmt: skip
_STATES = {word: state for state, words in _WORDS.items() for word in words}
# 柞发改发〔2020〕12号, with any kind of bracket, and no word before it that denies it.
_DOCUMENT = re.compile(
    r"[^0-9未拟待暂]{1,30}[〔\[(【{<《]((?:19|20)[0-9]{2})年?[〕\])】}>》]第?[0-9]{1,5}号"
)
# A filing has no document; it is known by the project's code.
_FILING = re.compile(r"[^0-9未拟待暂]{0,12}[0-9]{4}-?[0-9]{6}-?[0-9]{2}-?[0-9]{2}-?[0-9]{6}")
_DATED_WORD = re.compile(r"\(?(?:已批复|批复|备案|核准|已办|办结|取得)\)?$")
_DATE_LIKE = re.compile(r"(?:19|20)[0-9]{2}|[0-9一二三四五六七八九十]月")
_EXPECTED = "应为√、办理中、日期、文号或“/”（不需要）"


def permit(cell: Cell, column: LedgerColumn, month: Month) -> tuple[str, dt.date | None]:
    """
    Read a permit's state and, where the cell gives one, its date.

    A permit that is planned, denied or dated after the report month is unclear, not done. Raises
    Unclear, or Caution.
    """
    folded = short(cell) if cell is not None else ""
    refuse_failure(folded)
    folded = folded.upper().rstrip("。.;,")
    if state := _STATES.get(folded):
        return state, None
    if not isinstance(cell, str):
        return _dated(cell, column, month)
    if is_stroke(cell) and folded != "\\":
        return NOT_BEGUN, None
    if says_nothing(cell) and folded != "\\":
        raise Unclear(_EXPECTED)
    if folded == "\\":
        raise Caution((NOT_REQUIRED, None), "应写“/”，已按不需要办理读入")
    # A remark stands in brackets or after a comma.
    match = re.fullmatch(r"([^(),;]+)(?:\((.*)\)|[,;](.*))", folded)
    main, remark = (match[1], match[2] or match[3] or "") if match else (folded, "")
    if state := _STATES.get(main):
        return _with_remark(state, remark, column, month)
    documents, rest = _documents(folded, month)
    if documents:
        return _with_remark(DONE, rest, column, month)
    if _DOCUMENT.fullmatch(remark):
        return _dated(main, column, month)
    bare = _DATED_WORD.sub("", folded)
    if not bare:
        return DONE, None
    return _dated(cell if bare == folded else bare, column, month)


def _with_remark(
    state: str, remark: str, column: LedgerColumn, month: Month
) -> tuple[str, dt.date | None]:
    """Return a state, dated by its remark. Raises Unclear where the remark contradicts it."""
    other = _STATES.get(remark) if remark else None
    if other not in {None, state}:
        message = f"{_EXPECTED}（前后说法不一）"
        raise Unclear(message)
    if state != DONE or not remark or other:
        return state, None
    if _DOCUMENT.fullmatch(remark):
        return DONE, None
    if PLANNED.search(remark) or re.search(r"未|尚|拟|正在|办理中", remark):
        message = f"{_EXPECTED}（前后说法不一）"
        raise Unclear(message)
    # 市级 is only a remark; 2020.4 must be a date.
    return _dated(remark, column, month) if _DATE_LIKE.search(remark) else (DONE, None)


def _documents(folded: str, month: Month) -> tuple[bool, str]:
    """Tell whether a cell begins with numbers of documents, and return the rest of it."""
    end = 0
    while match := (_DOCUMENT.match(folded, end) or _FILING.match(folded, end)):
        if match.re is _DOCUMENT and int(match[1]) > month.year:
            message = f"应为已有的文号（文号的年份{match[1]}在报告期之后）"
            raise Unclear(message)
        end = match.end()
    return end > 0, re.sub(r"^[、,;/和及]*\(?|\)$", "", folded[end:])


def _dated(cell: Cell, column: LedgerColumn, month: Month) -> tuple[str, dt.date | None]:
    """Read a date of a permit that is done, which cannot be after the report month."""
    granted = column.model_copy(update={"is_past": True})
    try:
        day = date(cell, granted, month)
    except Caution as caution:
        raise Caution((DONE, caution.value), str(caution)) from None
    except Unclear as error:
        message = f"{_EXPECTED}；作为日期，{error}"
        raise Unclear(message) from None
    return (DONE, day) if day else (NOT_BEGUN, None)
