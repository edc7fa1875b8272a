"""The Summary: what the counties have published of a month, read together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.indicators.indicator import Indicator, Indicators, measured
from briefing.indicators.province import aggregate, of_county, ranks
from briefing.indicators.published import NEVER, PublishedFigures, published
from briefing.page.words import SOURCE, Words, words
from briefing.sections.prose import Prose
from briefing.settings import county as rules_of
from briefing.settings.county_rules import Fonts
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


@dataclass(frozen=True)
class Member:
    """One county: its folder, its name and notes from county.toml, its editions of the year."""

    folder: str
    name: str
    note: str
    marking: str
    editions: Mapping[Month, PublishedFigures]
    # Whether name and notes are in the language of the summary.
    is_told: bool = True

    @property
    def scope(self) -> str:
        """The scope of its figures in the summary."""
        return of_county(self.folder)


@dataclass(frozen=True)
class Summary:
    """What a notebook sees of all counties' month, in one language."""

    month: Month
    words: Words
    members: tuple[Member, ...]
    # Folders of counties whose ledgers have changed since they published the month.
    stale: frozenset[str] = frozenset()

    @property
    def fonts(self) -> Fonts:
        """The default fonts: a summary belongs to no county."""
        return Fonts()

    @property
    def as_of(self) -> str:
        """The day up to which figures count."""
        return self.words("截至{day}", day=self.words.day(self.month.last_day))

    @property
    def counted(self) -> list[Member]:
        """The counties whose published figures count."""
        return [member for member in self.members if member.editions[self.month].figures]

    @property
    def missing(self) -> list[Member]:
        """The counties without figures of the month, or with figures that fail verification."""
        return [member for member in self.members if not member.editions[self.month].figures]

    @property
    def in_order(self) -> list[Member]:
        """The counted counties by rank, then by investment; those without a rank come last."""
        last = len(self.members) + 1
        done = {
            member.folder: self.found.of("A10", member.scope).value or 0 for member in self.counted
        }
        return sorted(
            self.counted,
            key=lambda member: (
                self.ranks.get(member.folder, last),
                -done[member.folder],
                member.folder,
            ),
        )

    @property
    def outdated(self) -> list[Member]:
        """The counted counties whose ledgers have changed since they published the month."""
        return [member for member in self.counted if member.folder in self.stale]

    @cached_property
    def found(self) -> Indicators:
        """The totals, scope `province`, and each county's figures, scope `county:…`."""
        return Indicators([*aggregate(self._published(self.month), self.month), *self._places()])

    @cached_property
    def prose(self) -> Prose:
        """The sentences that can be made of the figures."""
        return Prose(self.found, self.words)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The rank of each county that has one, by its folder."""
        return ranks(self._published(self.month))

    @cached_property
    def former_ranks(self) -> dict[str, int]:
        """The ranks of the month before; none in January, when the sums start again."""
        return {} if self.month.number == 1 else ranks(self._published(self.month.previous))

    @property
    def frame(self) -> pd.DataFrame:
        """All figures in the form of indicators.csv."""
        return self.found.frame(str(self.month), self.words)

    def completion(self, member: Member, month: Month) -> Indicator | None:
        """Return a county's published completion rate of a month of the year so far."""
        figures = member.editions[month].figures
        return figures["A11"] if figures else None

    @property
    def marking(self) -> str:
        """The marking of a counted county (内部资料), in this language where one has it."""
        marked = [member for member in self.counted if member.marking]
        return max(marked, key=lambda member: member.is_told).marking if marked else ""

    def source(self, book: str) -> str:
        """Return the note of a table: whose figures, and as of when."""
        return self.words(
            "口径：{book}；来源：{names}；{as_of}。",
            book=self.words.name(book),
            names=self.words("各县已公布的指标"),
            as_of=self.as_of,
        )

    def note(self, *sentences: str) -> str:
        """Join the sentences of a note, without the empty ones."""
        return self.words.stop.join(sentence for sentence in sentences if sentence)

    def __repr__(self) -> str:
        return f"<{self.month}：{len(self.counted)}/{len(self.members)} 县>"

    def _published(self, month: Month) -> dict[str, Indicators]:
        return {
            member.folder: figures
            for member in self.members
            if (figures := member.editions[month].figures)
        }

    def _places(self) -> list[Indicator]:
        moved = {
            county: self.former_ranks[county] - place
            for county, place in self.ranks.items()
            if county in self.former_ranks
        }
        return [
            measured(id_, value, scope=of_county(county))
            for id_, values in (("A28", self.ranks), ("E10", moved))
            for county, value in values.items()
        ]


def open_counties(
    month: str, counties: Sequence[str] = (), lang: str = "zh", stale: Sequence[str] = ()
) -> Summary:
    """
    Open what counties have published of a month (YYYY-MM), each verified by its manifest.

    *counties* are folders under `data/`, all where none is named; *stale* those whose ledgers have
    changed since. Raises UsageError where there is no such county, or nothing to sum up.
    """
    return open_project(Project.here(), Month.parse(month), lang, counties, stale)


def open_project(
    project: Project,
    month: Month,
    lang: str,
    counties: Sequence[str] = (),
    stale: Sequence[str] = (),
) -> Summary:
    """Open a project's counties, as `open_counties` does."""
    known = project.counties()
    if unknown := sorted(set(counties) - set(known)):
        message = f"data 下没有县“{'、'.join(unknown)}”，现有：{'、'.join(known) or '无'}。"
        raise UsageError(message)
    members = tuple(
        _member(project, county, month, lang) for county in known if county in (counties or known)
    )
    summary = Summary(month, words(lang), members, frozenset(stale))
    if not summary.counted:
        message = f"{month}：没有一个县的简报已公布且核对无误，无从汇总，请先执行 briefing build。"
        raise UsageError(message)
    return summary


def _member(project: Project, county: str, month: Month, lang: str) -> Member:
    editions = {each: published(project, county, each) for each in month.year_to_date}
    try:
        rules = rules_of.load(project.county(county).config)
    except UsageError:
        # Its published figures count even if its rules are broken now.
        return Member(county, county, "", "", editions, is_told=False)
    if is_told := lang == SOURCE or lang in rules.translations:
        rules = rules if lang == SOURCE else rules.in_language(lang)
    return Member(
        county, rules.name, rules.note, rules.bulletin.marking, editions, is_told=is_told
    )


def last_published(member: Member, month: Month) -> Month | None:
    """Return the last month before *month*, of the same year, whose edition can be verified."""
    return max(
        (each for each, edition in member.editions.items() if each < month and edition.figures),
        default=None,
    )


def earlier_faults(member: Member, month: Month) -> dict[Month, str]:
    """Return what is wrong with earlier editions; a month never published is not wrong."""
    return {
        each: edition.fault
        for each, edition in member.editions.items()
        if each < month and edition.fault not in {"", NEVER}
    }
