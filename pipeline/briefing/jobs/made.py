"""What is made of a report, before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.domain.findings import Finding


@dataclass(frozen=True)
class Made:
    """An edition's files by name, the faces they are set in, and the doubts to tell on the way."""

    files: dict[str, bytes]
    fonts: dict[str, str]
    warnings: list[Finding]
