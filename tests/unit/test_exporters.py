"""Any executed notebook through both exporters, by name as `jupyter nbconvert` finds them."""

from __future__ import annotations

from typing import Any

import nbformat
import pandas as pd
import pytest
from nbconvert.exporters import get_exporter

from briefing.export.exporters import BriefingHTMLExporter, BriefingPDFExporter
from tests import pdftext

# One grey point.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
output = nbformat.v4.new_output


def _plain() -> Any:
    """A notebook that knows nothing of us."""
    frame = pd.DataFrame({"项目": ["<script>水厂</script>"], "万元": [120]})
    outputs = [
        output("stream", text="打印一行\n\x1b[31m红字\x1b[0m\n"),
        output("execute_result", data={"text/plain": repr(frame), "text/html": frame.to_html()}),
        output("display_data", data={"image/png": PNG, "text/plain": "<Figure size 1x1>"}),
        output("error", ename="ValueError", evalue="坏了", traceback=["…"]),
    ]
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(
                "### 标题\n\n- 甲\n\n| 单位 | 数 |\n|---|--:|\n| 乙 | 1 |"
            ),
            nbformat.v4.new_code_cell("secret_code()", outputs=outputs, execution_count=1),
        ]
    )


@pytest.mark.parametrize(
    ("name", "kind", "extension"),
    [
        ("briefing-html", BriefingHTMLExporter, ".html"),
        ("briefing-pdf", BriefingPDFExporter, ".pdf"),
    ],
)
def test_exporters_are_found_by_name(name: str, kind: type, extension: str) -> None:
    """The entry points are those that the project promises."""
    exporter = get_exporter(name)

    assert exporter is kind
    assert exporter().file_extension == extension


WORDS = [
    "标题",
    "甲",
    "单位",
    "乙",
    "打印一行",
    "红字",
    "<script>水厂</script>",
    "ValueError: 坏了",
]


def test_a_plain_notebook_as_a_page() -> None:
    """Text, pictures, errors and tables of any notebook are shown; its code is not."""
    page, resources = BriefingHTMLExporter().from_notebook_node(_plain())

    assert [
        word for word in WORDS if word.replace("<", "&lt;").replace(">", "&gt;") not in page
    ] == []
    assert f'src="data:image/png;base64,{PNG}"' in page
    assert "secret_code" not in page
    assert resources["output_extension"] == ".html"


def test_a_plain_notebook_as_print() -> None:
    """The same words stand in the PDF."""
    made, resources = get_exporter("briefing-pdf")().from_notebook_node(_plain())
    text = pdftext.text(made)

    assert [word for word in WORDS if word.replace(" ", "") not in text.replace(" ", "")] == []
    assert "secret_code" not in text
    assert resources["output_extension"] == ".pdf"
