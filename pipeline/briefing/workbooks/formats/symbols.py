"""Read the letters of symbol fonts as the signs that they show: þ in Wingdings is ☑."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from briefing.workbooks.sheet import SYMBOL, Cell, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DINGBATS = dict(zip("3456789lnoq", "√√××××✦●■□□", strict=True))
# Ticks, crosses and boxes, and what lists begin with. Other pictures mean nothing in a ledger.
_FONTS = {
    "wingdings": dict(zip("üûþý¨oqrxnl¡u§Øv", "√×☑☒□□□□☒■●○◆▪➢❖", strict=True)),
    "wingdings2": dict(zip("PORQST£¢", "√×☑☒☒☒□■", strict=True)),
    "wingdings3": {},
    "webdings": dict(zip("arcgn", "√×□■●", strict=True)),
    "marlett": dict(zip("abri", "√√×●", strict=True)),
    # Its digits and marks are those of every font, its letters are Greek.
    "symbol": {"Ö": "√", "´": "×", "·": "●", **{c: c for c in "0123456789.,:;()[]%+-/=<>"}},
    "zapfdingbats": _DINGBATS,
    "itczapfdingbats": _DINGBATS,
}
# Of a font that was lost with the text: what any of them has for a tick, a cross or a box.
_ANY = _FONTS["wingdings2"] | _FONTS["wingdings"]
# Where Word and WPS keep letters of symbol fonts, so that no other font shows them.
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_MOST_KEPT = 1 << 12


@lru_cache(maxsize=_MOST_KEPT)
def writer(font: str) -> Callable[[str], str] | None:
    """
    Return the function that reads a text in a font; None for a font of letters.

    >>> write = writer("Wingdings 2")
    >>> write("R"), write("P 已办"), write("k"), writer("宋体")
    ('☑', '√ 已办', '（符号）', None)
    """
    signs = _FONTS.get("".join(font.split(",", maxsplit=1)[0].split()).strip("'\"").lower())
    return None if signs is None else partial(_written, signs)


def writers(fonts: Iterable[str]) -> dict[int, Callable[[str], str]]:
    """Return the functions for those of many fonts that show symbols, by their numbers."""
    return {at: write for at, font in enumerate(fonts) if (write := writer(font))}


def without_private(text: str) -> str:
    r"""
    Read letters of symbol fonts that lost their font, where Word or WPS had marked them as such.

    >>> without_private("\uf0fe是"), without_private("水厂")
    ('☑是', '水厂')
    """
    if text.isprintable():
        return text
    return _PRIVATE.sub(lambda match: _written(_ANY, match[0]), text)


def seen_in(write: Callable[[str], str], cell: Cell) -> Cell:
    """Return what a cell in a symbol font shows; a value that it shows as it is stays."""
    if cell is None or isinstance(cell, bool):
        return cell
    text = as_text(cell)
    seen = write(text)
    return cell if seen == text else seen


def _written(signs: dict[str, str], text: str) -> str:
    pieces: list[str] = []
    for letter in text:
        piece = _sign(signs, letter)
        if piece != SYMBOL or pieces[-1:] != [SYMBOL]:
            pieces.append(piece)
    return "".join(pieces)


def _sign(signs: dict[str, str], letter: str) -> str:
    """Return what one letter shows; a font that lacks it leaves it to another font."""
    if letter.isspace():
        return letter
    code = ord(letter) & 0xFF if _PRIVATE.match(letter) else ord(letter)
    if code > 0xFF and not letter.encode("cp1252", errors="ignore"):
        return letter
    return signs.get(chr(code), SYMBOL)
