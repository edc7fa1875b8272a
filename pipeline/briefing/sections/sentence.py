"""
A template and indicators go in, a sentence comes out, its figures still objects.

Rounding has happened in the indicator: the number here, in the table and in the chart is the same
object. A sentence of which a figure has no value is left out whole, never printed with a gap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.page.blocks import Figure, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words

# {A10}  {C03/亿元}  {E07@light:红}  {A15.magnitude}  {month}
_PLACE = re.compile(
    r"\{(?:(?P<id>[A-F]\d\d)(?:/(?P<unit>[^@.}]+))?(?:@(?P<scope>[^.}]+))?(?:\.(?P<form>\w+))?"
    r"|(?P<word>[a-z_]+))\}"
)

Sentence = list[Part]


def say(words: Words, indicators: Indicators, *clauses: str, **places: object) -> Sentence:
    """
    Say clauses, one sentence, with their places filled; no parts at all where a figure is missing.

    The place of a figure is `{id/unit@scope.form}`, all but the id optional; *form* is `text`
    (number and unit), `number`, or `magnitude` (without its sign). `{name}` is one of *places*: words,
    or a list with figures of its own.
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
        found = indicators.of(place["id"], place["scope"] or "county", place["unit"])
        if found.value is None:
            return []
        text = found.said(words, place["form"] or "text")
        parts.append(Figure(text, found.id, found.scope, found.definition.unit))
    return _together([*parts, template[position:]])


def _together(parts: Sentence) -> Sentence:
    """Join neighbouring words into one part."""
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
    List one kind of an indicator's scopes, without those of nothing: 土地征用5个、资金筹措3个.

    *labels* say a scope's name in this language where no catalogue has it.
    """
    return series(
        words,
        *(
            say(words, indicators, "{name}{figure}", name=name, figure=[figure])
            for scope in indicators.scopes(id_, kind)
            if (found := indicators.of(id_, f"{kind}:{scope}")).value
            for name in [(labels or {}).get(scope) or _named(words, scope)]
            for figure in [Figure(found.said(words), found.id, found.scope, found.definition.unit)]
        ),
    )


def _named(words: Words, scope: str) -> str:
    """A move from one state to another is two names: 前期→开工."""
    return "→".join(map(words.name, scope.split("→")))


def series(words: Words, *sentences: Sentence) -> Sentence:
    """Put clauses in a row as a list has them: 甲、乙; those that were left out leave nothing."""
    return _linked(words.listed(["", ""]), sentences)


def joined(words: Words, *sentences: Sentence) -> Sentence:
    """Put sentences one behind the other; those that were left out leave nothing."""
    return _linked(words.stop, sentences)


def _linked(between: str, sentences: Iterable[Sentence]) -> Sentence:
    whole: Sentence = []
    for sentence in sentences:
        if whole and sentence:
            whole.append(between)
        whole += sentence
    return _together(whole)


def plain_text(sentence: Sentence) -> str:
    """Return the words alone."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)
