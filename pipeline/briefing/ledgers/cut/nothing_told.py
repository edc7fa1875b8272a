"""Recognise a ledger that is due and has nothing to tell this month: 无, 本月无办理事项."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.cut.row_kinds import RowKind, rows_of
from briefing.workbooks.sheet import as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ledgers.cut.body import Body
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.heads.table_head import Head
    from briefing.workbooks.sheet import Cell

# A county always has key projects.
NEVER_NONE = frozenset({"projects"})
_LONGEST = 30
_OF_WHAT = (
    r"(?:此类|该类|这类|相关|新增|新的|需要|应|需|办理|办结|受理|到期|限时|首问|服务|督查|督办|检查|问题|事项|情况|内容"
    r"|项目|会议|协调|数据|上报|报送|填报|发生|整改|移送|审批|手续|反馈|储备|申报|更新|变化|及|和|的|、)"
)
_NONE = re.compile(
    r"^\(?(?:备注:|注:|说明:)?(?:截[至止-].{1,8}?[,,]?)?(?:本|当|\d{1,2})?(?:月份?|期|季度|年度?)?"
    r"(?:内|底|末)?[,,:]?(?:我[县局委办]|全县)?(?:暂|均|尚|并)?"
    rf"(?:(?:无|没有|未发生|未发现|未开展|未新增|未受理)(?:{_OF_WHAT}){{0,8}}|零报告|零事项)[。.]?\)?$"
)
# A table that only says that it has nothing has few rows: that, and its notes.
_MOST_ROWS = 10
_STROKES = re.compile(r"^[-/\\—_.。]*$")
_SERIAL = re.compile(r"^\d{1,3}\.?0?$")


def tells_nothing(cells: Sequence[Cell]) -> bool:
    """
    Tell whether a row says that there is nothing: one such text, and only serials and strokes.

    >>> tells_nothing(["1", "本月无办理事项", None]), tells_nothing(["1", "无", "水利局"])
    (True, False)
    """
    texts = [fold(as_text(cell)) for cell in cells if not is_empty(cell)]
    if not texts or any(len(text) > _LONGEST for text in texts):
        return False
    told = [text for text in texts if not _STROKES.match(text) and not _SERIAL.match(text)]
    return bool(told) and all(_NONE.match(text) for text in told)


def says_none(table: SheetTable) -> bool:
    """Tell whether a table without rows says that it has none this month."""
    return table.ledger.id not in NEVER_NONE and any(
        kind is RowKind.NOTE and tells_nothing([text])
        for kind, text in zip(table.kinds, table.texts, strict=True)
    )


def row_of_nothing(kinds: Sequence[RowKind], body: Body, head: Head) -> tuple[int, str] | None:
    """
    Return the row that says that there is nothing (无), and its words, where a table has no other
    row; None elsewhere.
    """
    if len(rows_of(kinds, RowKind.PROJECT, RowKind.UNKNOWN)) > 1:
        return None
    told = rows_of(kinds, RowKind.PROJECT, RowKind.UNKNOWN, RowKind.NOTE)
    if len(told) > _MOST_ROWS:
        return None
    said = [at for at in told if tells_nothing(body.row(at))]
    others = [at for at in told if at not in said and kinds[at] is not RowKind.NOTE]
    if head.ledger.id in NEVER_NONE or len(said) != 1 or others:
        return None
    texts = [as_text(cell).strip() for cell in body.row(said[0]) if not is_empty(cell)]
    return said[0], next(text for text in texts if tells_nothing([text]))
