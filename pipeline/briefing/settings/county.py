"""
Read county.toml, which holds everything that differs between counties.

No other module contains anything specific to one county.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import Field

from briefing.domain.errors import SettingsWrong, UsageError
from briefing.domain.months import Month
from briefing.domain.units import fold
from briefing.domain.working_days import nth_working_day
from briefing.settings import county_rules as rules
from briefing.settings import toml_file
from briefing.settings.toml_file import DecimalField, Settings

if TYPE_CHECKING:
    from pathlib import Path

_LEAST_NEAR = 3


class County(Settings):
    """The settings of one county: all that the code knows of it."""

    name: str
    code: str = Field(pattern=r"^\d{6}$")
    superior_codes: tuple[str, ...] = ()
    note: str = ""
    coverage_warning_pct: DecimalField = Decimal(95)
    # Offered in the empty ledgers; a ledger may use others.
    sectors: tuple[str, ...] = ()
    bulletin: rules.Bulletin
    reading: rules.Reading = rules.Reading()
    fonts: rules.Fonts = rules.Fonts()
    targets: rules.Targets
    lights: rules.Lights = rules.Lights()
    inclusion: rules.Inclusion = rules.Inclusion()
    replacement: rules.Replacement = rules.Replacement()
    reserve: rules.Reserve = rules.Reserve()
    service: rules.Service = rules.Service()
    supervision: rules.Supervision = rules.Supervision()
    alerts: rules.Alerts = rules.Alerts()
    forecast: rules.Forecast = rules.Forecast()
    towns: tuple[rules.Town, ...] = ()
    units: tuple[rules.Unit, ...] = ()
    translations: dict[str, rules.Translation] = Field(default_factory=dict)
    working_days: tuple[dt.date, ...] = ()
    days_off: tuple[dt.date, ...] = ()

    @property
    def calendar(self) -> dict[dt.date, bool]:
        """The county's own working days (True) and days off (False)."""
        return dict.fromkeys(self.working_days, True) | dict.fromkeys(self.days_off, False)

    def in_language(self, language: str) -> County:
        """Return the county with its names in a language. Raises UsageError where it has none."""
        found = self.translations.get(language)
        if found is None:
            message = (
                f"county.toml 没有 [translations.{language}]，"
                f"请写明县名、刊头、编发单位的译名后再生成 {language} 版。"
            )
            raise UsageError(message)
        head = found.model_dump(include=set(rules.Bulletin.model_fields))
        return self.model_copy(
            update={
                "name": found.name,
                "note": found.note,
                "bulletin": self.bulletin.model_copy(update=head),
            }
        )

    def issue_date(self, month: Month) -> dt.date:
        """Return the date printed on the month's issue; it follows from the county's rule alone."""
        return nth_working_day(month.next, self.bulletin.issue_working_day, self.calendar)

    def issue_number(self, month: Month) -> tuple[int, int]:
        """
        Return the issue's number within the year and its number since the first issue.

        Raises UsageError for a month before the first issue.
        """
        first = self.bulletin.first_month
        if first > month:
            message = (
                f"{month}早于 county.toml 的 bulletin.first_month（{first}），没有期号，请改正。"
            )
            raise UsageError(message)
        start = max(first, Month(month.year, 1))
        return month.since(start) + 1, month.since(first) + 1

    def town(self, text: str) -> str | None:
        """Return a town's official name for any of its spellings; None if it is unknown."""
        return self._towns_by_name.get(_bare(text, self.name))

    def unit(self, text: str) -> str | None:
        """Return an office's official name for any of its spellings; None if it is unknown."""
        return self._units_by_name.get(_bare(text, self.name))

    def near(self, text: str) -> str | None:
        """
        Return the office or town whose name or alias differs from *text* in one character only;
        None if there is none. A name of two characters is too short to tell.
        """
        from rapidfuzz.distance import Levenshtein

        bare = _bare(text, self.name)
        if len(bare) < _LEAST_NEAR:
            return None
        for spelling, name in (self._units_by_name | self._towns_by_name).items():
            if Levenshtein.distance(bare, spelling, score_cutoff=1) == 1:
                return name
        return None

    @cached_property
    def _towns_by_name(self) -> dict[str, str]:
        return _by_name(self.towns, self.name)

    @cached_property
    def _units_by_name(self) -> dict[str, str]:
        return _by_name(self.units, self.name)


def _by_name(
    entries: tuple[rules.Town, ...] | tuple[rules.Unit, ...], county: str
) -> dict[str, str]:
    """Map every spelling to its official name; of two entries with one spelling, the first counts."""
    names: dict[str, str] = {}
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            names.setdefault(_bare(name, county), entry.name)
    return names


def _bare(name: str, county: str) -> str:
    """Normalise a name and remove the county's prefix: 柞水县发改局, 县发改局 → 发改局."""
    folded = fold(name)
    for prefix in (county, county.removesuffix("县"), "县"):
        if prefix and folded.startswith(prefix) and len(folded) > len(prefix) + 1:
            return folded[len(prefix) :]
    return folded


def load(path: Path) -> County:
    """Read and validate a county.toml. Raises SettingsWrong with one line for each fault."""
    if not path.is_file():
        message = f"{path}：未找到，每个县的文件夹里应有 county.toml。"
        raise SettingsWrong(message)
    return toml_file.validated(toml_file.read(path), County, path)
