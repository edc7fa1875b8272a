"""Make the findings about what lies over or behind the cells of a sheet: drawings, colours, notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.domain.text import FOOTNOTES, shorten
from briefing.workbooks.sheet import as_text, is_empty, letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ledgers.heads.table_head import Head
    from briefing.workbooks.sheet import Mark, Sheet

_MOST_WORDS = 60
# Columns that hold words; a number in one is that of another column.
_OF_WORDS = {"text", "name", "unit", "town", "state", "states", "list", "problems"}


class _Kind(NamedTuple):
    code: str
    severity: Severity
    found: str
    expected: str
    advice: str
    # Whether it matters over cells that are empty, too: a text box may hold what they lack.
    is_over_empty: bool


_IN_CELLS = "数据应写在单元格里"
_KINDS = {
    "text": _Kind(
        *("S14", Severity.WARNING, "上面有文本框“{words}”，没有读取", _IN_CELLS),
        *("请核对，应计入的写进单元格，并删去文本框", True),
    ),
    "picture": _Kind(
        *("S14", Severity.WARNING, "上面有图片，没有读取", _IN_CELLS),
        *("请核对图片里或图片下有没有数据，应计入的写进单元格", True),
    ),
    "chart": _Kind(
        *("S14", Severity.WARNING, "上面有图表，没有读取", _IN_CELLS),
        *("请核对图表下有没有数据", False),
    ),
    "condition": _Kind(
        *("S10", Severity.WARNING, "有条件格式会改变显示（{words}），已按存的值读取"),
        *("显示的应与存的一致", "请核对这些单元格，并清除条件格式", False),
    ),
    "volatile": _Kind(
        *("S11", Severity.WARNING, "是随日期或随机变化的公式“={words}”，已按上次保存的值读取"),
        *("应为不再变化的值", "请核对后粘贴为数值", True),
    ),
    "unseen": _Kind(
        *(
            "S12",
            Severity.WARNING,
            "文字与底色相同，看不见，已照常读取",
            "上报的表不应有看不见的内容",
        ),
        *("请改正文字颜色核对，不应计入的请删去", False),
    ),
    "zeros": _Kind(
        *("S12", Severity.WARNING, "有{words}0没有显示（工作表选项不显示零值），已按0读取"),
        *("看到的应与存的一致", "请核对，并在选项里显示零值，没有数的请清空", False),
    ),
    "commas": _Kind(
        *("S13", Severity.ERROR, "各行都像有一个数被逗号分成两格（{words}），右边的列错开了"),
        *("每行的格数应与表头相同", "请核对这些行，把数里的逗号删去或给数加引号", True),
    ),
    "surplus": _Kind(
        *("S13", Severity.ERROR, "比表头多出格子（{words}）", "每行的格数应与表头相同"),
        *("请核对这些行，内容里有分隔符（如“1,200”的逗号）的要加引号或删去", True),
    ),
}


def of_marks(sheet: Sheet, heads: Sequence[Head]) -> Iterator[Finding]:
    """Find what a reader of the sheet sees and its cells do not say, or the other way round."""
    last_row = len(sheet.rows) - 1
    last_column = max(header.index for head in heads for header in head.headers)
    for mark in sheet.marks:
        kind = _KINDS.get(mark.kind)
        # What is too much stands behind the last column.
        right = mark.right if mark.kind == "surplus" else last_column
        part = replace(mark, bottom=min(mark.bottom, last_row), right=min(mark.right, right))
        if not kind or part.top > part.bottom or part.left > part.right:
            continue
        if mark.kind == "commas" and not _has_numbers_for_words(sheet, heads, mark):
            continue
        if kind.is_over_empty or _holds_anything(sheet, part):
            words = shorten(mask(mark.words), _MOST_WORDS)
            found = f"{_area(part)}{kind.found.format(words=words)}"
            yield _of_place(sheet, heads, part, kind._replace(found=found))
    yield from _of_comments(sheet, heads)
    yield from _of_footnotes(sheet, heads)
    yield from _of_hidden(sheet, heads)


def _has_numbers_for_words(sheet: Sheet, heads: Sequence[Head], mark: Mark) -> bool:
    """Tell whether a column of words, to the right of a mark and below it, holds mostly numbers."""
    for head in heads:
        for column in head.placed:
            if head.ledger.column(column.key).type in _OF_WORDS and column.index > mark.left:
                rows = [row for row in sheet.rows[mark.top :] if len(row) > column.index]
                cells = [row[column.index] for row in rows if not is_empty(row[column.index])]
                if 2 * sum(isinstance(cell, float) for cell in cells) > len(cells):
                    return True
    return False


def _holds_anything(sheet: Sheet, mark: Mark) -> bool:
    return any(
        not is_empty(cell)
        for row in sheet.rows[mark.top : mark.bottom + 1]
        for cell in row[mark.left : mark.right + 1]
    )


def _area(mark: Mark) -> str:
    """Name the cells of a mark, where they are several."""
    first, last = f"{letter(mark.left)}{mark.top + 1}", f"{letter(mark.right)}{mark.bottom + 1}"
    return "" if first == last else f"{first}:{last} "


def _of_place(sheet: Sheet, heads: Sequence[Head], mark: Mark, kind: _Kind) -> Finding:
    """Return the finding about the first cell of a mark."""
    head = next((head for head in reversed(heads) if head.top <= mark.top), heads[0])
    keys = [column.key for column in head.placed if column.index == mark.left]
    label = head.ledger.column(keys[0]).label if keys else ""
    return Finding(
        sheet.file,
        sheet.name,
        mark.top + 1,
        label,
        kind.code,
        kind.severity,
        kind.found,
        kind.expected,
        kind.advice,
        letter(mark.left),
    )


def _of_comments(sheet: Sheet, heads: Sequence[Head]) -> Iterator[Finding]:
    """Find the comments on titles, units and heads; those in tables are found with their cells."""
    for (row, column), comment in sorted(sheet.comments.items()):
        if _is_above(row, heads):
            words = shorten(mask(comment), _MOST_WORDS)
            yield Finding(
                *(sheet.file, sheet.name, row + 1, "", "S04", Severity.WARNING),
                *(f"表头或标题有批注“{words}”，批注不作为数据读取", "口径应写在表头里"),
                *("请核对批注是否改变这一列的含义", letter(column)),
            )


def _of_footnotes(sheet: Sheet, heads: Sequence[Head]) -> Iterator[Finding]:
    """Find the heads with a mark that points to a note: it may say what the head does not."""
    for head in heads:
        for column in head.placed:
            if marks := "".join(FOOTNOTES.findall(column.header)):
                yield Finding(
                    *(sheet.file, sheet.name, head.bottom + 1),
                    *(head.ledger.column(column.key).label, "S04", Severity.WARNING),
                    *(f"表头有注码“{marks[:10]}”，已略去", "口径应写在表头里"),
                    *("请核对注里的话是否改变这一列的含义", letter(column.index)),
                )


def _of_hidden(sheet: Sheet, heads: Sequence[Head]) -> Iterator[Finding]:
    """Find columns of a table, and rows of its head, that are hidden or too small to be seen."""
    expected, advice = "上报的表不应有隐藏的内容", "请取消隐藏核对，不应计入的请删去"
    for head in heads:
        for column in head.placed:
            if column.index in sheet.hidden_columns:
                label = head.ledger.column(column.key).label
                yield Finding(
                    *(sheet.file, sheet.name, head.bottom + 1, label, "S03", Severity.WARNING),
                    *("这一列被隐藏，或窄得看不见，已照常读取", expected, advice),
                    letter(column.index),
                )
        for row in range(head.top, head.bottom + 1):
            if row in sheet.hidden_rows:
                yield Finding(
                    *(sheet.file, sheet.name, row + 1, "", "S03", Severity.WARNING),
                    *("这一行表头被隐藏，已照常读取", expected, advice),
                )


def struck_heads(sheet: Sheet, heads: Sequence[Head]) -> list[tuple[int, int]]:
    """Return the cells of titles, units and heads that are struck through, wholly or in part."""
    struck = sheet.struck | sheet.partly_struck
    return sorted(place for place in struck if _is_above(place[0], heads))


def without(sheet: Sheet, cells: Sequence[tuple[int, int]]) -> Sheet:
    """Return a sheet without some of its cells."""
    rows = [list(row) for row in sheet.rows]
    for row, column in cells:
        rows[row][column] = None
    return replace(sheet, rows=rows)


def of_struck_heads(sheet: Sheet, cells: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Return the findings about cells of a head that do not count, because they are struck through."""
    for row, column in cells:
        words = shorten(mask(as_text(sheet.rows[row][column])), _MOST_WORDS)
        yield Finding(
            *(sheet.file, sheet.name, row + 1, "", "S06", Severity.ERROR),
            *(f"表头或标题“{words}”加了删除线，不作数", "应为确定的内容"),
            *("请删去作废的列和文字，有效的去掉删除线", letter(column)),
        )


def _is_above(row: int, heads: Sequence[Head]) -> bool:
    """Tell whether a row is a title or part of a head."""
    return row < heads[0].top or any(head.top <= row <= head.bottom for head in heads)
