"""Decode text files, and refuse what is no text in a known encoding."""

from __future__ import annotations

import codecs
import re

from briefing.workbooks.faults import empty, not_a_table, truncated, unreadable

# The longer marks come first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A page that declares an old subset of GB18030 often holds characters from beyond it. What others
# declare is not believed: many a page in GB18030 says iso-8859-1, which accepts any bytes.
_DECLARED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs"), "big5hkscs"),
}
# Without NUL, which pads the fields of some exports, and 0x1A, which ends files of DOS programs.
_CONTROL = bytes({*range(1, 32), 127} - set(b"\t\n\v\f\r\x1a"))
_SAMPLE = 1 << 16
# The share of control characters: nearly 0 in text, 0.1 in compressed or compiled bytes.
_MOST_CONTROLS = 0.01
_LEAST_PLAIN = 0.98
# What fills tables: ASCII, Chinese punctuation, ideographs, full-width forms.
_PLAIN = re.compile(
    r"[\t\n\r -~\u00a0-\u00ff\u2000-\u22ff\u2460-\u25ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)


def decoded(data: bytes, declared: str = "") -> str:
    """
    Decode by the mark at the beginning, by the encoding *declared*, or by the bytes.

    Line ends become one character. Raises Unreadable.
    """
    if not data.strip(b"\0\r\n\t \x1a"):
        raise empty()
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _tidied(_strictly(data[len(mark) :], name))
    if name := _unmarked_utf16(data):
        return _tidied(_strictly(data, name))
    head = data[:_SAMPLE]
    if len(head) - len(head.translate(None, _CONTROL)) > _MOST_CONTROLS * len(head):
        raise not_a_table()
    return _tidied(_by_guess(data, declared))


def _tidied(text: str) -> str:
    text = text.replace("\0", "").removesuffix("\x1a").removeprefix("\ufeff")
    if not text.strip():
        raise empty()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _strictly(data: bytes, name: str) -> str:
    """Decode. Raises Unreadable, which tells a text that is cut within a character from a wrong one."""
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4 and error.reason in _CUT:
            raise truncated() from None
        raise unreadable("文字编码无法识别") from None


_CUT = {"unexpected end of data", "truncated data", "incomplete multibyte sequence"}


def _by_guess(data: bytes, declared: str) -> str:
    name = _DECLARED.get(declared.lower(), "")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_utf8_at_heart(data):
            # GB18030 might accept it, and make nonsense of every word.
            is_cut = len(data) - error.start < 4
            raise (truncated() if is_cut else unreadable("UTF-8 文字有损坏")) from None
        return _strictly(data, name or "gb18030")
    # 联通 in GBK is valid UTF-8 too, but not in ideographs; a page that declares gb2312 and is
    # saved as UTF-8 has them.
    is_utf8 = not name or any(character > "\u07ff" for character in text)
    return text if is_utf8 else _strictly(data, name)


def _is_utf8_at_heart(data: bytes) -> bool:
    """Tell whether all but a few of the characters beyond ASCII are valid UTF-8."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(1 for character in text if character > "\u07ff") - wrong
    return right > 10 * wrong


def _unmarked_utf16(data: bytes) -> str:
    """Return the encoding of UTF-16 without a mark: every second byte of ASCII is NUL."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or b"\0" not in sample or _is_padded(sample):
        return ""
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="replace")
        if len(_PLAIN.findall(text)) >= _LEAST_PLAIN * len(text):
            return name
    return ""


def _is_padded(sample: bytes) -> bool:
    """Tell other text with some NULs in it: two ASCII letters look like an ideograph of UTF-16."""
    if sample.count(b"\0") > len(sample) // 4:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
