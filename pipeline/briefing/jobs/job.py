"""One report to be made: its notebook, its files, its parameters and where it is published."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from briefing.domain import suggest
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import Stamp, key_of, month_files, published_files
from briefing.editions.status import statuses
from briefing.page.words import SOURCE
from briefing.settings.county import load
from briefing.settings.paths import Project, folder_name


@dataclass(frozen=True)
class Job:
    """
    One report to be made: its county, month, notebook, language and item.

    What depends on files is looked up once and kept; `replace(job)` gives a job that looks again.
    """

    project: Project
    # “” for a report that is made of what all counties have published.
    county: str
    month: Month
    report: str = "briefing"
    lang: str = SOURCE
    item: str = ""

    @property
    def notebook(self) -> Path:
        """The notebook of the report."""
        return self.project.notebook(self.report)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the notebook's metadata says of the report, and its title. Raises UsageError."""
        if not self.notebook.is_file():
            known = self.project.made()
            meant = (
                suggest.did_you_mean(self.report, known) or f"，可用的报告：{'、'.join(known)}。"
            )
            message = f"没有找到笔记本 {self.notebook.name}{meant}"
            raise UsageError(message)
        try:
            found = json.loads(self.notebook.read_text(encoding="utf-8"))
            metadata = found["metadata"]
            about = {"title": metadata.get("title", self.report), **metadata.get("briefing", {})}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{self.notebook.name} 不是可读的笔记本（{error}）。"
            raise UsageError(message) from None
        if about.get("for") == "analysts":
            message = f"{self.notebook.name} 供分析用，不是报告，请用 briefing explore 打开。"
            raise UsageError(message)
        return about

    @property
    def is_of_counties(self) -> bool:
        """Whether it is made of what all counties have published, not of one county's ledgers."""
        return self.about.get("of") == "counties"

    @cached_property
    def files(self) -> dict[str, Stamp]:
        """The stamps of all that its figures are made of, by their paths from the root."""
        if not self.county:
            return published_files(self.project, self.month)
        folder = self.project.county(self.county)
        return month_files(self.project.root, folder, self.month)

    @cached_property
    def files_key(self) -> str:
        """One hash of its files and of the program; jobs of one county and month share it."""
        return key_of(self.files)

    @property
    def is_of_ledgers(self) -> bool:
        """Whether it is about the ledgers themselves, and is made of refused ledgers too."""
        return self.about.get("about") == "ledgers"

    @property
    def item_kind(self) -> str:
        """The kind of item (`project`, `unit`) that the report is made for; “” where it has none."""
        return str(self.about.get("item", ""))

    @property
    def name(self) -> str:
        """Its name in messages: zhashui 2020-05 dossier 2020-611026-48-01-000001."""
        language = "" if self.lang == SOURCE else self.lang
        parts = [self.county, str(self.month), self.report, language, self.item]
        return " ".join(part for part in parts if part)

    @property
    def title(self) -> str:
        """What readers call it, without the item: 柞水县2020年5月月度简报."""
        county, report = self.county, self.report
        with suppress(UsageError):
            report = self.about["title"]
            county = county and load(self.project.county(county).config).name
        language = "" if self.lang == SOURCE else f"（{self.lang}）"
        return f"{county}{self.month.year}年{self.month.label}{report}{language}"

    @property
    def log_fields(self) -> dict[str, str]:
        """Its name in the log, without the item: that may be a project's name."""
        return {
            "county": self.county,
            "month": str(self.month),
            "report": self.report,
            "language": self.lang,
        }

    def parameters(self, kind: str, key: str) -> dict[str, Any]:
        """Return the parameters of the notebook for the item of a kind with a key; “” for none."""
        language = {} if self.lang == SOURCE else {"lang": self.lang}
        if not self.county:
            # Counties whose ledgers or rules are no longer those of their published month.
            stale = [
                county
                for county in self.project.counties()
                if statuses(self.project, county, [self.month])[0].has_changed
            ]
            return {"month": str(self.month), "stale": stale, **language}
        item = {kind: key} if kind else {}
        return {"county": self.county, "month": str(self.month), **language, **item}

    @property
    def tells_edition(self) -> bool:
        """Whether the report says which edition it is; the first edition never does."""
        return self.about.get("tells") in {"edition", "revision"}

    @property
    def tells_revision(self) -> bool:
        """Whether it also says what it revises of the former edition."""
        return self.about.get("tells") == "revision"

    @property
    def folder(self) -> Path | None:
        """Where the report of no item would be published; None where its name cannot be a folder's."""
        try:
            return self.target("")
        except UsageError:
            return None

    def target(self, key: str) -> Path:
        """Return the folder where it is published; each item of a report has a folder of its own."""
        more = [] if self.lang == SOURCE else [self.lang]
        if not self.county:
            # The report's name stands in the place of a county's.
            return self.project.published(self.report, self.month, "briefing", *more)
        folder = self.project.published(self.county, self.month, self.report, *more)
        return folder / folder_name(key) if key else folder
