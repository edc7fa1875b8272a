"""A text goes in, what can be seen of it comes out: of a cell, of a line, of what a clerk writes."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs"}
# White space that steers a machine; a line break and a tab may be meant.
_STEERING = re.compile(r"[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def visible(words: str) -> str:
    """Drop control characters, zero-width characters and broken surrogates; white space stays."""
    if words.isprintable():
        return words
    return "".join(c for c in words if c.isspace() or unicodedata.category(c) not in _UNSEEN)


def legible(words: str) -> str:
    r"""
    Keep of a text what is seen, its lines, and how wide its spaces are.

    >>> legible("柞\u3000水\u200b\x1b[31m\x0b县")
    '柞\u3000水[31m 县'
    """
    return _STEERING.sub(" ", visible(words))


def one_line(text: str) -> str:
    r"""
    Put spaces for line breaks, control characters and marks that nobody sees.

    >>> one_line("台账\n\x1b[31m\u202exslx.csv")
    '台账 [31m xslx.csv'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def shorten(text: str, limit: int = 80) -> str:
    """Keep a line a line: no line breaks or control characters, at most *limit* characters."""
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
