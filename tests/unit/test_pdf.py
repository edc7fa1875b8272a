"""The print: hostile names stay names, the fonts are those asked for, a missing glyph stops it."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from briefing.domain.errors import PublishFailed
from briefing.export import pdf
from briefing.page import tables
from briefing.page.blocks import Block, Figure, Light, paragraph
from tests import pdftext
from tests.page_tables import columns

HOSTILE = [
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    "{{7*7}}",
    "</script>",
    "$x$",
    "*a* _b_ `c`",
    "\\u{41} @ref <lab>",
    "= 标题",
    "// 注",
    "[甲](乙)",
    "埫㐀龘①㎡",
]
FACES = {
    "body": "Noto Serif SC",
    "heading": "Noto Sans SC",
    "masthead": "Noto Serif SC",
    "folder": "",
}


def _node(block: Block, **more: object) -> dict[str, Any]:
    return {"kind": block.kind, **block.content, **more}


def _document(*nodes: dict[str, Any], **fonts: str) -> dict[str, Any]:
    head = {
        "kind": "masthead",
        "masthead": "简报",
        "number": "第5期",
        "office": "局",
        "date": "2020年6月5日",
        "marking": "",
        "title": "简报",
        "subject": "运行情况",
        "author": "局",
        "issued_on": "2020-06-05",
        "keywords": ["投资"],
        "fonts": FACES | fonts,
    }
    return {
        "masthead": head,
        "title": "简报",
        "language": "zh",
        "main_pages": 0,
        "main_ends_at": -1,
        "nodes": [head, *nodes],
    }


def _names(*names: str) -> dict[str, Any]:
    """A document in which names stand in words, in a table and in a plain output."""
    return _document(
        {"kind": "heading", "level": 1, "parts": list(names)},
        {"kind": "plain", "text": "\n".join(names)},
        _node(paragraph([*names, Figure(names[0], "A01"), Light("red", names[0])])),
        _node(
            tables.table(names[0], columns(names[0]), [[name] for name in names], note=names[0]),
            number="表1",
        ),
    )


def test_hostile_names_are_shown_as_themselves() -> None:
    """Typst never reads a name as markup, as code or as a file's path."""
    text = pdftext.text(pdf.render(_names(*HOSTILE))).replace("\n", "")

    assert [
        name for name in HOSTILE if text.count(name.replace(" ", "")) + text.count(name) < 3
    ] == []
    assert "root:" not in text


@pytest.mark.parametrize(
    ("character", "code"), [("😀", "U+1F600"), ("𠮷", "U+20BB7"), ("\ue000", "U+E000")]
)
def test_a_missing_glyph_is_named_in_its_place(character: str, code: str) -> None:
    """A character that the fonts lack stops the print, and the message says which and where."""
    with pytest.raises(PublishFailed) as failed:
        pdf.render(_document(_node(paragraph([f"水{character}厂"]))))

    assert str(failed.value).startswith(
        f"“水{character}厂”中的“{character}”（{code}）在所用字体里没有字形"
    )
    assert "could not" not in str(failed.value)


def test_only_the_faces_asked_for_are_embedded() -> None:
    """No other face stands in without a word."""
    made = pdf.render(_names("水厂 Ab1"))

    assert {name.split("-")[0] for name in pdf.embedded_fonts(made)} == {
        "NotoSerifSC",
        "NotoSansSC",
    }


def test_an_unknown_face_is_said_and_the_known_ones_are_named() -> None:
    """A face of county.toml that is not there stops the print; the message lists those that are."""
    with pytest.raises(
        PublishFailed, match=r"没有找到字体“仿宋_GB2312”，可用的有：.*Noto Serif SC"
    ) as failed:
        pdf.render(_document(body="仿宋_GB2312"))

    assert "county.toml" in str(failed.value)


def test_the_same_document_is_the_same_file() -> None:
    """A second print differs in no byte."""
    document = _names("水厂")

    assert pdf.render(document) == pdf.render(document)


def test_a_document_without_masthead_is_printed() -> None:
    """A plain notebook has no date of issue; its print still is PDF/A, and bears no day of the clock."""
    nodes = [{"kind": "heading", "level": 1, "parts": ["标题"]}, _node(paragraph(["正文"]))]
    made = pdf.render(_document() | {"masthead": None, "nodes": nodes})

    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:1970")
        assert opened.Root.Lang == "zh-CN"
        assert opened.open_metadata()["pdfaid:part"] == "2"
    assert "正文" in pdftext.text(made)


@pytest.mark.parametrize("count", range(42, 54))
def test_no_page_begins_with_the_note_of_a_table(count: int) -> None:
    """Wherever a long table ends, its last row stands with the note below it."""
    rows = [[f"项目{number}"] for number in range(1, count + 1)]
    block = tables.table("表", columns("项目"), rows, note="口径" * 60, annex=True)

    [page] = [
        page for page in pdftext.pages(pdf.render(_document(_node(block)))) if "口径" in page
    ]

    assert f"项目{count}" in page


def test_a_document_of_one_page_is_one_page() -> None:
    """Set closer, and then drawn smaller, but never cut."""
    document = _document(_node(paragraph(["正文" * 1500])))
    document |= {"main_pages": 1, "main_ends_at": len(document["nodes"])}

    [page] = pdftext.pages(pdf.render(document))

    assert page.count("正文") == 1500


def test_page_one_is_a_picture() -> None:
    """Page one alone, as PNG, whatever comes behind it."""
    document = _names("水厂")
    turned = document | {
        "nodes": [*document["nodes"], {"kind": "new_page"}, *document["nodes"][1:]]
    }

    assert pdf.first_page(document, 40).startswith(b"\x89PNG")
    assert pdf.first_page(turned, 40) == pdf.first_page(document, 40)
