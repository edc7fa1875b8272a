"""
Read what people have written in `data/<county>/corrections/*.toml`.

A `[[correction]]` gives one cell a new value, a `[[confirmed]]` says that a warning is about what is
right, a `[[row]]` what one row is, an `[[ignored]]` that a file is no ledger. Each gives what it
expects to find, the reason, who confirmed it and when.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from briefing.domain.errors import SettingsWrong
from briefing.domain.findings import Finding, Severity
from briefing.domain.months import Month
from briefing.domain.privacy import mask
from briefing.domain.suggest import did_you_mean
from briefing.domain.text import one_line, shown_number
from briefing.ledgers.correct.named import cell_address, column_key, ledger_id
from briefing.ledgers.correct.spots import Named
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.dictionary import ledger
from briefing.settings import toml_file
from briefing.settings.paths import month_in, refuse_link
from briefing.settings.toml_faults import line_of
from briefing.settings.toml_file import MonthField, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


_MONTH = re.compile(r"""\bmonth["']? *= *["']([0-9]{4}-[0-9]{2})["']""")
# Temporary files of editors and file managers.
_LITTER = ("~", ".", "Thumbs.db", "desktop.ini")


def _words(value: object) -> object:
    """
    Return a text as those of cells are stored: on one line, with persons' numbers masked. A number or a
    day without quotes is meant as it is written.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown_number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return mask(" ".join(value.split())) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_words)]
# A ledger's id, or its name.
LedgerField = Annotated[Words, AfterValidator(ledger_id)]


class _Confirmed(Settings):
    """The fields of every entry."""

    reason: Words = Field(min_length=1)
    confirmed_by: Words = Field(min_length=1)
    confirmed_on: dt.date


class Ignored(_Confirmed):
    """
    A file that is no ledger, by its name and its sha256. Written down once, it counts for every
    month in which the same file lies again, but for those before the month that its own file is
    named after; a file with the same name and other content is new.
    """

    file: Words = Field(min_length=1)
    hash: str = Field(pattern=r"^(?:sha256:)?[0-9a-fA-F]{64}$")

    @property
    def digest(self) -> str:
        """The hash as `fingerprints` writes it."""
        return self.hash.removeprefix("sha256:").lower()


class OfCell(_Confirmed):
    """
    The fields of an entry about one cell.

    The cell is named by its address (`K9`), with file and sheet where several have such a cell, or
    by project and column, with the ledger where several have it; `project` is a code or a name.
    """

    month: MonthField
    ledger: LedgerField = ""
    file: Words = ""
    sheet: Words = ""
    cell: Annotated[str, AfterValidator(cell_address)] = ""
    project: Words = ""
    serial: Words | None = None
    column: Words = ""

    @field_validator("column")
    @classmethod
    def _of_its_ledger(cls, words: str, info: ValidationInfo) -> str:
        own, month = info.data.get("ledger"), info.data.get("month")
        return column_key(words, ledger(own), month) if own and month else words

    @property
    def named(self) -> Named:
        """How the entry names its cell."""
        return Named(**{each.name: getattr(self, each.name) for each in fields(Named)})

    @property
    def is_placed(self) -> bool:
        """Whether the entry names a cell."""
        return bool(self.cell or (self.project and self.column))

    @property
    def subject(self) -> str:
        """What the entry is about, for a finding."""
        return " ".join(filter(None, (self.file, self.sheet, self.project, self.cell)))


class Correction(OfCell):
    """One corrected cell; `value` is in 万元 for money, unless it says its unit."""

    expect: Words
    value: Words

    @model_validator(mode="after")
    def _require_cell(self) -> Self:
        if not self.is_placed:
            message = "应写明 cell（单元格，如 K9），或 project、column（项目、列）"
            raise ValueError(message)
        return self


