"""Parse XML piece by piece, and call a listener for each element and text; nothing is kept."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from briefing.workbooks.faults import defines_entities, truncated, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

_CHUNK = 1 << 18
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""")
# What expat reads by itself; of others it knows only those of one byte to a character.
_NATIVE = {"utf-8", "utf-16", "us-ascii", "iso-8859-1"}
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
# The file ended within a token, within an element, before any element, within CDATA.
_CUT = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class Listener:
    """Is called for elements and texts, and does nothing; a name is “namespace name”."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, data: str) -> None:
        """Take a text, or a part of one."""


def listen(stream: IO[bytes], listener: Listener) -> None:
    """Parse a stream to its end. Raises Unreadable."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for chunk in _chunks(stream):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise (truncated() if error.code in _CUT else unreadable("XML 有错误")) from None
    except UnicodeError:
        raise unreadable("文字编码无法识别") from None


def _refuse(*_: object) -> None:
    raise defines_entities()


def _chunks(stream: IO[bytes]) -> Iterator[bytes | str]:
    """Yield bytes as they are, or text where expat does not know their encoding."""
    chunk = stream.read(_CHUNK)
    match = _DECLARED.match(chunk.removeprefix(codecs.BOM_UTF8))
    name = match[1].decode("ascii").lower() if match else "utf-8"
    if name in _NATIVE:
        decode: Callable[[bytes], bytes | str] = bytes
    elif name in _CHINESE:
        decode = codecs.getincrementaldecoder(_CHINESE[name])().decode
    else:
        raise unreadable("文字编码无法识别")
    while chunk:
        yield decode(chunk)
        chunk = stream.read(_CHUNK)
