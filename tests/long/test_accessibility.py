"""WCAG 2.2 AA in Chromium, by axe-core: briefing, dossier and archive page, by day and by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.long import axe, browser
from tests.long.conftest import need
from tests.project import run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.long

by_day_and_night = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
LEAST_CONTRAST, LEAST_OF_SHAPES = 4.5, 3.0

# How much lighter or darker than its page each of some elements is, as WCAG reckons it.
CONTRASTS = """
([selector, property]) => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const page = light(getComputedStyle(document.querySelector("main")).backgroundColor);
  return [...document.querySelectorAll(selector)]
    .filter((element) => getComputedStyle(element)[property] !== "none")
    .map((element) => light(getComputedStyle(element)[property]))
    .map((own) => Math.max(own, page) / Math.min(own, page));
}
"""


@pytest.fixture(autouse=True)
def _browser() -> None:
    need(None if browser.find_chromium() else "no Chromium")


@pytest.fixture(scope="module")
def dossier(published: Path) -> Path:
    """The page of one key project."""
    project = published.parents[2]
    done = run(
        project, "build", "2020-05", "--report", "dossier", "--item", "瓦房口镇尾矿库环境治理项目"
    )
    assert done.returncode == 0, done.stderr
    (page,) = (published.parent / "2020-05-dossier").rglob("*.html")
    return page


@by_day_and_night
def test_the_briefing_keeps_wcag(published: Path, *, dark: bool) -> None:
    """All unfolded, a table narrowed and sorted; the dialog of a figure; the controls on a phone."""
    with browser.open_page(published / "briefing.html", 1280, dark=dark) as visit:
        page = visit.drawn()
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.get_by_role("searchbox").first.fill("水利局")
        page.locator("[data-light=red]").first.click()
        page.locator("button.sort").first.click()
        opened = axe.faults(page)
        page.locator("data.figure[role=button]").first.click()
        asked = axe.faults(page, "#origin")
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(".contents summary").click()
        held = axe.faults(page, ".contents, .tools", is_phone=True)

    assert (opened, asked, held) == ([], [], [])


@by_day_and_night
def test_a_dossier_keeps_wcag(dossier: Path, *, dark: bool) -> None:
    """One project's page is read like the briefing."""
    with browser.open_page(dossier, 1280, dark=dark) as visit:
        page = visit.drawn()

        assert axe.faults(page) == []
        assert page.get_by_role("button", name="深色").is_visible()

        page.set_viewport_size({"width": 390, "height": 844})

        assert axe.faults(page, is_phone=True) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert visit.console_errors == []


@by_day_and_night
@pytest.mark.parametrize("width", [1280, 390])
def test_the_archive_page_keeps_wcag(published: Path, width: int, *, dark: bool) -> None:
    """With everything unfolded."""
    with browser.open_page(published.parents[1] / "index.html", width, dark=dark) as visit:
        visit.page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )

        assert axe.faults(visit.page) == []


def test_axe_is_awake(published: Path, tmp_path: Path) -> None:
    """Pale words, a field without a name and a heading out of order are each found."""
    page = (published.parents[1] / "index.html").read_text(encoding="utf-8")
    control = tmp_path / "control.html"
    wrong = "<p class='note'><font color='#bbbbbb'>淡</font></p><input><h6>六</h6>"
    control.write_text(page.replace("</main>", f"{wrong}</main>", 1), encoding="utf-8")
    with browser.open_page(control, 1280) as visit:
        rules = {line.split(":")[0] for line in axe.faults(visit.page)}

    assert {"color-contrast", "label", "heading-order"} <= rules


def _contrasts(page: Page, selector: str, style: str) -> list[float]:
    found: list[float] = page.evaluate(CONTRASTS, [selector, style])
    assert found
    return found


@by_day_and_night
def test_charts_and_lights_can_be_told_from_the_page(published: Path, *, dark: bool) -> None:
    """Words in charts as words elsewhere, lines and lamps as WCAG asks of shapes; alive or still."""
    with browser.open_page(published / "briefing.html", 1280, dark=dark) as visit:
        page = visit.drawn()
        words = _contrasts(page, "main .chart svg text", "fill")
        lines = _contrasts(
            page,
            "main .chart .role-mark.mark-line path, main .chart .role-mark.mark-rule line",
            "stroke",
        )
        bars = _contrasts(page, "main .chart .role-mark.mark-rect path", "stroke")
        lamps = _contrasts(page, "main .lamp", "backgroundColor")

    assert min(words) >= LEAST_CONTRAST
    assert min([*lines, *bars, *lamps]) >= LEAST_OF_SHAPES


def test_charts_say_the_same_in_grey(published: Path) -> None:
    """Lines differ by their dashes and have a word each; bars behind are hollow, the others full."""
    with browser.open_page(published / "briefing.html", 1280) as visit:
        page = visit.drawn()
        dashes = (
            page.locator("div.chart")
            .first.locator(".mark-line path")
            .evaluate_all("all => all.map((one) => getComputedStyle(one).strokeDasharray)")
        )
        named = page.locator("div.chart").first.locator(".mark-text text").all_text_contents()
        rows = page.locator("figure.table-figure").filter(has_text="责任单位投资完成情况")
        gaps = rows.locator("tbody tr:not(.total) td:last-child").all_inner_texts()
        fills = (
            page.locator("div.chart")
            .nth(1)
            .locator("path[aria-roledescription=bar]")
            .evaluate_all("all => all.map((one) => getComputedStyle(one).fill)")
        )

    assert len({*dashes}) == len(dashes) == 3
    assert all(any(name in text for text in named) for name in ("实际", "序时"))
    hollow = [fill == "rgb(255, 255, 255)" for fill in fills]
    assert sum(hollow) == sum(gap.startswith("−") for gap in gaps)
    assert 0 < sum(hollow) < len(hollow)


@by_day_and_night
def test_a_reader_may_turn_the_light(published: Path, *, dark: bool) -> None:
    """The button says how it is, turns it over, is remembered, and paper stays white."""
    with browser.open_page(published / "briefing.html", 1280, dark=dark) as visit:
        page = visit.page
        ground = "getComputedStyle(document.querySelector('main')).backgroundColor"
        day, night = "rgb(255, 255, 255)", "rgb(28, 31, 36)"
        button = page.get_by_role("button", name="深色")
        first = (page.evaluate(ground), button.get_attribute("aria-pressed"))
        button.click()
        turned = (page.evaluate(ground), button.get_attribute("aria-pressed"))
        page.reload()
        kept = page.evaluate(ground)
        page.emulate_media(media="print")
        paper = page.evaluate("getComputedStyle(document.body).color")

    assert first == ((night, "true") if dark else (day, "false"))
    assert turned == ((day, "false") if dark else (night, "true"))
    assert kept == turned[0]
    assert paper == "rgb(34, 34, 34)"
    assert visit.console_errors == []
