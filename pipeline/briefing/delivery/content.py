"""Read what is delivered of a published month, after its files were compared with the manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from briefing import editions
from briefing.delivery.header_text import file_name, header
from briefing.domain.errors import PublishFailed, UsageError
from briefing.domain.months import Month, day_label
from briefing.indicators.published import published
from briefing.settings.county import County
from briefing.settings.paths import Project

PDF = "briefing.pdf"
# Figures in the letter, to be read before the file is opened.
POINTS = ("A03", "A10", "A11", "A14", "B01", "B08")


@dataclass(frozen=True)
class Edition:
    """What is delivered of one edition."""

    county: str
    month: Month
    number: int
    # The hash of the PDF: the same pages are not sent twice.
    key: str
    title: str
    points: tuple[tuple[str, str], ...]
    note: str
    office: str
    files: dict[str, bytes]

    @property
    def stem(self) -> str:
        """The name of its files for people, without an ending."""
        return f"{self.title}（第{self.number}版）" if self.number > 1 else self.title

    def names(self) -> dict[str, str]:
        """Return the name of each file for people."""
        return {name: file_name(self.stem, f".{name.rpartition('.')[2]}") for name in self.files}


def present_key(folder: Path) -> str:
    """Return the key of the published edition; “” where there is none."""
    found = editions.manifest(folder) or {"outputs": []}
    keys = (entry["sha256"] for entry in found["outputs"] if entry["path"] == PDF)
    return next(keys, "")


def edition_of(
    project: Project, county: str, month: Month, rules: County, files: Iterable[str]
) -> Edition:
    """
    Read a published month's PDF and *files*.

    Raises UsageError where it is not published or has no such file, PublishFailed where a file is
    not what its manifest says.
    """
    folder = project.published(county, month)
    manifest = editions.manifest(folder)
    if manifest is None:
        message = (
            f"{county} {month}：还没有发布，请先执行 briefing build {month} --county {county}。"
        )
        raise UsageError(message)
    hashes = {entry["path"]: entry["sha256"] for entry in manifest["outputs"]}
    found = {name: _read(folder, name, hashes) for name in dict.fromkeys([PDF, *files])}
    figures = published(project, county, month).figures
    points = (figures[id_] for id_ in POINTS) if figures else ()
    return Edition(
        county=county,
        month=month,
        number=int(manifest.get("edition", 1)),
        key=hashes[PDF],
        title=header(f"{rules.bulletin.masthead}（{month.year}年{month.label}）"),
        points=tuple(
            (each.definition.name, each.text) for each in points if each.value is not None
        ),
        note=rules.note,
        office=f"{rules.bulletin.office}，截至{day_label(month.last_day)}",
        files=found,
    )


def _read(folder: Path, name: str, hashes: dict[str, str]) -> bytes:
    if name not in hashes:
        message = f"{folder}：没有 {name}，可投送的文件：{'、'.join(sorted(hashes))}。"
        raise UsageError(message)
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        message = f"{folder / name}：无法读取（{error.strerror}），未投送。"
        raise PublishFailed(message) from None
    if hashlib.sha256(data).hexdigest() != hashes[name]:
        message = f"{folder / name}：与清单不符，未投送。请执行 briefing verify 核对后重新生成。"
        raise PublishFailed(message)
    return data
