"""
Render a document as PDF/A-2a and PDF/UA-1 by Typst: the same document gives the same bytes.

Typst sees a private folder with the template, the document as JSON and the charts, and only the
fonts that the county names. A missing glyph, a missing font or any warning is an error.
"""

from __future__ import annotations

import base64
import io
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pylopdf_fonts_zh_cn as bundled_fonts
import typst

from briefing.domain.errors import PublishFailed
from briefing.export import svg
from briefing.export.column_widths import LONGEST_OF_LINE, has_long_words, with_needs
from briefing.export.document import walk
from briefing.export.page_template import TEMPLATES
from briefing.page.blocks import LIGHTS
from briefing.page.colours import TEMPLATE
from briefing.page.words import SOURCE
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
# How closely the template can set a page, from 0, the loosest, on; the last two degrees are only
# for a main part that must be one page.
CLOSEST, CLOSEST_OF_ONE_PAGE = 3, 5
DEFAULT_FONTS = {
    "body": "Noto Serif SC",
    "heading": "Noto Sans SC",
    "masthead": "Noto Serif SC",
    "folder": "",
}


def render(document: dict[str, Any]) -> bytes:
    """
    Render a document as PDF, set more closely where its main part would take too many pages.

    Raises PublishFailed when a glyph or a font is missing.
    """
    fonts = _fonts_of(document)
    with tempfile.TemporaryDirectory(prefix="briefing-pdf-") as folder:
        root = Path(folder)
        closeness = _closeness(root, document | {"fonts": fonts})
        _lay_out(root, document | {"fonts": fonts, "closeness": closeness})
        pdf = _compile(root, fonts, document)
    _require_fonts(pdf, {fonts["body"], fonts["heading"], fonts["masthead"]})
    return pdf


def _fonts_of(document: dict[str, Any]) -> dict[str, str]:
    return document["masthead"]["fonts"] if document["masthead"] else DEFAULT_FONTS


def _closeness(root: Path, document: dict[str, Any]) -> int:
    """
    Return how closely a document must be set for its main part to fit into `main_pages`.

    The annexes begin on a new page, and are left out to find it.
    """
    most = document["main_pages"]
    if not most:
        return 0
    main = document | {"nodes": document["nodes"][: document["main_ends_at"]]}
    closest = CLOSEST_OF_ONE_PAGE if most == 1 else CLOSEST
    for closeness in range(closest):
        _lay_out(root, main | {"closeness": closeness})
        ends = _compiler(root, document["fonts"]).query("<main-ends>", field="value")
        (last_page,) = json.loads(ends) or (0,)
        if last_page <= most:
            return closeness
    return closest


def first_page(document: dict[str, Any], pixels_per_inch: float = 96) -> bytes:
    """Render page one as PNG, as the overview page and the README show it."""
    fonts = _fonts_of(document)
    breaks = [index for index, node in enumerate(document["nodes"]) if node["kind"] == "new_page"]
    front = document["nodes"][: breaks[0] + 1] if breaks else document["nodes"]
    with tempfile.TemporaryDirectory(prefix="briefing-png-") as folder:
        root = Path(folder)
        _lay_out(root, document | {"fonts": fonts, "nodes": front, "closeness": 0})
        pages = _compiler(root, fonts).compile(format="png", ppi=pixels_per_inch)
    return pages[0] if isinstance(pages, list) else bytes(pages or b"")


