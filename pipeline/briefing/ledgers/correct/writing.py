"""Write entries for a county's correction files: in the clerk's words, and sure to find their cell."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from briefing.domain.text import legible
from briefing.domain.units import fold
from briefing.ledgers.correct.entries import Confirmed, Correction
from briefing.ledgers.correct.spots import Misfit, Named, Spot, spot
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?")
_KEYS = (
    "month", "finding", "ledger", "file", "sheet", "cell", "project", "serial", "column",
    "expect", "value", "reason", "confirmed_by", "confirmed_on",
)  # fmt: skip
# What an entry of a cell must say even where it is empty: an empty cell was expected.
_ALWAYS = {"expect", "value"}


def naming(at: Spot, tables: Mapping[str, Table], month: Month, county: County) -> dict[str, str]:
    """
    Return the fields that name a cell: by project and column where these name no other cell, so that
    they hold when a file is sent again; else by its address. Raises Misfit where neither does.
    """
    own = {"ledger": at.table.ledger.id}
    by_words = own | {"project": at.project, "column": at.key}
    file, sheet, row = at.place
    by_address = own | {"file": file, "sheet": sheet, "cell": f"{at.letter}{row}"}
    is_addressed = at.letter.isalnum()
    for fields in (by_words, by_address) if is_addressed else (by_words,):
        if not all(fields[key] for key in fields if key != "sheet"):
            continue
        try:
            found = spot(tables, Named(month, **fields), county)
        except Misfit:
            continue
        if (found.place, found.key) == (at.place, at.key):
            return fields
    message = f"{at.words}：不能写明是哪一个单元格，请改原表"
    raise Misfit(message)


def in_own_unit(at: Spot, words: str) -> str:
    """Return a new value with the unit in which the ledger has the column: 1.2 of 亿元 is 1.2亿元."""
    plain = fold(words)
    is_bare = at.column.type == "money" and _NUMBER.fullmatch(plain)
    return f"{plain}{at.unit}" if is_bare and at.unit not in {"", "万元"} else words


def as_toml(entry: Correction | Confirmed) -> str:
    """Return an entry as it stands in a file."""
    fields: dict[str, Any] = entry.model_dump(mode="json")
    if entry.ledger:
        own = ledger(entry.ledger)
        fields["ledger"] = own.name
        fields["column"] = own.column(entry.column).label if entry.column else ""
    fields["month"] = str(entry.month)
    lines = [
        f"{key} = {fields[key] if key == 'confirmed_on' else _quoted(fields[key])}"
        for key in _KEYS
        if fields.get(key) or (key in _ALWAYS and key in fields)
    ]
    head = "[[confirmed]]" if isinstance(entry, Confirmed) else "[[correction]]"
    return "\n".join([head, *lines, ""])


def _quoted(text: str) -> str:
    """Write a text of one line as TOML does, which agrees with JSON but for one character."""
    return json.dumps(legible(text), ensure_ascii=False).replace("\x7f", "")
