"""
Publish an edition as a whole, under a lock for each month, and find it and its former editions.

Equal bytes are the same edition, whose manifest then says what they are made of now; other bytes are
the next edition. `<month>/` holds the newest, and `editions/<month>/<number>/` beside it each
former one. When a run fails, the last good edition stays.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from briefing.domain.errors import PublishFailed
from briefing.editions.manifest import manifest, outputs_of, seal_of, sealed
from briefing.editions.provenance import Provenance, fonts_hash
from briefing.settings.paths import BESIDE, EDITIONS, MANIFEST
from briefing.system import files as system_files
from briefing.system import locks, os_errors


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """
    Hold a month's lock to publish there; repair first what a killed run has left.

    Raises Busy while another process holds it, PublishFailed where the folder cannot be written.
    """
    busy = f"{target.parent.name} {target.name}：另一个进程正在生成这个月的简报，请稍后再试。"
    with locks.refuse(target.parent / f".{target.name}.lock", busy, target):
        try:
            _recover(target)
        except OSError as error:
            raise PublishFailed(os_errors.explain(target, "无法写入", error)) from error
        yield


def former_folder(target: Path, number: int) -> Path:
    """Return the folder of an edition that another has followed."""
    return target.parent / EDITIONS / target.name / str(number)


def former(target: Path) -> dict[int, Path]:
    """Return the folders of the former editions by number."""
    folder = former_folder(target, 0).parent
    found = folder.iterdir() if folder.is_dir() else []
    numbered = {int(path.name): path for path in found if path.name.isdecimal()}
    return dict(sorted(numbered.items()))


def number_of(target: Path) -> int:
    """Return the number of the newest edition, even if it is damaged; 0 where there is none."""
    found = manifest(target)
    if found:
        return int(found["edition"])
    return max(former(target), default=0) + 1 if _files(target) else 0


def folder_of(target: Path, number: int) -> Path:
    """Return the folder of an edition, the newest or a former one."""
    return target if number == number_of(target) else former_folder(target, number)


def manifests(target: Path) -> list[dict[str, Any]]:
    """Return the manifests of all editions of a month that can be read, the first one first."""
    folders = [*former(target).values(), target]
    return [found for folder in folders if (found := manifest(folder))]


def is_same(target: Path, files: Mapping[str, bytes]) -> bool:
    """
    Tell whether files are those of the newest edition: as its manifest names them, or, where that is
    damaged, as they stand in the folder.
    """
    found = manifest(target)
    return outputs_of(files) == (found["outputs"] if found else outputs_of(_files(target)))


def publish(
    target: Path, files: Mapping[str, bytes], made_of: Provenance, fonts: Mapping[str, str]
) -> int:
    """
    Publish the files of an edition and return its number; *fonts* are its typefaces by their use.

    Raises PublishFailed; the former edition then still stands.
    """
    staged = _staging(target)
    try:
        now = number_of(target)
        is_next = now == 0 or not is_same(target, files)
        number = now + is_next
        record = {
            **made_of.record,
            "edition": number,
            "fonts": dict(fonts),
            "font_files": fonts_hash(),
            # The seal of the edition before: so a chain of editions can be followed back.
            "follows": seal_of(folder_of(target, number - 1)) if number > 1 else "",
            "outputs": outputs_of(files),
        }
        shutil.rmtree(staged, ignore_errors=True)
        system_files.write_folder(staged, {**files, MANIFEST: sealed(record)})
        followed = former_folder(target, now) if now and is_next else None
        system_files.switch_folder(staged, target, followed, _aside(target))
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        message = (
            f"{target}：未能写入（{os_errors.reason(error)}），原有简报保留不变。"
            f"{os_errors.remedy(error)}后再执行一次。"
        )
        raise PublishFailed(message) from error
    return number


def _staging(target: Path) -> Path:
    """Return the hidden folder where the next edition is written, under the month's lock."""
    return target.parent / f".{target.name}.new"


def _aside(target: Path) -> Path:
    """Return where a damaged edition waits while the same edition, whole, replaces it."""
    return target.parent / f".{target.name}.old"


def _recover(target: Path) -> None:
    """Repair what a killed run has left, and remove what it staged. Raises OSError."""
    staged, aside = _staging(target), _aside(target)
    if not target.exists():
        # Killed between two renames.
        followed = former(target)
        if aside.exists():
            os.replace(aside, target)
        elif followed:
            os.replace(followed[max(followed)], target)
    elif staged.exists() and (found := manifest(target)) and found["edition"] > 1:
        # Killed after the exchange, before the former edition was moved to its place.
        place = former_folder(target, found["edition"] - 1)
        if not place.exists() and found["follows"] and seal_of(staged) == found["follows"]:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, place)
    for left in (aside, *target.parent.glob(f".{target.name}.new*")):
        shutil.rmtree(left, ignore_errors=True)


def targets(reports: Path, county: str = "[!.]*", month: str = "????-??") -> list[Path]:
    """
    Return the folders of all that is or was published, of the counties and months that match.

    A report other than the briefing has a folder of its own beside the month's, 2020-05-…, and below
    it one for each item. Names that begin with a dot are of staged files.
    """
    folders = [path for path in reports.glob(f"{county}/{month}*") if path.is_dir()]
    items = [
        path
        for folder in folders
        for path in folder.glob("[!.]*")
        if path.is_dir() and path.name not in BESIDE
    ]
    # Where the newest edition is missing, its former ones show that there was one.
    followed = [
        place.parent / target.name
        for place in [*reports.glob(f"{county}/{EDITIONS}"), *(f / EDITIONS for f in folders)]
        for target in (place.iterdir() if place.is_dir() else [])
        if target.match(f"{month}*") or place.parent in folders
    ]
    published = [
        folder
        for folder in [*folders, *items]
        if any(path.is_file() for path in folder.glob("[!.]*"))
    ]
    return sorted({*published, *followed})


def _files(target: Path) -> dict[str, bytes]:
    """Return the files in a folder, without its manifest and hidden files."""
    found = target.iterdir() if target.is_dir() else []
    return {
        path.name: path.read_bytes()
        for path in found
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    }
