"""
Hash all that an edition is made of: ledgers, rules, notebook, program, lock and fonts.

Nothing slow is imported here: that a month is unchanged is known before anything else is done.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from briefing import __version__
from briefing.domain.months import Month
from briefing.settings import paths
from briefing.settings.paths import INDICATORS, MANIFEST, CountyFolder, Project, is_link

# The parts of the package that decide an edition's bytes, from reading to export. The
# rooms cli, explore, delivery and starter, and the timer, do not: when they change, no month has to
# be built again.
DECIDES_BYTES = {
    "__init__.py", "domain", "editions", "engine", "export", "indicators", "ledgers", "page",
    "sections", "settings", "system", "workbooks",
    "jobs/build.py", "jobs/edition_builder.py", "jobs/job.py", "jobs/month_process.py",
}  # fmt: skip
# Code, dictionaries and words, templates.
_CODE = {".py", ".toml", ".typ", ".j2", ".css", ".js", ".docx"}
# Temporary files of Excel, WPS and file managers; never a ledger.
_LITTER = ("~$", ".~", "._", ".")

# The sha256 and the size of a file.
Stamp = tuple[str, int]


def stamp(path: Path) -> Stamp:
    """Return the stamp of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def ledger_stamp(path: Path) -> Stamp:
    """Return the stamp of a ledger; of a link, which is not followed, that of its target's name."""
    if is_link(path):
        return hashlib.sha256(os.fsencode(path.readlink())).hexdigest(), 0
    return stamp(path)


def raw_link(folder: Path) -> Path | None:
    """Return the first of a month's folder and the folder above that is a link; None where neither is."""
    return next((path for path in (folder.parent, folder) if is_link(path)), None)


def received(folder: Path) -> list[Path]:
    """Return all that was put into a month's folder, by name; nothing where the folder is a link."""
    if raw_link(folder) or not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(_LITTER) and path.name != "Thumbs.db"
    )


def ledger_files(folder: Path) -> list[Path]:
    """Return the files and links of a month's folder, each of which may be a ledger."""
    return [path for path in received(folder) if is_link(path) or path.is_file()]


def fingerprints(folder: Path) -> dict[str, Stamp]:
    """Return the stamp of every file in a month's folder, by name."""
    return {path.name: ledger_stamp(path) for path in ledger_files(folder)}


def code_files() -> dict[str, Path]:
    """Return the files of this package that decide an edition's bytes, by their paths in it."""
    found = {path.relative_to(paths.PACKAGE): path for path in sorted(paths.PACKAGE.rglob("*"))}
    return {
        name.as_posix(): path
        for name, path in found.items()
        if path.suffix in _CODE and {name.parts[0], name.as_posix()} & DECIDES_BYTES
    }


@cache
def code_hash() -> str:
    """Return one hash of the files of this package that decide an edition's bytes."""
    digest = hashlib.sha256()
    for name, path in code_files().items():
        digest.update(name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def fonts_hash() -> str:
    """Return one hash of the fonts that are installed as a package."""
    digest = hashlib.sha256()
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    folders = (spec.submodule_search_locations if spec else None) or []
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*.[ot]tf")):
        digest.update(path.name.encode() + bytes.fromhex(stamp(path)[0]))
    return digest.hexdigest()


@dataclass(frozen=True)
class Provenance:
    """What one edition is made of: its parameters, its inputs, the program and the lock."""

    parameters: Mapping[str, Any]
    # By their paths from the project's root.
    inputs: Mapping[str, Stamp]
    code: str = field(default_factory=code_hash)
    version: str = __version__
    # The hash of requirements.lock, “” where there is none.
    lock: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """The same as it stands in the manifest."""
        return {
            "parameters": dict(self.parameters),
            "inputs": [
                {"path": path, "sha256": digest, "bytes": size}
                for path, (digest, size) in sorted(self.inputs.items())
            ],
            "code": {"version": self.version, "sha256": self.code},
            "lock": self.lock,
        }

    def differences(self, former: Mapping[str, Any]) -> Iterator[str]:
        """Say in Chinese, a line each, what differs from the record of a former edition."""
        before = {entry["path"]: entry["sha256"] for entry in former["inputs"]}
        now = {path: digest for path, (digest, _) in self.inputs.items()}
        yield from (f"新增 {path}" for path in sorted(now.keys() - before.keys()))
        yield from (f"移除 {path}" for path in sorted(before.keys() - now.keys()))
        for path in sorted(now.keys() & before.keys()):
            if now[path] != before[path]:
                yield f"有改动 {path}"
        old, new = former.get("parameters", {}), self.parameters
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                yield f"参数 {name}：“{old.get(name, '')}”改为“{new.get(name, '')}”"
        if former.get("code", {}).get("sha256") != self.code:
            yield f"程序有改动（版本 {self.version}）"
        if former.get("lock") != self.lock:
            yield "依赖清单 requirements.lock 有改动"


def provenance(
    root: Path, of_month: Mapping[str, Stamp], notebook: Path, parameters: Mapping[str, Any]
) -> Provenance:
    """Return all that a report is made of: a month's files, the notebook, this code and the lock."""
    lock = root / "requirements.lock"
    return Provenance(
        parameters=parameters,
        inputs={**of_month, _from(root, notebook): stamp(notebook)},
        lock=stamp(lock)[0] if lock.is_file() else "",
    )


def month_files(root: Path, folder: CountyFolder, month: Month) -> dict[str, Stamp]:
    """
    Return the stamps of all that a month's figures are made of, by their paths from the root:
    every ledger of the year so far, county.toml, the corrections that count for the month, the
    county's own fonts.
    """
    files = [folder.config, *folder.corrections_of(month), *_fonts(root, folder.config)]
    ledgers = [path for each in month.year_to_date for path in ledger_files(folder.raw(each))]
    return {
        **{_from(root, path): stamp(path) for path in files if path.is_file()},
        **{_from(root, path): ledger_stamp(path) for path in ledgers},
    }


def published_files(project: Project, month: Month) -> dict[str, Stamp]:
    """
    Return the stamps of all that a summary of the counties is made of: what each has published of
    the year so far, and its county.toml, by their paths from the root.
    """
    files = []
    for county in project.counties():
        folders = [project.published(county, each) for each in month.year_to_date]
        figures = [folder / name for folder in folders for name in (INDICATORS, MANIFEST)]
        files += [project.county(county).config, *figures]
    return {_from(project.root, path): stamp(path) for path in files if path.is_file()}


def key_of(files: Mapping[str, Stamp]) -> str:
    """Return the key of files: one hash of them and of the code that reads them."""
    made_from = json.dumps([sorted(files.items()), code_hash()])
    return hashlib.sha256(made_from.encode()).hexdigest()


def _from(root: Path, path: Path) -> str:
    """Return a file's path from the root; on another drive, where there is none, its own."""
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:
        return path.as_posix()


def _fonts(root: Path, config: Path) -> Iterable[Path]:
    """Return the county's own fonts; none where the rules cannot be read, which others refuse."""
    try:
        fonts = tomllib.loads(config.read_text(encoding="utf-8")).get("fonts", {})
    except (OSError, ValueError):
        return []
    own = fonts.get("folder", "") if isinstance(fonts, dict) else ""
    return sorted((root / own).glob("*.[ot]tf")) if isinstance(own, str) and own else []
