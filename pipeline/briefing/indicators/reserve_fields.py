"""
Reserve projects go in; the field of each comes out, with what tells it.

The ledger's own word counts first. Where it says nothing, the first keyword of the county's rule
that stands in the name or the content decides, and is shown, so that whoever reads it can disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.units import fold
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.settings.county import County

OTHER = "其他"


def classify(reserve: pd.DataFrame, county: County) -> pd.DataFrame:
    """
    Return, row by row, `field` (its Chinese word, 其他 for what nothing tells), `word` (the keyword
    that told it, blank where the ledger did) and `other_word` (a keyword that speaks for another
    field than the ledger's: a question).
    """
    column = ledger("reserve").column("field")
    keywords = {
        field: tuple(fold(word) for word in words)
        for field, words in county.reserve.keywords.items()
    }
    records = []
    for said, name, content in zip(
        reserve["field"], reserve["project_name"], reserve["content"], strict=True
    ):
        text = " ".join(fold(str(part)) for part in (name, content) if not pd.isna(part))
        told, word = _told_by(text, keywords)
        if pd.isna(said):
            records.append((column.state_label(told) if told else OTHER, word, ""))
        else:
            is_other = bool(told) and told != said and said in keywords
            records.append((column.state_label(said), "", word if is_other else ""))
    return pd.DataFrame(
        records, columns=["field", "word", "other_word"], index=reserve.index, dtype="str"
    )


def _told_by(text: str, keywords: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """The field whose keyword comes first in the text, and that keyword; the longer one of two."""
    hits = [
        (text.index(word), -len(word), field, word)
        for field, words in keywords.items()
        for word in words
        if word in text
    ]
    if not hits:
        return "", ""
    _, _, field, word = min(hits)
    return field, word
