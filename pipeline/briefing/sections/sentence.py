"""
Sentences made of a template and indicators, in which each figure stays an object.

The indicator rounds, so that sentence, table and chart print the same number. A sentence that
lacks a figure is left out whole, and is never printed with a gap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.indicators.indicator import COUNTY
from briefing.page.blocks import Figure, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.indicators.indicator import Indicator, Indicators
    from briefing.page.words import Words

# {A10}  {C03/亿元}  {E07@light:红}  {A15.magnitude}  {month}
_PLACE = re.compile(
    r"\{(?:(?P<id>[A-F]\d\d)(?:/(?P<unit>[^@.}]+))?(?:@(?P<scope>[^.}]+))?(?:\.(?P<form>\w+))?"
    r"|(?P<word>[a-z_]+))\}"
)

Sentence = list[Part]


def say(words: Words, indicators: Indicators, *clauses: str, **places: object) -> Sentence:
    """
    Return one sentence made of clauses, with its places filled; empty where a figure has no value.

    The place of a figure is `{id/unit@scope.form}`, all but the id optional; *form* is `text`
    (number and unit), `number`, or `magnitude` (text without the sign). `{name}` is one of
    *places*: a text, or a sentence with figures of its own.
    """
    template = "".join(words.template(clause) for clause in clauses)
    parts: Sentence = []
    position = 0
    for place in _PLACE.finditer(template):
        parts.append(template[position : place.start()])
        position = place.end()
        if place["word"]:
            filling = places[place["word"]]
            parts += filling if isinstance(filling, list) else [str(filling)]
            continue
        found = indicators.of(place["id"], place["scope"] or COUNTY, place["unit"])
        if found.value is None:
            return []
        parts.append(figure_of(words, found, place["form"] or "text"))
    return _together([*parts, template[position:]])


def figure_of(words: Words, indicator: Indicator, form: str = "text") -> Figure:
    """Return an indicator as a sentence prints it."""
    unit = indicator.definition.unit
    return Figure(indicator.said(words, form), indicator.id, indicator.scope, unit)


def _together(parts: Sentence) -> Sentence:
    """Join neighbouring texts into one part."""
    whole: Sentence = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part:
            whole.append(part)
    return whole


def listed(
    words: Words,
    indicators: Indicators,
    id_: str,
    kind: str,
    labels: Mapping[str, str] | None = None,
) -> Sentence:
    """
    List the scopes of one kind that an indicator is not zero for: 土地征用5个、资金筹措3个.

    *labels* name scopes that no catalogue can translate. A change of state (前期→开工) is two names.
    """
    labels = labels or {}
    return series(
        words,
        *(
            say(
                words,
                indicators,
                "{name}{figure}",
                name=labels.get(scope) or "→".join(map(words.name, scope.split("→"))),
                figure=[figure_of(words, found)],
            )
            for scope in indicators.scopes(id_, kind)
            if (found := indicators.of(id_, f"{kind}:{scope}")).value
        ),
    )


def series(words: Words, *clauses: Sentence) -> Sentence:
    """Join clauses as items of a list (甲、乙), without the empty ones."""
    return _linked(words.listed(["", ""]), clauses)


def joined(words: Words, *sentences: Sentence) -> Sentence:
    """Join sentences, without the empty ones."""
    return _linked(words.stop, sentences)


def _linked(between: str, sentences: Iterable[Sentence]) -> Sentence:
    whole: Sentence = []
    for sentence in sentences:
        if whole and sentence:
            whole.append(between)
        whole += sentence
    return _together(whole)


def plain_text(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)
