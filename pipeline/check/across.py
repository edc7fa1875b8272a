"""Rules that hold between ledgers of one month: every row speaks of a project that is known, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.findings import Finding, Severity
from pipeline.tidy import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipeline.tidy.table import Table

# Ledgers that speak of the key projects; the reserve has projects of its own.
OF_KEY_PROJECTS = ("statistics", "permits", "sponsorship", "tasks", "problems")
# Those of them that have a row for every key project.
OF_EVERY_PROJECT = ("statistics", "permits", "sponsorship")
# From so many rows on, and this share of a file, it is the file that was sent twice.
LEAST_DOUBLED, LEAST_DOUBLED_SHARE = 5, 0.5
MOST_NAMED = 5
# Likeness, of 100, from which a known name is offered for one that is not.
NEAR = 75
# Two projects of one office and one size, with names so alike, may be one.
ALIKE = 80
SAME_SIZE = 0.001


def check_keys(table: Table) -> list[Finding]:
    """Two rows with one key: one thing must not be counted twice."""
    # A row without its whole key has a finding for the cell that is missing.
    keys = table.frame[list(table.ledger.key)].dropna()
    doubled = keys.index[keys.duplicated()]
    column = "project_name" if "project_name" in table.frame else table.ledger.key[0]
    files = table.frame.loc[doubled, "source_file"]
    sizes = table.frame["source_file"].value_counts()
    counts = files.value_counts()
    twice = {
        file
        for file, count in counts.items()
        if count >= LEAST_DOUBLED and count >= LEAST_DOUBLED_SHARE * sizes[file]
    }
    return [_sent_twice(table, str(file), int(counts[file])) for file in sorted(twice)] + [
        table.finding(
            position,
            column,
            "K01",
            Severity.ERROR,
            "每行只应出现一次",
            f"请{table.ledger.supplier}删去重复的一行",
            found=f"“{table.sent.iloc[position][column]}”与前面的行重复",
        )
        for position in doubled
        if files[position] not in twice
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
    known = set(projects.frame["project_key"])
    spelt = projects.frame["project_name"].dropna().unique().tolist()
    found = []
    for ledger_id in OF_KEY_PROJECTS:
        if ledger_id not in tables:
            continue
        table = tables[ledger_id]
        for position, (key, name) in enumerate(
            zip(table.frame["project_key"], table.frame["project_name"], strict=True)
        ):
            if key in known:
                continue
            near = process.extractOne(str(name), spelt, scorer=fuzz.ratio, score_cutoff=NEAR)
            hint = f"，相近的有“{near[0]}”" if near else ""
            found.append(
                table.finding(
                    position,
                    "project_name",
                    "K02",
                    Severity.WARNING,
                    f"《{projects.ledger.name}》中没有这个项目{hint}",
                    "请核对项目名称或项目代码",
                )
            )
    return found


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
    """Two projects of one office and one size under near names: a question, never a merge."""
    found = []
    for _, group in projects.frame.groupby("responsible_unit"):
        rows = list(zip(group.index, group["project_name"], group["total_plan_wan"], strict=True))
        for at, (position, name, total) in enumerate(rows):
            for _, other, size in rows[:at]:
                if _may_be_one(str(name), str(other), total, size):
                    found.append(
                        projects.finding(
                            int(position),
                            "project_name",
                            "K05",
                            Severity.WARNING,
                            f"与“{other}”责任单位、总投资相同，名称相近",
                            "请核对是否同一项目",
                        )
                    )
    return found


def _may_be_one(name: str, other: str, total: float, size: float) -> bool:
    if not total > 0 or abs(total - size) > SAME_SIZE * total:
        return False
    # 一期 and 二期 are two projects, however alike.
    folded = [names.folded_name(text) for text in (name, other)]
    digits = [[c for c in text if c.isdigit()] for text in folded]
    return folded[0] != folded[1] and digits[0] == digits[1] and fuzz.ratio(name, other) >= ALIKE


def _running_reserves(tables: Mapping[str, Table], projects: Table) -> list[Finding]:
    """Reserve projects that are already among the key projects."""
    reserve = tables.get("reserve")
    if reserve is None:
        return []
    running = reserve.frame["project_key"].isin(_keys(projects.frame))
    return [
        reserve.finding(
            int(position),
            "project_name",
            "K06",
            Severity.WARNING,
            f"《{projects.ledger.name}》中已有这个项目",
            "请确认是否应调出储备",
        )
        for position in reserve.frame.index[running]
    ]


def _keys(frame: pd.DataFrame) -> set[str]:
    return set(frame["project_key"].dropna())


def _replacements(tables: Mapping[str, Table]) -> list[Finding]:
    if "reserve" not in tables:
        return []
    key_of = names.spelled(tables["projects"].frame)
    reserve = tables["reserve"]
    return [
        reserve.finding(
            position,
            "replaces",
            "K03",
            Severity.ERROR,
            "拟替换项目应在重点项目计划之内",
            "请核对拟替换项目的名称",
        )
        for position, name in enumerate(reserve.frame["replaces"])
        if isinstance(name, str) and key_of(name) is None
    ]
