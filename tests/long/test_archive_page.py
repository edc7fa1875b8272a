"""The archive page in Chromium without network: on a desk and a phone, by day and by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.long.browser import find_chromium, open_page
from tests.long.conftest import need

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_asks_for_nothing_and_fits(published: Path, width: int, *, dark: bool) -> None:
    """No request, no error, nothing to be scrolled sideways; the sparklines are drawn."""
    need(None if find_chromium() else "no chromium: apt install chromium")
    with open_page(published.parents[1] / "index.html", width, dark=dark) as visit:
        page = visit.page
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        drawn = page.locator("svg.spark .last").first.bounding_box()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert (visit.requests, visit.console_errors, overflow) == ([], [], 0)
    assert drawn
    assert drawn["width"] > 4
    assert (ground == "rgb(19, 21, 24)") is dark


def test_the_page_can_be_used_by_keyboard(published: Path) -> None:
    """Tab goes to the newest PDF first; what is folded opens with Enter, and can be reached then."""
    need(None if find_chromium() else "no chromium: apt install chromium")
    with open_page(published.parents[1] / "index.html", 1280) as visit:
        page = visit.page
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.getAttribute('href')")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inner = page.evaluate("document.activeElement.closest('details[open]') !== null")

    assert first == "zhashui/2020-05/briefing.pdf"
    assert outline == "solid"
    assert inner
