"""Names of projects, towns and offices as ledgers spell them go in, one spelling comes out."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.read.sheet import Cell, as_text
from pipeline.tidy import values
from pipeline.units import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.county import County
    from pipeline.tidy.table import Table

ACROSS_TOWNS = "跨区域"
_WHOLE_COUNTY = {"全县", "县域", "全县范围", "多个镇办", "各镇办"}
_CHINESE_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def town(cell: Cell, county: County) -> str | None:
    """Read a place: a town's official name, or 跨区域 when a project lies in several."""
    if values.says_nothing(cell):
        return None
    whole = fold(as_text(cell))
    if whole.removeprefix(county.name) in _WHOLE_COUNTY:
        return ACROSS_TOWNS
    if found := county.town(whole):
        return found
    parts = [part for part in re.split(r"[、,;/及和]", whole) if part]
    found_all = {county.town(part) for part in parts}
    if len(parts) > 1 and None not in found_all:
        return ACROSS_TOWNS if len(found_all) > 1 else found_all.pop()
    # A village or site behind a town's name: 营盘镇秦丰村.
    starts = [
        entry.name
        for entry in county.towns
        if any(fold(name) in whole for name in (entry.name, *entry.aliases))
    ]
    return starts[0] if len(starts) == 1 else ACROSS_TOWNS if starts else values.text(cell)


def unit(cell: Cell, county: County) -> str | None:
    """
    Read an office: its name in county.toml, or its own spelling when that does not list it.

    A town government answers for projects too.
    """
    if values.says_nothing(cell):
        return None
    whole = fold(as_text(cell))
    town_name = county.town(
        whole.removesuffix("人民政府").removesuffix("政府").removesuffix("办事处")
    )
    return county.unit(whole) or town_name or values.text(cell)


def folded_name(name: str) -> str:
    """
    Fold a project's name so that its spellings meet: brackets, 一期/1期, quotes.

    >>> folded_name("木耳产业园（一期）") == folded_name("木耳产业园(1期)")
    True
    """
    folded = re.sub(
        r"[一二三四五六七八九](?=期|标段)", lambda m: m[0].translate(_CHINESE_DIGITS), fold(name)
    )
    return re.sub(r"[\"'“”‘’《》()\[\]【】,、.。·]", "", folded)


def keyed(tables: dict[str, Table]) -> dict[str, Table]:
    """Give every row that names a project its key, and link the ledgers by it."""
    own = {
        ledger_id: dataclasses.replace(
            table, frame=table.frame.assign(project_key=project_keys(table.frame))
        )
        if "project_name" in table.frame
        else table
        for ledger_id, table in tables.items()
    }
    return own | link(own)


def project_keys(frame: pd.DataFrame) -> pd.Series:
    """Return each row's project: its code where it has one, else its folded name."""
    by_name = frame["project_name"].fillna("").map(folded_name)
    if "project_code" not in frame:
        return by_name.astype("str")
    return frame["project_code"].where(frame["project_code"].notna(), by_name).astype("str")


def spelled(projects: pd.DataFrame) -> Callable[[str], str | None]:
    """Return a reader that finds a project's key by its code or by its name in any spelling."""
    keys = dict(zip(projects["project_key"], projects["project_key"], strict=True))
    for name, key in zip(
        projects["project_name"].fillna(""), projects["project_key"], strict=True
    ):
        keys.setdefault(folded_name(name), key)
    return lambda text: keys.get(fold(text).upper()) or keys.get(folded_name(text))


def link(tables: dict[str, Table]) -> dict[str, Table]:
    """
    Give rows that name a project without its code the key that the key-project list has for it.

    The 重点项目进展月报表 is the master list. Names that it does not know stay as they are; where
    the list itself has no code, a code that another ledger knows does not part them.
    """
    if "projects" not in tables:
        return {}
    master = tables["projects"].frame
    by_name = {
        folded_name(name): key
        for name, key in zip(master["project_name"].fillna(""), master["project_key"], strict=True)
    }
    linked = {}
    for ledger_id, table in tables.items():
        if ledger_id == "projects" or "project_key" not in table.frame:
            continue
        frame = table.frame
        folded = frame["project_name"].fillna("").map(folded_name)
        known = folded.map(by_name)
        has_code = frame["project_code"].notna() if "project_code" in frame else known.isna()
        keeps_own = known.isna() | (has_code & (known != folded))
        keys = frame["project_key"].where(keeps_own, known).astype("str")
        linked[ledger_id] = dataclasses.replace(table, frame=frame.assign(project_key=keys))
    return linked
