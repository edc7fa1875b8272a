"""Write .xlsx workbooks from XML parts, for files that no program would write."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(rows: str, before: str = "", behind: str = "") -> str:
    """A worksheet with the rows given, and what stands before and behind them."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'
    )


def texts(*items: str) -> str:
    """Shared texts, each as what stands within its element."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*codes: str | int, fonts: str = "<font/>", more: str = "") -> str:
    """Cell styles: one for each number format, given by its code or by its number."""
    formats = "".join(
        f"<numFmt numFmtId='{200 + at}' formatCode='{_escaped(code)}'/>"
        for at, code in enumerate(codes)
        if isinstance(code, str)
    )
    numbers = [200 + at if isinstance(code, str) else code for at, code in enumerate(codes)]
    cells = "".join(f'<xf numFmtId="{number}" fontId="0"/>' for number in numbers)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts>{fonts}</fonts>'
        f"<cellXfs>{cells}{more}</cellXfs></styleSheet>"
    )


def package(path: Path, *sheets: str | bytes, **parts: str | bytes) -> Path:
    """
    Write a workbook of sheets 表1, 表2 …; `texts`, `styles` and `workbook` are parts of it, and
    so is any other by its name, with “__” for “/” and “_” for “.”.
    """
    return repack(path, contents(*sheets, **parts))


def repack(path: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Write a zip of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def contents(*sheets: str | bytes, **parts: str | bytes) -> dict[str, str | bytes]:
    """Lay out the parts of a workbook."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
    laid: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
    }
    if "texts" in parts:
        laid["xl/sharedStrings.xml"] = parts.pop("texts")
        targets["rId91"] = ("sharedStrings", "sharedStrings.xml")
    if "styles" in parts:
        laid["xl/styles.xml"] = parts.pop("styles")
        targets["rId92"] = ("styles", "styles.xml")
    if "workbook" in parts:
        laid["xl/workbook.xml"] = parts.pop("workbook")
    laid["xl/_rels/workbook.xml.rels"] = relations(targets)
    laid |= {f"xl/worksheets/sheet{n}.xml": each for n, each in zip(numbers, sheets, strict=True)}
    return laid | {
        name.replace("__", "/").replace("_", "."): content for name, content in parts.items()
    }


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Where a part points to: type and target by id."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;")
