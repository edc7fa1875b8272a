"""Say in Chinese what keeps a text from being TOML, line by line; find the line of a key."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A file with more broken lines is not the file that was meant.
_MOST = 20
_PLACE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)$")
# What Chinese keyboards write for the signs of TOML.
_FULL_WIDTH = {
    "“": '"', "”": '"', "＂": '"', "„": '"', "‘": "'", "’": "'", "＇": "'", "＝": "=", "，": ",",
    "、": ",", "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}", "：": "=", "＃": "#",
    "；": "", "。": "", "．": ".", "－": "-", "—": "-", "\u3000": " ",
} | {chr(0xFF10 + digit): str(digit) for digit in range(10)}  # fmt: skip
# Also an escaped character that no text holds, so that no quote is tried twice.
_STRING = re.compile(r"\"(?:[^\"\\]++|\\.)*+\"|'[^']*+'|\\.")
_BARE_KEY = re.compile(r"[\w.-]+", re.ASCII)
_DATE = re.compile(r"[12][0-9]{3}(?:[-/.年][0-9]{1,2}.*|[0-9]{4})")
_HEADER = re.compile(r"\s*(\[\[?)([^\[\]#]+)\]")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")
_QUOTES = ('"' * 3, "'" * 3)

Loc = tuple[str | int, ...]


def syntax_faults(text: str) -> dict[int, str]:
    """
    Return what is wrong in each line that is no TOML, by its number from 1: what was expected, and
    what to do. A text that is TOML has none.

    The parser stops at the first fault: each faulty line is taken out, and the rest is read again.
    """
    lines = text.split("\n")
    found: dict[int, str] = {}
    while len(found) < _MOST:
        try:
            tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            at = _faulty(lines, str(error))
            if at + 1 in found:
                break
            found[at + 1] = _explained(lines, at, str(error))
            if not _PLACE.search(str(error)):
                # What is open to the end takes in all other lines.
                break
            # What stands below the head of a table must not fall to the table before it.
            is_head = lines[at].lstrip().startswith(("[", "［", "【"))
            lines[at] = f"[[_{at}]]" if is_head else ""
        else:
            break
    return dict(sorted(found.items()))


def _faulty(lines: Sequence[str], message: str) -> int:
    """Return the line of a fault; what is open at the end was opened by the last such line."""
    if place := _PLACE.search(message):
        return min(int(place[1]), len(lines)) - 1
    filled = [at for at, line in enumerate(lines) if line.strip()]
    opening = [at for at in filled if _is_open(lines[at])]
    return max(opening or filled, default=0)


def _is_open(line: str) -> bool:
    """Tell whether a line opens a text or a list that it does not close."""
    bare = _bare(line)
    return '"' in bare or "'" in bare or bare.count("[") > bare.count("]")


def _bare(line: str) -> str:
    """Return a line without its texts in quotes, and without its comment."""
    return _STRING.sub("", line).partition("#")[0]


def _explained(lines: Sequence[str], at: int, message: str) -> str:
    line, bare = (text.strip(" \t\r") for text in (lines[at], _bare(lines[at])))
    before, quote, text = bare.partition('"')
    signs = [sign for sign in dict.fromkeys(before) if sign in _FULL_WIDTH]
    if signs and not line.startswith("["):
        meant = " ".join(dict.fromkeys(_FULL_WIDTH[sign] for sign in signs)).strip()
        instead = f"应换成英文的 {meant}" if meant else "请删去"
        return f"{' '.join(signs)} 是中文（全角）符号，{instead}"
    if "overwrite" in message or "twice" in message:
        return _twice(lines, at)
    if not line.replace("\t", "").isprintable():
        return "有看不见的控制字符，请把这一行删去重写"
    if line.startswith("["):
        return "节名的括号应成对，写作 [节名] 或 [[节名]]，后面不写别的"
    if "Unescaped" in message or "escape" in message:
        return r"反斜杠 \ 应写成 \\"
    if text.endswith(("”", "“", "＂")):
        return f'结尾的 {text[-1]} 是中文引号，应换成英文的 "'
    if quote or "'" in bare:
        return '引号没有成对，文字前后各要一个英文的 "；文字里的引号请用中文的“”'
    key, equals, value = bare.partition("=")
    if not equals:
        return "应写作 键 = 值" + ("，用 = 不用 :" if ":" in bare else "；说明前面要加 #")
    if not _BARE_KEY.fullmatch(key.strip()) and key.strip():
        return f"“{key.strip()}”不能作键名，应为英文的键，如 month、reason"
    if line.partition("=")[2].strip().startswith(('"', "'")):
        return f"文字后面多了“{value.strip()}”，请删去" if value.strip() else "应一行一个键"
    return _of_value(value.strip())


def _of_value(value: str) -> str:
    """Say how a value without quotes should be written."""
    if not value or value.startswith("#"):
        return "= 后面没有写值"
    if _DATE.fullmatch(value):
        return "日期应写作 2020-06-02（年四位，月、日各两位，不加引号）"
    if value.lower() in {"true", "false"}:
        return "是、否应写作小写的 true、false"
    if value.startswith(("[", "{")):
        return "列表的各项应加英文引号，用英文的 , 隔开，前后括号成对"
    if re.match("[-+.]?[0-9]", value):
        return "数字应只写数字，没有千分号、单位和前面的 0；是文字的，前后要加英文的引号"
    return '文字前后要加英文的引号，写作 "…"'


def _twice(lines: Sequence[str], at: int) -> str:
    """Say what is written twice, and where it stood first."""
    if head := _HEADER.match(lines[at]):
        name = head[2].strip()
        if any(line.strip().startswith(f"[[{name}]]") for line in lines[:at]):
            return f"[{name}] 应写作 [[{name}]]，与前面的一样"
        return f"[{name}] 写了两次，应合为一节"
    key = _KEY.match(lines[at])
    name = key[1] if key else lines[at].partition("=")[0].strip()
    above = range(at - 1, -1, -1)
    first = next((n for n in above if (same := _KEY.match(lines[n])) and same[1] == name), None)
    where = f"（第{first + 1}行已写过）" if first is not None else ""
    return f"“{name}”写了两次{where}，请删去一处；是另一条的，前面要另起一节，如 [[correction]]"


def line_of(text: str, loc: Iterable[str | int]) -> int:
    r"""
    Return the line, from 1, of the key at *loc*, or else of the table around it; 0 where neither is.

    >>> line_of('[[row]]\na = 1\n[[row]]\n\na = 2', ("row", 1, "a"))
    5
    """
    lines = dict(_keys(text))
    wanted = tuple(loc)
    while wanted and wanted not in lines:
        wanted = wanted[:-1]
    return lines.get(wanted, 0)


def _keys(text: str) -> Iterator[tuple[Loc, int]]:
    """Return the path of each table and key of a text that is TOML, with its line."""
    table: Loc = ()
    counts: Counter[Loc] = Counter()
    is_inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if not is_inside:
            if head := _HEADER.match(line):
                table = _path(head[2], counts)
                if head[1] == "[[":
                    if not counts[table]:
                        yield table, number
                    counts[table] += 1
                    table = (*table, counts[table] - 1)
                yield table, number
            elif key := _KEY.match(line):
                yield (*table, *_parts(key[1])), number
        is_inside ^= any(line.count(quotes) % 2 for quotes in _QUOTES)


def _path(name: str, counts: Counter[Loc]) -> Loc:
    """Return the path of a table; one in a list of tables is in its last."""
    path: Loc = ()
    parts = _parts(name)
    for number, part in enumerate(parts, 1):
        path = (*path, part)
        if counts[path] and number < len(parts):
            path = (*path, counts[path] - 1)
    return path


def _parts(name: str) -> list[str]:
    return [part.strip().strip("\"'") for part in name.split(".")]
