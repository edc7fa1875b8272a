"""Split a cell that holds several items: 1.…；2.…, ①…②…, 一是…二是…, or lines."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE = "一二三四五六七八九十"
_CIRCLED = {
    character: number
    for first in "①❶⑴⒈⓵"
    for number, character in enumerate((chr(ord(first) + step) for step in range(10)), 1)
}
# What may number an item. A digit after the point makes it a decimal: 2.5公里.
_MARK = re.compile(
    r"[①-⑩❶-❿⑴-⑽⒈-⒑⓵-⓾]"
    r"|[(（]([0-9０-９]{1,2}|[一二三四五六七八九十])[)）]"
    r"|(?<![0-9０-９.．,，])([0-9０-９]{1,2})(?:[.．、)）](?![0-9０-９])|[.．、](?=[0-9]+[.．][0-9]))"
    r"|第?([一二三四五六七八九十])(?:[是、]|[,，](?<=第.[,，]))"
)
_BREAK = "\n"
_LONGEST = 500
_STRONG = re.compile(r"[;；|\n\r\v\f\u2028\u2029]+")
_OPENING, _CLOSING = "([{〔【《“", ")]}〕】》”"
_AT_START = re.compile(r"\A[(（]?[0-9０-９]{1,2}[.．、)）](?![0-9０-９])")
_ENDS = " \t\u00a0\u3000。.．;；,，、:："


def enumerated(text: str) -> list[str]:
    """
    Split items that are numbered, or on lines of their own, or separated by semicolons.

    >>> enumerated("①征地未完成 ②道路2.5公里未通"), enumerated("一是缺资金，二是缺地。")
    (['征地未完成', '道路2.5公里未通'], ['缺资金', '缺地'])
    """
    return [item for piece in _STRONG.split(_broken(text)) if (item := _trimmed(piece))]


def parts(text: str) -> list[str]:
    """
    Split the words of a list, but not within brackets.

    Where numbers, lines or semicolons separate them, a comma belongs to the words.

    >>> parts("照片（时间、地点），合同"), parts("1.照片；2.合同，原件")
    (['照片(时间、地点)', '合同'], ['照片', '合同,原件'])
    """
    pieces = _STRONG.split(_broken(text))
    joints = "、" if sum(1 for piece in pieces if piece.strip()) > 1 else "、,/"
    words = (word for piece in pieces for word in _split(_narrow(piece), joints))
    return [item for word in words if (item := _trimmed(word))]


def _broken(text: str) -> str:
    """
    Replace the number of every item by a line break.

    Only numbers that count from 1 number items: those of “第3标段、4标段” do not.
    """
    marks = [(match, number) for match in _MARK.finditer(text) if (number := _number(match))]
    wanted, chosen = 1, []
    for match, number in marks:
        if number == wanted:
            chosen.append(match)
            wanted += 1
    begins_circled = chosen and chosen[0][0] in _CIRCLED and not text[: chosen[0].start()].strip()
    if len(chosen) < 2 and not begins_circled:
        return text
    heading = text[: chosen[0].start()].strip()
    ends = [*(match.start() for match in chosen[1:]), len(text)]
    numbered = [text[match.end() : end] for match, end in zip(chosen, ends, strict=True)]
    return _BREAK.join(numbered if heading.endswith((":", "：")) else [heading, *numbered])


def _number(match: re.Match[str]) -> int:
    mark = match[1] or match[2] or match[3]
    if not mark:
        return _CIRCLED.get(match[0], 0)
    return _CHINESE.index(mark) + 1 if mark in _CHINESE else int(mark)


def _split(text: str, joints: str) -> Iterator[str]:
    """Split at joints outside of brackets; only 、 may stand between two digits."""
    depth, begin = 0, 0
    for at, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(depth - 1, 0)
        elif character in joints and not depth:
            is_between_digits = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
            if character == "、" or not is_between_digits:
                yield text[begin:at]
                begin = at + 1
    yield text[begin:]


def _narrow(piece: str) -> str:
    """Fold full-width forms, but not of a whole page, which can take minutes."""
    return unicodedata.normalize("NFKC", piece) if len(piece) <= _LONGEST else piece


def _trimmed(piece: str) -> str:
    return " ".join(_AT_START.sub("", piece.strip(_ENDS), count=1).split()).strip(_ENDS)
