"""A web page that is called a workbook (.xls, .html, .mht) goes in; a sheet of each table comes out."""

from __future__ import annotations

import email
import posixpath
import re
from typing import TYPE_CHECKING

from lxml import etree

from briefing.workbooks.faults import truncated, unreadable
from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.encoding import decoded
from briefing.workbooks.formats.html_page import Page
from briefing.workbooks.sheet import Remark, Unreadable

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_ARCHIVE = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*MIME-Version:", re.IGNORECASE)
_ASIDE = re.compile(
    r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TABLE, _END = re.compile(r"<(/?)table\b", re.IGNORECASE), re.compile(r"</html\b", re.IGNORECASE)
_HEAD = 1 << 12
_FRAMES_ONLY = Remark(
    "F01",
    "只有网页的框架，表格在同名的文件夹里",
    "应为含有表格的单个文件",
    "请用 Excel 打开，另存为 xlsx 后再报",
)


def read(path: Path, limits: FileLimits) -> Book:
    """Read a web page. Raises Unreadable."""
    data = path.read_bytes()
    budget = Budget(limits.cells)
    if _ARCHIVE.match(data[:_HEAD]):
        return bound(path.name, _drafts_of_archive(data, budget))
    page = _heard(decoded(data, _declared(data)), budget)
    if not page.drafts and (page.has_frames or page.files):
        raise Unreadable(_FRAMES_ONLY)
    return bound(path.name, _named(page.drafts, page.names))


def _declared(data: bytes) -> str:
    match = _CHARSET.search(data[:_HEAD])
    return match[1].decode("ascii") if match else ""


def _heard(text: str, budget: Budget) -> Page:
    """Read one page. Raises Unreadable."""
    shown = _ASIDE.sub("", text)
    ends = [match[1] for match in _TABLE.finditer(shown)]
    if ends.count("") > ends.count("/") and not _END.search(shown):
        raise truncated()
    page = Page(budget)
    parser = etree.HTMLParser(target=page, encoding="utf-8")
    try:
        parser.feed(text.encode("utf-8", errors="replace"))
        parser.close()
    except etree.LxmlError:
        raise unreadable("网页有错误") from None
    return page


def _named(drafts: list[Draft], names: list[str]) -> list[Draft]:
    """Name sheets as Excel did, or number them; a table on its own needs no name."""
    if len(names) < len(drafts):
        several = len(drafts) > 1
        names = [f"表{number}" if several else "" for number in range(1, len(drafts) + 1)]
    for draft, name in zip(drafts, names, strict=False):
        draft.name = name
    return drafts


def _drafts_of_archive(data: bytes, budget: Budget) -> list[Draft]:
    """Read the pages of a web archive; one of them may name the sheets in the others."""
    parts = [part for part in _parts(data) if part.get_content_type() == "text/html"]
    pages = {_place(part): _heard(_text(part), budget) for part in parts}
    names = [name for page in pages.values() for name in page.names]
    files = [posixpath.basename(file).lower() for page in pages.values() for file in page.files]
    listed = [pages[file] for file in files if file in pages]
    return _named([draft for page in listed or pages.values() for draft in page.drafts], names)


def _parts(data: bytes) -> list[Message]:
    message = email.message_from_bytes(data)
    if any(type(defect).__name__ == "CloseBoundaryNotFoundDefect" for defect in message.defects):
        raise truncated()
    return list(message.walk())


def _place(part: Message) -> str:
    return posixpath.basename(str(part.get("Content-Location", id(part)))).lower()


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return decoded(data, part.get_content_charset() or _declared(data))
