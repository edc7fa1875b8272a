"""
Extract the text of a PDF through the ToUnicode maps of its fonts.

Typst writes one content stream a page and a ToUnicode map for each font; this reads just that, so
that the everyday tests need no tool of the machine.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache

import pikepdf


def text(pdf: bytes) -> str:
    """Return the text of all pages."""
    return "\n".join(pages(pdf))


@lru_cache(maxsize=4)
def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, charts included."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [_shown(page.obj, page.obj.Resources) for page in opened.pages]


def _shown(stream: pikepdf.Object, resources: pikepdf.Object) -> str:
    fonts = {str(name): _to_unicode(font) for name, font in resources.get("/Font", {}).items()}
    words: list[str] = []
    current: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(stream, "Tf Tj TJ Do"):
        match str(operator):
            case "Tf":
                current = fonts[str(operands[0])]
            case "Tj":
                words.append(_decode(bytes(operands[0]), current))
            case "TJ":
                words += [
                    _decode(bytes(part), current)
                    for part in operands[0]
                    if isinstance(part, pikepdf.String)
                ]
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    words.append(_shown(form, form.get("/Resources", resources)))
            case _:
                pass
    return "".join(words)


def _decode(codes: bytes, unicode: dict[bytes, str]) -> str:
    return "".join(unicode.get(codes[i : i + 2], "") for i in range(0, len(codes), 2))


def _to_unicode(font: pikepdf.Object) -> dict[bytes, str]:
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, flags=re.DOTALL):
        for code, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(target).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, flags=re.DOTALL):
        for first, last, target in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + step).to_bytes(2, "big")
                found[code] = chr(int(target, 16) + step)
    return found
