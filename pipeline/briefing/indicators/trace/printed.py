"""Read the figures of an `indicators.csv` as they were printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.indicators.trace.reading import Name

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Value:
    """The title of a figure and its printed number without unit, blank if it has no value."""

    title: str
    value: str


Values = Mapping[Name, Value]


def values_of(text: str) -> dict[Name, Value]:
    r"""
    Return the figures in the text of an `indicators.csv`, in its order. Raises KeyError.

    >>> of = values_of("month,indicator,name,value,unit,basis,scope\n2020-05,A01,项目,9,个,调度,county\n")
    >>> of[Name("A01", "county", "个")].value
    '9'
    """
    return {
        Name(row["indicator"], row["scope"], row["unit"]): Value(row["name"], row["value"])
        for row in csv.DictReader(io.StringIO(text))
    }


def values_in(path: Path) -> dict[Name, Value] | None:
    """Return the figures of a published `indicators.csv`; None if it cannot be read."""
    try:
        return values_of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError):
        return None
