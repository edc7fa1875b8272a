"""Write .xlsb workbooks record by record, to test our reader: no library writes them."""

from __future__ import annotations

import struct

from tests import ooxml


def record(kind: int, fields: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(fields)
    while size >= 128:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + fields


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def rich(text: str, *runs: tuple[int, int]) -> bytes:
    packed = b"".join(struct.pack("<HH", *run) for run in runs)
    tail = struct.pack("<I", len(runs)) + packed if runs else b""
    return bytes([bool(runs)]) + wide(text) + tail


def row(number: int, *, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 * hidden, 0, 0))


def cell(kind: int, column: int, value: bytes = b"", style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + value)


def number(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


TEXTS = [rich("项目名称"), rich("旧名新名", (0, 1), (2, 0)), rich("全删", (0, 1))]
FORMATS = ["0.0%", "yyyy/m/d", '0"万元"']
STYLES = [(0, 0), (0, 1), *((200 + at, 0) for at in range(len(FORMATS)))]


def styles() -> bytes:
    fonts = [struct.pack("<HH", 220, flags) + bytes(17) + wide("宋体") for flags in (0, 8)]
    return b"".join(
        [
            *(
                record(44, struct.pack("<H", 200 + at) + wide(code))
                for at, code in enumerate(FORMATS)
            ),
            record(611),
            *(record(43, font) for font in fonts),
            record(612),
            record(626),
            record(47, struct.pack("<HHH", 0xFFFF, 9, 1) + bytes(10)),
            record(627),
            record(617, struct.pack("<I", len(STYLES))),
            *(record(47, struct.pack("<HHH", 0, *style) + bytes(10)) for style in STYLES),
            record(618),
        ]
    )


def contents(
    rows: bytes, before: bytes = b"", behind: bytes = b"", *, since_1904: bool = False
) -> dict[str, bytes | str]:
    sheet = b"".join(
        [
            record(129),
            record(148, struct.pack("<IIII", 0, 9, 0, 9)),
            before,
            record(145),
            rows,
            record(146),
            behind,
            record(130),
        ]
    )
    book = (
        record(131) + record(153, struct.pack("<III", since_1904, 0, 0) + wide("")) + record(143)
    )
    for at, (name, state) in enumerate((("5月", 0), ("旧", 1)), 1):
        book += record(156, struct.pack("<II", state, at) + wide(f"rId{at}") + wide(name))
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": ooxml.relations({"rId1": ("officeDocument", "xl/workbook.bin")}),
        "xl/workbook.bin": book + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": ooxml.relations(
            {
                "rId1": ("worksheet", "worksheets/sheet1.bin"),
                "rId2": ("worksheet", "worksheets/sheet2.bin"),
                "rId3": ("sharedStrings", "sharedStrings.bin"),
                "rId4": ("styles", "styles.bin"),
            }
        ),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/worksheets/sheet2.bin": record(129) + record(145) + record(146) + record(130),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(TEXTS), len(TEXTS)))
        + b"".join(record(19, text) for text in TEXTS)
        + record(160),
        "xl/styles.bin": record(278) + styles() + record(279),
    }
