"""The HTML in a real browser with the network denied: no request, no error, live charts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.long import browser
from tests.long.conftest import need

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.long.browser import Visit

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
    control.write_text(page.replace("<body>", "<body><script>window.hit = 1</script>", 1), "utf-8")

    with browser.open_page(control, 1280) as visit:
        assert visit.page.evaluate("window.hit") is None
        assert visit.console_errors != []


def _figure(visit: Visit, indicator: str, scope: str = "county") -> Locator:
    return visit.page.locator(
        f'data.figure[data-indicator="{indicator}"][data-scope="{scope}"]'
    ).first


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("key", ["click", "Enter", " "])
def test_a_figure_shows_what_it_is_made_of(published: Path, width: int, key: str) -> None:
    """By pointer or key a dialog opens with formula, parts and cells, within the screen."""
    with browser.open_page(published / "briefing.html", width) as visit:
        figure = _figure(visit, "A11")
        if key == "click":
            figure.click()
        else:
            figure.focus()
            visit.page.keyboard.press(key)
        dialog = visit.page.get_by_role("dialog", name="A11 投资完成率 37.3%")
        words = dialog.inner_text()
        box = dialog.bounding_box()

        assert "A10 ÷ A09，不以项目完成率平均" in words
        assert "430000万元" in words
        assert "1154000万元" in words
        assert "附件1：柞水县2020年重点项目进展情况月报表（5月）.xlsx › 5月" in words
        assert dialog.locator("tbody tr").count() == 95
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert visit.requests == []
        assert visit.console_errors == []


def test_the_dialog_gives_the_focus_back(published: Path) -> None:
    """Escape closes it, and whoever uses the keyboard stands where he stood."""
    with browser.open_page(published / "briefing.html", 1280) as visit:
        _figure(visit, "A03").focus()
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_selector("#origin[open]")
        visit.page.keyboard.press("Escape")

        assert visit.page.locator("#origin[open]").count() == 0
        assert visit.page.evaluate("document.activeElement.dataset.indicator") == "A03"


def test_a_score_leads_on_to_its_figures_and_back(published: Path) -> None:
    """What is made of other figures has a way to each of them."""
    with browser.open_page(published / "briefing.html", 1280) as visit:
        _figure(visit, "E09", "unit:水利局").click()
        visit.page.get_by_role("button", name="A03 开复工率 · 水利局 87.5%").click()
        deeper = visit.page.locator("#origin-title").inner_text()
        visit.page.locator("#origin-back").click()

        assert deeper == "A03 开复工率 · 水利局 87.5%"
        assert visit.page.locator("#origin-title").inner_text().startswith("E09 量化得分")
        assert visit.page.locator("#origin-back").is_hidden()


def test_every_figure_of_the_page_can_be_asked(published: Path) -> None:
    """None is left without its origin, and each opens."""
    with browser.open_page(published / "briefing.html", 1280) as visit:
        left_out, empty = visit.page.evaluate(
            """() => {
                const figures = [...document.querySelectorAll("data.figure")];
                const empty = figures.filter((figure) => {
                    figure.click();
                    const body = document.getElementById("origin-body");
                    const isEmpty = !body.querySelector("td, .origin-figures, dl + p");
                    document.getElementById("origin").close();
                    return isEmpty && figure.textContent !== "—" && figure.textContent !== "";
                });
                const names = (all) => all.map((one) => one.dataset.indicator + one.dataset.scope);
                return [names(figures.filter((one) => !one.hasAttribute("role"))), names(empty)];
            }"""
        )

        assert left_out == []
        assert empty == []
        assert visit.console_errors == []


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=window.hit=1>", "</script><b>x</b>", "${7*7}"]
)
def test_hostile_names_show_as_themselves_in_the_dialog(
    published: Path, tmp_path: Path, hostile: str
) -> None:
    """A project's name that is markup is a text in the dialog, and nothing runs."""
    page = (published / "briefing.html").read_text(encoding="utf-8")
    name = "瓦房口镇连接线大桥建设项目"
    safe = json.dumps(hostile).strip('"').replace("<", "\\u003c")
    before, data, after = re.split(
        r'(<script type="application/json" id="origins">.*?</script>)',
        page,
        maxsplit=1,
        flags=re.DOTALL,
    )
    assert name in data
    control = tmp_path / "hostile.html"
    control.write_text(before + data.replace(name, safe) + after, encoding="utf-8")

    with browser.open_page(control, 1280) as visit:
        _figure(visit, "A11").click()

        assert hostile in visit.page.locator("#origin-body").inner_text()
        assert visit.page.locator("#origin-body img, #origin-body b").count() == 0
        assert visit.page.evaluate("window.hit") is None
        assert visit.console_errors == []
