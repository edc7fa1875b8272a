"""Name the offices' workbooks so that every file system accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.export.safe_cells import unique_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.domain.months import Month
    from briefing.settings.county import County

# File systems allow 255 bytes; a Chinese character needs three.
_COUNTY_BYTES, _OFFICE_BYTES = 60, 110
_IN_NAMES = "（）()-_·"
_NAMELESS = "未写明单位"


def prefix(county: County, month: Month) -> str:
    """Return the beginning of the names of a month's workbooks: 柞水县2020年5月台账核查反馈（."""
    name = _safe(county.name, _COUNTY_BYTES)
    return f"{name}{month.year}年{month.label}台账核查反馈（"


def file_names(offices: Iterable[str], county: County, month: Month) -> dict[str, str]:
    """
    Return a file name for each office; no two are the same on any system.

    Characters that are not allowed, or that could lead to another folder, become underscores.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for office in sorted(offices):
        safe = _safe(office, _OFFICE_BYTES) or _NAMELESS
        found[office] = f"{prefix(county, month)}{unique_name(safe, taken)}）.xlsx"
    return found


def _safe(text: str, most_bytes: int) -> str:
    kept = "".join(c if c.isalnum() or c in _IN_NAMES else "_" for c in text.strip())
    short = kept.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore")
    return short.strip("_")
