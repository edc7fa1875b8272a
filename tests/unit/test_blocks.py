"""Blocks: one content for JupyterLab, HTML and PDF."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from briefing.page import blocks, tables
from briefing.page.blocks import MIME, VEGA_LITE_MIME, Block, Figure, Light
from tests.page_tables import columns

HOSTILE = "<script>alert(1)</script>"
KINDS = {
    "paragraph": blocks.paragraph([HOSTILE, Figure("90.5%", "A03"), Light("red", "三盏")]),
    "table": tables.table(
        HOSTILE, columns(HOSTILE), [[HOSTILE], [None], [Light("green")]], note="注"
    ),
    "note": blocks.note(HOSTILE),
    "cards": Block(
        "cards", {"cards": [{"label": HOSTILE, "figure": {"text": "9个"}, "note": HOSTILE}]}
    ),
    "masthead": Block("masthead", {"masthead": HOSTILE, "number": "第1期"}),
    "imprint": Block("imprint", {"lines": [HOSTILE]}),
}


def _bundle(block: Block) -> dict[str, Any]:
    return block._repr_mimebundle_()


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_is_a_valid_output_of_a_notebook(kind: str) -> None:
    """Notebooks accept each block's bundle as an output."""
    notebook = nbformat.v4.new_notebook()
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.v4.new_output("display_data", data=_bundle(KINDS[kind]))]
    notebook.cells = [cell]

    nbformat.validate(notebook)

    assert cell.outputs[0].data[MIME]["kind"] == kind


@pytest.mark.parametrize("kind", KINDS)
def test_jupyterlab_shows_a_hostile_name_as_text(kind: str) -> None:
    """What a ledger says never becomes markup in the HTML that JupyterLab shows."""
    html = _bundle(KINDS[kind])["text/html"]

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_chart_is_shown_live() -> None:
    """A chart's bundle has Vega-Lite for JupyterLab and our JSON for the exporters, and no HTML."""
    content = {"title": "落后序时", "note": f"{'口径' * 30}。截至五月底。"}
    bundle = _bundle(Block("chart", content, chart={"mark": "bar"}))

    assert bundle == {
        "text/plain": "落后序时",
        MIME: {"kind": "chart", **content},
        VEGA_LITE_MIME: {
            "title": {
                "text": "落后序时",
                "subtitle": [f"{'口径' * 30}。", "截至五月底。"],
                "anchor": "start",
                "offset": 12,
            },
            "mark": "bar",
            "usermeta": {"embedOptions": {"renderer": "svg"}},
        },
    }


def test_plain_words_of_each_kind() -> None:
    """A block's words without their form: what a terminal shows."""
    assert repr(blocks.paragraph(["开复工率", Figure("90.5%", "A03")])) == "开复工率90.5%"
    assert KINDS["table"].plain == f"{HOSTILE}\n{HOSTILE}\n{HOSTILE}\n\n绿灯"
    assert KINDS["cards"].plain == f"{HOSTILE}9个"
    assert KINDS["note"].plain == HOSTILE
    assert Block("imprint", {"lines": []}).plain == "imprint"


def test_a_figure_says_which_indicator_it_is() -> None:
    """A figure's JSON names its indicator and scope; a light's, its colour."""
    assert Figure("7个", "A01", "unit:水利局").as_json() == {
        "text": "7个",
        "indicator": "A01",
        "scope": "unit:水利局",
        "unit": "",
    }
    assert Light("yellow").as_json() == {"light": "yellow", "text": ""}
