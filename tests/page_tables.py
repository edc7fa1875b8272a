"""Tables of finished cells: a row is a list, and each column shows its own place of it."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from briefing.page.tables import Column


def columns(*heads: Any) -> list[Column]:
    """Return the columns of heads, each a label or (label, alignment, width)."""
    parts = [(head,) if isinstance(head, str) else head for head in heads]
    return [Column(part[0], itemgetter(at), *part[1:]) for at, part in enumerate(parts)]
