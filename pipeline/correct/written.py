"""
The texts of `data/<county>/corrections/*.toml` go in, corrections and rulings come out.

A `[[correction]]` gives one cell a new value, a `[[row]]` says what one row is. Each names what it
expects to find, the reason, who confirmed it and when.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError
from pipeline.findings import Finding, Severity
from pipeline.ledgers import all_ledgers
from pipeline.months import Month
from pipeline.paths import refuse_link

if TYPE_CHECKING:
    from pathlib import Path


def _month(value: str) -> Month:
    try:
        return Month.parse(value)
    except UsageError as error:
        raise ValueError(str(error)) from None


class _Confirmed(BaseModel):
    """What every written word about a ledger says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    month: Annotated[Month, BeforeValidator(_month)]
    ledger: str
    reason: str = Field(min_length=1)
    confirmed_by: str = Field(min_length=1)
    confirmed_on: dt.date


class Correction(_Confirmed):
    """One corrected cell. `project` is a project's code or name; `value` is in 万元 for money."""

    project: str
    serial: str | None = None
    column: str
    expect: str
    value: str

    @property
    def subject(self) -> str:
        """What the correction is about, as a finding names it."""
        return self.project


class Ruling(_Confirmed):
    """
    What one row is. `text` is what the row calls itself: a project's name, or its first words.

    `sheet` and `row` (as the clerk counts) are needed only where several rows say the same.
    """

    text: str
    kind: Literal["project", "band", "total", "note", "removed"]
    sheet: str | None = None
    row: int | None = None

    @property
    def subject(self) -> str:
        """What the ruling is about, as a finding names it."""
        return self.text


@dataclass(frozen=True)
class Written:
    """All that was written about a county's ledgers, in the order of files."""

    cells: list[Correction] = field(default_factory=list)
    rows: list[Ruling] = field(default_factory=list)


def texts(folder: Path) -> dict[str, str]:
    """
    Return the texts of a county's correction files by name; none when there is no folder.

    Raises UsageError for a file that is no text.
    """
    refuse_link(folder, "请放入更正文件夹本身")
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.glob("*.toml")):
        refuse_link(path, "请放入更正文件本身")
        try:
            # Some editors begin a text with a mark of its encoding.
            found[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            message = f"corrections/{path.name}：无法读取（{error}），应为 UTF-8 文本。"
            raise UsageError(message) from None
    return found


def load(texts: dict[str, str]) -> Written:
    """Read what the texts of `corrections/*.toml` say, by file name. Raises UsageError."""
    written = Written()
    for name, text in sorted(texts.items()):
        try:
            content = tomllib.loads(text)
            written.cells.extend(
                Correction.model_validate(entry) for entry in _entries(content, "correction")
            )
            written.rows.extend(Ruling.model_validate(entry) for entry in _entries(content, "row"))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            message = f"corrections/{name}：{' '.join(str(error).split())}"
            raise UsageError(message) from None
        if content:
            message = (
                f"corrections/{name}：不认识“{'、'.join(content)}”，"
                "单元格的更正应以 [[correction]] 开头，行的认定应以 [[row]] 开头。"
            )
            raise UsageError(message)
    _require_known(written)
    return written


def _entries(content: dict[str, Any], kind: str) -> list[Any]:
    """Take the entries of one kind out of a file's content; what is no list stays in it."""
    return content.pop(kind) if isinstance(content.get(kind), list) else []


def _require_known(written: Written) -> None:
    known = {
        entry.id: {column.key for column in entry.columns if column.type != "private"}
        for entry in all_ledgers()
    }
    for ruling in written.rows:
        if ruling.ledger not in known:
            message = f"corrections：没有台账“{ruling.ledger}”，{_known_words(known)}。"
            raise UsageError(message)
    for correction in written.cells:
        if correction.column not in known.get(correction.ledger, set()):
            message = (
                f"corrections：台账“{correction.ledger}”没有“{correction.column}”列，"
                f"{_known_words(known, correction.ledger)}。"
            )
            raise UsageError(message)


def _known_words(known: dict[str, set[str]], ledger_id: str = "") -> str:
    if ledger_id in known:
        return f"可用的列：{'、'.join(sorted(known[ledger_id]))}"
    return f"可用的台账：{'、'.join(sorted(known))}"


def stale(entry: Correction | Ruling, found: str) -> Finding:
    """What is to be said of a correction or a ruling that does not fit the ledger."""
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
