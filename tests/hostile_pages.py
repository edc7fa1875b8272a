"""Read the words of a finished file, and find the hostile strings that it shows altered."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import docx
import openpyxl
from lxml import html as lxml_html

from briefing.export.document import GETA
from briefing.export.safe_cells import may_be_formula
from tests.hostile_county import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.hostile_county import Words

_BROKEN, _END = 250, 8
_JOINTS = re.compile(r"[;；|、,，。.:：/／\s]")


def altered(text: str, words: Words, *, is_print: bool = False) -> tuple[list[str], set[str]]:
    """
    Return those strings that do not stand before their number as they were meant, and the numbers
    that were seen. White space may be broken anywhere. *is_print* composes characters, as PDF does.
    """
    whole, several = _meant(words, is_print)
    page = squashed(text, is_print=is_print)
    faults, seen = _compared(page, whole, is_print=is_print)
    more, also = _compared(_run_together(page), several, is_print=is_print)
    return [*faults, *more], seen | also


@cache
def _meant(words: Words, is_print: bool) -> tuple[dict[str, str], dict[str, str]]:
    """What is meant by number: texts that stand as they are, and those of several things."""
    listed = words.listed
    return (
        {
            n: _end(squashed(text, is_print=is_print), is_print=is_print)
            for n, text in words.meant.items()
            if n not in listed
        },
        # Of a list its last entry is the one that bears the number.
        {
            n: _end(_run_together(_JOINTS.split(text)[-1]), is_print=is_print)
            for n, text in words.meant.items()
            if n in listed
        },
    )


def _compared(
    page: str, meant: Mapping[str, str], *, is_print: bool
) -> tuple[list[str], set[str]]:
    faults, seen = [], set()
    for found in MARK.finditer(page):
        if (whole := meant.get(found[1])) is None:
            continue
        seen.add(found[1])
        end = found.end()
        is_whole = page.endswith(whole, 0, end) or (is_print and _in_two(page, whole, end))
        if not is_whole:
            told = page[max(0, found.end() - len(whole) - 10) : found.end()]
            faults.append(f"{whole!r}: {told!r}")
    return faults, seen


def _in_two(page: str, whole: str, end: int) -> bool:
    """Tell whether a text was broken by the end of a page: its end stands here, the rest before."""
    mark = whole.rindex("『")
    return any(
        page.endswith(whole[at:], 0, end) and whole[:at] in page[:end]
        for at in range(max(8, mark // 8), mark + 1)
    )


def squashed(text: str, *, is_print: bool = False) -> str:
    """
    Return a text without white space, what nobody sees, and the sign that stands for it (〓).

    In print characters are composed.
    """
    unseen = {"Cc", "Cf", "Cs"}
    seen = (c for c in text if not c.isspace() and c not in {GETA, "\ufffe", "\uffff"})
    whole = "".join(c for c in seen if unicodedata.category(c) not in unseen)
    # Control characters as a workbook writes them, which openpyxl leaves as they are.
    tight = re.sub("_x[0-9A-Fa-f]{4}_", "", whole)
    return unicodedata.normalize("NFKC", tight) if is_print else tight


def _end(text: str, *, is_print: bool) -> str:
    """A text may be so long that print breaks it over pages; then its end alone stands together."""
    return text[-_END:] if is_print and len(text) > _BROKEN else text


def turning(text: str) -> list[str]:
    """Return the characters that turn the words behind them, or that speak to a machine."""
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return [
        character
        for character in text
        if unicodedata.bidirectional(character) in turns
        or (unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t")
    ]


def _run_together(text: str) -> str:
    """Return a text without all that may part one thing from the next, in its narrow form."""
    return _JOINTS.sub("", squashed(text, is_print=True))


def html_text(page: str) -> str:
    """Return all words of a page, those for readers by ear included."""
    tree = lxml_html.fromstring(page)
    for element in tree.iter("script", "style"):
        element.text = ""
    spoken = [str(value) for value in tree.xpath("//@aria-label | //@title | //@alt | //@value")]
    return "\n".join([str(tree.text_content()), *spoken])


def elements(page: str) -> set[tuple[str, str]]:
    """Return which elements a page has, and which attributes they have."""
    tree = lxml_html.fromstring(page)
    return {
        (str(element.tag), name)
        for element in tree.iter()
        for name in ("", *map(str, element.attrib))
    }


def links(page: str) -> list[str]:
    """Return where the links of a page lead."""
    return [str(link) for link in lxml_html.fromstring(page).xpath("//@href")]


def docx_text(data: bytes) -> str:
    """Return the words of a document's body, its tables and its head and foot."""
    document = docx.Document(io.BytesIO(data))
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]
    return "\n".join(_words(part) for part in parts)


def _words(part: object) -> str:
    texts = part.iter("{*}t", "{*}br", "{*}tab", "{*}p")  # type: ignore[attr-defined]
    return "".join(element.text or "" if element.tag.endswith("}t") else "\n" for element in texts)


def cells(data: bytes) -> Iterator[tuple[str, object]]:
    """Return the type and the value of each cell of a workbook that holds anything."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield cell.data_type, cell.value


def xlsx_text(data: bytes) -> str:
    """Return the words of a workbook."""
    return "\n".join(str(value) for _, value in cells(data))


def formulas(data: bytes) -> list[object]:
    """Return what a workbook would reckon."""
    return [value for kind, value in cells(data) if kind == "f"]


def addresses_outside(data: bytes) -> list[str]:
    """Return what an Office file would open besides itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {
            name: package.read(name).decode("utf-8", "replace") for name in package.namelist()
        }
    related = [text for name, text in parts.items() if name.endswith(".rels")]
    outside = [found for text in related for found in re.findall(r'TargetMode="External"', text)]
    fields = re.compile(r"<f[ >]|<hyperlink[^>]*r:id|<w:fldSimple|<ddeLink|<externalLink")
    # Word reckons the number of the page, and nothing else.
    orders = re.compile(r"<w:instrText[^>]*>(?!\s*PAGE\s*<)[^<]*")
    return [
        *outside,
        *(found for text in parts.values() for found in fields.findall(text)),
        *(found for text in parts.values() for found in orders.findall(text)),
    ]


def running(rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the cells of a CSV that a spreadsheet takes for formulas; numbers are none."""
    number = re.compile(r"-?[0-9]+(\.[0-9]+)?")
    return [
        cell for row in rows for cell in row if may_be_formula(cell) and not number.fullmatch(cell)
    ]
