"""
Render a document as .docx, for offices that edit a briefing before they sign it.

The styles are those of `briefing.docx` in the folder of templates, which an office may replace by
its own with the same style names.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Mm, RGBColor

from briefing.export import svg
from briefing.export.document import LIGHT_COLOURS
from briefing.export.page_template import TEMPLATES
from briefing.export.word_rows import SHAPES, clean, rows_of
from briefing.page.blocks import LIGHTS
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

Node = dict[str, Any]

TEMPLATE = TEMPLATES / "briefing.docx"
_TEXT_WIDTH: int = Mm(156)
# Narrower than the text, so that page one has room for all else.
_CHART_WIDTH: int = Mm(132)
_LEAST_OF_FIGURES = 1.4
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY = 255
_DAY_WITHOUT_ISSUE = "1980-01-01"


def render(document: dict[str, Any]) -> bytes:
    """Write a document for Word and WPS: the same document gives the same bytes."""
    page = Document(str(TEMPLATE))
    lights = {colour: words_of(document["language"])(name) for colour, name in LIGHTS.items()}
    _set_properties(page, document)
    for before, node in pairwise([None, *document["nodes"]]):
        if node["kind"] == "new_page":
            continue
        written = len(page.paragraphs)
        _SHOW[node["kind"]](page, node, lights)
        if before and before["kind"] == "new_page" and written < len(page.paragraphs):
            # A page break as a paragraph would leave an empty page where the one before is full.
            page.paragraphs[written].paragraph_format.page_break_before = True
    target = io.BytesIO()
    page.save(target)
    return _with_one_date(target.getvalue())


def _set_properties(page: Docx, document: dict[str, Any]) -> None:
    head = document["masthead"] or {}
    properties, issued = page.core_properties, head.get("issued_on", _DAY_WITHOUT_ISSUE)
    properties.title = clean(document["title"])[:_LONGEST_PROPERTY]
    properties.author = clean(head.get("author", ""))[:_LONGEST_PROPERTY]
    properties.subject = clean(head.get("subject", ""))[:_LONGEST_PROPERTY]
    properties.created = dt.datetime.fromisoformat(issued).replace(tzinfo=dt.UTC)
    properties.modified = properties.created
    properties.keywords = properties.last_modified_by = ""
    properties.revision = 1
    properties.language = document["language"]


def _with_one_date(docx: bytes) -> bytes:
    """Zip the parts again, all with the same date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return target.getvalue()


def _paragraph(page: Docx | _Cell, style: str, text: str = "") -> Paragraph:
    return page.add_paragraph(clean(text), style=style)


def _write(paragraph: Paragraph, parts: list[Any], lights: dict[str, str]) -> None:
    """Add words, figures and lights to a paragraph, one run each."""
    for part in parts:
        if isinstance(part, str):
            paragraph.add_run(clean(part))
            continue
        if colour := part.get("light"):
            lamp = paragraph.add_run(SHAPES[colour])
            lamp.font.color.rgb = RGBColor.from_string(LIGHT_COLOURS[colour])
            if not part["text"]:
                paragraph.add_run(lights[colour])
        run = paragraph.add_run(clean(part["text"]))
        run.bold = part.get("style") == "strong" or None


def _show_masthead(page: Docx, node: Node, _: dict[str, str]) -> None:
    if node["marking"]:
        _paragraph(page, "Marking", node["marking"])
    _paragraph(page, "Masthead", node["masthead"])
    _paragraph(page, "Issue", node["number"])
    line = _paragraph(page, "Issued")
    line.add_run(clean(f"{node['office']}\t{node['date']}"))


def _show_cards(page: Docx, node: Node, lights: dict[str, str]) -> None:
    sheet = page.add_table(rows=1, cols=len(node["cards"]), style="Cards")
    sheet.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, card in zip(sheet.rows[0].cells, node["cards"], strict=True):
        label = cell.paragraphs[0]
        label.style = "Card label"
        light = [{"light": card["light"], "text": " "}] if card["light"] else []
        _write(label, [f"{card['label']} ", *light], lights)
        _paragraph(cell, "Card figure", card["figure"]["text"])
        _paragraph(cell, "Card label", card["note"])


def _show_heading(page: Docx, node: Node, lights: dict[str, str]) -> None:
    _write(page.add_heading(level=min(node["level"], 3)), node["parts"], lights)


def _show_paragraph(page: Docx, node: Node, lights: dict[str, str]) -> None:
    _write(_paragraph(page, "Normal"), node["parts"], lights)


def _show_item(page: Docx, node: Node, lights: dict[str, str]) -> None:
    _write(_paragraph(page, "Plain"), [f"{node['marker']} ", *node["parts"]], lights)


def _show_table(page: Docx, node: Node, _: dict[str, str]) -> None:
    if node["title"]:
        title = _paragraph(page, "Caption", f"{node['number']}　{node['title']}")
        if node["unit"]:
            title.add_run(clean(f"\t{node['unit']}")).bold = None
    columns = node["columns"]
    sheet = page.add_table(rows=0, cols=len(columns), style="Figures")
    sheet.alignment, sheet.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = _widths(columns)
    for column, width in zip(sheet.columns, widths, strict=True):
        column.width = Emu(width)
    style = "Smallcell" if node["annex"] else "Cell"
    sheet._tbl.extend(rows_of(node, widths, style))  # noqa: SLF001 - it has no other way in
    if node["note"]:
        _paragraph(page, "Note", node["note"])


def _widths(columns: list[Node]) -> list[int]:
    """Divide the text's width between columns; figures get more, since Word would break them."""
    shares = [
        max(column["width"], _LEAST_OF_FIGURES) if column["align"] == "right" else column["width"]
        for column in columns
    ]
    return [int(_TEXT_WIDTH * share / sum(shares)) for share in shares]


def _show_chart(page: Docx, node: Node, lights: dict[str, str]) -> None:
    _paragraph(page, "Caption", f"{node.get('number', '')}　{node['title']}")
    _show_image(page, svg.picture(node["spec"]), node["alt"])
    if node["note"]:
        _show_note(page, {"text": node["note"]}, lights)


def _show_picture(page: Docx, node: Node, _: dict[str, str]) -> None:
    _show_image(page, base64.b64decode(node["base64"]), node["alt"])


def _show_image(page: Docx, image: bytes, alt: str) -> None:
    line = _paragraph(page, "Plain")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = line.add_run().add_picture(io.BytesIO(image), width=Emu(_CHART_WIDTH))
    shape._inline.docPr.set("descr", clean(alt))  # noqa: SLF001 - python-docx has no other way


def _show_note(page: Docx, node: Node, _: dict[str, str]) -> None:
    if node["text"]:
        _paragraph(page, "Note", node["text"])


def _show_plain(page: Docx, node: Node, _: dict[str, str]) -> None:
    for line in node["text"].split("\n"):
        _paragraph(page, "Plain", line)


def _show_imprint(page: Docx, node: Node, _: dict[str, str]) -> None:
    for line in node["lines"]:
        _paragraph(page, "Imprint", line)
    _paragraph(page, "Imprint", f"{node['office']}\t{node['date']}{node['copies']}")


_SHOW = {
    "masthead": _show_masthead,
    "cards": _show_cards,
    "heading": _show_heading,
    "paragraph": _show_paragraph,
    "item": _show_item,
    "table": _show_table,
    "chart": _show_chart,
    "picture": _show_picture,
    "note": _show_note,
    "plain": _show_plain,
    "imprint": _show_imprint,
}
