"""Remove from texts what cannot be seen: control characters, zero-width marks, line breaks."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNSEEN = {"Cc", "Cf", "Cs"}
# White space other than spaces, line breaks and tabs, which may be meant.
_CONTROL_SPACE = re.compile(r"[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# ①, ⑵, ¹ and ₁ point to a note below the table; they are no digits. The ² of m² is none of them.
_MARK = (
    r"(?:(?<![mM㎡米])[\u00b2\u00b3]"
    r"|[\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793])"
)
# （注①） as well, and what a column is computed of: ③=①+②.
_MARKS = rf"{_MARK}+(?:[-=＝+＋－×÷/]{_MARK}+)*"
FOOTNOTES = re.compile(rf"[(（\[【〔](?:见?注)?{_MARKS}[)）\]】〕]|{_MARKS}")


def visible(words: str) -> str:
    """Drop control characters, zero-width characters and broken surrogates; white space stays."""
    if words.isprintable():
        return words
    return "".join(c for c in words if c.isspace() or unicodedata.category(c) not in _UNSEEN)


def legible(words: str) -> str:
    r"""
    Drop what cannot be seen; keep the lines of a text and the width of its spaces.

    >>> legible("柞\u3000水\u200b\x1b[31m\x0b县")
    '柞\u3000水[31m 县'
    """
    return _CONTROL_SPACE.sub(" ", visible(words))


def without_footnotes(text: str) -> str:
    """
    Take the marks of footnotes out of a text, before they could fold to digits.

    >>> without_footnotes("2020年5月①"), without_footnotes("投资¹²（注⑵）"), without_footnotes("500m²")
    ('2020年5月', '投资', '500m²')
    """
    return text if text.isascii() else FOOTNOTES.sub("", text)


def one_line(text: str) -> str:
    r"""
    Replace line breaks, control characters and invisible marks by spaces.

    >>> one_line("台账\n\x1b[31m\u202exslx.csv")
    '台账 [31m xslx.csv'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(names: Sequence[str], most: int = 5) -> str:
    """
    Quote the first of many names.

    >>> quoted(["水厂", "公路"]), quoted(["水厂", "公路"], most=1)
    ('“水厂”、“公路”', '“水厂”等')
    """
    return "、".join(f"“{name}”" for name in names[:most]) + ("等" if len(names) > most else "")


def shorten(text: str, limit: int = 80) -> str:
    """Put a text on one line of at most *limit* characters."""
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def shown_number(number: float) -> str:
    """
    Write a number as a spreadsheet shows it: at most 15 significant digits, and no sign on 0.

    >>> shown_number(0.1 + 0.2), shown_number(430000.0), shown_number(1e20), shown_number(-0.0)
    ('0.3', '430000', '100000000000000000000', '0')
    """
    text = f"{number + 0:.15g}"
    return f"{number:.0f}" if "e+" in text else text