class Confirmed(OfCell):
    """
    A warning about what is right: it is silent as long as the cell holds `value`.

    For a warning that is about no cell, `value` is what the warning says that it found.
    """

    finding: Annotated[Words, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
    value: Words


class Ruling(_Confirmed):
    """
    What one row is. `text` is the row's name: a project's name, or its first words.

    `sheet` and `row` (as the clerk counts) are needed only where several rows have that name.
    """

    month: MonthField
    ledger: LedgerField
    text: Words
    kind: Annotated[
        Literal["project", "band", "total", "note", "removed"],
        BeforeValidator(lambda word: _KINDS.get(word, word) if isinstance(word, str) else word),
    ]
    sheet: Words | None = None
    row: int | None = None

    @property
    def subject(self) -> str:
        """The row's name, for a finding."""
        return self.text


_KINDS = {kind.label: kind.value for kind in RowKind} | {"不计": RowKind.REMOVED.value}


class _File(Settings):
    """One file of corrections."""

    correction: tuple[Correction, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    row: tuple[Ruling, ...] = ()
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True)
class Entries:
    """All entries of a county, in the order of files."""

    cells: list[Correction] = field(default_factory=list)
    confirmed: list[Confirmed] = field(default_factory=list)
    rows: list[Ruling] = field(default_factory=list)
    # With the name of the file that says so.
    ignored: list[tuple[str, Ignored]] = field(default_factory=list)


def texts(folder: Path) -> dict[str, str]:
    """
    Return the texts of a county's correction files by name; none when there is no folder.

    Raises SettingsWrong for a file that is not a text, and for one that would not be read.
    """
    refuse_link(folder, "请放入更正文件夹本身")
    if not folder.is_dir():
        return {}
    there = [path for path in sorted(folder.iterdir()) if not path.name.startswith(_LITTER)]
    if others := [path for path in there if path.suffix != ".toml"]:
        raise SettingsWrong("\n".join(map(_not_read, others)))
    return {path.name: toml_file.read(path) for path in there}


def _not_read(path: Path) -> str:
    """Say what to do with a file that is no .toml: Windows hides that it is called ….toml.txt."""
    stem, is_toml, _ = path.name.lower().rpartition(".toml")
    advice = f"请改名为 {path.name[: len(stem)] or path.stem}.toml"
    if not is_toml:
        advice = f"更正请写在 .toml 文件里（{advice}），单位答复的反馈表用 briefing answers 读入，其他的请移出"
    return f"{one_line(str(path))}：扩展名不是 .toml，不会读取，{advice}。"


def load(texts: Mapping[str, str], months: Sequence[Month] | None = None) -> Entries:
    """
    Return the entries of correction files, given their texts by name.

    *months* are those with ledgers. Raises SettingsWrong, also for an entry of another month, and for
    one in 2020-05.toml of another month than that: nobody would see that it does not count.
    """
    files = {
        name: toml_file.validated(text, _File, f"corrections/{name}")
        for name, text in sorted(texts.items())
    }
    wrong = [
        f"corrections/{name} › 第{line_of(texts[name], (kind, number, 'month'))}行 › month：{fault}"
        for name, file in files.items()
        for kind in ("correction", "confirmed", "row")
        for number, entry in enumerate(getattr(file, kind))
        if (fault := _wrong_month(entry.month, name, months))
    ]
    if wrong:
        raise SettingsWrong("\n".join(wrong))
    return Entries(
        [entry for file in files.values() for entry in file.correction],
        [entry for file in files.values() for entry in file.confirmed],
        [entry for file in files.values() for entry in file.row],
        [(name, entry) for name, file in files.items() for entry in file.ignored],
    )


def is_misfiled(name: str, text: str) -> bool:
    """Tell whether a file that is named after a month speaks of another month, however faulty it is."""
    return any(month_in(name) not in {"", month} for month in _MONTH.findall(text))


def _wrong_month(month: Month, file: str, months: Sequence[Month] | None) -> str:
    """Say why an entry cannot be of its month; “” where it can."""
    if month_in(file) not in {"", str(month)}:
        return f"读到 {month}，而文件名是 {file}，两者应一致，请改其中一个。"
    if months is None or month in months:
        return ""
    known = list(map(str, months))
    meant = (
        did_you_mean(str(month), known) or f"，有台账的月份：{'、'.join(known[-12:]) or '无'}。"
    )
    return f"{month} 没有台账{meant}"


def stale(entry: OfCell | Ruling, found: str) -> Finding:
    """Return the finding about an entry that does not fit the ledger: a warning shows itself again."""
    code, severity, what = "R05", Severity.ERROR, "对这一行的认定"
    if isinstance(entry, Confirmed):
        code, severity, what = "R12", Severity.WARNING, f"对 {entry.finding} 的确认"
    elif isinstance(entry, Correction):
        what = f"更正（{_label(entry)}）" if entry.column else "更正"
    advice = f"请核对后修改或删去这条{'确认' if code == 'R12' else '更正'}"
    expected = f"{what}应与台账对得上"
    return Finding(
        "corrections", entry.ledger, 0, entry.subject, code, severity, found, expected, advice
    )


def _label(entry: OfCell) -> str:
    return ledger(entry.ledger).column(entry.column).label if entry.ledger else entry.column
