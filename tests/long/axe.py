"""Check a page in Chromium with axe-core, and return each breach of WCAG 2.2 AA as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# axe names its rules by the version of WCAG that brought them.
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Contrast that axe cannot tell is a fault as well, but in a chart, which it cannot measure.
CERTAIN = "color-contrast"


def faults(page: Page, part: str | None = None, *, is_phone: bool = False) -> list[str]:
    """
    Return the rules that a page, or a part of it, breaks, and the element.

    On a phone most of a table lies outside its frame, where axe can measure no contrast.
    """
    options = {
        "runOnly": {"type": "tag", "values": LEVELS},
        # What keeps the rules need not be told: it is most of the page.
        "resultTypes": ["violations", "incomplete"],
    }
    found = Axe().run(page, part, options).response
    doubtful = [
        (rule, node)
        for rule in found["incomplete"]
        for node in rule["nodes"]
        if rule["id"] == CERTAIN and not is_phone and not node["html"].startswith("<text")
    ]
    broken = [(rule, node) for rule in found["violations"] for node in rule["nodes"]]
    return [
        f"{rule['id']}: {node['target'][0]} {node['html'][:120]}"
        for rule, node in [*broken, *doubtful]
    ]
