"""Cut the code of a number format into sections of tokens, and name the formats that need no code."""

from __future__ import annotations

import re

# The formats that a file need not spell out, as Excel and WPS show them in China.
BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
}
# Formats that web pages and Excel 2003 XML write by name.
NAMED = {
    "General Number": "General",
    "Fixed": "0.00",
    **dict.fromkeys(("Standard", "Currency", "Euro Currency"), "#,##0.00"),
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "General Date": "yyyy/m/d h:mm",
    **dict.fromkeys(("Long Date", "Medium Date", "Short Date"), "yyyy/m/d"),
    "Long Time": "h:mm:ss",
    **dict.fromkeys(("Medium Time", "Short Time"), "h:mm"),
    **dict.fromkeys(("Yes/No", "True/False", "On/Off"), "General"),
}

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _.?                                         # room for a character
    | \*(?P<filling>.?)                           # filling up with a character
    | \[(?P<test><=|>=|<>|<|>|=)(?P<bound>-?\d+(?:\.\d+)?)\]
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[\$(?P<symbol>[^\]-]*)[^\]]*\]
    | \[[^\]]*\]?                                # a colour, a script of digits
    | (?P<general>General|G?/?通用格式)
    | (?P<exponent>E[+-])
    | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<day>y+|d+|e+|g+|b+|aaa+)
    | (?P<month>m+)
    | (?P<time>h+|s+)
    | (?P<digit>[0\#?])
    | (?P<mark>[.,%/@])
    | (?P<bare>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_YEN_OF_JAPAN = re.compile(r"\[\$[¥￥]-4?11\]", re.IGNORECASE)


def split(code: str) -> list[list[re.Match[str]]]:
    """Cut a format into tokens, and at the semicolons that are no literals."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["bare"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def literal(token: re.Match[str]) -> str:
    """Return what a token writes as it stands; a space with which a cell is filled up is none."""
    if _YEN_OF_JAPAN.fullmatch(token[0]):
        return "日元"
    plain = token["quoted"] or token["escaped"] or token["symbol"] or token["bare"]
    return plain or (token["filling"] or "").strip()
