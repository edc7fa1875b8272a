"""
Read the figures of published editions.

Figures count only if their file has the hash that the edition's manifest gives; the bytes that are
hashed are the bytes that are read.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from briefing import editions
from briefing.indicators.catalogue import catalogue, definition
from briefing.indicators.indicator import COLUMNS, COUNTY, Indicator, Indicators
from briefing.indicators.trace import TRACE, Trace, values_in
from briefing.page.words import SOURCE
from briefing.settings.paths import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.domain.months import Month
    from briefing.indicators.trace import Values
    from briefing.settings.paths import Project

# Why the figures of a county's month do not count.
NEVER = "未公布"
NO_MANIFEST = "清单缺失或无法读取"
OF_ANOTHER = "清单写的是别的县或月份"
NO_FIGURES = "指标文件缺失"
ALTERED = "指标文件与清单不符"
UNREADABLE = "指标文件无法读取"

_LIGHT = "light:"


@dataclass(frozen=True)
class PublishedFigures:
    """The county-wide figures that were published for a month, or the *fault* why there are none."""

    figures: Indicators | None
    fault: str = ""


def published(project: Project, county: str, month: Month) -> PublishedFigures:
    """Read the county-wide figures of a county's briefing of a month, if it is unaltered."""
    folder = project.published(county, month)
    if not folder.is_dir():
        return PublishedFigures(None, NEVER)
    found = editions.manifest(folder)
    if found is None:
        return PublishedFigures(None, NO_MANIFEST)
    parameters = found.get("parameters", {})
    if (parameters.get("county"), parameters.get("month")) != (county, str(month)):
        return PublishedFigures(None, OF_ANOTHER)
    try:
        data = (folder / INDICATORS).read_bytes()
    except OSError:
        return PublishedFigures(None, NO_FIGURES)
    hashes = {entry["path"]: entry["sha256"] for entry in found["outputs"]}
    if hashlib.sha256(data).hexdigest() != hashes.get(INDICATORS):
        return PublishedFigures(None, ALTERED)
    try:
        return PublishedFigures(Indicators(_figures(data.decode("utf-8"), str(month))))
    except (ValueError, InvalidOperation):
        return PublishedFigures(None, UNREADABLE)


@dataclass(frozen=True)
class Former:
    """
    An earlier edition of a briefing: its number, the hashes of its inputs by path, and its figures.

    `figures` and `trace` are None where the file is missing or altered.
    """

    number: int
    files: Mapping[str, str]
    figures: Values | None = None
    trace: Trace | None = None


def former(project: Project, county: str, month: Month, number: int, lang: str) -> Former:
    """Read edition *number* of a county's briefing of a month in a language."""
    language = [] if lang == SOURCE else [lang]
    target = project.published(county, month, "briefing", *language)
    folder = editions.folder_of(target, number)
    found = editions.manifest(folder)
    if found is None:
        return Former(number, {}, None)
    files = {entry["path"]: entry["sha256"] for entry in found["inputs"]}
    kept = {entry["path"] for entry in found["outputs"]} - set(
        editions.altered(folder, found["outputs"])
    )
    figures = values_in(folder / INDICATORS) if INDICATORS in kept else None
    return Former(number, files, figures, Trace.load(folder / TRACE) if TRACE in kept else None)


def _figures(text: str, month: str) -> Iterator[Indicator]:
    """Yield the county-wide figures and lights of a file. Raises ValueError or InvalidOperation."""
    head, *lines = text.splitlines()
    if head.split(",") != COLUMNS:
        raise ValueError(head)
    known = {(entry.id, entry.unit) for entry in catalogue()}
    # Parse only the lines that are needed: most are of single units and towns.
    kept = [line for line in lines if line.endswith(f",{COUNTY}") or f",{_LIGHT}" in line]
    for of_month, id_, _, value, unit, _, scope in csv.reader(kept):
        if of_month != month:
            raise ValueError(of_month)
        # An older edition may contain indicators that were removed since.
        if (id_, unit) in known:
            number = Decimal(value) if value else None
            if number is not None and not number.is_finite():
                raise ValueError(value)
            yield Indicator(definition(id_, unit), number, scope)
