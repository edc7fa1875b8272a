"""A notebook as a document: what is shown, in which order, under which number."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from briefing.export.document import document_of, printable
from briefing.page import tables
from briefing.page.blocks import Block, paragraph
from tests.page_tables import columns

markdown, output = nbformat.v4.new_markdown_cell, nbformat.v4.new_output


def _cell(*outputs: NotebookNode, tags: tuple[str, ...] = ()) -> NotebookNode:
    return nbformat.v4.new_code_cell(
        "secret = 1", outputs=list(outputs), metadata={"tags": list(tags)}
    )


def _shown(block: Block) -> NotebookNode:
    return output("display_data", data=block._repr_mimebundle_())


def _document(*cells: NotebookNode, **metadata: Any) -> dict[str, Any]:
    return document_of(nbformat.v4.new_notebook(cells=list(cells), metadata=metadata))


def _table(title: str, *, annex: bool = False) -> NotebookNode:
    return _cell(_shown(tables.table(title, columns("甲"), [["1"]], note="", annex=annex)))


def test_code_is_left_out() -> None:
    """A reader sees what a cell shows, never its code."""
    document = _document(markdown("# 标题"), _cell(_shown(paragraph(["正文"]))))

    assert document["nodes"] == [
        {"kind": "heading", "level": 1, "parts": ["标题"]},
        {"kind": "paragraph", "parts": ["正文"]},
    ]


def test_charts_and_tables_are_numbered_apart() -> None:
    """图, 表 and 附表 count for themselves; a table without title has no number."""
    chart = _cell(_shown(Block("chart", {"title": "图"}, chart={})))
    document = _document(_table("一"), chart, _table(""), _table("二", annex=True), _table("三"))

    assert [node.get("number") for node in document["nodes"]] == [
        "表1",
        "图1",
        None,
        "附表1",
        "表2",
    ]


def test_tags_begin_a_page_or_leave_out_a_cell() -> None:
    """`new-page` begins a new page, `remove` keeps a cell out of the briefing."""
    hidden = markdown("# 说明", metadata={"tags": ["remove"]})
    turned = markdown("# 一", metadata={"tags": ["new-page"]})

    assert [node["kind"] for node in _document(hidden, turned)["nodes"]] == ["new_page", "heading"]


@pytest.mark.parametrize(
    ("shown", "node"),
    [
        (output("stream", text="一行\n"), {"kind": "plain", "text": "一行\n"}),
        (
            output("error", ename="ValueError", evalue="坏", traceback=[]),
            {"kind": "plain", "text": "ValueError: 坏"},
        ),
        (output("display_data", data={"text/plain": "甲"}), {"kind": "plain", "text": "甲"}),
        (
            output("display_data", data={"text/html": "<b>甲</b>", "text/plain": "甲"}),
            {"kind": "plain", "text": "甲"},
        ),
        (
            output("display_data", data={"text/markdown": "**甲**", "text/plain": "x"}),
            {"kind": "paragraph", "parts": [{"text": "甲", "style": "strong"}]},
        ),
        (
            output("display_data", data={"image/png": "aGk=\n", "text/plain": "<Figure>"}),
            {"kind": "picture", "mime": "image/png", "base64": "aGk=", "alt": "<Figure>"},
        ),
    ],
)
def test_outputs_of_any_notebook(shown: NotebookNode, node: dict[str, str]) -> None:
    """A notebook without our blocks shows its text, pictures and errors; HTML never."""
    assert _document(_cell(shown))["nodes"] == [node]


def test_a_chart_of_any_notebook() -> None:
    """A Vega-Lite output of another's hand is a chart, without the schema's address."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "mark": "bar",
        "description": "柱",
    }
    node = _document(
        _cell(output("display_data", data={"application/vnd.vegalite.v6+json": spec}))
    )["nodes"][0]

    assert (node["kind"], node["title"], node["alt"]) == ("chart", "柱", "柱")
    assert node["spec"] == {"mark": "bar", "description": "柱"}


def test_the_title_is_the_mastheads_the_notebooks_or_the_first_heading() -> None:
    """A document always has a title, as tagged PDF asks for."""
    masthead = _cell(
        _shown(Block("masthead", {"masthead": "简报", "number": "1", "title": "简报（5月）"}))
    )

    assert _document(masthead, markdown("# 一"), title="笔记")["title"] == "简报（5月）"
    assert _document(markdown("# 一"), title="笔记")["title"] == "笔记"
    assert _document(markdown("# **一**、进度"))["title"] == "一、进度"
    assert _document()["title"] == "未命名"


def test_headings_begin_at_one_and_skip_no_level() -> None:
    """Levels go down one at a time, as tagged PDF asks for; an empty heading is none."""
    nodes = _document(markdown("### 甲\n\n#\n\n#### 乙\n\n# 丙\n\n## 丁\n\n###### 戊"))["nodes"]

    assert [(node["level"], node["parts"][0]) for node in nodes] == [
        (1, "甲"), (2, "乙"), (1, "丙"), (2, "丁"), (3, "戊"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\u202e", "\u2066"]
)
def test_what_no_page_can_show_becomes_a_geta_mark(hidden: str) -> None:
    """Controls, halves of surrogates and marks that turn the words behind them are shown as 〓."""
    assert printable({"项目": [f"水{hidden}厂"]}) == {"项目": ["水〓厂"]}


def test_what_a_page_can_show_is_left_alone() -> None:
    """Breaks, tabs, rare characters and numbers stay as they are."""
    value = {"a": ["一\n\t二", "😀𠮷", "\u200b", 3, None, True]}

    assert printable(value) == value
