"""
Verify that every published byte, and all that it was made of, is as it was.

Each edition is compared with its manifest, each manifest with its own hash and with what the next
one says of it. Ledgers, rules and program are compared with the newest editions only: they have
changed since a former one, which is why there is a newer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from briefing import __version__, editions
from briefing.editions import stale
from briefing.editions.manifest import digest_of
from briefing.editions.provenance import code_hash, fonts_hash
from briefing.settings.paths import FAILED, MANIFEST, OVERVIEW, Project
from briefing.system import files

LOCK = "requirements.lock"
_NOT_ITSELF = "与写出时不一致，请再执行 briefing build 或 briefing due。"
Manifest = dict[str, Any]


@dataclass
class Verified:
    """What was found: faults, each with the folder that it is about, and notes."""

    faults: list[tuple[Path, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(project: Project, targets: Sequence[Path]) -> Verified:
    """Compare published folders with their manifests, and all that they are made of."""
    check = _Check(project, targets)
    found = Verified()
    for target in targets:
        found.faults += [(target, what) for what in check.of_target(target)]
    found.faults += [(project.root, what) for what in check.of_program()]
    # No manifest names the overview and the pages of what failed.
    pages = [project.reports / OVERVIEW, *sorted(project.reports.glob(f"*/{FAILED}/*.html"))]
    found.faults += [
        (page, _NOT_ITSELF) for page in pages if page.is_file() and not files.is_sealed(page)
    ]
    found.notes += stale.lines(check.stale)
    found.notes += check.upgraded()
    return found


class _Check:
    def __init__(self, project: Project, targets: Sequence[Path]) -> None:
        self._project, self._targets = project, targets
        # Ledgers and rules are inputs of many reports; each is hashed once.
        self._digest = cache(digest_of)
        # What made the newest editions, by version: the hashes of program, lock and fonts.
        self._made_by: dict[str, set[tuple[str, str, str]]] = defaultdict(set)

    @cached_property
    def stale(self) -> list[stale.Stale]:
        """The reports that used figures of which there is a newer edition."""
        return stale.find(self._project, self._targets)

    def of_target(self, target: Path) -> Iterator[str]:
        """Say what is wrong with a published report and its former editions."""
        newest = editions.manifest(target)
        if newest is None:
            yield f"{MANIFEST} 缺失或无法读取。"
        else:
            program = newest["code"]
            self._made_by[program["version"]].add(
                (program["sha256"], newest["lock"], newest["font_files"])
            )
            yield from map(_altered, editions.altered(target, newest["outputs"]))
            yield from map(_altered, self._inputs(target, newest))
        yield from self._former(target, newest)

    def _inputs(self, target: Path, manifest: Manifest) -> Iterator[str]:
        newer = {
            path: digest
            for each in self.stale
            if each.target == target
            for path, digest in each.files.items()
        }
        for entry in manifest["inputs"]:
            path = entry["path"]
            digest = self._digest(self._project.root / path)
            if digest == entry["sha256"] or (path in newer and digest == newer[path]):
                continue
            if path.endswith(".ipynb") and manifest["code"]["version"] != __version__:
                continue
            if not self._is_newer_edition(self._project.root / path):
                yield path

    def _is_newer_edition(self, path: Path) -> bool:
        """Tell whether a published file is now part of a newer edition, and is whole."""
        if not path.is_relative_to(self._project.reports):
            return False
        found = editions.manifest(path.parent)
        if found is None:
            return False
        entries = [entry for entry in found["outputs"] if entry["path"] == path.name]
        is_whole = bool(entries) and not editions.altered(path.parent, entries)
        return path.name == MANIFEST or is_whole

    def _former(self, target: Path, newest: Manifest | None) -> Iterator[str]:
        former = editions.former(target)
        last = newest["edition"] if newest else max(former, default=0) + 1
        follows = newest["follows"] if newest else None
        for number in range(last - 1, 0, -1):
            folder = former.get(number)
            if folder is None:
                yield f"第{number}版缺失。"
                follows = None
                continue
            found = editions.manifest(folder)
            if found is None:
                yield f"第{number}版的 {MANIFEST} 缺失或无法读取。"
            elif follows is not None and editions.seal_of(folder) != follows:
                yield f"第{number}版不是下一版所替代的那一版。"
            else:
                for name in editions.altered(folder, found["outputs"]):
                    yield f"第{number}版的 {_altered(name)}"
            follows = found["follows"] if found else None

    def of_program(self) -> Iterator[str]:
        """Say what changed of program, lock and fonts since this version made the newest editions."""
        lock = self._digest(self._project.root / LOCK)
        made_with = self._made_by.get(__version__, set())
        if {code for code, _, _ in made_with} - {code_hash()}:
            yield f"程序（版本 {__version__}）与发布时不一致。"
        if {locked for _, locked, _ in made_with} - {lock}:
            yield _altered(LOCK)
        if {fonts for _, _, fonts in made_with} - {fonts_hash()}:
            yield "字体与发布时不一致。"

    def upgraded(self) -> list[str]:
        """
        Say in one line which other versions made editions: their program, lock and notebooks are no
        longer here to be compared, which is no fault.
        """
        versions = "、".join(sorted(self._made_by.keys() - {__version__}))
        line = (
            f"有简报由版本 {versions} 生成，现为 {__version__}：它们的程序、依赖与笔记本不作核对。"
        )
        return [line] if versions else []


def _altered(name: str) -> str:
    return f"{name} 缺失或与发布时不一致。"
