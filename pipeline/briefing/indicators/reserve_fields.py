"""
Classify the reserve projects by field (领域).

The ledger's own entry counts. If it is blank, the first keyword of the county in the name or the
content decides; the keyword is returned too, so that it can be printed.
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
    Return one row for each reserve project, with three texts.

    `field` (the Chinese name, else 其他), `word` (the keyword that decided, blank if the ledger
    did), and `other_word` (a keyword that contradicts the ledger's field: a question).
    """
    column = ledger("reserve").column("field")
    keywords = {
        field: tuple(fold(word) for word in words)
        for field, words in county.reserve.keywords.items()
    }
    records = []
    for entered, name, content in zip(
        reserve["field"], reserve["project_name"], reserve["content"], strict=True
    ):
        text = " ".join(fold(str(part)) for part in (name, content) if not pd.isna(part))
        found, word = _by_keyword(text, keywords)
        if pd.isna(entered):
            records.append((column.state_label(found) if found else OTHER, word, ""))
        else:
            is_other = bool(found) and found != entered and entered in keywords
            records.append((column.state_label(entered), "", word if is_other else ""))
    return pd.DataFrame(
        records, columns=["field", "word", "other_word"], index=reserve.index, dtype="str"
    )


def _by_keyword(text: str, keywords: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """Return the field of the first (then longest) keyword in a text, and the keyword; else blanks."""
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
