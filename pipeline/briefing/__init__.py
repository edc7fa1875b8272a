"""
Turn a county's monthly investment ledgers into a briefing that its leaders can sign.

These are the names that a notebook uses: open a month, then ask its sections for text, charts and
tables.

    import briefing

    report = briefing.open("2020-05", "zhashui")
    briefing.front.cards(report)

Each is imported when it is first used, so that the command line starts without pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from briefing.system.lazy_import import import_when_used

if TYPE_CHECKING:
    from briefing import explore, sections
    from briefing.sections import (
        front,
        inclusion,
        open_counties,
        open_ledgers,
        outlook,
        progress,
        reserve,
        service,
        supervision,
    )
    from briefing.sections import open_month as open

__version__ = "0.2.0"
__all__ = [
    "explore", "front", "inclusion", "open", "open_counties", "open_ledgers", "outlook", "progress",
    "reserve", "sections", "service", "supervision",
]  # fmt: skip

# nbformat and Altair import jsonschema, which imports rfc3987_syntax. That builds a grammar of
# addresses, which takes longer than all other imports, and which no notebook and no chart needs.
import_when_used("rfc3987_syntax", "is_valid_syntax")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    if name in {"explore", "sections"}:
        return importlib.import_module(f"{__name__}.{name}")
    sections = importlib.import_module(f"{__name__}.sections")
    return getattr(sections, "open_month" if name == "open" else name)


def __dir__() -> list[str]:
    return __all__
