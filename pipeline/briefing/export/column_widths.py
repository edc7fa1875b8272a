"""
A table's node goes in, what its columns cannot do without comes out, for print to measure.

A page knows how wide a word is, and a table has thousands of them: only the longest of each column
are handed on.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# Print breaks a longer word wherever it must.
LONGEST_WORD, LONGEST_OF_LINE = 24, 48
_LONG = re.compile(rf"[!-~]{{{LONGEST_WORD + 1},}}")
# A longer text may be taller than half a page in a narrow column.
_TALL = 300
# A proportional face may set a shorter word wider: so many letters below the longest still count.
_NEAR = 2

# Between two Chinese characters a line may break; within a Western word or a number it may not.
# Nor within a date.
_WORD = re.compile(
    r"\d+年\d+月(?:\d+日)?|\d+月\d+日|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef“”‘’→—\u200b]+"
)


def with_needs(node: dict[str, Any], *, is_chinese: bool) -> dict[str, Any]:
    """
    Give each column of a table what it cannot do without.

    `heads` are the parts of its label: in Chinese a label breaks before its bracket alone, else
    between words. `words` are its cells' longest words, `wholes` its longest cells.
    """
    rows = [row["cells"] for row in node["rows"] if not row.get("group")]
    columns = []
    for at, column in enumerate(node["columns"]):
        cells = [row[at] for row in rows]
        texts = {_text(cell) for cell in cells}
        words = {word for text in texts for word in _WORD.findall(text)}
        columns.append(
            column
            | {
                "heads": _parts(column["label"], is_chinese=is_chinese),
                "words": _longest(word for word in words if len(word) <= LONGEST_WORD),
                "wholes": _longest(texts),
                "has_lights": any(isinstance(cell, dict) and "light" in cell for cell in cells),
            }
        )
    texts = {_text(cell) for row in node["rows"] for cell in row["cells"]}
    return node | {
        "columns": columns,
        "rows": [row | {"is_tall": True} if _is_tall(row) else row for row in node["rows"]],
        "has_long_words": any(map(has_long_words, texts)),
    }


def _is_tall(row: dict[str, Any]) -> bool:
    return any(len(_text(cell)) > _TALL for cell in row["cells"])


def has_long_words(text: str, longest: int = LONGEST_WORD) -> bool:
    """Tell whether print must look for words to break anywhere; the look itself takes its time."""
    return any(len(word) > longest for word in _LONG.findall(text))


def _text(cell: str | dict[str, str]) -> str:
    return cell if isinstance(cell, str) else cell.get("text", "")


def _parts(label: str, *, is_chinese: bool) -> list[str]:
    """
    Break a label where print may.

    >>> _parts("与序时之差（百分点）", is_chinese=True), _parts("Start rate", is_chinese=False)
    (['与序时之差', '（百分点）'], ['Start', 'rate'])
    """
    return re.split(r"(?=（)", label) if is_chinese else label.split()


def _longest(texts: Iterable[str]) -> list[str]:
    """
    Keep those that may turn out the widest, in an order that never changes.

    >>> _longest(["水厂", "交通运输局", "abc"])
    ['交通运输局']
    """
    widths = {text: sum(map(_width, text)) for text in texts}
    most = max(widths.values(), default=0)
    return sorted(text for text, width in widths.items() if text and width + _NEAR >= most)


def _width(letter: str) -> int:
    """A Chinese character is as wide as two letters."""
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
