"""The Report: the last of a year's checked months, measured, as a notebook sees it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import LedgersRefused
from briefing.domain.findings import Finding, Severity, errors, singly
from briefing.domain.months import Month, day_label
from briefing.domain.working_days import is_known
from briefing.indicators.alerts import Alert, alerts
from briefing.indicators.changes import Change, changes
from briefing.indicators.facts import Facts, gather
from briefing.indicators.indicator import Indicators
from briefing.indicators.ledger_tables import LedgerViews
from briefing.indicators.measured import measure_month
from briefing.indicators.trace import trace
from briefing.ledgers.ingest import CheckedMonth
from briefing.ledgers.tidy.table import Table
from briefing.page.words import CHINESE, SOURCE, Words, words
from briefing.sections.prose import Prose
from briefing.settings.county import County

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.indicators.published import Former


@dataclass(frozen=True)
class Revision:
    """The edition before a new one, and the files that the new one is made of."""

    former: Former
    # The hash of each file that the new edition is made of, by its path.
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
    # The county's folder under `data/`.
    folder: str = ""
    # A sentence that says what an analyst changed; blank for the month as it was sent.
    assumed: str = ""

    @property
    def as_of(self) -> str:
        """The day up to which figures count: 截至2020年5月31日."""
        return self.words("截至{day}", day=self.words.day(self.month.last_day))

    def in_language(self, lang: str) -> Report:
        """Return the report in a language. Raises UsageError for one that the county has not."""
        if lang == SOURCE:
            return self
        translation = self.county.translations.get(lang)
        language = words(lang, translation.names if translation else None)
        return replace(self, county=self.county.in_language(lang), words=language)

    @cached_property
    def prose(self) -> Prose:
        """The sentences that can be made of the indicators."""
        return Prose(self.indicators, self.words)

    @cached_property
    def alerts(self) -> list[Alert]:
        """Every alert of the month, in the language of the page."""
        return alerts(self.facts, self.words)

    @cached_property
    def changes(self) -> list[Change] | None:
        """What changed since last month; None where there is no last month."""
        return changes(self.facts, self.words)

    @cached_property
    def trace(self) -> dict[str, Any]:
        """The cells behind every figure, as published: without confidential amounts."""
        return trace(self.facts, self.indicators, self.ledgers, self.words)

    @property
    def ledgers(self) -> dict[Month, dict[str, Table]]:
        """Every ledger of the year so far."""
        return {**self.former, self.month: self.tables}

    def source(self, book: str, *ledgers: str) -> str:
        """Return the note of a table: whose figures, from which ledgers, as of when."""
        words = self.words
        names = words.listed(
            words("《{name}》", name=words.name(self.tables[name].ledger.name))
            for name in ledgers
            if name in self.tables
        )
        note = words(
            "口径：{book}；来源：{names}；{as_of}。",
            book=words.name(book),
            names=names or words("无"),
            as_of=self.as_of,
        )
        return note + self.assumed

    def note(self, *sentences: str) -> str:
        """Join the sentences of a note, without the empty ones."""
        return self.words.stop.join(sentence for sentence in sentences if sentence)

    def __repr__(self) -> str:
        assumed = f"；{self.assumed}" if self.assumed else ""
        return f"<{self.county.name} {self.month}：{len(list(self.indicators))} 项指标{assumed}>"


def measure(year: list[CheckedMonth], rules: County) -> Report:
    """Measure the last of a year's checked months. Raises LedgersRefused."""
    checked = year[-1]
    if not checked.is_sound:
        raise LedgersRefused(errors(checked.findings))
    earlier = {past.month: past.tables for past in year[:-1]}
    facts = gather(checked.tables, earlier, checked.month, rules, singly(checked.findings))
    ledgers = {**earlier, checked.month: checked.tables}
    return Report(
        rules,
        checked.month,
        CHINESE,
        facts,
        measure_month(facts, ledgers, rules.note),
        LedgerViews(checked.tables, rules.note),
        [*checked.findings, *_assumed_calendar(rules, checked.month)],
        earlier,
    )


def _assumed_calendar(rules: County, month: Month) -> list[Finding]:
    """Return a warning if the calendar of the day of issue is not published yet."""
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
