"""
Read the data dictionaries: each `dictionaries/*.toml` says what one ledger holds, `lexicon.toml`
which words heads are composed of.

Where two departments' ledgers differ, their dictionaries differ, not the code.
"""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from briefing.domain.units import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_DICTIONARIES = Path(__file__).parent / "dictionaries"
_LEXICON = Path(__file__).with_name("lexicon.toml")

ColumnType = Literal[
    "text",  # as it stands
    "name",  # a project's name; gives the row its key when it has no code
    "code",  # digits and letters that are never a number
    "project_code",  # 24 characters with hyphens
    "credit_code",  # a unified social credit code, with its check character
    "money",  # an amount; needs a unit in the header, the 单位 line or the cell
    "percent",
    "points",  # a plain number, of 百分点
    "count",
    "date",
    "period",  # a cumulative statistical period: 1—5月
    "state",  # one of the dictionary's values
    "states",  # several of them in one cell
    "list",  # several texts in one cell
    "problems",  # several problems in one cell: 1.…；2.…
    "yes_no",
    "presence",  # only whether the cell is filled in is kept (a person's name)
    "private",  # never kept
    "permit",  # a permit's state and date: √, 办理中, 2020.4.15, 文号, “/”
    "town",
    "unit",
]

# Titles name rows by their state and this word: 续建项目.
_ROWS = "项目"
# A single character is too short to find in a title.
_LEAST_WORD = 2


_UNSAID = ("",)


class Sense(BaseModel):
    """
    What a head must say to mean a column, facet by facet, in the values of `lexicon.toml`.

    Each facet has the values that it may have, one word or a list; “” allows that nothing is said
    of it, and a facet that is left out must be left unsaid.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    thing: tuple[str, ...]
    aspect: tuple[str, ...] = _UNSAID
    period: tuple[str, ...] = _UNSAID
    part: tuple[str, ...] = _UNSAID
    indicator: tuple[str, ...] = _UNSAID
    area: tuple[str, ...] = _UNSAID
    quantity: tuple[str, ...] = _UNSAID

    @field_validator("*", mode="before")
    @classmethod
    def _as_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class LedgerColumn(BaseModel):
    """One column of a ledger: our key, their label and spellings, its type and its bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: str
    type: ColumnType
    # Whole spellings of the header; below groups, of its last levels.
    headers: tuple[str, ...] = ()
    # What the header says, for what is composed of few words: amounts, rates, dates, progress.
    means: tuple[Sense, ...] = ()
    # Headers that mean this column only where the cells below hold several of its states:
    # 建设性质 is 新建 or 续建 in one county, 新建, 改建 or 扩建 in the next.
    doubtful_headers: tuple[str, ...] = ()
    # Every row must be filled in; or only the head must have it, and a row may be empty (未报).
    required: bool = False
    head_required: bool = False
    minimum: float | None = None
    # A month means its first day, or its last where the column is a deadline.
    month_means: Literal["first", "last"] = "first"
    # The values of single rows are for the ledger's supplier alone: no other office is shown them.
    restricted: bool = False
    # The date of something that has happened, and so not after the report month.
    is_past: bool = False
    # The column for planned dates, which clerks may write in this one.
    else_planned: str = ""
    values: dict[str, tuple[str, ...]] = {}
    # How it stands to last month's: `steady` changes only with a reason, `fixed` never in many rows
    # at once, `grows` never falls, `onward` never goes back, in the order of `ranks`.
    from_month: Literal["", "fixed", "steady", "grows", "onward"] = ""
    ranks: dict[str, int] = {}
    # It decides a figure, and may be empty in a row that was not reported (未报).
    decides: bool = False
    # The monthly column that adds up to this one, where the ledger lacks it.
    sum_of: str = ""
    # The cumulative column whose growth since last month is this one, where the ledger lacks it.
    growth_of: str = ""
    # States below a doubtful header that do not tell it from another column's: 新建.
    doubtful_values: tuple[str, ...] = ()

    def state(self, text: str) -> str | None:
        """Return the state that a spelling means, in brackets or not; None for an unknown one."""
        wanted = fold(text).strip("【】[]〔〕")
        for state, spellings in self.values.items():
            if wanted in {fold(spelling) for spelling in spellings}:
                return state
        return None

    def states_in(self, title: str) -> set[str]:
        """Return the states that a title names: both of 2020年续建、新建项目表."""
        words = fold(title)
        return {
            state
            for state, spellings in self.values.items()
            for word in spellings
            if len(word) >= _LEAST_WORD and fold(word).removesuffix(_ROWS) in words
        }

    def state_above(self, path: str, titles: Sequence[str]) -> str | None:
        """
        Return the state that the bands above a row (joined by “/”) or else the table's titles
        give to it: the innermost band, then the nearest title. One with several states gives none.
        """
        for title in (*reversed(path.split("/")), *titles):
            if state := self._state_of_rows(title):
                return state
            if len(self.states_in(title)) > 1:
                return None
        return None

    def _state_of_rows(self, title: str) -> str | None:
        """
        Return the state that a band or title gives to the rows below it: 续建 of 续建类, or of
        2020年续建项目进展情况表; None where it gives none, or several.
        """
        for word in (title, title.removesuffix(_ROWS), title.removesuffix("类")):
            if found := self.state(word):
                return found
        named = self.states_in(title)
        words = fold(title)
        calls_rows = any(
            fold(word) in words
            for state in named
            for word in self.values[state]
            if word.endswith(_ROWS)
        )
        # The rows of 重点项目（含前期项目） are not all 前期.
        is_of_all = calls_rows and words.count(_ROWS) == 1
        return named.pop() if len(named) == 1 and is_of_all else None

    @property
    def state_labels(self) -> list[str]:
        """The Chinese words of all states."""
        return [spellings[0] for spellings in self.values.values()]

    def state_label(self, state: str) -> str:
        """Return the Chinese word of a state: the first spelling of the dictionary."""
        return self.values[state][0]


