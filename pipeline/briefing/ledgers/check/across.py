"""Rules that hold between ledgers of one month: every row speaks of a project that is known, once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.tidy import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.ledgers.tidy.table import Table

# Ledgers that speak of the key projects; the reserve has projects of its own.
OF_KEY_PROJECTS = ("statistics", "permits", "sponsorship", "tasks", "problems")
# Those of them that have a row for every key project.
OF_EVERY_PROJECT = ("statistics", "permits", "sponsorship")
# From so many rows on, and this share of a file, it is the file that was sent twice.
LEAST_DOUBLED, LEAST_DOUBLED_SHARE = 5, 0.5
MOST_NAMED = 5
# Likeness, of 100, from which a known name is offered for one that is not.
NEAR = 75
# Comparing every name with every other takes long; a wholly different list needs no hints.
MOST_COMPARED = 200
# Two projects of one office and one size, with names so alike, may be one.
ALIKE = 80
NEIGHBOURS = 3


def check_keys(table: Table) -> list[Finding]:
    """Two rows with one key: one thing must not be counted twice."""
    keys = table.frame[list(table.ledger.key)]
    if not keys.duplicated().any():
        return []
    # A row without its whole key has a finding for the cell that is missing.
    keys = keys.dropna()
    is_doubled = keys.duplicated()
    doubled = keys.index[is_doubled]
    column = "project_name" if "project_name" in table.frame else table.ledger.key[0]
    files = table.frame.loc[doubled, "source_file"]
    sizes = table.frame["source_file"].value_counts()
    counts = files.value_counts()
    twice = {
        file
        for file, count in counts.items()
        if count >= LEAST_DOUBLED and count >= LEAST_DOUBLED_SHARE * sizes[file]
    }
    is_single = is_doubled & ~table.frame.loc[keys.index, "source_file"].isin(twice)
    return [
        *(_sent_twice(table, str(file), int(counts[file])) for file in sorted(twice)),
        *table.findings(
            is_single.reindex(table.frame.index, fill_value=False),
            column,
            "K01",
            Severity.ERROR,
            "每行只应出现一次",
            "删去重复的一行",
            found=lambda at: f"“{table.sent[column].iloc[at]}”与前面的行重复",
            who=table.ledger.supplier,
        ),
    ]


def _sent_twice(table: Table, file: str, count: int) -> Finding:
    return Finding(
        file,
        "",
        0,
        "",
        "K01",
        Severity.ERROR,
        f"《{table.ledger.name}》有{count}行与已读的行重复",
        "同一台账只应报一次",
        "请删去重复的文件或工作表",
    )


def check_across(tables: Mapping[str, Table]) -> list[Finding]:
    """Projects that one ledger knows and another does not, or knows under two names."""
    projects = tables["projects"]
    return [
        *_strangers(tables, projects),
        *_replacements(tables),
        *_without_row(tables, projects),
        *_alike(projects),
        *_running_reserves(tables, projects),
    ]


def _strangers(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Rows on projects that the key-project list does not know; a near name is offered."""
    known = projects.frame["project_key"]
    spelt = projects.frame["project_name"].dropna().unique().tolist()
    found = []
    for ledger_id in OF_KEY_PROJECTS:
        if ledger_id in tables:
            table = tables[ledger_id]
            strange = ~table.frame["project_key"].isin(known)
            named = table.frame.loc[strange, "project_name"].dropna().unique()
            near = {
                name: process.extractOne(name, spelt, scorer=fuzz.ratio, score_cutoff=NEAR)
                for name in named[:MOST_COMPARED]
            }
            expected = f"《{projects.ledger.name}》中没有这个项目"
            found += table.findings(
                strange,
                "project_name",
                "K02",
                Severity.WARNING,
                partial(_with_near, table.frame["project_name"], near, expected),
                "核对项目名称或项目代码",
            )
    return found


