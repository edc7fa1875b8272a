"""
An executed notebook goes in, a document comes out: a list of nodes that both templates read.

Blocks (`briefing.page.blocks`) are taken as they are, markdown cells become headings and paragraphs,
anything else a notebook may print becomes plain text or a picture. Code is left out. No node holds
markup: what a ledger says arrives at a page as text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from briefing.export.markdown import nodes_of
from briefing.page.blocks import MIME
from briefing.page.words import CHINESE, SOURCE, Words
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

Node = dict[str, Any]

# Tags that a cell may carry: begin a new page in print, or stay out of the briefing.
NEW_PAGE, REMOVE = "new-page", "remove"

# What print sets where a character cannot be shown: a control, half a surrogate pair, or one that
# turns the direction of the words behind it.
GETA = "〓"
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def document_of(notebook: NotebookNode) -> Node:
    """
    Return the document of a notebook.

    It has `nodes`; and, where the notebook prints a masthead, that block's content as `masthead`.
    Charts and tables are numbered in the order of the notebook: 图1, 表1, 附表1.
    """
    words = language_of(notebook)
    told = list(_numbered(_stepped(_nodes(notebook, words)), words))
    origins = [node for node in told if node["kind"] == "origins"]
    told = [node for node in told if node["kind"] != "origins"]
    nodes = [printable(node) for node in told]
    heads = [node for node in nodes if node["kind"] == "masthead"]
    return {
        "masthead": heads[0] if heads else None,
        "title": printable(_title(notebook, nodes)),
        "language": words.language,
        # The main part ends at the last page break; its notebook may say on how many pages.
        "main_pages": notebook.metadata.get("briefing", {}).get("main_pages", 0),
        "main_ends_at": max(
            (index for index, node in enumerate(nodes) if node["kind"] == "new_page"),
            default=len(nodes),
        ),
        "nodes": nodes,
        # For pages that show on demand what a figure is made of.
        "origins": origins[0] if origins else None,
    }


def language_of(notebook: NotebookNode) -> Words:
    """Return the words of the language that the notebook's masthead is in; Chinese without one."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            block = output.get("data", {}).get(MIME, {})
            if block.get("kind") == "masthead":
                return words_of(block.get("language", SOURCE))
    return CHINESE


def _title(notebook: NotebookNode, nodes: list[Node]) -> str:
    """The masthead's title, else the notebook's, else its first heading."""
    for node in nodes:
        if node["kind"] == "masthead":
            return str(node["title"])
    if title := notebook.metadata.get("title"):
        return str(title)
    headings = (node for node in nodes if node["kind"] == "heading")
    return next(("".join(_words(node["parts"])) for node in headings), "未命名")


def _words(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        yield part if isinstance(part, str) else str(part.get("text", ""))


def _nodes(notebook: NotebookNode, words: Words) -> Iterator[Node]:
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if REMOVE in tags:
            continue
        if NEW_PAGE in tags:
            yield {"kind": "new_page"}
        if cell.cell_type == "markdown":
            yield from nodes_of(_said(cell.source, words))
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                yield from _outputs(output)


# A line of Markdown: the mark of a heading or an item, and its words.
_LINE = re.compile(r"^(\s*(?:#+|[-*]|\d+\.)\s+)?(.*)$", re.MULTILINE)


def _said(source: str, words: Words) -> str:
    """Say the lines of a Markdown cell in a language; one that no catalogue has stays as it is."""
    return _LINE.sub(lambda line: (line[1] or "") + words.name(line[2]), source)


def _outputs(output: NotebookNode) -> Iterator[Node]:
    if output.output_type == "stream":
        yield {"kind": "plain", "text": _text(output.text)}
    elif output.output_type == "error":
        yield {"kind": "plain", "text": f"{output.ename}: {output.evalue}"}
    elif output.output_type in {"display_data", "execute_result"}:
        yield from _display(output.data)


def _display(data: dict[str, Any]) -> Iterator[Node]:
    """The richest form that a page can hold: our block, a chart, a picture, plain text."""
    if MIME in data:
        yield data[MIME]
        return
    for mime, content in data.items():
        if mime.startswith("application/vnd.vegalite"):
            spec = {key: value for key, value in content.items() if key != "$schema"}
            title = str(spec.get("description", "")) or "图"
            yield {
                "kind": "chart",
                "title": title,
                "alt": title,
                "note": "",
                "spec": spec,
                "columns": [],
                "data": [],
                "figures": [],
            }
            return
    for mime in ("image/png", "image/jpeg"):
        if mime in data:
            yield {
                "kind": "picture",
                "mime": mime,
                "base64": _text(data[mime]).replace("\n", ""),
                "alt": _text(data.get("text/plain", "图")),
            }
            return
    if "text/markdown" in data:
        yield from nodes_of(_text(data["text/markdown"]))
    elif "text/plain" in data:
        yield {"kind": "plain", "text": _text(data["text/plain"])}


# Colours of a terminal; on a page they would be noise.
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def _text(value: str | list[str]) -> str:
    return _ANSI.sub("", value if isinstance(value, str) else "".join(value))


def _stepped(nodes: Iterator[Node]) -> Iterator[Node]:
    """Let headings begin at the first level and go down one at a time, as tagged PDF asks for."""
    level = 0
    for node in nodes:
        if node["kind"] != "heading":
            yield node
        elif "".join(_words(node["parts"])).strip():
            level = min(node["level"], level + 1)
            yield node | {"level": level}


def printable(value: Any) -> Any:
    """Put a geta mark (〓) for each character that no page can show, in every text of a value."""
    if isinstance(value, str):
        if value.isprintable():
            return value
        return "".join(GETA if _is_unprintable(character) else character for character in value)
    if isinstance(value, dict):
        return {key: printable(entry) for key, entry in value.items()}
    return [printable(entry) for entry in value] if isinstance(value, list) else value


def _is_unprintable(character: str) -> bool:
    if character in "\n\t":
        return False
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        # No XML can hold them, and Word is XML.
        or character in "\ufffe\uffff"
        or unicodedata.bidirectional(character) in _TURNING
    )


def _numbered(nodes: Iterator[Node], words: Words) -> Iterator[Node]:
    """Give each chart and each titled table its number: 图1, Figure 1."""
    counts = {"图": 0, "表": 0, "附表": 0}
    for node in nodes:
        word = _word(node)
        if word:
            counts[word] += 1
            yield node | {"number": words(f"{word}{{number}}", number=counts[word])}
        else:
            yield node


def _word(node: Node) -> str:
    if node["kind"] == "chart":
        return "图"
    if node["kind"] == "table" and node["title"]:
        return "附表" if node["annex"] else "表"
    return ""
