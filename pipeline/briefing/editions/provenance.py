"""
The files that an edition is made of go in, their hashes come out.

Nothing is opened here but to be hashed, and nothing is imported that takes time: that a month is
unchanged is known before anything else is done.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing import __version__
from briefing.settings import paths
from briefing.settings.paths import INDICATORS, MANIFEST, is_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.domain.months import Month
    from briefing.settings.paths import CountyFolder, Project

# What decides what the package does: its code, dictionaries and templates.
_CODE = {".py", ".toml", ".typ", ".j2", ".css", ".js", ".docx"}
# Left behind by Excel, WPS and file managers; never a ledger.
_LITTER = ("~$", ".~", "._", ".")

# sha256 and size: what names the content of a file.
Stamp = tuple[str, int]


def stamp(path: Path) -> Stamp:
    """Return the stamp of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def ledger_stamp(path: Path) -> Stamp:
    """Return the stamp of a ledger; of a link, which nobody follows, that of where it says to go."""
    if is_link(path):
        return hashlib.sha256(os.fsencode(path.readlink())).hexdigest(), 0
    return stamp(path)


def raw_link(folder: Path) -> Path | None:
    """Return what is a link of a month's folder and the one that it stands in; None of neither."""
    return next((path for path in (folder.parent, folder) if is_link(path)), None)


def received(folder: Path) -> list[Path]:
    """Return all that was put into a month's folder, in the order of names; a link holds nothing."""
    if raw_link(folder) or not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(_LITTER) and path.name != "Thumbs.db"
    )


def ledger_files(folder: Path) -> list[Path]:
    """Return the files of a month's folder that may be ledgers, and the links that stand for one."""
    return [path for path in received(folder) if is_link(path) or path.is_file()]


def fingerprints(folder: Path) -> dict[str, Stamp]:
    """Return the stamp of every file in a month's folder, by name; none where there is no folder."""
    return {path.name: ledger_stamp(path) for path in ledger_files(folder)}


@cache
def code_hash() -> str:
    """Return one hash of all that this package is made of."""
    digest = hashlib.sha256()
    for path in sorted(paths.PACKAGE.rglob("*")):
        if path.suffix in _CODE and path.is_file():
            digest.update(path.relative_to(paths.PACKAGE).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def fonts_hash() -> str:
    """Return one hash of the fonts that come with the packages."""
    digest = hashlib.sha256()
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    folders = (spec.submodule_search_locations if spec else None) or []
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*.[ot]tf")):
        digest.update(path.name.encode() + bytes.fromhex(stamp(path)[0]))
    return digest.hexdigest()


@dataclass(frozen=True)
class Provenance:
    """What one edition is made of: its parameters, its inputs, and what made it."""

    parameters: Mapping[str, Any]
    # By their paths from the project's root.
    inputs: Mapping[str, Stamp]
    code: str = field(default_factory=code_hash)
    version: str = __version__
    # The hash of requirements.lock, “” where there is none.
    lock: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """The same as the manifest holds it."""
        return {
            "parameters": dict(self.parameters),
            "inputs": [
                {"path": path, "sha256": digest, "bytes": size}
                for path, (digest, size) in sorted(self.inputs.items())
            ],
            "code": {"version": self.version, "sha256": self.code},
            "lock": self.lock,
        }

    def differences(self, former: Mapping[str, Any]) -> list[str]:
        """Say in Chinese, a line each, what differs from the record of a former edition."""
        before = {entry["path"]: entry["sha256"] for entry in former["inputs"]}
        now = {path: digest for path, (digest, _) in self.inputs.items()}
        code = former.get("code", {})
        return [
            *(f"新增 {path}" for path in sorted(now.keys() - before.keys())),
            *(f"移除 {path}" for path in sorted(before.keys() - now.keys())),
            *(
                f"有改动 {path}"
                for path in sorted(now.keys() & before.keys())
                if now[path] != before[path]
            ),
            *_parameters_changed(former.get("parameters", {}), self.parameters),
            *([f"程序有改动（版本 {self.version}）"] if code.get("sha256") != self.code else []),
            *(["依赖清单 requirements.lock 有改动"] if former.get("lock") != self.lock else []),
        ]


def _parameters_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[str]:
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            yield f"参数 {name}：“{before.get(name, '')}”改为“{now.get(name, '')}”"


def provenance(
    root: Path, of_month: Mapping[str, Stamp], notebook: Path, parameters: Mapping[str, Any]
) -> Provenance:
    """Name all that a report is made of: a month's files, the notebook, this code and the lock."""
    lock = root / "requirements.lock"
    return Provenance(
        parameters=parameters,
        inputs={**of_month, _from(root, notebook): stamp(notebook)},
        lock=stamp(lock)[0] if lock.is_file() else "",
    )


def month_files(root: Path, folder: CountyFolder, month: Month) -> dict[str, Stamp]:
    """
    Return the stamps of all that a month's figures are made of, by their paths from the root:
    every ledger of the year so far, county.toml, the corrections, fonts of the county's own.
    """
    files = [
        folder.config,
        *folder.corrections.glob("*.toml"),
        *_fonts(root, folder.config),
    ]
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
    files = [
        path
        for county in project.counties()
        for path in (
            project.county(county).config,
            *(
                project.published(county, each) / name
                for each in month.year_to_date
                for name in (INDICATORS, MANIFEST)
            ),
        )
    ]
    return {_from(project.root, path): stamp(path) for path in files if path.is_file()}


def key_of(files: Mapping[str, Stamp]) -> str:
    """Return one hash of files and of the code that reads them."""
    made_from = json.dumps([sorted(files.items()), code_hash()])
    return hashlib.sha256(made_from.encode()).hexdigest()


def _from(root: Path, path: Path) -> str:
    """Name a file by its path from the root; one that has none, on another drive, by its own."""
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:
        return path.as_posix()


def _fonts(root: Path, config: Path) -> Iterable[Path]:
    """The county's own fonts; rules that cannot be read are refused by those who read them."""
    try:
        fonts = tomllib.loads(config.read_text(encoding="utf-8")).get("fonts", {})
    except (OSError, ValueError):
        return []
    own = fonts.get("folder", "") if isinstance(fonts, dict) else ""
    return sorted((root / own).glob("*.[ot]tf")) if isinstance(own, str) and own else []
