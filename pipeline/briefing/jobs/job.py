"""One report that is asked for: what it is called, what its notebook asks, where it is published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing import editions
from briefing.domain import suggest
from briefing.domain.errors import UsageError
from briefing.editions.provenance import month_files, published_files
from briefing.page.words import SOURCE
from briefing.settings.paths import folder_name

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.domain.months import Month
    from briefing.editions.provenance import Stamp
    from briefing.settings.paths import Project


@dataclass(frozen=True)
class Job:
    """One report that is asked for: whose, of which month, in which language, of which item."""

    project: Project
    # “” for a report that is made of what all counties have published.
    county: str
    month: Month
    report: str = "briefing"
    lang: str = SOURCE
    item: str = ""

    @property
    def notebook(self) -> Path:
        """The notebook that makes it."""
        return self.project.notebook(self.report)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the notebook's metadata says of the report. Raises UsageError."""
        if not self.notebook.is_file():
            known = self.project.made()
            meant = (
                suggest.did_you_mean(self.report, known) or f"，可用的报告：{'、'.join(known)}。"
            )
            message = f"没有找到笔记本 {self.notebook.name}{meant}"
            raise UsageError(message)
        try:
            found = json.loads(self.notebook.read_text(encoding="utf-8"))
            about = dict(found["metadata"].get("briefing", {}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{self.notebook.name} 不是可读的笔记本（{error}）。"
            raise UsageError(message) from None
        if about.get("for") == "analysts":
            message = f"{self.notebook.name} 供分析用，不是报告，请用 briefing explore 打开。"
            raise UsageError(message)
        return about

    @property
    def is_of_counties(self) -> bool:
        """Whether it is made of what the counties have published, and not of one's ledgers."""
        return self.about.get("of") == "counties"

    def files(self) -> dict[str, Stamp]:
        """Return the stamps of all that its figures are made of."""
        if not self.county:
            return published_files(self.project, self.month)
        folder = self.project.county(self.county)
        return month_files(self.project.root, folder, self.month)

    @property
    def is_of_ledgers(self) -> bool:
        """Whether it is about the ledgers themselves, and made of refused ones too."""
        return self.about.get("about") == "ledgers"

    @property
    def item_kind(self) -> str:
        """The kind of item that the report is made for, one by one; “” where it is the county's."""
        return str(self.about.get("item", ""))

    @property
    def name(self) -> str:
        """What a clerk calls it: zhashui 2020-05 dossier 2020-611026-48-01-000001."""
        language = "" if self.lang == SOURCE else self.lang
        parts = [self.county, str(self.month), self.report, language, self.item]
        return " ".join(part for part in parts if part)

    def parameters(self, kind: str, key: str) -> dict[str, Any]:
        """Return the parameters of the notebook, of the item with that key."""
        language = {} if self.lang == SOURCE else {"lang": self.lang}
        if not self.county:
            return {"month": str(self.month), "stale": self._stale(), **language}
        item = {kind: key} if kind else {}
        return {"county": self.county, "month": str(self.month), **language, **item}

    def telling(self, edition: int) -> dict[str, int]:
        """Return the parameter of the notebook that says which edition it is of; the first does not."""
        return {"edition": edition} if edition > 1 and self.tells_edition else {}

    @property
    def tells_edition(self) -> bool:
        """Whether the report says which edition it is."""
        return self.about.get("tells") in {"edition", "revision"}

    @property
    def tells_revision(self) -> bool:
        """Whether it also says what it says otherwise than the former edition."""
        return self.about.get("tells") == "revision"

    def _stale(self) -> list[str]:
        """Name the counties whose ledgers or rules are no longer those of their published month."""
        return [
            county
            for county in self.project.counties()
            if (found := editions.manifest(self.project.published(county, self.month)))
            and editions.inputs_of(found)
            != {
                path: digest
                for path, (digest, _) in month_files(
                    self.project.root, self.project.county(county), self.month
                ).items()
            }
        ]

    def target(self, key: str) -> Path:
        """Return where it is published, that of one item in a folder of its own."""
        more = [] if self.lang == SOURCE else [self.lang]
        if not self.county:
            # Its folder bears its own name, as a county's bears the county's.
            return self.project.published(self.report, self.month, "briefing", *more)
        folder = self.project.published(self.county, self.month, self.report, *more)
        return folder / folder_name(key) if key else folder
