"""
Find the texts that decide how wide a table's columns must be, for Typst to measure.

A table has thousands of words, and only Typst knows how wide one is: it gets the longest of each
column.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# Typst breaks a longer word anywhere.
LONGEST_WORD, LONGEST_OF_LINE = 24, 48
_LONG = re.compile(rf"[!-~]{{{LONGEST_WORD + 1},}}")
# A longer text may be taller than half a page in a narrow column.
_TALL = 300
# In a proportional face a shorter word may be wider: words up to so many letters shorter count.
_NEAR = 2

# A line may break between two Chinese characters, but not within a Western word, a number or a date.
_WORD = re.compile(
    r"\d+年\d+月(?:\d+日)?|\d+月\d+日|[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef“”‘’→—\u200b]+"
)


def with_needs(node: dict[str, Any], *, is_chinese: bool) -> dict[str, Any]:
    """
    Give each column of a table the texts that it must have room for.

    `heads` are the parts of its label: a Chinese label breaks only before its bracket, others
    between words. `words` are the longest words of its cells, `wholes` its longest cells.
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
    tall = {"is_tall": True}
    return node | {
        "columns": columns,
        "rows": [
            row | tall if any(len(_text(cell)) > _TALL for cell in row["cells"]) else row
            for row in node["rows"]
        ],
        "has_long_words": any(map(has_long_words, texts)),
    }


def has_long_words(text: str, longest: int = LONGEST_WORD) -> bool:
    """Tell whether a text has words that Typst must break anywhere, which it is slow to look for."""
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
    Keep the texts that may be the widest, sorted.

    >>> _longest(["水厂", "交通运输局", "abc"])
    ['交通运输局']
    """
    # A Chinese character is as wide as two letters.
    widths = {
        text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
        for text in texts
    }
    most = max(widths.values(), default=0)
    return sorted(text for text, width in widths.items() if text and width + _NEAR >= most)
