"""Read texts of an .xlsx: those that cells share, and how their runs are struck."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import IO, TYPE_CHECKING

from briefing.workbooks.faults import unreadable
from briefing.workbooks.formats.symbols import writer
from briefing.workbooks.formats.written import raised
from briefing.workbooks.formats.xlsx_parts import is_struck, local
from briefing.workbooks.formats.xml_stream import Listener, listen

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.workbooks.formats.zip import Archive

# How the runs of a text are struck: yes, no, or as the font of its cell.
Runs = frozenset[bool | None]

_CHUNK = 1 << 20
# A text longer than this is none of a cell's, which holds 32,767 characters.
_MOST_HELD = 32 << 20
_TEXT = re.compile(
    rb'<si>(?:<t(?: xml:space="preserve")?+>([^<]*+)</t>(?:<phoneticPr[^>]*+>)?+</si>|(.*?)</si>)',
    re.DOTALL,
)
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>|<rPh\b[^>]*/>|<phoneticPr\b[^>]*/>", re.DOTALL)
_RUN = re.compile(rb"\s*<r>(.*?)</r>\s*", re.DOTALL)
_WORDS = re.compile(rb"<t\b[^>]*?(?:/>|>([^<]*)</t>)")
_STRIKE = re.compile(rb'<strike\b(?:\s+val="([^"]*)")?\s*/>')
_FONT = re.compile(rb'<rFont\b\s+val="([^"]*)"')
_RAISED = re.compile(rb'<vertAlign\b\s+val="(?:super|sub)script"')
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7}|x[0-9A-Fa-f]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNPRINTED = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class NotPlain(Exception):
    """The part is XML that the quick reader does not know; the exact one must read it."""


@dataclass
class Texts:
    """Texts by number, and how the runs of some are struck."""

    texts: list[str | None] = field(default_factory=list)
    runs: dict[int, Runs] = field(default_factory=dict)

    def text(self, number: int) -> str | None:
        """Return a text by its number. Raises Unreadable."""
        if not 0 <= number < len(self.texts):
            raise unreadable("单元格所指的文字不存在")
        return self.texts[number]


def shared_texts(archive: Archive, part: str) -> Texts:
    """Read the texts that cells share; *part* is empty where there are none. Raises Unreadable."""
    if not part:
        return Texts()
    try:
        with archive.open(part) as stream:
            return _quickly(stream)
    except NotPlain:
        reader = _SharedTexts()
        with archive.open(part) as stream:
            listen(stream, reader)
        return reader.found


def plain_text(raw: bytes) -> str | None:
    """
    Read a text as XML writes it; white space alone is None.

    >>> plain_text(b"a &lt; b_x000D_"), plain_text("一".encode()), plain_text(b" ")
    ('a < b', '一', None)
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise unreadable("文字编码无法识别") from None
    if not text.isprintable() and _FORBIDDEN.search(text):
        raise NotPlain
    return cleaned(_dereferenced(text) if "&" in text else text)


def plain_texts(raws: list[bytes]) -> list[str]:
    """
    Read many texts at once; return none where one of them needs more than decoding.

    >>> plain_texts([b"a", "一 二".encode()]), plain_texts([b"a", b"b &lt; c"])
    (['a', '一 二'], [])
    """
    try:
        whole = b"\n".join(raws).decode("utf-8")
    except UnicodeDecodeError:
        return []
    if "&" in whole or "_x" in whole or "\r" in whole or _FORBIDDEN.search(whole):
        return []
    texts = whole.split("\n")
    is_plain = len(texts) == len(raws) and all(texts) and not any(map(str.isspace, texts))
    return texts if is_plain else []


def _dereferenced(text: str) -> str:
    """Resolve the references of XML. Raises NotPlain of any but the five named and the numbers."""
    unfolded, known = _REFERENCE.subn(_referred, text)
    if known != text.count("&"):
        raise NotPlain
    return unfolded


def _referred(match: re.Match[str]) -> str:
    name, code = match[1], match[2]
    if name:
        return _NAMED[name]
    point = int(code[1:], 16) if code.startswith("x") else int(code)
    if not (point in {9, 10, 13} or 0x20 <= point < 0xD800 or 0xE000 <= point < 0x110000):
        raise NotPlain
    return chr(point)


