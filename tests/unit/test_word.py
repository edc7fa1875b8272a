"""The report for Word and WPS: its words are the page's, hostile names stay names, no clock."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest

from briefing.export import word
from briefing.page import tables
from briefing.page.blocks import Block, Figure, Light, note, paragraph
from tests.page_tables import columns

HOSTILE = [
    "<w:p/>", "]]>", "&amp;", "{{7*7}}", "\x0b", "\x00水厂", "{ MERGEFIELD x }", "\ufffe", "a\nb", "😀",
]  # fmt: skip
HEAD = {
    "kind": "masthead", "masthead": "简报", "number": "第5期", "office": "发改局", "date": "6月5日",
    "marking": "内部资料", "title": "简报", "subject": "运行情况", "author": "发改局",
    "issued_on": "2020-06-05", "keywords": [],
}  # fmt: skip
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def _document(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"masthead": HEAD, "title": "简报", "language": "zh", "nodes": [HEAD, *nodes]}


def _node(block: Block, **more: object) -> dict[str, Any]:
    return {"kind": block.kind, **block.content, **more}


def _everything(name: str) -> dict[str, Any]:
    """A document in which *name* stands wherever a ledger's words can stand."""
    card = {
        "label": name, "before": "", "number": "9", "unit": "个", "note": name, "light": "red",
        "figure": {"text": name, "indicator": "A04", "scope": "county"},
    }  # fmt: skip
    heads = columns(name, ("灯", "center", 0.5))
    rows = [name, [name, Light("yellow")], [Figure(name, "A01"), ""]]
    sheet = tables.table(name, heads, rows, note=name, unit=name, total=[name, ""])
    return _document(
        {"kind": "cards", "cards": [card]},
        _node(paragraph([name, Figure(name, "A01"), Light("green")])),
        {"kind": "new_page"},
        {"kind": "heading", "level": 1, "parts": [name]},
        {"kind": "item", "depth": 1, "marker": "·", "parts": [{"text": name, "style": "strong"}]},
        _node(sheet, number="表1"),
        _node(note(name)),
        {"kind": "plain", "text": name},
        {"kind": "picture", "mime": "image/png", "base64": PIXEL, "alt": name},
        {"kind": "imprint", "lines": [name], "office": name, "date": name, "copies": ""},
    )


def _texts(made: bytes) -> str:
    opened = docx.Document(io.BytesIO(made))
    lines = [line.text for line in opened.paragraphs]
    lines += [cell.text for sheet in opened.tables for row in sheet.rows for cell in row.cells]
    return "\n".join(lines)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_itself(name: str) -> None:
    """But for what XML cannot hold, it stands in every part, and the file opens."""
    shown = re.sub("[\x00-\x08\x0b\x0c\ufffe]", "", name)

    assert _texts(word.render(_everything(name))).count(shown) >= 12


def test_a_light_is_a_shape_and_a_word() -> None:
    """Grey paper tells them apart; a narrow column has the shape alone."""
    texts = _texts(word.render(_everything("水厂")))

    assert "●绿灯" in texts
    assert "▲" in texts
    assert "■" in texts


def test_a_page_that_is_just_full_leaves_no_empty_one() -> None:
    """A new page is the next heading's own wish, not a break in a line of its own."""
    opened = docx.Document(io.BytesIO(word.render(_everything("水厂"))))

    breaks = [line for line in opened.paragraphs if line.paragraph_format.page_break_before]
    assert [line.style.name for line in breaks] == ["Heading 1"]


def test_a_tables_head_is_printed_on_each_of_its_pages() -> None:
    """Long lists go over several."""
    sheet = docx.Document(io.BytesIO(word.render(_everything("水厂")))).tables[-1]

    assert "w:tblHeader" in sheet.rows[0]._tr.xml


def test_the_same_document_is_the_same_file() -> None:
    """Its day is that of the issue; the parts of the archive bear none."""
    made = word.render(_everything("水厂"))

    assert made == word.render(_everything("水厂"))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
    assert (
        docx.Document(io.BytesIO(made))
        .core_properties.created.isoformat()
        .startswith("2020-06-05")
    )


def test_a_title_longer_than_a_property_holds_is_cut_there_alone() -> None:
    """What a file says of itself has 255 characters; the page has them all."""
    document = _everything("长" * 300) | {"title": "长" * 300}

    made = docx.Document(io.BytesIO(word.render(document)))

    assert made.core_properties.title == "长" * 255
    assert any("长" * 300 in paragraph.text for paragraph in made.paragraphs)
