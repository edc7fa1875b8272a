"""The HTML in a real browser with the network denied: no request, no error, live charts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.long import browser
from tests.long.conftest import need

pytestmark = pytest.mark.long

CHARTS = 3


@pytest.fixture(autouse=True)
def _browser() -> None:
    need(None if browser.find_chromium() else "no Chromium")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_opens_without_a_request_or_an_error(published: Path, width: int) -> None:
    """Under its strict policy nothing is fetched and nothing complains."""
    with browser.open_page(published / "briefing.html", width) as visit:
        visit.page.wait_for_selector("div.chart[data-ready]")

        assert visit.requests == []
        assert visit.console_errors == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_its_screen(published: Path, width: int) -> None:
    """A phone scrolls down, never sideways; wide tables scroll in their own frame."""
    with browser.open_page(published / "briefing.html", width) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_chart_comes_alive_and_answers_the_pointer(published: Path) -> None:
    """Pointing at a bar shows its unit and its rate."""
    with browser.open_page(published / "briefing.html", 1280) as visit:
        page = visit.page
        page.wait_for_function(
            f"document.querySelectorAll('div.chart[data-ready]').length === {CHARTS}"
        )
        bar = page.locator("div.chart").nth(1).locator("path[aria-roledescription='bar']").first
        bar.scroll_into_view_if_needed()
        bar.hover()
        page.wait_for_selector("#vg-tooltip-element.visible")
        words = page.locator("#vg-tooltip-element").inner_text()

        assert "责任单位" in words
        assert "%" in words
        assert visit.console_errors == []


def test_the_charts_stand_there_before_any_script_runs(published: Path) -> None:
    """Without scripts each chart is a static picture with its words."""
    html = (published / "briefing.html").read_text(encoding="utf-8")

    assert html.count('<div class="chart"') == CHARTS
    assert html.count('<div class="chart" data-spec') == CHARTS
    assert html.count('role="img" aria-label="') >= CHARTS
    assert "实际 43亿元" in html.split("<script", 1)[0]


def test_a_hostile_script_would_not_run(published: Path, tmp_path: Path) -> None:
    """The policy itself is awake: a script that is not the page's own is refused and reported."""
    page = (published / "briefing.html").read_text(encoding="utf-8")
    control = tmp_path / "control.html"
    control.write_text(page.replace("<main>", "<main><script>window.hit = 1</script>", 1), "utf-8")

    with browser.open_page(control, 1280) as visit:
        assert visit.page.evaluate("window.hit") is None
        assert visit.console_errors != []
