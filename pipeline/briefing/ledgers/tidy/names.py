"""Bring names of projects, towns and offices to one spelling, and link ledgers by their projects."""

from __future__ import annotations

import dataclasses
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.units import fold
from briefing.ledgers.tidy import values
from briefing.ledgers.tidy.numerals import chinese_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Cell

ACROSS_TOWNS = "跨区域"
_WHOLE_COUNTY = {
    "全县", "县域", "县域内", "全县范围", "全县境内", "全县各镇", "全县各镇办",
    "多个镇办", "各镇办", "各镇", "各镇(街道)", "跨镇", "跨镇办", ACROSS_TOWNS,
}  # fmt: skip
_BETWEEN_TOWNS = re.compile(r"[、,;/及和与]|(?<=[镇道办乡])-")
_OF_A_TOWN = re.compile(r"(?<!党委)(?<!政府)(?<!办事处)(?:党委|人民政府|政府|办事处)++$")

_ROMAN = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10,
}  # fmt: skip
# 一期, 第一期, Ⅰ期 (which folds to I期); 二标段; 三号桥.
_ORDINAL = re.compile(
    r"第?(?<![A-Z])([一二三四五六七八九十]{1,3}|[IVX]{1,4})(?=期|标段|标|批|号)|第(?=[0-9]+(?:期|标段|标|批|号))"
)
_MARKS = re.compile(r"[\"'“”‘’《》<>()\[\]【】〔〕{},、。·]|(?<![0-9])\.|\.(?![0-9])")
# Words that only say that something is built, at the end or before a phase.
_BUILDING = re.compile(
    r"(?<!建设)(?<!工程)(?<!项目)(?:建设|工程|项目)++(?=(?:[0-9]++期|[0-9]++标段?)?$)"
)
# A name without them must have at least so many characters.
_LEAST_NAME = 3
_SUPERIOR = r"^(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,3}市)?"
# 县 in 县城 and 县道 does not mean the county.
_NOT_THE_COUNTY = "(?![城道域乡级际界])"


def town(cell: Cell, county: County) -> str | None:
    """
    Read a place: a town's official name, or 跨区域 for several towns.

    A place that county.toml does not list keeps its name.
    """
    if values.says_nothing(cell):
        return None
    words = values.name(cell)
    if words is None or len(words) > values.LONGEST:
        return words
    whole = fold(words)
    if whole.removeprefix(county.name) in _WHOLE_COUNTY:
        return ACROSS_TOWNS
    if found := _town(whole, county):
        return found
    parts = [part for part in _BETWEEN_TOWNS.split(whole) if part]
    found_all = {_town(part, county) for part in parts}
    if len(parts) > 1 and None not in found_all:
        return ACROSS_TOWNS if len(found_all) > 1 else found_all.pop()
    # A village or site after a town's name: 营盘镇秦丰村.
    starts = [
        entry.name
        for entry in county.towns
        if any(fold(name) in whole for name in (entry.name, *entry.aliases))
    ]
    return starts[0] if len(starts) == 1 else ACROSS_TOWNS if starts else words


def _town(folded: str, county: County) -> str | None:
    """Find a town by any of its names, also in the forms 营盘 and 营盘镇政府."""
    bare = _OF_A_TOWN.sub("", folded)
    return county.town(bare) or county.town(f"{bare}镇")


def unit(cell: Cell, county: County) -> str | None:
    """
    Read an office: its name in county.toml, or its own spelling when that does not list it.

    It may also be a town's government. Brackets after a listed office, which often hold a person's
    name, are left out.
    """
    if values.says_nothing(cell):
        return None
    words = values.name(cell)
    if words is None or len(words) > values.LONGEST:
        return words
    whole = fold(words)
    return _unit(whole, county) or _unit(re.sub(r"\([^()]*\)$", "", whole), county) or words


def _unit(folded: str, county: County) -> str | None:
    return county.unit(folded) or county.town(_OF_A_TOWN.sub("", folded))


def is_listed(office: str, county: County) -> bool:
    """Tell whether county.toml lists an office, or the town that it governs."""
    return len(office) <= values.LONGEST and _unit(fold(office), county) is not None


# The same names are in every ledger of a month.
@lru_cache(maxsize=1 << 16)
def folded_name(name: str, county: str = "") -> str:
    """
    Fold a project's name so that its spellings are equal; with *county*, remove the county's name.

    Brackets, quotes, 一期/1期/Ⅰ期 and a closing 项目 or 工程 make no difference. Everything else
    does: 一期 and 二期, 东坡村 and 西坡村, 水厂 and 水厂扩建 are different projects, and joining
    two of them would lose one from the count.

    >>> folded_name("柞水县木耳产业园建设项目（一期）", "柞水县"), folded_name("木耳产业园Ⅰ期")
    ('木耳产业园1期', '木耳产业园1期')
    """
    if len(name) > values.LONGEST:
        return name
    plain = _MARKS.sub("", _ORDINAL.sub(_arabic, fold(name).upper()))
    bare = _without_county(plain, county) if county else plain
    unbuilt = _BUILDING.sub("", bare, count=1)
    return unbuilt if len(unbuilt) >= _LEAST_NAME else bare or plain