def _lay_out(root: Path, document: dict[str, Any]) -> None:
    """Write all that Typst reads: the template, the document as JSON, and its pictures."""
    (root / "main.typ").write_bytes((TEMPLATES / "briefing.typ").read_bytes())
    nodes = []
    for index, node in enumerate(document["nodes"]):
        if node["kind"] == "chart":
            (root / f"{index}.svg").write_text(svg.render(node["spec"]), encoding="utf-8")
            nodes.append(node | {"file": f"{index}.svg", "spec": None})
        elif node["kind"] == "picture":
            name = f"{index}.{node['mime'].removeprefix('image/')}"
            (root / name).write_bytes(base64.b64decode(node["base64"]))
            nodes.append(node | {"file": name, "base64": ""})
        elif node["kind"] == "table":
            nodes.append(with_needs(node, is_chinese=document["language"] == SOURCE))
        else:
            nodes.append(node)
    words = words_of(document["language"])
    lights = {colour: words(name) for colour, name in LIGHTS.items()}
    # Each table says for itself whether it has long words.
    others = [{**node, "rows": []} for node in nodes if node["kind"] != "chart"]
    are_long = (has_long_words(text, LONGEST_OF_LINE) for text in _texts(others))
    more = {
        "lights": lights,
        "colours": TEMPLATE,
        "origins": None,
        "has_long_words": any(are_long),
    }
    text = json.dumps(document | {"nodes": nodes} | more, ensure_ascii=False)
    (root / "document.json").write_text(text, encoding="utf-8")


def _compiler(root: Path, fonts: dict[str, str]) -> typst.Compiler:
    folders = [str(Path(bundled_fonts.__file__).parent)]
    if fonts["folder"]:
        if not Path(fonts["folder"]).is_dir():
            message = f"没有找到字体文件夹“{fonts['folder']}”，请检查 county.toml 的 [fonts]。"
            raise PublishFailed(message)
        folders.insert(0, fonts["folder"])
    # Without these settings Typst would replace a missing font silently.
    only = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    known = set(only.families())
    for face in (fonts["body"], fonts["heading"], fonts["masthead"]):
        if face not in known:
            message = f"没有找到字体“{face}”，可用的有：{'、'.join(sorted(known))}。请检查 county.toml 的 [fonts]。"
            raise PublishFailed(message)
    return typst.Compiler(str(root / "main.typ"), root=str(root), font_paths=only)


def _compile(root: Path, fonts: dict[str, str], document: dict[str, Any]) -> bytes:
    try:
        pdf, warnings = _compiler(root, fonts).compile_with_warnings(
            format="pdf", pdf_standards=STANDARDS
        )
    except typst.TypstError as error:
        if missing := re.search(r'the text `"(.+)"` could not be displayed', str(error)):
            raise PublishFailed(_missing_glyph(missing[1], document)) from error
        raise
    if warnings:
        message = "; ".join(warning.message for warning in warnings)
        message = f"PDF 排版有警告，未生成：{message}"
        raise PublishFailed(message)
    assert isinstance(pdf, bytes)
    return pdf


def _missing_glyph(escaped: str, document: dict[str, Any]) -> str:
    """Name the character and its text, so that a clerk finds it in the ledger."""
    missing = re.sub(r"\\u\{(\w+)\}", lambda found: chr(int(found[1], 16)), escaped)
    codes = " ".join(f"U+{ord(character):04X}" for character in missing)
    place = next((words for words in _texts(document["nodes"]) if missing in words), "")
    where = f"“{place}”中的" if place else ""
    return (
        f"{where}“{missing}”（{codes}）在所用字体里没有字形，PDF 未生成。"
        "请在台账里更正这个字，或在 county.toml 的 [fonts] 换用字库更全的字体。"
    )


def _texts(value: Any) -> Iterator[str]:
    return (part for part in walk(value) if isinstance(part, str))


def embedded_fonts(pdf: bytes) -> set[str]:
    """Return the base names of the fonts in a PDF, without their subset prefix."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            str(entry.BaseFont).removeprefix("/").split("+")[-1]
            for entry in opened.objects
            if isinstance(entry, pikepdf.Dictionary)
            and entry.get("/Type") == "/Font"
            and "/BaseFont" in entry
        }


def _require_fonts(pdf: bytes, families: set[str]) -> None:
    """Raise PublishFailed where a PDF has a font of another family."""
    wanted = {family.replace(" ", "").lower() for family in families}
    strange = {
        name
        for name in embedded_fonts(pdf)
        if not any(
            name.replace("-", "").lower().startswith(family.replace("-", "")) for family in wanted
        )
    }
    if strange:
        message = f"PDF 中出现了没有指定的字体：{'、'.join(sorted(strange))}。"
        raise PublishFailed(message)
