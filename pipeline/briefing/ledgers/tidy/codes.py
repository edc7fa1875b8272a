"""
Read the codes of projects and of legal persons in any spelling.

A code links ledgers. One that is doubtful is therefore left out with a warning, and its row is
identified by the project's name, so that a wrong code neither separates rows nor joins them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from briefing.domain.identifiers import CREDIT_ALPHABET, is_credit_code
from briefing.domain.text import visible
from briefing.ledgers.tidy.values import LONGEST, Caution, Unclear, code, says_nothing, written

if TYPE_CHECKING:
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Cell

# How offices write that a project has no code yet.
_NOT_YET = re.compile(r"(?:尚?[未无没]|暂[未无]|正?在|待|申[请报]).{0,8}|[^0-9]{0,6}[中办]")
_LABEL = re.compile(r"^(?:[^0-9A-Z]{0,12}(?:代码|编码|编号|证号|备案号|号)[为是]?[:]?)?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─~～_﹣至", "-"))
# 2020-611026-54-01-003217; hyphens may be missing, or be points or spaces.
_PROJECT = re.compile(
    r"(?<![0-9OIL])([0-9OIL]{4})[-. ]*([0-9OIL]{6})[-. ]*([0-9OIL]{2})[-. ]*([0-9OIL]{2})[-. ]*([0-9OIL]{6})(?![0-9OIL])"
)
_WELL_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{6})-[0-9]{2}-[0-9]{2}-[0-9]{6}")
_LETTERS_FOR_DIGITS = str.maketrans("OIL", "011")
# The year of an old code; since November 2020 a code begins with year and month.
_OLD_YEARS = range(2013, 2021)
_FIRST_MONTH = 2010

_CREDIT_LENGTH = 18
_REGISTRATION = re.compile(r"[0-9]{15}")


def project_code(cell: Cell, county: County) -> str | None:
    """
    Read a project's code as 24 characters with hyphens.

    Raises Unclear where Excel lost its digits or a cell holds several; Caution without a value
    where it is no code, and with the code where its year or region cannot be this county's.
    """
    match = _WELL_WRITTEN.fullmatch(cell) if isinstance(cell, str) else None
    if match and _is_time(int(match[1])) and _is_of(match[2], county):
        return match[0]
    return project_code_of_any_form(cell, county)


def project_code_of_any_form(cell: Cell, county: County) -> str | None:
    """Read a project's code in any form; see `project_code`."""
    tight = _tight(cell)
    if tight is None:
        return None
    found = list(dict.fromkeys("-".join(parts) for parts in _PROJECT.findall(tight)))
    if len(found) > 1:
        message = "应只有一个代码（几个项目请分行填写）"
        raise Unclear(message)
    if not found:
        if not re.search(r"[0-9]", tight) and _NOT_YET.fullmatch(tight.replace(" ", "")):
            return None
        message = "应为24位项目代码，如2020-611026-54-01-003217，已按项目名称对应"
        raise Caution(None, message)
    plain = found[0].translate(_LETTERS_FOR_DIGITS)
    doubts = []
    if plain != found[0]:
        doubts.append(f"代码应全为数字，已按{plain}读入")
    if beside := _PROJECT.sub("", tight).strip(" 、,;/()[]"):
        doubts.append(f"代码旁另有“{beside[:20]}”")
    time, region = plain.split("-")[:2]
    if not _is_time(int(time)):
        doubts.append("代码首段应为年份或年月")
    if not _is_of(region, county):
        doubts.append(f"代码中的地区{region}不是本县或上级")
    if doubts:
        raise Caution(plain, "；".join(doubts))
    return plain


def credit_code(cell: Cell) -> str | None:
    """
    Read a unified social credit code (GB 32100-2015).

    Raises Unclear where Excel lost its digits; Caution with the code where its check character
    fails, with the corrected code where O and I stand for 0 and 1, and without a value otherwise.

    >>> credit_code("9111 0000 8021 0043 3b")
    '91110000802100433B'
    """
    tight = _tight(cell)
    if tight is None:
        return None
    bare = re.sub(r"[-. ]", "", tight)
    if is_credit_code(bare):
        return bare
    mended = bare.translate(str.maketrans("OI", "01"))
    if mended != bare and is_credit_code(mended):
        raise Caution(mended, f"代码中没有字母O和I，已按{mended}读入")
    if _REGISTRATION.fullmatch(bare):
        raise Caution(bare, "应为18位统一社会信用代码（15位是旧的注册号）")
    if len(bare) == _CREDIT_LENGTH and set(bare) <= set(CREDIT_ALPHABET):
        raise Caution(bare, "统一社会信用代码的校验位不符，请核对有无错字")
    if not re.search(r"[0-9]", bare) and _NOT_YET.fullmatch(bare):
        return None
    raise Caution(None, "应为18位统一社会信用代码")


def _tight(cell: Cell) -> str | None:
    """Fold a code's width, case and dashes, and remove its label; lines are joined by a space."""
    if says_nothing(cell):
        return None
    text = written(cell)
    if len(text) > LONGEST:
        message = "应只有一个代码"
        raise Unclear(message)
    # Raises Unclear for a number that lost its digits.
    if code(cell) is None:
        return None
    narrow = unicodedata.normalize("NFKC", visible(text)).upper().translate(_DASHES)
    return _LABEL.sub("", " ".join(narrow.split()), count=1).strip(" '\"`。.;,")


def _is_of(region: str, county: County) -> bool:
    return region == county.code or region in county.superior_codes


def _is_time(first: int) -> bool:
    """Tell whether a code may begin so: with a year up to 2020, or year and month from 2020-10 on."""
    return first in _OLD_YEARS or (first >= _FIRST_MONTH and 1 <= first % 100 <= 12)