def cleaned(text: str) -> str | None:
    """Resolve the escapes of spreadsheets, and leave out what cannot be printed."""
    if "_x" in text:
        # Half of a surrogate pair is no character.
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).translate(_UNPRINTED)
        text = _SURROGATE.sub("\ufffd", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return None if not text or text.isspace() else text


def rich_text(raw: bytes) -> tuple[str | None, Runs]:
    """Return a text of several runs, and how these are struck. Raises NotPlain."""
    raw = _PHONETIC.sub(b"", raw)
    pieces: list[bytes] = []
    runs: set[bool | None] = set()
    end = 0
    raised_at: list[int] = []
    for run in _RUN.finditer(raw):
        if run.start() != end:
            raise NotPlain
        end = run.end()
        words = b"".join(_WORDS.findall(run[1]))
        if words.strip():
            mark = _STRIKE.search(run[1])
            value = mark[1].decode() if mark and mark[1] else None
            runs.add(bool(mark) and is_struck(value) if b"<rPr" in run[1] else None)
            if (font := _FONT.search(run[1])) and (
                write := writer(font[1].decode("utf-8", "replace"))
            ):
                words = _rewritten(words, write)
            if b"<vertAlign" in run[1] and _RAISED.search(run[1]):
                raised_at.append(len(pieces))
        pieces.append(words)
    if len(raised_at) < sum(bool(piece.strip()) for piece in pieces):
        for at in raised_at:
            pieces[at] = _rewritten(pieces[at], raised)
    if not pieces:
        pieces = _WORDS.findall(raw)
    elif end != len(raw):
        raise NotPlain
    return plain_text(b"".join(pieces)), frozenset(runs)


def _rewritten(piece: bytes, write: Callable[[str], str]) -> bytes:
    """Write the letters of a run in another way, also those that are written as references."""
    words = plain_text(piece)
    return escape(write(words), quote=False).encode() if words else piece


def _quickly(stream: IO[bytes]) -> Texts:
    """Read the part as nearly all programs write it. Raises NotPlain."""
    found = Texts()
    held, chunk = _begun(stream), b"begun"
    while chunk:
        whole, mark, rest = held.rpartition(b"</si>")
        if mark:
            _take(whole + mark, found)
            held = rest
        elif len(held) > _MOST_HELD:
            raise NotPlain
        chunk = stream.read(_CHUNK)
        held += chunk
    if held.strip() and not re.match(
        rb"\s*(<extLst\b.*</extLst>\s*)?</sst>\s*\Z", held, re.DOTALL
    ):
        raise NotPlain
    return found


def _begun(stream: IO[bytes]) -> bytes:
    """Read up to the first text; a declaration of another encoding or a prefix is not plain."""
    head = stream.read(_CHUNK)
    match = re.match(rb"(?:\xef\xbb\xbf)?(?:<\?xml([^>]*)\?>)?\s*<sst\b[^>]*[^/>]>", head)
    if not match or not is_utf8(match[1] or b""):
        raise NotPlain
    return head[match.end() :]


def is_utf8(declaration: bytes) -> bool:
    """Tell whether the declaration of a part names UTF-8, or nothing."""
    return b"encoding" not in declaration or b"utf-8" in declaration.lower()


def _take(chunk: bytes, found: Texts) -> None:
    if b"<!" in chunk or b"<?" in chunk:
        raise NotPlain
    entries = _TEXT.findall(chunk)
    if len(entries) != chunk.count(b"<si"):
        raise NotPlain
    if not any(rest for _, rest in entries):
        found.texts += [plain_text(text) for text, _ in entries]
        return
    for text, rest in entries:
        if rest:
            words, runs = rich_text(rest)
            if runs - {None}:
                found.runs[len(found.texts)] = runs
            found.texts.append(words)
        else:
            found.texts.append(plain_text(text))


class RichText(Listener):
    """Hears one text with its runs, without its pronunciation."""

    def __init__(self) -> None:
        self.runs: set[bool | None] = set()
        self._write: Callable[[str], str] | None = None
        # The text in pieces, each with whether it is raised above the line, or lowered below it.
        self._pieces: list[tuple[str, bool]] = []
        self._words, self._within = "", ""
        self._strikes: bool | None = None
        self._is_raised = False

    @property
    def heard(self) -> str:
        """The text so far; digits beside the line are written as such, unless all of it is."""
        is_mixed = not all(is_raised for text, is_raised in self._pieces if text.strip())
        return "".join(
            raised(text) if is_raised and is_mixed else text for text, is_raised in self._pieces
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        tag = local(name)
        if tag == "r":
            self._words, self._strikes, self._is_raised = "", None, False
            self._write = None
        elif tag == "rFont":
            self._write = writer(attributes.get("val", ""))
        elif tag == "rPr":
            self._strikes = bool(self._strikes)
        elif tag == "strike":
            self._strikes = is_struck(attributes.get("val"))
        elif tag == "vertAlign":
            self._is_raised = attributes.get("val") in {"superscript", "subscript"}
        if tag in {"t", "rPh"} and self._within != "rPh":
            self._within = tag

    def end(self, name: str) -> None:
        """Take the end of an element."""
        tag = local(name)
        if tag == "r" and self._words.strip():
            self.runs.add(self._strikes)
        if tag == "r":
            self._is_raised, self._write = False, None
        if tag == self._within:
            self._within = ""

    def text(self, data: str) -> None:
        """Take a text, or a part of one."""
        if self._within == "t":
            self._words += data
            self._pieces.append((self._write(data) if self._write else data, self._is_raised))


class _SharedTexts(Listener):
    """Hears all shared texts."""

    def __init__(self) -> None:
        self.found = Texts()
        self._now = RichText()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "si":
            self._now = RichText()
        self._now.start(name, attributes)

    def end(self, name: str) -> None:
        self._now.end(name)
        if local(name) == "si":
            if self._now.runs - {None}:
                self.found.runs[len(self.found.texts)] = frozenset(self._now.runs)
            self.found.texts.append(cleaned(self._now.heard))

    def text(self, data: str) -> None:
        self._now.text(data)
