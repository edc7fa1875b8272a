"""Rules that hold between ledgers of one month: every row speaks of a project that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import Finding, Severity
from pipeline.tidy import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.tidy.table import Table

# Ledgers that speak of the key projects; the reserve has projects of its own.
OF_KEY_PROJECTS = ("statistics", "permits", "sponsorship", "tasks", "problems")


def check_keys(table: Table) -> list[Finding]:
    """Two rows with one key: one thing must not be counted twice."""
    # A row without its whole key has a finding for the cell that is missing.
    keys = table.frame[list(table.ledger.key)].dropna()
    column = "project_name" if "project_name" in table.frame else table.ledger.key[0]
    return [
        table.finding(
            position,
            column,
            "K01",
            Severity.ERROR,
            "每行只应出现一次",
            f"请{table.ledger.supplier}删去重复的一行",
            found=f"“{table.sent.iloc[position][column]}”与前面的行重复",
        )
        for position in keys.index[keys.duplicated()]
    ]


def check_across(tables: Mapping[str, Table]) -> list[Finding]:
    """A project that the key-project list does not know, and a replacement of an unknown one."""
    projects = tables["projects"]
    known = set(projects.frame["project_key"])
    strangers = [
        tables[name].finding(
            position,
            "project_name",
            "K02",
            Severity.WARNING,
            f"《{projects.ledger.name}》中没有这个项目",
            "请核对项目名称或项目代码",
        )
        for name in OF_KEY_PROJECTS
        if name in tables
        for position, key in enumerate(tables[name].frame["project_key"])
        if key not in known
    ]
    return strangers + _replacements(tables)


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
