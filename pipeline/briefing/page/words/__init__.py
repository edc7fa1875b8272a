"""
The words of a language: the texts of the page, and how amounts and dates are written.

The source is Chinese, as it stands in the code. Every other language is two files here: `en.toml`
translates each Chinese text of the page, `en.py` writes numbers and dates. A text that a catalogue
lacks is a bug; a name from a ledger stays as it was sent unless the county (`county.toml`
`[translations.en]`) or the catalogue translates it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import UsageError
from briefing.page.words import en, zh

if TYPE_CHECKING:
    import datetime as dt

    from briefing.domain.money import Number
    from briefing.domain.months import Month

SOURCE = "zh"
_FORMS: dict[str, ModuleType] = {"zh": zh, "en": en}
LANGUAGES = tuple(_FORMS)


@dataclass(frozen=True)
class Words:
    """One language: its texts by their Chinese source, and a county's own names."""

    language: str = SOURCE
    texts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str, **places: object) -> str:
        """Translate a Chinese text of the page, and fill its places."""
        return self.template(text).format(**places)

    def template(self, text: str) -> str:
        """Translate a text, and leave its places open. Raises KeyError if the catalogue lacks it."""
        return text if self.language == SOURCE or not text else self.texts[text]

    def name(self, name: object) -> str:
        """Translate the name of an office, a town, a state, a paper; without a translation, return it."""
        return self.names.get(str(name)) or self.texts.get(str(name), str(name))

    def heading(self, text: str) -> str:
        """Translate the head of a column; it begins with a capital where the language has them."""
        head = self.template(text)
        return head[:1].upper() + head[1:]

    def listed(self, items: Iterable[str]) -> str:
        """Join the items of a list: 甲、乙."""
        return str(self._forms.COMMA.join(items))

    def paired(self, names: Iterable[str], figures: Iterable[str], between: str = "，") -> str:
        """Write each name with its figure, in a row: 水利局3个，交通局2个."""
        pairs = zip(names, figures, strict=True)
        return self(between).join(
            self("{name}{figure}", name=name, figure=figure) for name, figure in pairs
        )

    @property
    def stop(self) -> str:
        """The text between two sentences: none in Chinese."""
        return str(self._forms.BETWEEN_SENTENCES)

    def quantity(self, number: str, unit: str) -> str:
        """Write a printed number with its unit: 9个, 4.4个百分点."""
        return str(self._forms.quantity(number, unit))

    def unit(self, unit: str) -> str:
        """Write a unit after a number of a ledger: 万元, × CNY 10,000."""
        return str(self._forms.unit(unit))

    def amount(self, amount_wan: Number) -> str:
        """Write an amount for a sentence: 43亿元, CNY 4.3 billion."""
        return str(self._forms.amount(amount_wan))

    def column_of_yi(self, amount_yi: Decimal) -> str:
        """Write an amount for a column that is headed 亿元 (English: CNY million)."""
        return str(self._forms.column_of_yi(amount_yi))

    def column_of_wan(self, amount_wan: Decimal) -> str:
        """Write an amount for a column that is headed 万元 (English: CNY million)."""
        return str(self._forms.column_of_wan(amount_wan))

    def axis_of_yi(self, amount_yi: float) -> float:
        """Turn an amount in 亿元 into what a chart's axis shows (English: CNY billion)."""
        return float(amount_yi * self._forms.AXIS_PER_YI)

    def day(self, day: dt.date, *, year: bool = True) -> str:
        """Write a date: 2020年6月5日, 5 June 2020."""
        return str(self._forms.day(day, year=year))

    def month(self, month: Month) -> str:
        """Write the month alone: 5月, May."""
        return str(self._forms.month(month))

    def month_of_year(self, month: Month) -> str:
        """Write a month with its year: 2020年5月, May 2020."""
        return str(self._forms.month_of_year(month))

    def cumulative(self, month: Month) -> str:
        """Write the span from January: 1—5月, January–May."""
        return str(self._forms.cumulative(month))

    def remaining(self, month: Month) -> str:
        """Write the remaining months of the year: 6—12月; empty in December."""
        return str(self._forms.remaining(month))

    def span(self, first: Month, last: Month) -> str:
        """Write the months from one to another of a year: 4—6月, April–June; one stands alone."""
        return str(self._forms.span(first, last))

    def until(self, month: int, day: int) -> str:
        """Write a deadline that recurs: 9月底, 9月15日, the end of September."""
        return str(self._forms.until(month, day))

    @property
    def _forms(self) -> Any:
        return _FORMS[self.language]


CHINESE = Words()


def words(language: str, names: Mapping[str, str] | None = None) -> Words:
    """Return a language's words, with a county's own *names*. Raises UsageError if it is unknown."""
    if language not in LANGUAGES:
        message = f"语言“{language}”无法识别，可用的有：{'、'.join(LANGUAGES)}。"
        raise UsageError(message)
    return Words(language, {} if language == SOURCE else catalogue(language), names or {})


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return a language's texts by their Chinese source; each is in one section only."""
    found = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    texts: dict[str, str] = {}
    for section, entries in found.items():
        twice = texts.keys() & entries.keys()
        assert not twice, f"{language}.toml [{section}] repeats {twice}"
        texts |= entries
    return texts
