"""Write pages as .xlsx or .xlsm, with all that such a workbook can hold."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

import xlsxwriter

from briefing.starter.sample.books.layout import CREATED, FORMS
from tests.mess import ole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from tests.mess.draft import Cell
    from tests.mess.page import Page

# Stands for a result that nobody calculated until the parts are put together.
_NO_RESULT = "~"
_UNCALCULATED = re.compile(r' t="str"(><f>[^<]*</f>)<v>~</v>')
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<externalLink '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook '
    f'xmlns:r="{_OFFICE}" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames>'
    "</externalBook></externalLink>"
)
_LINK_TO = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/externalLinkPath" Target="%s" TargetMode="External"/></Relationships>'
)
_LINK_TYPE = (
    '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>'
)
_LINK_ID = "rId900"


def written(pages: Sequence[Page], links: str = "", *, has_macros: bool = False) -> bytes:
    """Write a workbook; *links* names another one that its formulas refer to."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": CREATED})
        formats: dict[tuple[object, ...], Format] = {}

        def form(kind: str, number: str = "", colour: str = "", *, struck: bool = False) -> Format:
            key = (kind, number, colour, struck)
            if key not in formats:
                formats[key] = workbook.add_format(
                    {
                        "font_name": "宋体",
                        "font_size": 11,
                        "valign": "vcenter",
                        **FORMS.get(kind, {}),
                    }
                    | ({"num_format": number} if number else {})
                    | ({"font_color": colour} if colour else {})
                    | ({"font_strikeout": True} if struck else {})
                )
            return formats[key]

        for page in pages:
            worksheet = workbook.add_worksheet(page.name)
            _write(worksheet, page, form)
            # A workbook opens on a sheet that can be seen.
            if not page.is_hidden and all(
                before.is_hidden for before in pages[: pages.index(page)]
            ):
                worksheet.activate()
                worksheet.set_first_sheet()
        if has_macros:
            workbook.add_vba_project(io.BytesIO(ole.container("VBA/dir", b"\1")), is_stream=True)
    return _finished(buffer.getvalue(), links)


def _write(worksheet: Worksheet, page: Page, form: Callable[..., Format]) -> None:
    for top, left, bottom, right in page.merges:
        worksheet.merge_range(top, left, bottom, right, None, form(page.kinds[top]))
    inside = {
        (row, column)
        for top, left, bottom, right in page.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for number, (kind, row) in enumerate(zip(page.kinds, page.rows, strict=True)):
        if number in page.hidden_rows:
            worksheet.set_row(number, None, None, {"hidden": True})
        for column, cell in enumerate(row):
            if (
                cell.shown is not None
                or cell.formula
                or (
                    kind in {"row", "part", "band", "sub_band", "total"}
                    and (number, column) not in inside
                )
            ):
                _write_cell(worksheet, number, column, cell, kind, form)
            if cell.comment:
                worksheet.write_comment(number, column, cell.comment, {"author": "填报单位"})
    for column in range(page.width):
        hidden = {"hidden": True} if column in page.hidden_columns else {}
        worksheet.set_column(column, column, 14, None, hidden)
    if page.filtered:
        worksheet.autofilter(page.filtered[0], 0, page.filtered[1], page.width - 1)
    if page.is_hidden:
        worksheet.hide()


def _write_cell(
    worksheet: Worksheet, row: int, column: int, cell: Cell, kind: str, form: Callable[..., Format]
) -> None:
    value = cell.shown
    is_day = isinstance(value, dt.date)
    number = cell.number_format or ("yyyy/m/d" if is_day else "")
    look = form(kind, number, cell.colour, struck=cell.is_struck)
    if cell.formula:
        result = _NO_RESULT if value is None else value if isinstance(value, str) else float(value)  # type: ignore[arg-type]
        worksheet.write_formula(row, column, cell.formula, look, result)
    elif cell.struck_before:
        struck = form("", "", "", struck=True)
        worksheet.write_rich_string(
            row, column, struck, cell.struck_before, form(""), str(value), look
        )
    elif value is None:
        worksheet.write_blank(row, column, None, look)
    elif isinstance(value, dt.date):
        moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
        worksheet.write_datetime(row, column, moment, look)
    elif isinstance(value, str):
        worksheet.write_string(row, column, value, look)
    else:
        worksheet.write_number(row, column, float(value), look)


def _finished(workbook: bytes, links: str) -> bytes:
    """Take out results that nobody calculated, and put in what the formulas refer to."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name).decode() if name.endswith((".xml", ".rels")) else archive.read(name)
                 for name in archive.namelist()}  # fmt: skip
    changed = {
        name: _UNCALCULATED.sub(r"\1", part)
        if name.startswith("xl/worksheets/sheet") and isinstance(part, str)
        else part
        for name, part in parts.items()
    }
    if links:
        changed |= _linked(changed, links)
    if changed == parts:
        return workbook
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in changed.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()


def _linked(parts: dict[str, str | bytes], links: str) -> dict[str, str | bytes]:
    book, relations, types = (
        str(parts[name])
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")
    )
    reference = f'<externalReferences><externalReference r:id="{_LINK_ID}"/></externalReferences>'
    relation = (
        f'<Relationship Id="{_LINK_ID}" Type="{_OFFICE}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    return {
        "xl/workbook.xml": book.replace("</sheets>", f"</sheets>{reference}"),
        "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", relation),
        "[Content_Types].xml": types.replace("</Types>", _LINK_TYPE),
        "xl/externalLinks/externalLink1.xml": _LINK,
        "xl/externalLinks/_rels/externalLink1.xml.rels": _LINK_TO % links,
    }
