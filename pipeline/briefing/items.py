"""What a report that is made item by item can be made of: each key project, each responsible unit."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.indicators.facts import Facts

# How many near names a mistyped one is answered with.
_NEAR = 3


@dataclass(frozen=True)
class Item:
    """One item: the key that never changes within a month, and what people call it."""

    key: str
    name: str
    # Other ways to ask for it: a project's code and its number on the list.
    also: tuple[str, ...] = ()


def every(facts: Facts, kind: str) -> list[Item]:
    """Return every item of a kind (`project`, `unit`), in the ledger's order."""
    if kind == "unit":
        return [Item(name, name) for name in facts.projects["responsible_unit"].dropna().unique()]
    assert kind == "project", f"no items of kind {kind}"
    return [
        Item(row.project_key, row.project_name, (str(number), str(row.project_code)))
        for number, row in enumerate(facts.projects.itertuples(), 1)
    ]


def resolve(facts: Facts, kind: str, asked: str) -> Item:
    """
    Return the item that is asked for by key, name, code or number.

    Raises UsageError with the nearest names.
    """
    items = every(facts, kind)
    for item in items:
        if asked in {item.key, item.name, *item.also}:
            return item
    known = [item.name for item in items]
    near = difflib.get_close_matches(asked, known, n=_NEAR, cutoff=0.3) or known[:_NEAR]
    word = {"unit": "责任单位", "project": "项目"}[kind]
    message = f"没有{word}“{asked}”，请写{word}的名称；相近的有：{'、'.join(near)}。"
    raise UsageError(message)
