"""The data dictionaries are sound: every spelling means one column."""

from __future__ import annotations

from collections import Counter

import pytest

from briefing.domain.units import fold, without_unit
from briefing.ledgers.dictionary import Ledger, LedgerColumn, all_ledgers, ledger
from briefing.ledgers.heads.columns import column_named
from briefing.ledgers.heads.spelling import plain
from tests.conftest import MAY

LEDGERS = all_ledgers()
EACH = pytest.mark.parametrize("entry", LEDGERS, ids=lambda entry: entry.id)


def test_all_ledgers_are_there() -> None:
    """Nine ledgers, in the order of their file names."""
    assert [entry.id for entry in LEDGERS] == [
        "contributions",
        "growth",
        "meetings",
        "permits",
        "problems",
        "projects",
        "reserve",
        "sponsorship",
        "statistics",
        "tasks",
    ]


@EACH
@pytest.mark.parametrize("month", [1, 5, 12])
def test_a_header_means_one_column(entry: Ledger, month: int) -> None:
    """No spelling belongs to two columns of a ledger, in any month."""
    owners: dict[str, set[str]] = {}
    for column in entry.columns:
        for header in column.headers:
            spelling = fold(header.format(month=month, year=2020, last_year=2019))
            owners.setdefault(spelling, set()).add(column.key)

    assert {spelling: keys for spelling, keys in owners.items() if len(keys) > 1} == {}


@EACH
def test_a_header_can_be_met(entry: Ledger) -> None:
    """A header is compared without its unit, so no spelling may end in one."""
    unreachable = [
        spelling
        for spelling in entry.spellings(5, 2020)
        if "/".join(without_unit(part) for part in spelling.split("/")) != spelling
        and without_unit(spelling) not in entry.spellings(5, 2020)
    ]

    assert unreachable == []


@EACH
def test_every_column_has_a_header_and_a_label_of_its_own(entry: Ledger) -> None:
    """A finding names a column by its label, so two columns cannot share one."""
    assert [each.key for each in entry.columns if not (each.headers or each.means)] == []
    assert [label for label, n in Counter(c.label for c in entry.columns).items() if n > 1] == []
    assert [key for key, n in Counter(c.key for c in entry.columns).items() if n > 1] == []


@EACH
def test_a_label_is_a_header_or_told_by_bands(entry: Ledger) -> None:
    """A clerk who writes the label that a finding asks for is understood."""
    unknown = [
        column.label
        for column in entry.columns
        if column.required and column_named(plain(column.label), entry, MAY) != column.key
    ]

    assert unknown == []


@EACH
def test_a_key_is_made_of_columns(entry: Ledger) -> None:
    """A row is known by columns that the ledger has, or by its project."""
    keys = {column.key for column in entry.columns}

    assert set(entry.key) <= keys | {"project_key"}
    if "project_key" in entry.key:
        assert "project_name" in keys
    assert entry.band_column in keys | {""}


@EACH
def test_a_state_has_values_and_no_spelling_twice(entry: Ledger) -> None:
    """Each word names one state."""
    for column in entry.columns:
        words = [fold(word) for spellings in column.values.values() for word in spellings]

        assert bool(words) == (column.type in {"state", "states"})
        assert [word for word, n in Counter(words).items() if n > 1] == []


@EACH
def test_amounts_carry_their_unit_in_their_name(entry: Ledger) -> None:
    """Money leaves `tidy` in 万元, and says so."""
    for column in entry.columns:
        assert (column.type == "money") == column.key.endswith("_wan")


def test_a_header_follows_the_month() -> None:
    """In May 1-5月累计 is the cumulative column, and last year is 2019."""
    projects = ledger("projects")

    assert column_named("1-5月累计", projects, MAY) == "done_this_year_wan"
    assert column_named("5月完成投资", projects, MAY) == "done_this_month_wan"
    assert column_named(fold("截至2019年底累计完成投资"), projects, MAY) == "done_before_wan"
    assert column_named("1-4月累计", projects, MAY) is None


def test_a_state_is_found_by_any_spelling() -> None:
    """Folded, and only by a spelling that the dictionary has."""
    column = ledger("projects").column("status")

    assert column.state("已 开 工") == "started"
    assert column.state("√") == "started"
    assert column.state("快开工了") is None
    assert column.state_label("not_started") == "未开工"


def test_an_unknown_entry_of_a_dictionary_is_refused() -> None:
    """A misspelt setting must not be ignored."""
    with pytest.raises(ValueError, match="requierd"):
        LedgerColumn.model_validate(
            {"key": "a", "label": "甲", "headers": ["甲"], "type": "text", "requierd": True}
        )
