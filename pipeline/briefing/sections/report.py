"""A year's checked months go in; the last month comes out, measured, as a notebook sees it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import LedgersRefused
from briefing.domain.findings import Finding, Severity, errors
from briefing.domain.months import Month, day_label
from briefing.domain.working_days import is_known
from briefing.indicators.alerts import Alert, alerts
from briefing.indicators.changes import Change, changes
from briefing.indicators.facts import Facts, gather
from briefing.indicators.indicator import Indicators
from briefing.indicators.ledger_tables import Shelf
from briefing.indicators.measured import measured
from briefing.indicators.trace import trace
from briefing.ledgers.ingest import CheckedMonth
from briefing.ledgers.tidy.table import Table
from briefing.page.words import CHINESE, SOURCE, Words, words
from briefing.settings.county import County

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.indicators.published import Former


@dataclass(frozen=True)
class Revision:
    """What an edition revises: the one before it, and the hashes of what both are made of."""

    former: Former
    # Of the files that this edition's figures are made of, by their paths.
    files: Mapping[str, str]

    @property
    def number(self) -> int:
        """The number of the new edition."""
        return self.former.number + 1

    @property
    def changed(self) -> list[str]:
        """The files that are new, gone or changed since the former edition."""
        before = self.former.files
        paths = {path for path in {*before, *self.files} if not path.endswith(".ipynb")}
        return sorted(path for path in paths if before.get(path) != self.files.get(path))


@dataclass(frozen=True)
class Report:
    """What a notebook sees of one month, in one language."""

    county: County
    month: Month
    words: Words
    facts: Facts
    indicators: Indicators
    tables: dict[str, Table]
    findings: list[Finding]
    # The ledgers of the year's months before, as `tables` has this month's.
    former: dict[Month, dict[str, Table]] = field(default_factory=dict)
    # None for the first edition.
    revision: Revision | None = None
    # Where the county's ledgers are: a folder's name under `data/`.
    folder: str = ""
    # What an analyst changed of the month, in a sentence; blank for the month as it was sent.
    assumed: str = ""

    @property
    def as_of(self) -> str:
        """The day up to which figures count: 截至2020年5月31日."""
        return self.words("截至{day}", day=self.words.day(self.month.last_day))

    def in_language(self, lang: str) -> Report:
        """Return the same, to be told in a language. Raises UsageError where the county has none."""
        if lang == SOURCE:
            return self
        language, told = words(lang), self.county.in_language(lang)
        if lang in self.county.translations:
            language = words(lang, self.county.translations[lang].names)
        return replace(self, county=told, words=language)

    @cached_property
    def alerts(self) -> list[Alert]:
        """Every warning of the month, as the page says it."""
        return alerts(self.facts, self.words)

    @cached_property
    def changes(self) -> list[Change] | None:
        """What changed since last month, as the page says it; None where there is none at hand."""
        return changes(self.facts, self.words)

    @cached_property
    def trace(self) -> dict[str, Any]:
        """The cells behind every figure, as they are published."""
        return trace(self.facts, self.indicators, self.ledgers, self.words)

    @property
    def ledgers(self) -> dict[Month, dict[str, Table]]:
        """Every ledger of the year so far."""
        return {**self.former, self.month: self.tables}

    def source(self, book: str, *ledgers: str) -> str:
        """Say whose figures these are, from which ledgers, as of when: the note of every table."""
        words = self.words
        names = words.listed(
            words("《{name}》", name=words.name(self.tables[name].ledger.name))
            for name in ledgers
            if name in self.tables
        )
        told = words(
            "口径：{book}；来源：{names}；{as_of}。",
            book=words.name(book),
            names=names or words("无"),
            as_of=self.as_of,
        )
        return told + self.assumed

    def note(self, *sentences: str) -> str:
        """Join the sentences of a note."""
        return self.words.stop.join(sentence for sentence in sentences if sentence)

    def __repr__(self) -> str:
        said = f"；{self.assumed}" if self.assumed else ""
        return f"<{self.county.name} {self.month}：{len(list(self.indicators))} 项指标{said}>"


def measure(year: list[CheckedMonth], rules: County) -> Report:
    """Measure the last of a year's checked months. Raises LedgersRefused."""
    checked = year[-1]
    if not checked.is_sound:
        raise LedgersRefused(errors(checked.findings))
    earlier = {past.month: past.tables for past in year[:-1]}
    facts = gather(checked.tables, earlier, checked.month, rules, checked.findings)
    ledgers = {**earlier, checked.month: checked.tables}
    found = measured(facts, ledgers, rules.note)
    findings = [*checked.findings, *_assumed_calendar(rules, checked.month)]
    shelf = Shelf(checked.tables, rules.note)
    return Report(rules, checked.month, CHINESE, facts, found, shelf, findings, earlier)


def _assumed_calendar(rules: County, month: Month) -> list[Finding]:
    """Say so when the issue's date rests on a calendar that is not published yet."""
    issued = rules.issue_date(month)
    if is_known(issued, rules.calendar):
        return []
    return [
        Finding(
            file="county.toml",
            sheet="",
            row=0,
            column="",
            code="F08",
            severity=Severity.WARNING,
            found=f"{issued.year}年放假安排尚未收录",
            expected=f"印发日期{day_label(issued)}按周一至周五推算",
            advice="请在 working_days、days_off 中写明调休和放假",
        )
    ]
