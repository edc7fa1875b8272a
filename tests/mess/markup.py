"""Write pages as CSV, as a web page, as an XML workbook or as .ods."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.starter.sample.books.layout import Value
    from tests.mess.draft import Cell
    from tests.mess.page import Page

_SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest='
    f'"{_ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def text_table(page: Page, encoding: str) -> bytes:
    """Write a CSV with the line ends of Windows; merges are lost, as they are on saving."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [_said(cell) for cell in row] for row in page.rows
    )
    return text.getvalue().encode(encoding)


def web_page(pages: Sequence[Page], encoding: str = "gb18030") -> bytes:
    """Write what office systems export and call .xls: a table in HTML."""
    (page,) = pages
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in page.merges
    }
    covered = _covered(page)
    rows = []
    for number, row in enumerate(page.rows):
        cells = []
        for column, cell in enumerate(row):
            if (number, column) in covered:
                continue
            down, across = spans.get((number, column), (1, 1))
            span = (f' rowspan="{down}"' if down > 1 else "") + (
                f' colspan="{across}"' if across > 1 else ""
            )
            cells.append(f"<td{span}>{escape(_said(cell)).replace(chr(10), '<br>')}</td>")
        hidden = ' style="display:none"' if number in page.hidden_rows else ""
        rows.append(f"<tr{hidden}>{''.join(cells)}</tr>")
    listed = "\n".join(rows)
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        f"<title>{escape(page.name)}</title></head><body>\n<table border=1>\n{listed}\n</table>\n</body></html>"
    ).encode(encoding)


def xml_workbook(pages: Sequence[Page]) -> bytes:
    """Write the XML workbook of Excel 2003, which is often called .xls."""
    sheets = "".join(
        f'<Worksheet ss:Name="{escape(page.name)}"><Table>{"".join(_xml_rows(page))}</Table></Worksheet>'
        for page in pages
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{_SHEETS}" xmlns:ss="{_SHEETS}"><Styles><Style ss:ID="day"><NumberFormat '
        f'ss:Format="yyyy/m/d"/></Style></Styles>{sheets}</Workbook>'
    ).encode()


def _xml_rows(page: Page) -> Iterator[str]:
    spans = {(top, left): (bottom - top, right - left) for top, left, bottom, right in page.merges}
    covered = _covered(page)
    for number, row in enumerate(page.rows):
        cells = []
        for column, cell in enumerate(row):
            if (number, column) in covered or cell.shown is None:
                continue
            down, across = spans.get((number, column), (0, 0))
            kind, value = _typed(cell.shown)
            merge = (f' ss:MergeDown="{down}"' if down else "") + (
                f' ss:MergeAcross="{across}"' if across else ""
            )
            style = ' ss:StyleID="day"' if kind == "DateTime" else ""
            cells.append(
                f'<Cell ss:Index="{column + 1}"{style}{merge}><Data ss:Type="{kind}">{escape(value)}</Data></Cell>'
            )
        yield f'<Row ss:Index="{number + 1}">{"".join(cells)}</Row>'


def _typed(value: Value | float) -> tuple[str, str]:
    if isinstance(value, str):
        return "String", value
    if isinstance(value, dt.date):
        return "DateTime", f"{value.isoformat()}T00:00:00.000"
    return "Number", str(value)


def open_document(pages: Sequence[Page]) -> bytes:
    """Write an .ods, as LibreOffice and some domestic programs keep it."""
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{space}:1.0"' for name, space in names.items())
    tables = "".join(
        f'<table:table table:name="{escape(page.name)}">{"".join(_ods_rows(page))}</table:table>'
        for page in pages
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in (
            ("mimetype", _ODS),
            ("META-INF/manifest.xml", _MANIFEST),
            ("content.xml", content),
        ):
            kept = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, kept)
    return buffer.getvalue()


def _ods_rows(page: Page) -> Iterator[str]:
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in page.merges
    }
    covered = _covered(page)
    for number, row in enumerate(page.rows):
        cells = []
        for column, cell in enumerate(row):
            if (number, column) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            down, across = spans.get((number, column), (1, 1))
            span = (
                f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
                if (down, across) != (1, 1)
                else ""
            )
            cells.append(f"<table:table-cell{span}{_ods_value(cell)}")
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"


def _ods_value(cell: Cell) -> str:
    value = cell.shown
    if value is None:
        return "/>"
    words = "</text:p><text:p>".join(escape(line) for line in _said(cell).split("\n"))
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    elif isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f" {kind}><text:p>{words}</text:p></table:table-cell>"


def _covered(page: Page) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in page.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _said(cell: Cell) -> str:
    """A cell as text: what its reader sees."""
    value = cell.shown
    if value is None:
        return ""
    return f"{value.year}/{value.month}/{value.day}" if isinstance(value, dt.date) else str(value)
