"""Check between the ledgers of a month that each row names a known project, and only once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from briefing.domain.findings import Finding, Severity
from briefing.domain.text import quoted
from briefing.ledgers.tidy import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.ledgers.tidy.table import Table

# Ledgers about the key projects; the reserve has projects of its own.
OF_KEY_PROJECTS = ("statistics", "permits", "sponsorship", "tasks", "problems")
# Those with a row for every key project.
OF_EVERY_PROJECT = ("statistics", "permits", "sponsorship")
# From so many repeated rows on, and this share of a file, the whole file was sent twice.
LEAST_DOUBLED, LEAST_DOUBLED_SHARE = 5, 0.5
# Likeness, of 100, from which a known name is suggested for an unknown one.
NEAR = 75
# Comparing names takes long, and a wholly different list needs no suggestions.
MOST_COMPARED = 200
# Two projects of one office and one size, with names so alike (of 100), may be one.
ALIKE = 80
NEIGHBOURS = 3


def check_keys(table: Table) -> list[Finding]:
    """Find rows with the key of a row before: nothing must be counted twice."""
    keys = table.frame[list(table.ledger.key)]
    if not keys.duplicated().any():
        return []
    # The missing cell of an incomplete key has its own finding.
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
    return Finding.of_file(
        file,
        "K01",
        Severity.ERROR,
        f"《{table.ledger.name}》有{count}行与已读的行重复",
        "同一台账只应报一次",
        "请删去重复的文件或工作表",
    )


def check_across(tables: Mapping[str, Table]) -> list[Finding]:
    """Find projects that one ledger has and another lacks, or has under another name."""
    projects = tables["projects"]
    return [
        *_strangers(tables, projects),
        *_of_another(tables, projects),
        *_replacements(tables),
        *_without_row(tables, projects),
        *_alike(projects),
        *_running_reserves(tables, projects),
    ]


def _strangers(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Find rows on projects that the key-project list lacks, and suggest a similar name."""
    known = projects.frame["project_key"]
    found = []
    for ledger_id in OF_KEY_PROJECTS:
        if ledger_id in tables:
            table = tables[ledger_id]
            strange = ~table.frame["project_key"].isin(known)
            if not strange.any():
                continue
            named = table.frame.loc[strange, "project_name"].dropna().unique()
            # A project that has its row here already is like the stranger only by chance.
            is_lost = ~known.isin(table.frame["project_key"])
            likely = projects.frame[is_lost | (ledger_id not in OF_EVERY_PROJECT)]
            hints = _hints(named[:MOST_COMPARED], likely)
            expected = f"《{projects.ledger.name}》中没有这个项目"
            with_hints = [expected + hints.get(name, "") for name in table.frame["project_name"]]
            found += table.findings(
                strange,
                "project_name",
                "K02",
                Severity.WARNING,
                with_hints.__getitem__,
                "核对项目名称或项目代码",
            )
    return found


def _hints(named: Iterable[str], projects: pd.DataFrame) -> dict[str, str]:
    """Say which project each name is like; of one with the same name, that its code differs."""
    spelt = projects["project_name"].dropna().drop_duplicates()
    codes = projects.loc[spelt.index, "project_code"].fillna("空")
    hints = {}
    for name in named:
        like = process.extractOne(name, spelt.to_dict(), scorer=fuzz.ratio, score_cutoff=NEAR)
        if like and names.folded_name(like[0]) == names.folded_name(name):
            hints[name] = f"，有同名的，项目代码为{codes[like[2]]}"
        elif like:
            hints[name] = f"，相近的有“{like[0]}”"
    return hints


def _of_another(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Find rows with the code of one key project and the name of another."""
    key_of = names.key_finder(projects.frame)
    spelt = projects.frame.drop_duplicates("project_key").set_index("project_key")["project_name"]
    found = []
    for ledger_id in OF_KEY_PROJECTS:
        if ledger_id not in tables:
            continue
        table = tables[ledger_id]
        sent, by_code = table.frame["project_name"], table.frame["project_key"]
        named = by_code.map(spelt)
        is_other = sent.notna() & named.notna() & (sent != named)
        if not is_other.any():
            continue
        by_name = sent.where(is_other).map(key_of, na_action="ignore")
        found += table.findings(
            by_name.notna() & (by_name != by_code),
            "project_code",
            "K07",
            Severity.WARNING,
            partial(_code_of, named),
            "核对项目名称和项目代码",
        )
    return found


def _code_of(names_by_code: pd.Series, at: int) -> str:
    return f"是“{names_by_code.iloc[at]}”的代码，与这一行的项目名称不符"


def _without_row(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Find key projects without a row in a ledger of every project, one finding for the ledger."""
    found = []
    for ledger_id in OF_EVERY_PROJECT:
        table = tables.get(ledger_id)
        if table is None or table.frame.empty:
            continue
        there = set(table.frame["project_key"])
        missing = projects.frame[~projects.frame["project_key"].isin(there)]
        if len(missing):
            listed = quoted(missing["project_name"].tolist())
            found.append(
                Finding.of_file(
                    str(table.frame["source_file"].iloc[0]),
                    "K04",
                    Severity.WARNING,
                    f"《{table.ledger.name}》缺{len(missing)}个重点项目：{listed}",
                    "每个重点项目应有一行",
                    f"请{table.ledger.supplier}补报",
                    "项目名称",
                )
            )
    return found


def _alike(projects: Table) -> list[Finding]:
    """
    Find two projects of one office and one size with similar names; they are never merged.

    Only neighbours in the order of names are compared: comparing all pairs would take too long.
    """
    alike = ["responsible_unit", "total_plan_wan"]
    rows = projects.frame[[*alike, "project_name"]].dropna()
    rows = rows[(rows["total_plan_wan"] > 0) & rows.duplicated(alike, keep=False)]
    ordered = rows.assign(
        group=rows.groupby(alike, sort=False).ngroup(),
        folded=rows["project_name"].map(names.folded_name),
    ).sort_values(["group", "folded"], kind="stable")
    index, spelt = ordered.index.to_numpy(), ordered["folded"]
    # 一期 and 二期 are two projects, however alike: their digits must be the same.
    marks = [ordered["group"].to_numpy(), pd.factorize(spelt.map(digits))[0]]
    twins: dict[int, int] = {}
    for step in range(1, NEIGHBOURS + 1):
        same = np.logical_and.reduce([mark[step:] == mark[:-step] for mark in marks])
        others = np.flatnonzero(same)
        pairs = zip(spelt.iloc[others], spelt.iloc[others + step], strict=True)
        # One name twice is one key twice, which check_keys finds.
        are_alike = [name != other and fuzz.ratio(name, other) >= ALIKE for name, other in pairs]
        for place in others[np.array(are_alike, dtype=bool)]:
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


def digits(name: str) -> str:
    """Return the digits of a name, which tell two phases of a project apart."""
    return "".join(filter(str.isdigit, name))


def _running_reserves(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Find reserve projects that are already key projects."""
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
    """Find reserve projects that are to replace a project which is no key project."""
    if "reserve" not in tables:
        return []
    key_of = names.key_finder(tables["projects"].frame)
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
