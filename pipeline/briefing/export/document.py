"""
Turn an executed notebook into a document: a list of nodes that every format is rendered from.

Blocks (`briefing.page.blocks`) are taken as they are, markdown cells become headings and paragraphs,
any other output becomes plain text or a picture. Code is left out. No node holds markup: what a
ledger says arrives on a page as text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from briefing.export.markdown import nodes_of, plain
from briefing.page.blocks import MIME
from briefing.page.colours import LAMPS
from briefing.page.words import CHINESE, SOURCE, Words
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

Node = dict[str, Any]

# Tags of a cell: begin a new page in print; leave the cell out.
NEW_PAGE, REMOVE = "new-page", "remove"

# The colours of lights in Word and Excel.
LIGHT_COLOURS = {light: colour[1:].upper() for light, colour in LAMPS.items()}

# The geta mark stands for a character that cannot be shown: a control, half of a surrogate pair, or
# one that changes the direction of the text after it.
GETA = "〓"
_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def document_of(notebook: NotebookNode) -> Node:
    """
    Return the document of a notebook.

    It has the `nodes`, and the `masthead` among them, if there is one. Charts and tables are
    numbered in the order of the notebook: 图1, 表1, 附表1.
    """
    words = language_of(notebook)
    every = list(_numbered(_without_gaps(_nodes(notebook, words)), words))
    origins = [node for node in every if node["kind"] == "origins"]
    nodes = [printable(node) for node in every if node["kind"] != "origins"]
    masthead = next((node for node in nodes if node["kind"] == "masthead"), None)
    return {
        "masthead": masthead,
        "title": printable(_title(notebook, masthead, nodes)),
        "language": words.language,
        # The main part ends at the last page break; the notebook may limit its pages.
        "main_pages": notebook.metadata.get("briefing", {}).get("main_pages", 0),
        "main_ends_at": max(
            (index for index, node in enumerate(nodes) if node["kind"] == "new_page"),
            default=len(nodes),
        ),
        "nodes": nodes,
        # HTML shows on demand which cells a figure comes from.
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


def _title(notebook: NotebookNode, masthead: Node | None, nodes: list[Node]) -> str:
    """Return the masthead's title, else the notebook's, else the first heading."""
    if masthead:
        return str(masthead["title"])
    if title := notebook.metadata.get("title"):
        return str(title)
    headings = (node for node in nodes if node["kind"] == "heading")
    return next((plain(node["parts"]) for node in headings), "未命名")


def _nodes(notebook: NotebookNode, words: Words) -> Iterator[Node]:
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if REMOVE in tags:
            continue
        if NEW_PAGE in tags:
            yield {"kind": "new_page"}
        if cell.cell_type == "markdown":
            yield from nodes_of(_translated(cell.source, words))
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                yield from _outputs(output)


# A line of Markdown: the mark of a heading or an item, and its words.
_LINE = re.compile(r"^(\s*(?:#+|[-*]|\d+\.)\s+)?(.*)$", re.MULTILINE)


def _translated(source: str, words: Words) -> str:
    """Translate the lines of a Markdown cell; a line that the dictionary lacks stays as it is."""
    return _LINE.sub(lambda line: (line[1] or "") + words.name(line[2]), source)


def _outputs(output: NotebookNode) -> Iterator[Node]:
    if output.output_type == "stream":
        yield {"kind": "plain", "text": _text(output.text)}
    elif output.output_type == "error":
        yield {"kind": "plain", "text": f"{output.ename}: {output.evalue}"}
    elif output.output_type in {"display_data", "execute_result"}:
        yield from _display(output.data)


def _display(data: dict[str, Any]) -> Iterator[Node]:
    """Yield the richest form that a page can show: a block, a chart, a picture or plain text."""
    if MIME in data:
        yield data[MIME]
        return
    for mime, content in data.items():
        if mime.startswith("application/vnd.vegalite"):
            spec = {key: value for key, value in content.items() if key != "$schema"}
            title = str(spec.get("description", "")) or "图"
            yield {
                "kind": "chart", "title": title, "alt": title, "note": "", "spec": spec,
                "columns": [], "data": [], "figures": [],
            }  # fmt: skip
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


# Colours of a terminal.
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def _text(value: str | list[str]) -> str:
    return _ANSI.sub("", value if isinstance(value, str) else "".join(value))


def _without_gaps(nodes: Iterator[Node]) -> Iterator[Node]:
    """Let headings begin at level 1 and go down one level at a time, as tagged PDF requires."""
    level = 0
    for node in nodes:
        if node["kind"] != "heading":
            yield node
        elif plain(node["parts"]).strip():
            level = min(node["level"], level + 1)
            yield node | {"level": level}


def walk(value: Any) -> Iterator[Any]:
    """Yield a part of a document and every part inside it."""
    yield value
    if isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from walk(entry)


def printable(value: Any) -> Any:
    """Replace each character that no page can show by a geta mark (〓), in every text of a value."""
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
        # XML, and so Word, cannot hold them.
        or character in "\ufffe\uffff"
        or unicodedata.bidirectional(character) in _DIRECTIONS
    )


def _numbered(nodes: Iterator[Node], words: Words) -> Iterator[Node]:
    """Give each chart and each titled table its number: 图1, Figure 1."""
    counts = {"图": 0, "表": 0, "附表": 0}
    for node in nodes:
        if node["kind"] == "chart":
            word = "图"
        elif node["kind"] == "table" and node["title"]:
            word = "附表" if node["annex"] else "表"
        else:
            yield node
            continue
        counts[word] += 1
        yield node | {"number": words(f"{word}{{number}}", number=counts[word])}
