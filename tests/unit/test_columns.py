"""What print measures before it shares a line among columns: the longest words, never all of them."""

from __future__ import annotations

from briefing.export.column_widths import with_needs
from briefing.page import tables
from briefing.page.blocks import Block, Light
from tests.page_tables import columns


def _needs(block: Block, *, is_chinese: bool = True) -> list[dict[str, object]]:
    node = with_needs({"kind": block.kind, **block.content}, is_chinese=is_chinese)
    return list(node["columns"])


def test_a_column_keeps_its_longest_words_and_cells() -> None:
    """Dates, numbers and Western words do not break; Chinese does, between any two characters."""
    block = tables.table(
        "表",
        columns("项目", "时限"),
        [["下梁镇5G基站建设项目", "2020年5月10日（已过）"], ["水厂", "6月1日"]],
        note="",
    )

    project, due = _needs(block)
    assert (project["words"], project["wholes"]) == (["5G"], ["下梁镇5G基站建设项目"])
    assert (due["words"], due["wholes"]) == (["2020年5月10日"], ["2020年5月10日（已过）"])


def test_a_label_breaks_before_its_bracket_or_between_words() -> None:
    """A head such as 其中资料齐备 never loses its last character to a line of its own."""
    block = tables.table("表", columns("与序时之差（百分点）"), [["1"]], note="")

    assert _needs(block)[0]["heads"] == ["与序时之差", "（百分点）"]
    head = block.content["columns"][0] | {"label": "Total investment"}
    english = Block("table", block.content | {"columns": [head]})
    assert _needs(english, is_chinese=False)[0]["heads"] == ["Total", "investment"]


def test_a_word_longer_than_any_column_claims_no_room() -> None:
    """Print breaks it wherever it must; lights claim theirs, rows that head others claim none."""
    rows = ["一个很长很长的分组标题", [Light("red"), "x" * 40]]
    block = tables.table("表", columns("灯", "名"), rows, note="")

    light, name = _needs(block)
    assert light["has_lights"]
    assert name["words"] == []
    assert name["wholes"] == ["x" * 40]
