"""Tell texts that were decoded wrongly, and kept so: 椤圭洰鍚嶇О for 项目名称."""

from __future__ import annotations

import re

# How a text was decoded, and how it should have been.
_WRONG_AND_RIGHT = (
    ("gb18030", "utf-8"),
    ("latin-1", "gb18030"),
    ("cp1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("gb18030", "big5hkscs"),
    ("big5hkscs", "gb18030"),
)
_NAMES = {
    "gb18030": "GB18030（GBK）",
    "utf-8": "UTF-8",
    "big5hkscs": "Big5",
    "latin-1": "西文",
    "cp1252": "西文",
}
# A table of any office has some of these.
_COMMON = re.compile(
    r"项目|名称|单位|投资|序号|万元|合计|备注|項目|名稱|單位|投資|序號|萬元|合計|備註"
)
_LEAST = 2
_SAMPLE = 4000


def mojibake(text: str) -> str:
    """
    Say which encoding a text is in, and as which it was read; nothing of a text that is sound.

    >>> mojibake("椤圭洰鍚嶇О,鎬绘姇璧�"), mojibake("项目名称,总投资")
    ('UTF-8 文字被当作 GB18030（GBK）', '')
    """
    sample = text[:_SAMPLE]
    if len(_COMMON.findall(sample)) >= _LEAST:
        return ""
    for wrong, right in _WRONG_AND_RIGHT:
        again = sample.encode(wrong, errors="ignore").decode(right, errors="ignore")
        if len(_COMMON.findall(again)) >= _LEAST:
            return f"{_NAMES[right]} 文字被当作 {_NAMES[wrong]}"
    return ""
