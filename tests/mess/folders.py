"""
Write a county folder for each kind of mess, and one with all of them.

Earlier months are clean, the last one is not, and `truth.json` says what stands where.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing.ledgers.dictionary import ledger
from briefing.settings.paths import CountyFolder
from briefing.starter.sample import (
    DEFAULT_MONTHS,
    DEFAULT_PROJECTS,
    DEFAULT_SEED,
    rules_of,
)
from briefing.starter.sample.books import month_files
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import invent
from tests.mess import CATALOGUE, Messed, messed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty

ALL = "all"
# A mess that finds no room in one place may find it in another.
_ATTEMPTS = 40


def generate_mess(
    destination: Path,
    *,
    projects: int = DEFAULT_PROJECTS,
    months: Sequence[Month] = DEFAULT_MONTHS,
    seed: int = DEFAULT_SEED,
) -> Iterator[Path]:
    """
    Write `mess-<id>` for every kind of mess, and `mess-all`; yield each folder once it is there.

    The same arguments give the same bytes. A kind that the county has no room for (too few
    projects, no month before) gets no folder.
    """
    geography, last = zhashui(), max(months)
    world = invent(geography, projects=projects, months=months, seed=seed, factor=1.0)
    rules = rules_of(geography, projects, seed)
    clean = {
        month: {file.file_name: file.to_bytes() for file in month_files(world, month)}
        for month in months
        if month != last
    }
    for name in (*(mess.id for mess in CATALOGUE), ALL):
        root = destination / f"mess-{name}"
        made = _all(world, last, seed) if name == ALL else _one(world, last, name, seed)
        if made is None:
            continue
        folder = CountyFolder(root)
        folder.root.mkdir(parents=True)
        folder.config.write_text(rules, encoding="utf-8", newline="\n")
        (root / "truth.json").write_text(_truth(world, last, made), encoding="utf-8", newline="\n")
        files = clean | {last: {file.name: made.content(file) for file in made.files}}
        for month, of_month in files.items():
            folder.raw(month).mkdir(parents=True)
            for file_name, content in of_month.items():
                (folder.raw(month) / file_name).write_bytes(content)
        yield root


def _one(world: InventedCounty, month: Month, name: str, seed: int) -> Messed | None:
    """Plant one kind, trying other places until one has room for it."""
    for attempt in range(_ATTEMPTS):
        made = messed(world, month, [name], f"{seed}/{attempt}")
        if made.planted:
            return made
    return None


def _all(world: InventedCounty, month: Month, seed: int) -> Messed:
    return messed(world, month, [mess.id for mess in CATALOGUE], f"{seed}/{ALL}")


def _truth(world: InventedCounty, month: Month, made: Messed) -> str:
    """Say what was planted where, what is expected, and what the ledgers truly hold."""
    told = {
        "county": world.geography.name,
        "month": str(month),
        "mess": [
            {
                "id": planted.mess.id,
                "name": planted.mess.name,
                "expected": planted.mess.expected,
                "places": list(planted.places),
            }
            for planted in made.planted
        ],
        # Two kinds may ask for the same place, and a file has one form only.
        "left_out": list(made.left_out),
        "ledgers": {
            name: {"name": ledger(name).name, **truth} for name, truth in made.truth.items()
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
