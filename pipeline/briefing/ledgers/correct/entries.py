"""
Read corrections and rulings from `data/<county>/corrections/*.toml`.

A `[[correction]]` gives one cell a new value, a `[[row]]` says what one row is, an `[[ignored]]` that
a file is no ledger. Each gives what it expects to find, the reason, who confirmed it and when.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from briefing.domain.errors import UsageError
from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.ledgers.dictionary import all_ledgers
from briefing.settings import toml_file
from briefing.settings.paths import refuse_link
from briefing.settings.toml_file import MonthField, Settings

if TYPE_CHECKING:
    from pathlib import Path


# Texts are stored as those of cells are: on one line, with persons' numbers masked.
Words = Annotated[
    str,
    BeforeValidator(
        lambda value: mask(" ".join(value.split())) if isinstance(value, str) else value
    ),
]


class _Confirmed(Settings):
    """The fields of every entry."""

    reason: Words = Field(min_length=1)
    confirmed_by: Words = Field(min_length=1)
    confirmed_on: dt.date


class _OfLedger(_Confirmed):
    """The fields of every entry about a ledger of one month."""

    month: MonthField
    ledger: str


class Ignored(_Confirmed):
    """
    A file that is no ledger, by its name and its sha256. Written down once, it counts for every
    month in which the same file lies again; a file with the same name and other content is new.
    """

    file: Words = Field(min_length=1)
    hash: str = Field(pattern=r"^(?:sha256:)?[0-9a-fA-F]{64}$")

    @property
    def digest(self) -> str:
        """The hash as `fingerprints` writes it."""
        return self.hash.removeprefix("sha256:").lower()


class Correction(_OfLedger):
    """One corrected cell. `project` is a project's code or name; `value` is in 万元 for money."""

    project: Words
    serial: str | None = None
    column: str
    expect: Words
    value: Words

    @property
    def subject(self) -> str:
        """The project's name, for a finding."""
        return self.project


class Ruling(_OfLedger):
    """
    What one row is. `text` is the row's name: a project's name, or its first words.

    `sheet` and `row` (as the clerk counts) are needed only where several rows have that name.
    """

    text: Words
    kind: Literal["project", "band", "total", "note", "removed"]
    sheet: str | None = None
    row: int | None = None

    @property
    def subject(self) -> str:
        """The row's name, for a finding."""
        return self.text


class _File(Settings):
    """One file of corrections."""

    correction: tuple[Correction, ...] = ()
    row: tuple[Ruling, ...] = ()
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True)
class Entries:
    """All entries of a county, in the order of files."""

    cells: list[Correction] = field(default_factory=list)
    rows: list[Ruling] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


def texts(folder: Path) -> dict[str, str]:
    """
    Return the texts of a county's correction files by name; none when there is no folder.

    Raises UsageError for a file that is not a text.
    """
    refuse_link(folder, "请放入更正文件夹本身")
    if not folder.is_dir():
        return {}
    return {path.name: toml_file.read(path) for path in sorted(folder.glob("*.toml"))}


def load(texts: dict[str, str]) -> Entries:
    """Return the entries of correction files, given their texts by name. Raises UsageError."""
    files = [
        toml_file.validated(text, _File, f"corrections/{name}")
        for name, text in sorted(texts.items())
    ]
    written = Entries(
        [entry for file in files for entry in file.correction],
        [entry for file in files for entry in file.row],
        [entry for file in files for entry in file.ignored],
    )
    _require_known(written)
    return written


def _require_known(written: Entries) -> None:
    known = {
        entry.id: {column.key for column in entry.columns if column.type != "private"}
        for entry in all_ledgers()
    }
    ledgers = f"可用的台账：{'、'.join(sorted(known))}。"
    for ruling in written.rows:
        if ruling.ledger not in known:
            message = f"corrections：没有台账“{ruling.ledger}”，{ledgers}"
            raise UsageError(message)
    for correction in written.cells:
        columns = known.get(correction.ledger, set())
        if correction.column not in columns:
            hint = f"可用的列：{'、'.join(sorted(columns))}。" if columns else ledgers
            message = f"corrections：台账“{correction.ledger}”没有“{correction.column}”列，{hint}"
            raise UsageError(message)


def stale(entry: Correction | Ruling, found: str) -> Finding:
    """Return the finding about a correction or a ruling that does not fit the ledger."""
    what = f"更正（{entry.column}）" if isinstance(entry, Correction) else "对这一行的认定"
    return Finding(
        "corrections",
        entry.ledger,
        0,
        entry.subject,
        "R05",
        Severity.ERROR,
        found,
        f"{what}应与台账对得上",
        "请核对后修改或删去这条更正",
    )
