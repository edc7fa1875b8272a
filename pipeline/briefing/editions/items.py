"""Keep the list of a month's key projects and responsible units, and find one of them by name."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.errors import UsageError
from briefing.domain.suggest import suggestions
from briefing.domain.text import shorten
from briefing.system import files

# So many names are offered where nothing resembles the one that was asked for.
_EXAMPLES = 3
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

    Raises UsageError with the nearest names.
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
        f"{like}：{'、'.join(map(shorten, found or known[:_EXAMPLES]))}。"
    )
    raise UsageError(message)


def save(path: Path, made_of: str, items: Mapping[str, Sequence[Item]]) -> None:
    """Keep the items of each kind; *made_of* is the key of the files that they were found in."""
    content = {
        "made_of": made_of,
        "items": {kind: [dataclasses.asdict(item) for item in of] for kind, of in items.items()},
    }
    files.write_quickly(path, json.dumps(content, ensure_ascii=False, indent=1).encode())


def load(path: Path, made_of: str) -> dict[str, list[Item]] | None:
    """Return the items found in the files with the key *made_of*; None where they are not kept."""
    key, items = _read(path)
    return items if key == made_of else None


def load_any(path: Path) -> dict[str, list[Item]]:
    """Return the items that were found last, though the files may have changed since."""
    return _read(path)[1]


def _read(path: Path) -> tuple[str | None, dict[str, list[Item]]]:
    """Return what is kept, and the key of its files; None and nothing where it cannot be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return kept["made_of"], {
            kind: [Item(each["key"], each["name"], tuple(each["also"])) for each in of]
            for kind, of in kept["items"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, {}
