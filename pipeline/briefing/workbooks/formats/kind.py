"""Tell what kind of file a file is, by its first bytes and the names within it."""

from __future__ import annotations

import re
import stat
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

from briefing.workbooks import faults
from briefing.workbooks.limits import MIB

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.formats.zip import Archive
    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Unreadable

_HEAD = 1 << 16
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of a workbook that stands without a container: its number, then its length.
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL)
_SHEETS_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_ODF = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_MAIL_LIKE = re.compile(rb"\s*(?:mime-version|content-type|from|x-\w+):[^\n]*\n", re.IGNORECASE)
# How files of other programs begin.
_OTHERS = (
    (rb"%PDF-", "PDF 文件"),
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|BM.{4}\x00{4}|RIFF.{4}WEBP", "图片"),
    (rb".{4}ftyp(?:heic|heix|mif1|avif)", "图片"),
    (rb"\{\\rtf", "RTF 文档"),
    (rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\x00|.{257}ustar", "压缩包"),
    (rb"MZ.{0,126}\x00|\x7fELF|\xcf\xfa\xed\xfe|#!", "程序"),
    (rb"SQLite format 3\x00|\x00\x01\x00\x00Standard (?:Jet|ACE) DB", "数据库文件"),
    (rb".{4}ftyp|ID3|OggS|RIFF.{4}(?:AVI |WAVE)|\x1aE\xdf\xa3", "音视频"),
    (rb"L\x00\x00\x00\x01\x14\x02\x00|\[InternetShortcut\]", "快捷方式"),
)
# Tables that only other programs read. A dBASE file begins with its version and the day of its last
# change.
_TABLES = (
    (rb"ID;P[^\n]{0,200}\n(?:[A-Z];|\r?\n)", "SYLK 表格"),
    (rb"TABLE\r?\n0,1\r?\n\"", "DIF 表格"),
    (
        rb"[\x02\x03\x30-\x32\x43\x63\x83\x8b\xcb\xf5\xfb].[\x01-\x0c][\x01-\x1f].{8}\x00{2}",
        "dBASE 表格（DBF）",
    ),
    (rb"\x00\x00\x1a\x00.{2}\x04\x00|\x00\x00\x02\x00[\x04\x06]\x04", "Lotus 1-2-3 表格"),
)
_GNUMERIC = b"http://www.gnumeric.org/"
_UOF = re.compile(rb"schemas\.uof\.org|<uof:UOF\b|http://www\.uof\.org\.cn")
_GZIP = b"\x1f\x8b\x08"
# What programs that encrypt the files of an office put before them.
_LOCKED = re.compile(rb"%TSD-Header-###%|b\x14#e.{0,64}E-SafeNet", re.DOTALL)
_OLE_OTHERS = {
    "worddocument": "Word 文档",
    "wpsdocument": "WPS 文字文档",
    "powerpoint document": "PowerPoint 演示文稿",
    "__properties_version1.0": "邮件",
    "visiodocument": "Visio 图",
}
_ZIP_OTHERS = (
    ("word/", "Word 文档"),
    ("ppt/", "PowerPoint 演示文稿"),
    ("visio/", "Visio 图"),
    ("ofd.xml", "OFD 版式文件"),
    ("index/", "Apple 的文档"),
)
_TABLE_NAMES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv")
_ODS = re.compile(rb"application/(?:x-)?vnd\.oasis\.opendocument\.spreadsheet")


class Kind(StrEnum):
    """The kinds that can be read; each is the name of the module that reads it."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    SPREADSHEETML = "spreadsheetml"
    HTML = "html"
    TEXT = "text"


def kind_of(path: Path, limits: FileLimits) -> Kind:
    """Return the kind of a file, by its content. Raises Unreadable."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise _other("特殊文件")
    if not status.st_size:
        raise faults.empty()
    # Before it is opened: every reader holds at least the file itself.
    if status.st_size > limits.unzipped_mib * MIB:
        found = f"文件有{-(-status.st_size // MIB)} MiB"
        raise faults.too_large(found, f"{limits.unzipped_mib} MiB", "unzipped_mib")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return _kind_of_zip(path, limits)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    return _kind_of_bytes(head)


def _kind_of_bytes(head: bytes) -> Kind:
    """Return the kind of a file that is no container, by its first bytes. Raises Unreadable."""
    if not head.strip(b"\0"):
        # What a computer leaves that lost its power, or a cloud that never sent the content.
        raise faults.truncated()
    if _LOCKED.match(head):
        raise faults.encrypted()
    if _BIFF.match(head):
        return Kind.XLS
    if head.startswith(_GZIP) and _GNUMERIC in _unpacked(head):
        raise _table_of_another_kind("Gnumeric 表格")
    for pattern, name in _TABLES:
        if re.match(pattern, head, re.DOTALL):
            raise _table_of_another_kind(name)
    for pattern, name in _OTHERS:
        if re.match(pattern, head, re.DOTALL):
            raise _other(name)
    plain = _narrowed(head)
    if kind := _kind_of_markup(plain.lstrip()):
        return kind
    if b"%PDF-" in head[:1024]:
        raise _other("PDF 文件")
    # Bytes that are no text are refused when all of them are decoded.
    return Kind.TEXT


def _kind_of_markup(text: bytes) -> Kind | None:
    start = text[:1024].lower()
    if start.startswith(b"<"):
        if _SHEETS_2003 in text:
            return Kind.SPREADSHEETML
        if _FLAT_ODF in text and b"office:spreadsheet" in text:
            return Kind.ODS
        if _PAGE.search(text):
            return Kind.HTML
        if _GNUMERIC in text:
            raise _table_of_another_kind("Gnumeric 表格")
        if _UOF.search(text):
            raise _table_of_another_kind("UOF 表格（标文通）")
        if start.startswith(b"<?xml"):
            raise _other("XML 文件")
    if _MAIL_LIKE.match(text) and b"mime-version:" in start:
        return Kind.HTML
    # Some programs print a line or a style before the table.
    return Kind.HTML if re.search(rb"<(?:table|html)\b[^<]*>", start) else None


def _narrowed(head: bytes) -> bytes:
    """Return bytes that can be searched as ASCII, of UTF-16 too; Chinese never becomes markup."""
    low, high = head[:200:2].count(0), head[1:200:2].count(0)
    # Every other byte of markup and digits is null.
    is_unmarked = max(low, high) > len(head[:200]) // 10 and min(low, high) == 0
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or is_unmarked:
        order = "utf-16-be" if head.startswith(b"\xfe\xff") or head[:1] == b"\0" else "utf-16-le"
        text = head.decode(order, "replace").removeprefix("\ufeff")
        return text.encode("ascii", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _kind_of_zip(path: Path, limits: FileLimits) -> Kind:
    from briefing.workbooks.formats.zip import Archive

    with Archive(path, limits) as archive:
        if "mimetype" in archive and archive.size("mimetype") < 1024:
            if _ODS.match(archive.read("mimetype")):
                return Kind.ODS
            if b"uof" in archive.read("mimetype").lower():
                raise _table_of_another_kind("UOF 表格（标文通）")
            raise _other("OpenDocument 文档")
        if kind := _kind_of_package(archive):
            return kind
        names = list(archive)
    if "uof.xml" in names:
        raise _table_of_another_kind("UOF 表格（标文通）")
    for start, name in _ZIP_OTHERS:
        if any(each.startswith(start) for each in names):
            raise _other(name)
    if {"content.xml", "meta-inf/manifest.xml"} <= set(names):
        return Kind.ODS
    tables = sum(name.endswith(_TABLE_NAMES) for name in names)
    if tables:
        found = f"是压缩包（内有{tables}个表格文件）"
        raise faults.refusal("F13", found, "应为表格文件", "请解压后再报")
    raise _other("压缩包")


def _kind_of_package(archive: Archive) -> Kind | None:
    """Tell .xlsx from .xlsb by the part that the package names as its document."""
    from briefing.workbooks.formats.xlsx_parts import relations

    main = relations(archive, "").first("officeDocument").lower()
    if main.endswith("workbook.bin") or "xl/workbook.bin" in archive:
        return Kind.XLSB
    if "xl/workbook.xml" in archive:
        return Kind.XLSX
    if main in archive:
        with archive.open(main) as stream:
            if re.search(rb"<(?:\w+:)?workbook\b", stream.read(4096)):
                return Kind.XLSX
    return None


def _kind_of_ole(path: Path) -> Kind:
    """Tell what a container holds; a damaged one is left to the reader of .xls."""
    import olefile

    try:
        with olefile.OleFileIO(path) as container:
            names = {"/".join(name).lower() for name in container.listdir()}
    except Exception:
        # Whatever its parser stumbles over.
        return Kind.XLS
    if "encryptedpackage" in names or "drmencrypteddatastream" in names:
        raise faults.encrypted()
    others = sorted(names & set(_OLE_OTHERS))
    if others and not names & {"workbook", "book"}:
        raise _other(_OLE_OTHERS[others[0]])
    return Kind.XLS


def _other(name: str) -> Unreadable:
    advice = "请用 Excel 或 WPS 做成表格后再报"
    return faults.refusal("F13", f"是{name}，不是表格", "应为表格文件", advice)


def _table_of_another_kind(name: str) -> Unreadable:
    found = f"是{name}，这种格式不能读取"
    return faults.refusal("F13", found, "应为 xlsx 等表格文件", faults.SAVE_AS)


def _unpacked(head: bytes) -> bytes:
    """Unpack the first bytes of a gzip, as far as they go."""
    try:
        return zlib.decompressobj(31).decompress(head, _HEAD)
    except zlib.error:
        return b""