class Ledger(BaseModel):
    """One ledger: what a row means, who supplies it, its key and its columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    supplier: str
    required: bool
    key: tuple[str, ...]
    band_column: str = ""
    # Words in titles, and in the names of sheets and files, that call a table by this ledger.
    called: tuple[str, ...] = ()
    # What a head measures that names only a time: 本月, 1-5月.
    assumes: str = ""
    columns: tuple[LedgerColumn, ...]

    def column(self, key: str) -> LedgerColumn:
        """Return the column with a key."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Tell whether the ledger has a column with a key."""
        return key in self._by_key

    def held(self, *ways: str) -> tuple[LedgerColumn, ...]:
        """Return the columns that stand in one of these ways to last month's."""
        return tuple(column for column in self.columns if column.from_month in ways)

    @cached_property
    def _by_key(self) -> dict[str, LedgerColumn]:
        return {column.key: column for column in self.columns}

    @cached_property
    def _spellings(self) -> dict[tuple[int, int], dict[str, str]]:
        return {}

    def spellings(self, month: int, year: int) -> dict[str, str]:
        """Map every folded header spelling of this ledger to its column's key."""
        if (month, year) not in self._spellings:
            self._spellings[month, year] = {
                fold(header.format(month=month, year=year, last_year=year - 1)): column.key
                for column in self.columns
                for header in column.headers
            }
        return self._spellings[month, year]


@cache
def lexicon() -> dict[str, dict[str, list[str]]]:
    """Return the words that heads are composed of: facet, its value, the words that set it."""
    return tomllib.loads(_LEXICON.read_text(encoding="utf-8"))


@cache
def all_ledgers() -> tuple[Ledger, ...]:
    """Return every dictionary, in the order of their file names."""
    return tuple(
        Ledger.model_validate({"id": path.stem} | tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(_DICTIONARIES.glob("*.toml"))
    )


def ledger(name: str) -> Ledger:
    """Return the dictionary with an id. Raises KeyError."""
    return _by_id()[name]


@cache
def _by_id() -> dict[str, Ledger]:
    return {entry.id: entry for entry in all_ledgers()}