def _without_county(plain: str, county: str) -> str:
    """Remove the county's own name: 陕西省柞水县…, 柞水…, 县医院; not from 县城 or 柞水-山阳公路."""
    short = county.removesuffix("县")
    with_county, bare_county = _of_county(short)
    bare = with_county.sub("", plain, count=1)
    if bare == plain and len(plain) > len(short) + _LEAST_NAME:
        bare = bare_county.sub("", plain, count=1)
    return bare


@cache
def _of_county(short: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a county at the beginning of a name: with 县, and without."""
    name = re.escape(short)
    own = rf"(?:{name}县{_NOT_THE_COUNTY}|{name}(?=县[城道域])|县{_NOT_THE_COUNTY})"
    # 柞水-山阳公路 keeps both its ends.
    return re.compile(f"{_SUPERIOR}{own}"), re.compile(rf"^{name}(?![-县])")


def _arabic(match: re.Match[str]) -> str:
    """Write the number of a phase in digits, without 第."""
    numeral = match[1]
    if not numeral:
        return ""
    if numeral in _ROMAN:
        return str(_ROMAN[numeral])
    value = chinese_number(numeral)
    # The 五 of 十四五期间 is no number of a phase.
    return match[0] if value is None else str(value)


def keyed(tables: dict[str, Table], county: County) -> dict[str, Table]:
    """Add `project_key` to every table that names projects, and link the ledgers by it."""
    own = {
        ledger_id: dataclasses.replace(
            table, frame=table.frame.assign(project_key=project_keys(table.frame, county))
        )
        if "project_name" in table.frame
        else table
        for ledger_id, table in tables.items()
    }
    return own | link(own, county)


def project_keys(frame: pd.DataFrame, county: County) -> pd.Series:
    """
    Return the key of each row's project: its code where it has one, else its folded name.

    A row without a code takes the code of the only row with the same name.
    """
    if "project_code" not in frame:
        return _folded(frame, county).astype("str")
    codes = frame["project_code"]
    if codes.notna().all():
        return codes.astype("str")
    by_name = _folded(frame, county)
    coded = codes.notna() & (by_name != "")
    owners = _only_ones(by_name[coded], codes[coded])
    known = by_name.map(lambda name: owners.get(name, name)).astype("str")
    return codes.astype("str").where(codes.notna(), known)


def _folded(frame: pd.DataFrame, county: County) -> pd.Series:
    return frame["project_name"].fillna("").map(lambda name: folded_name(name, county.name))


def key_finder(projects: pd.DataFrame) -> Callable[[str], str | None]:
    """
    Return a function that finds a project's key by its code or by any spelling of its name.

    A name that two projects share finds neither.
    """
    keys = dict(zip(projects["project_key"], projects["project_key"], strict=True))
    names = projects["project_name"].fillna("").map(folded_name)
    keys = _only_ones(names, projects["project_key"]) | keys
    return lambda text: keys.get(fold(text).upper()) or keys.get(folded_name(text))


def _only_ones(names: pd.Series, keys: pd.Series) -> dict[str, str]:
    """Map each name to its key, except names with several keys."""
    pairs = pd.DataFrame({"name": names.array, "key": keys.array}).drop_duplicates()
    only = pairs[~pairs["name"].duplicated(keep=False)]
    return dict(zip(only["name"], only["key"], strict=True))


def link(tables: dict[str, Table], county: County) -> dict[str, Table]:
    """
    Give the rows of other ledgers the keys that the key-project list has for their projects' names.

    The 重点项目进展月报表 is the master list. Names that it does not have, or has twice, keep their
    own key, and so do rows with a code of their own, unless the list has the project without one.
    """
    others = {
        ledger_id: table
        for ledger_id, table in tables.items()
        if ledger_id != "projects" and "project_key" in table.frame
    }
    if "projects" not in tables or not others:
        return {}
    master = tables["projects"].frame
    names = _folded(master, county)
    by_name = _only_ones(names, master["project_key"])
    spellings = _only_ones(names, master["project_name"].fillna(""))

    def respelled(name: object) -> object:
        """Spell the name of another project, 拟替换项目, as in the list."""
        if not isinstance(name, str):
            return name
        return spellings.get(folded_name(name, county.name), name)

    linked = {}
    for ledger_id, table in others.items():
        frame = table.frame
        folded = _folded(frame, county)
        known = folded.map(by_name)
        has_code = frame["project_code"].notna() if "project_code" in frame else known.isna()
        keeps_own = known.isna() | (has_code & (known != folded))
        keys = frame["project_key"].where(keeps_own, known).astype("str")
        named = {
            column.key: frame[column.key].map(respelled).astype("str")
            for column in table.ledger.columns
            if column.type == "name" and column.key != "project_name"
        }
        linked[ledger_id] = dataclasses.replace(
            table, frame=frame.assign(project_key=keys, **named)
        )
    return linked
