"""
The files of an edition go in; they are published under the next number, and the former stays.

An edition is its bytes. The same bytes made anew are the same edition, whose manifest then says
what they are made of now; others are the next one. `<month>/` holds the newest edition, and
`editions/<month>/<number>/` beside it each of the former.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import PublishFailed
from briefing.editions.manifest import manifest, outputs_of, seal_of, sealed
from briefing.editions.provenance import fonts_hash
from briefing.settings.paths import BESIDE, EDITIONS, MANIFEST
from briefing.system import os_errors, switch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.editions.provenance import Provenance


def former_folder(target: Path, number: int) -> Path:
    """Return where an edition stands once another has followed it."""
    return target.parent / EDITIONS / target.name / str(number)


def former(target: Path) -> dict[int, Path]:
    """Return the folders of the editions that were followed by another, by number."""
    folder = former_folder(target, 0).parent
    found = folder.iterdir() if folder.is_dir() else []
    numbered = {int(path.name): path for path in found if path.name.isdecimal()}
    return dict(sorted(numbered.items()))


def standing(target: Path) -> int:
    """Return the number of the edition that stands in its place, though damaged; 0 where none does."""
    found = manifest(target)
    if found:
        return int(found["edition"])
    return max(former(target), default=0) + 1 if _files(target) else 0


def folder_of(target: Path, number: int) -> Path:
    """Return the folder of an edition, wherever it stands now."""
    return target if number == standing(target) else former_folder(target, number)


def is_same(target: Path, files: Mapping[str, bytes]) -> bool:
    """
    Tell whether files are just those of the edition that stands: as its manifest has them, or, where
    that is damaged, as they are.
    """
    found = manifest(target)
    return outputs_of(files) == (found["outputs"] if found else outputs_of(_files(target)))


def publish(
    target: Path, files: Mapping[str, bytes], made_of: Provenance, fonts: Mapping[str, str]
) -> int:
    """
    Put an edition in its place; *fonts* are the faces that it is set in, by their part.

    Returns its number. Raises PublishFailed; the former edition then still stands.
    """
    try:
        now = standing(target)
        is_next = now == 0 or not is_same(target, files)
        number = now + is_next
        record = {
            **made_of.record,
            "edition": number,
            "fonts": dict(fonts),
            "font_files": fonts_hash(),
            "follows": _follows(target, number),
            "outputs": outputs_of(files),
        }
        _put(target, {**files, MANIFEST: sealed(record)}, now if now and is_next else None)
    except OSError as error:
        message = (
            f"{target}：未能写入（{os_errors.reason(error)}），原有简报保留不变。"
            f"{os_errors.remedy(error)}后再执行一次。"
        )
        raise PublishFailed(message) from error
    return number


def recover(target: Path) -> None:
    """Mend what a crash has left, and clear what was staged. Raises OSError."""
    staged, aside = switch.staging(target), switch.aside(target)
    if not target.exists():
        # It came between two renames.
        followed = former(target)
        if aside.exists():
            os.replace(aside, target)
        elif followed:
            os.replace(followed[max(followed)], target)
    elif staged.exists() and (found := manifest(target)) and found["edition"] > 1:
        # It came when the former had been exchanged, and had not got its place yet.
        place = former_folder(target, found["edition"] - 1)
        if not place.exists() and found["follows"] and seal_of(staged) == found["follows"]:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, place)
    for left in (aside, *target.parent.glob(f".{target.name}.new*")):
        shutil.rmtree(left, ignore_errors=True)


def targets(reports: Path, county: str = "[!.]*", month: str = "????-??") -> list[Path]:
    """
    Return the folders of all that is published, or was: of a county and month alone where asked for.

    A report other than the briefing has a folder of its own beside the month's, 2020-05-…, and below
    it one for each item. What begins with a dot is being written, or was to be.
    """
    folders = [path for path in reports.glob(f"{county}/{month}*") if path.is_dir()]
    items = [
        path
        for folder in folders
        for path in folder.glob("[!.]*")
        if path.is_dir() and path.name not in BESIDE
    ]
    # Where the newest edition is gone, the former ones tell that there was one.
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


def _put(target: Path, files: Mapping[str, bytes], followed: int | None) -> None:
    staged = switch.staging(target)
    shutil.rmtree(staged, ignore_errors=True)
    try:
        switch.write_all(staged, files)
        switch.put_in_place(target, former_folder(target, followed) if followed else None)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _follows(target: Path, number: int) -> str:
    """Return what names the edition before: so a chain of editions can be followed back."""
    return seal_of(folder_of(target, number - 1)) if number > 1 else ""


def _files(target: Path) -> dict[str, bytes]:
    """The files in a folder but its manifest, and what file managers leave there."""
    found = target.iterdir() if target.is_dir() else []
    return {
        path.name: path.read_bytes()
        for path in found
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    }


def following(target: Path) -> list[dict[str, Any]]:
    """Return the manifests of all editions of a month that can be read, the first one first."""
    folders = [*former(target).values(), target]
    return [found for folder in folders if (found := manifest(folder))]
