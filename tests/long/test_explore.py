"""notebooks/explore.ipynb in JupyterLab, in a real browser that can ask nothing but this machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.long import browser
from tests.long.conftest import need
from tests.long.lab import open_lab, run_all
from tests.project import copy_project

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _browser() -> None:
    need(None if browser.find_chromium() else "no Chromium")


def drag(page: Page, start: Locator, end: Locator) -> None:
    """Brush from one mark to another, beginning in the middle of the first."""
    first, last = start.bounding_box(), end.bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 5, first["y"] + 1)
    page.mouse.down()
    page.mouse.move(first["x"] + 8, last["y"] + last["height"] - 1, steps=8)
    page.mouse.up()


def test_the_desk_runs_answers_a_brush_and_asks_nobody(tmp_path: Path) -> None:
    """All cells run without an error; a brush filters; a click tells a project's facts; offline."""
    with open_lab(copy_project(tmp_path / "project"), "2020-05") as visit:
        page = visit.page
        run_all(page)

        failed = page.locator(
            "[data-mime-type='application/vnd.jupyter.stderr'], "
            "[data-mime-type='application/vnd.jupyter.error']"
        )
        assert failed.count() == 0
        assert page.get_by_text("柞水县 2020-05：").count() == 1

        chart = page.locator(".vega-embed svg").first
        chart.scroll_into_view_if_needed()
        assert chart.get_by_text(re.compile("^所选 95 个项目")).count() == 1
        points = chart.locator("path[aria-roledescription='point']")
        before = points.count()
        first, second = (
            chart.locator(f"path[aria-roledescription='bar'][aria-label*='{unit}']")
            for unit in ("住房和城乡建设局", "高新区管委会")
        )
        drag(page, first, second)
        page.wait_for_function("document.body.textContent.includes('所选 24 个项目')")
        assert 0 < points.count() < before

        point = points.nth(3)
        name = (point.get_attribute("aria-label") or "").split("项目: ")[1].split(";")[0]
        point.click(force=True)
        page.wait_for_function("!document.body.textContent.includes('点左图中的一个项目')")
        assert chart.get_by_text(name[:20]).count() > 0

        assert visit.requests == []
        assert visit.console_errors == []
        assert page.get_by_text("Jupyter news").count() == 0