def _with_near(
    named: pd.Series, near: Mapping[str, tuple[str, float, int] | None], expected: str, at: int
) -> str:
    likely = near.get(named.iloc[at])
    return f"{expected}，相近的有“{likely[0]}”" if likely else expected


def _without_row(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Key projects on which a ledger of every project is silent, one finding for the ledger."""
    found = []
    for ledger_id in OF_EVERY_PROJECT:
        table = tables.get(ledger_id)
        if table is None or table.frame.empty:
            continue
        there = set(table.frame["project_key"])
        missing = projects.frame[~projects.frame["project_key"].isin(there)]
        if len(missing):
            listed = "、".join(f"“{name}”" for name in missing["project_name"].head(MOST_NAMED))
            more = "等" if len(missing) > MOST_NAMED else ""
            found.append(
                Finding(
                    str(table.frame["source_file"].iloc[0]),
                    "",
                    0,
                    "项目名称",
                    "K04",
                    Severity.WARNING,
                    f"《{table.ledger.name}》缺{len(missing)}个重点项目：{listed}{more}",
                    "每个重点项目应有一行",
                    f"请{table.ledger.supplier}补报",
                )
            )
    return found


def _alike(projects: Table) -> list[Finding]:
    """
    Two projects of one office and one size under near names: a question, never a merge.

    In order of their names those that are alike are neighbours; a long ledger is not compared row
    by row with itself.
    """
    alike = ["responsible_unit", "total_plan_wan"]
    rows = projects.frame[[*alike, "project_name"]].dropna()
    rows = rows[(rows["total_plan_wan"] > 0) & rows.duplicated(alike, keep=False)]
    ordered = rows.assign(
        group=rows.groupby(alike, sort=False).ngroup(),
        folded=rows["project_name"].map(names.folded_name),
    ).sort_values(["group", "folded"], kind="stable")
    index, spelt = ordered.index.to_numpy(), ordered["folded"]
    marks = [
        ordered["group"].to_numpy(),
        pd.factorize(spelt.map(_digits))[0],
    ]
    twins: dict[int, int] = {}
    for step in range(1, NEIGHBOURS + 1):
        same = np.logical_and.reduce([mark[step:] == mark[:-step] for mark in marks])
        others = np.flatnonzero(same)
        pairs = zip(spelt.iloc[others], spelt.iloc[others + step], strict=True)
        near = np.fromiter((_may_be_one(*pair) for pair in pairs), dtype=bool, count=len(others))
        for place in others[near]:
            first, second = sorted((int(index[place]), int(index[place + step])))
            twins.setdefault(second, first)
    named = projects.frame["project_name"]
    return projects.findings(
        projects.frame.index.to_series().isin(twins),
        "project_name",
        "K05",
        Severity.WARNING,
        lambda at: f"与“{named[twins[at]]}”责任单位、总投资相同，名称相近，请核对是否同一项目",
    )


def _digits(name: str) -> str:
    """What tells 一期 from 二期: they are two projects, however alike."""
    return "".join(filter(str.isdigit, name))


def _may_be_one(name: str, other: str) -> bool:
    # One name twice is the same key twice.
    return name != other and fuzz.ratio(name, other) >= ALIKE


def _running_reserves(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Reserve projects that are already among the key projects."""
    if "reserve" not in tables:
        return []
    reserve = tables["reserve"]
    return reserve.findings(
        reserve.frame["project_key"].isin(projects.frame["project_key"]),
        "project_name",
        "K06",
        Severity.WARNING,
        f"《{projects.ledger.name}》中已有这个项目，应调出储备",
    )


def _replacements(tables: Mapping[str, Table]) -> list[Finding]:
    if "reserve" not in tables:
        return []
    key_of = names.spelled(tables["projects"].frame)
    reserve = tables["reserve"]
    return reserve.findings(
        reserve.frame["replaces"].map(lambda name: isinstance(name, str) and key_of(name) is None),
        "replaces",
        "K03",
        Severity.ERROR,
        "拟替换项目应在重点项目计划之内",
        "核对拟替换项目的名称",
        who="",
    )
