"""
What a report that is made item by item can be made of: each key project, each responsible unit.

The list of them is kept beside the checked tables, so that one of a hundred reports is found without
opening the ledgers.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.errors import NoSuchItem
from briefing.domain.suggest import suggestions
from briefing.domain.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# How many names a strange one is answered with.
_NEAR = 3
WORDS = {"unit": "责任单位", "project": "项目"}


@dataclass(frozen=True)
class Item:
    """One item: the key that never changes within a month, and what people call it."""

    key: str
    name: str
    # Other ways to ask for it: a project's code and its number on the list.
    also: tuple[str, ...] = ()


def resolve(items: Sequence[Item], kind: str, asked: str) -> Item:
    """
    Return the item of a kind (`project`, `unit`) that is asked for by key, name, code or number.

    Raises NoSuchItem, a UsageError, with the nearest names.
    """
    # On papermill's command line a project's number is a number.
    asked = str(asked)
    for item in items:
        if asked in {item.key, item.name, *item.also}:
            return item
    known = [item.name for item in items]
    found, word = suggestions(asked, known), WORDS[kind]
    like = "相近的有" if found else "例如"
    message = (
        f"没有{word}“{shorten(asked)}”，请写{word}的名称；"
        f"{like}：{'、'.join(map(shorten, found or known[:_NEAR]))}。"
    )
    raise NoSuchItem(message)


def save(path: Path, made_of: str, items: Mapping[str, Sequence[Item]]) -> None:
    """Keep the items of each kind; *made_of* names what they were found in."""
    text = json.dumps(
        {
            "made_of": made_of,
            "items": {
                kind: [dataclasses.asdict(item) for item in of] for kind, of in items.items()
            },
        },
        ensure_ascii=False,
        indent=1,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, staged = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(staged, path)


def load(path: Path, made_of: str) -> dict[str, list[Item]] | None:
    """Return what is kept; None where nothing is, or where it was found in something else."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["made_of"] != made_of:
            return None
        return {
            kind: [Item(each["key"], each["name"], tuple(each["also"])) for each in of]
            for kind, of in kept["items"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def kept(path: Path) -> dict[str, list[Item]]:
    """Return the items that were found last, be they stale: to be offered, not to be made."""
    try:
        made_of = json.loads(path.read_text(encoding="utf-8"))["made_of"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return load(path, made_of) or {}
