"""
Sentences made of a template and indicators, in which each figure stays an object.

The indicator rounds, so that sentence, table and chart print the same number. A sentence that
lacks a figure is left out whole, and is never printed with a gap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.indicators.indicator import COUNTY
from briefing.page.blocks import Figure, Part
from briefing.page.words import CHINESE, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.indicators.indicator import Indicator, Indicators

# {A10}  {C03/亿元}  {E07@light:红}  {A15.magnitude}  {month}
_PLACE = re.compile(
    r"\{(?:(?P<id>[A-F]\d\d)(?:/(?P<unit>[^@.}]+))?(?:@(?P<scope>[^.}]+))?(?:\.(?P<form>\w+))?"
    r"|(?P<word>[a-z_]+))\}"
)

Sentence = list[Part]


@dataclass(frozen=True)
class Prose:
    """The sentences that can be made of a month's indicators, in one language."""

    indicators: Indicators
    words: Words = CHINESE

    def say(self, *clauses: str, **places: object) -> Sentence:
        """
        Return one sentence made of clauses, with its places filled.

        The place of a figure is `{id/unit@scope.form}`, all but the id optional; *form* is `text`
        (number and unit), `number`, or `magnitude` (text without the sign). `{name}` is one of
        *places*: a text, or a list with figures of its own. The sentence is empty where a figure
        has no value, or a list no items.
        """
        template = "".join(self.words.template(clause) for clause in clauses)
        parts: Sentence = []
        position = 0
        for place in _PLACE.finditer(template):
            parts.append(template[position : place.start()])
            position = place.end()
            if place["word"]:
                filling = places[place["word"]]
                if filling == []:
                    return []
                parts += filling if isinstance(filling, list) else [str(filling)]
                continue
            found = self.indicators.of(place["id"], place["scope"] or COUNTY, place["unit"])
            if found.value is None:
                return []
            parts.append(self.figure(found, place["form"] or "text"))
        return _together([*parts, template[position:]])

    def say_of(self, id_: str, *clauses: str, **places: object) -> Sentence:
        """Say a sentence unless the county's figure of an id is zero or missing."""
        return self.say(*clauses, **places) if self.indicators[id_].value else []

    def figure(self, indicator: Indicator, form: str = "text") -> Figure:
        """Return an indicator as a sentence prints it."""
        unit = indicator.definition.unit
        return Figure(indicator.said(self.words, form), indicator.id, indicator.scope, unit)

    def listed(self, id_: str, kind: str, labels: Mapping[str, str] | None = None) -> Sentence:
        """
        List the scopes of one kind that an indicator is not zero for: 土地征用5个、资金筹措3个.

        *labels* name scopes that no catalogue can translate. A change of state (前期→开工) is two
        names.
        """
        name, labels = self.words.name, labels or {}
        return self.series(
            *(
                self.say(
                    "{name}{figure}",
                    name=labels.get(scope) or "→".join(map(name, scope.split("→"))),
                    figure=[self.figure(found)],
                )
                for scope in self.indicators.scopes(id_, kind)
                if (found := self.indicators.of(id_, f"{kind}:{scope}")).value
            )
        )

    def series(self, *clauses: Sentence) -> Sentence:
        """Join clauses as items of a list (甲、乙), without the empty ones."""
        return _linked(self.words.listed(["", ""]), clauses)

    def joined(self, *sentences: Sentence) -> Sentence:
        """Join sentences, without the empty ones."""
        return _linked(self.words.stop, sentences)


def plain_text(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)


def _linked(between: str, sentences: Iterable[Sentence]) -> Sentence:
    whole: Sentence = []
    for sentence in sentences:
        if whole and sentence:
            whole.append(between)
        whole += sentence
    return _together(whole)


def _together(parts: Sentence) -> Sentence:
    """Join neighbouring texts into one part."""
    whole: Sentence = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part:
            whole.append(part)
    return whole
