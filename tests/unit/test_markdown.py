"""Markdown as nodes: headings, lists, tables; raw HTML is the text that it is."""

from __future__ import annotations

import pytest

from briefing.export.markdown import nodes_of


def test_headings_and_paragraphs() -> None:
    """A heading has its level; a paragraph its words."""
    assert nodes_of("# 一、进度\n\n正文。\n\n## （一）问题") == [
        {"kind": "heading", "level": 1, "parts": ["一、进度"]},
        {"kind": "paragraph", "parts": ["正文。"]},
        {"kind": "heading", "level": 2, "parts": ["（一）问题"]},
    ]


def test_lists_keep_their_depth_and_marker() -> None:
    """Items know how deep they stand, and their number."""
    nodes = nodes_of("- 甲\n  - 乙\n\n1. 丙\n2. 丁")

    assert [(node["depth"], node["marker"], node["parts"]) for node in nodes] == [
        (1, "·", ["甲"]),
        (2, "·", ["乙"]),
        (1, "1.", ["丙"]),
        (1, "2.", ["丁"]),
    ]


def test_a_table_is_a_table() -> None:
    """A markdown table has columns with their sides, and rows of words."""
    nodes = nodes_of("| 单位 | 数 |\n|---|--:|\n| **甲** | 1 |\n| 乙 | |\n\n后文")

    assert nodes[0]["columns"] == [
        {"label": "单位", "align": "left", "width": 1},
        {"label": "数", "align": "right", "width": 1},
    ]
    assert [row["cells"] for row in nodes[0]["rows"]] == [["甲", "1"], ["乙", ""]]
    assert nodes[1:] == [{"kind": "paragraph", "parts": ["后文"]}]


def test_styles_are_marked() -> None:
    """Strong, emphasis and code are parts of their own."""
    assert nodes_of("甲**乙**_丙_`丁`")[0]["parts"] == [
        "甲",
        {"text": "乙", "style": "strong"},
        {"text": "丙", "style": "em"},
        {"text": "丁", "style": "code"},
    ]


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", '<img src=x onerror="a()">', "<b>粗</b>"]
)
def test_raw_html_is_shown_as_text(source: str) -> None:
    """HTML in a cell is words like any other."""
    nodes = nodes_of(source)

    assert "".join(nodes[0]["parts"]) == source


@pytest.mark.parametrize(
    "source", ["[链接](javascript:alert(1))", "![图](http://example.com/a.png)"]
)
def test_links_and_pictures_leave_their_words_only(source: str) -> None:
    """No address leaves a markdown cell as anything but text."""
    nodes = nodes_of(source)

    assert all(isinstance(part, str) for part in nodes[0]["parts"])


def test_code_is_plain() -> None:
    """A fenced block is plain text, whatever it says."""
    assert nodes_of("```\n# x\n<b>\n```") == [{"kind": "plain", "text": "# x\n<b>"}]
