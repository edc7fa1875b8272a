"""Turn the Markdown of a notebook cell into nodes; raw HTML and pictures stay plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

# With “js-default”, raw HTML stays text.
_PARSER = MarkdownIt("js-default", {"html": False, "linkify": False})
_EMPTY_TABLE = {"kind": "table", "title": "", "unit": "", "note": "", "annex": False}


def nodes_of(source: str) -> list[dict[str, Any]]:
    """Return the headings, paragraphs, list items, quotes, tables and code of a text, in order."""
    nodes: list[dict[str, Any]] = []
    depth, marker = 0, ""
    tokens = _PARSER.parse(source)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "list_item_open":
            marker = f"{token.info}." if token.info else "·"
        elif token.type == "heading_open" and following:
            nodes.append(
                {"kind": "heading", "level": int(token.tag[1:]), "parts": _parts(following)}
            )
        elif token.type == "paragraph_open" and following:
            if depth:
                nodes.append(
                    {"kind": "item", "depth": depth, "marker": marker, "parts": _parts(following)}
                )
            else:
                nodes.append({"kind": "paragraph", "parts": _parts(following)})
        elif token.type in {"fence", "code_block"}:
            nodes.append({"kind": "plain", "text": token.content.rstrip("\n")})
        elif token.type == "table_open":
            nodes.append(_EMPTY_TABLE | {"columns": [], "rows": []})
        elif token.type == "th_open" and following:
            nodes[-1]["columns"].append(_column(token, following))
        elif token.type == "tr_open" and nodes[-1]["columns"]:
            nodes[-1]["rows"].append({"cells": [], "total": False})
        elif token.type == "td_open" and following:
            nodes[-1]["rows"][-1]["cells"].append(plain(_parts(following)))
    return nodes


def _column(cell: Token, words: Token) -> dict[str, Any]:
    style = str(cell.attrGet("style") or "")
    align = style.removeprefix("text-align:") or "left"
    return {"label": plain(_parts(words)), "align": align, "width": 1}


def plain(parts: list[Any]) -> str:
    """Return the words of a paragraph's or heading's parts, without their style."""
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in parts)


def _parts(inline: Token) -> list[Any]:
    """Return a line's parts: a plain text, or {"text": …, "style": "strong" | "em" | "code"}."""
    parts: list[Any] = []
    style: list[str] = []
    for token in inline.children or []:
        if token.type in {"strong_open", "em_open"}:
            style.append(token.type.removesuffix("_open"))
        elif token.type in {"strong_close", "em_close"}:
            style.pop()
        elif token.type == "code_inline":
            parts.append({"text": token.content, "style": "code"})
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.content:
            parts.append({"text": token.content, "style": style[-1]} if style else token.content)
    return parts
