"""
Keep from an office what only the supplier of a ledger may see: single values of restricted columns.

The bureau's values of single projects are confidential by law; their totals are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain.findings import singly
from briefing.domain.units import MONEY_FACTORS_WAN, fold
from briefing.ledgers.feedback.addressee import Place, office_of, place, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.dictionary import Ledger
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County

# What stands in the place of such a value.
WITHHELD = "〔统计资料，不提供〕"
_NUMBER = re.compile(r"(?<![0-9A-Za-z.])([0-9][0-9,]*(?:\.([0-9]+))?)(亿元|万元|千元|元)?")
# A smaller number without a unit is too often another one: 5月, 12个.
_LEAST_DIGITS = 3
_WORDS = ("found", "expected", "advice", "repair")


def withheld_keys(own: Ledger, office: str, county: County) -> set[str]:
    """Return the columns of a ledger that an office is not shown."""
    is_suppliers = office_of(own.supplier, county) == office
    return {
        column.key
        for column in own.columns
        if column.type == "private" or (column.restricted and not is_suppliers)
    }


@dataclass(frozen=True)
class _Values:
    """The restricted values of one project: amounts in 万元, and texts as sent."""

    amounts: set[float] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def without(self, words: str, own: str) -> str:
        """Return words in which these values do not stand, but for what the finding's own cell says."""
        for text in self.texts - {own}:
            words = words.replace(text, WITHHELD)
        return _NUMBER.sub(
            lambda match: (
                match[0] if match[1] == own or not self._has(*match.groups()) else WITHHELD
            ),
            words,
        )

    def _has(self, number: str, decimals: str | None, unit: str | None) -> bool:
        value = float(number.replace(",", ""))
        if unit:
            factor = float(MONEY_FACTORS_WAN[unit])
            nearly = factor * 0.5 * 10.0 ** -len(decimals or "")
            return any(abs(value * factor - amount) <= nearly for amount in self.amounts)
        return len(number) >= _LEAST_DIGITS and value in self.amounts


def masked(
    findings: Sequence[Finding], tables: Mapping[str, Table], office: str, county: County
) -> list[Finding]:
    """Return the findings in words that tell an office nothing of what is withheld from it."""
    hidden = {
        name: keys
        for name, table in tables.items()
        if "project_key" in table.frame
        and (keys := withheld_keys(table.ledger, office, county) & set(table.sent))
    }
    if not hidden:
        return list(findings)
    rows = _rows({place(finding) for finding in singly(findings)}, tables, hidden)
    wanted = {key for key, _ in rows.values()}
    values: dict[str, _Values] = {}
    for name, keys in hidden.items():
        _gather(values, tables[name], sorted(keys), wanted)
    return [_masked(finding, rows, values) for finding in findings]


def _rows(
    wanted: set[Place], tables: Mapping[str, Table], hidden: Mapping[str, set[str]]
) -> dict[Place, tuple[str, dict[str, str]]]:
    """Return of each row its project's key, and what the office may see of it: texts by labels."""
    found = {}
    for name, table in tables.items():
        if "project_key" not in table.frame:
            continue
        withheld = hidden.get(name, set())
        labels = {
            each.key: each.label for each in table.ledger.columns if each.key not in withheld
        }
        for at, there in enumerate(places(table.frame)):
            if there in wanted:
                sent = table.sent.iloc[at].to_dict()
                own = {labels[key]: fold(text) for key, text in sent.items() if key in labels}
                found[there] = (str(table.frame["project_key"].iloc[at]), own)
    return found


def _gather(
    values: dict[str, _Values], table: Table, keys: Sequence[str], wanted: set[str]
) -> None:
    """Add the values of the restricted columns of some projects."""
    is_wanted = table.frame["project_key"].isin(wanted)
    rows, sent = table.frame[is_wanted], table.sent[is_wanted.to_numpy()]
    for at, project in enumerate(rows["project_key"]):
        of_project = values.setdefault(project, _Values())
        for key in keys:
            value, text = rows[key].iloc[at], fold(sent[key].iloc[at])
            if table.ledger.column(key).type != "money":
                of_project.texts.update({text} - {""})
            elif not pd.isna(value) and value:
                of_project.amounts.add(float(value))
                if re.fullmatch(r"[0-9.]+", text):
                    of_project.amounts.add(float(text))


def _masked(
    finding: Finding,
    rows: Mapping[Place, tuple[str, Mapping[str, str]]],
    values: Mapping[str, _Values],
) -> Finding:
    """Return a finding, and what follows from it, without the values of its project."""
    follows = tuple(_masked(each, rows, values) for each in finding.follows)
    key, own = rows.get(place(finding), ("", {}))
    told: dict[str, Any] = {"follows": follows}
    if key in values:
        says = own.get(finding.column, "")
        told |= {name: values[key].without(getattr(finding, name), says) for name in _WORDS}
    return replace(finding, **told)
