"""What a reader does with the page in Chromium: its contents, search, order, lights, paper, phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.long import browser
from tests.long.conftest import need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.long.browser import Visit

pytestmark = pytest.mark.long

PROJECTS, WARNINGS = "重点项目进展一览", "预警清单"


@pytest.fixture(autouse=True)
def _browser() -> None:
    need(None if browser.find_chromium() else "no Chromium")


@pytest.fixture
def desk(published: Path) -> Iterator[Visit]:
    """The briefing on a desk."""
    with browser.open_page(published / "briefing.html", 1280) as visit:
        yield visit
        assert visit.requests == []
        assert visit.console_errors == []


@pytest.fixture
def phone(published: Path) -> Iterator[Visit]:
    """The briefing on a phone."""
    with browser.open_page(published / "briefing.html", 390, 844) as visit:
        yield visit
        assert visit.requests == []
        assert visit.console_errors == []


def figure(page: Page, title: str) -> Locator:
    return page.locator("figure.table-figure").filter(
        has=page.locator("figcaption", has_text=title)
    )


def column(table: Locator, number: int) -> list[str]:
    """What the rows that can be seen say in a column, from above."""
    texts: list[str] = table.locator("tbody tr").evaluate_all(
        """(rows, at) => rows.filter((row) => row.checkVisibility() && row.cells.length > at)
            .map((row) => row.cells[at].innerText.trim())""",
        number,
    )
    return texts


def test_a_search_leaves_the_rows_that_match_and_counts_them(desk: Visit) -> None:
    """Every word has to stand in a row; the count is said aloud; emptied, all rows are back."""
    table = figure(desk.page, PROJECTS)
    search = table.get_by_role("searchbox", name="在表中查找")
    search.fill("水利局 已复工")
    units, states = column(table, 2), column(table, 8)
    said = table.get_by_role("status")
    told = said.inner_text()
    live = said.get_attribute("aria-live")
    search.fill("没有这样的项目")
    nothing = (column(table, 1), said.inner_text())
    search.fill("")

    assert 0 < len(units) < 95
    assert {*units} == {"水利局"}
    assert {*states} == {"已复工"}
    assert told == f"显示{len(units)}行，共95行"
    assert live == "polite"
    assert nothing == ([], "显示0行，共95行")
    assert len(column(table, 1)) == 95
    assert said.inner_text() == ""


def test_a_search_in_a_table_with_headings_keeps_those_that_still_head_rows(desk: Visit) -> None:
    """A heading without rows below it says nothing, and goes with them."""
    table = figure(desk.page, WARNINGS)
    headings = table.locator("tr.group:visible")
    before = headings.count()
    table.get_by_role("searchbox").fill("逾期")

    assert 0 < headings.count() < before
    assert all(
        "逾期" in row for row in table.locator("tbody tr:not(.group):visible").all_inner_texts()
    )


def test_a_head_sorts_up_down_and_back(desk: Visit) -> None:
    """By pointer or key, numbers by what they are worth; the head says which way."""
    table = figure(desk.page, PROJECTS)
    head = table.get_by_role("columnheader", name="总投资")
    button = head.get_by_role("button")

    def press(key: str) -> tuple[str | None, list[float]]:
        if key == "click":
            button.click()
        else:
            button.focus()
            desk.page.keyboard.press(key)
        return head.get_attribute("aria-sort"), [
            float(text.replace(",", "")) for text in column(table, 4)
        ]

    printed = [float(text.replace(",", "")) for text in column(table, 4)]
    up, down, back = press("click"), press("Enter"), press(" ")

    assert printed != sorted(printed)
    assert up == ("ascending", sorted(printed))
    assert down == ("descending", sorted(printed, reverse=True))
    assert back == (None, printed)


def test_words_lights_and_days_have_their_own_order(desk: Visit) -> None:
    """Chinese by its sounds, the worst light first, the 8th of a month before its 12th."""
    projects = figure(desk.page, PROJECTS)
    projects.get_by_role("columnheader", name="责任单位").get_by_role("button").click()
    units = list(dict.fromkeys(column(projects, 2)))
    projects.get_by_role("columnheader", name="灯").get_by_role("button").click()
    lamps = projects.locator("tbody .lamp").evaluate_all(
        "all => all.map((one) => one.classList[1])"
    )
    meetings = figure(desk.page, "协调会议")
    meetings.get_by_role("columnheader", name="日期").get_by_role("button").click()

    assert units.index("交通运输局") < units.index("林业局") < units.index("自然资源局")
    assert lamps == sorted(lamps, key=["red", "yellow", "green"].index)
    assert {*lamps} == {"red", "yellow", "green"}
    assert column(meetings, 0)[:2] == ["5月8日", "5月12日"]


def test_a_sum_keeps_its_place_and_what_is_missing_comes_last(desk: Visit) -> None:
    """Upward or downward: 合计 stays on top, “—” below every figure, −34.4 below −4.4."""
    units = figure(desk.page, "责任单位投资完成情况")
    gap = units.get_by_role("columnheader", name="与序时之差").get_by_role("button")
    gap.click()
    gaps = [float(text.replace("−", "-")) for text in column(units, 7)[1:]]
    scores = figure(desk.page, "责任单位量化得分")
    served = scores.get_by_role("columnheader", name="服务").get_by_role("button")
    served.click()
    up = column(scores, 4)
    served.click()
    down = column(scores, 4)

    assert column(units, 1)[0] == "合计"
    assert gaps == sorted(gaps)
    assert gaps[0] < 0 < gaps[-1]
    assert up[-1] == down[-1] == "—"
    assert up[0] != "—" != down[0]


def test_a_word_among_figures_is_one_that_is_missing(published: Path, tmp_path: Path) -> None:
    """One project that has not reported leaves the others in the order of their amounts."""
    page = (published / "briefing.html").read_text(encoding="utf-8")
    amount = '<td class="right">6,160</td><td class="right">56.0</td>'
    assert page.count(amount) == 1
    unreported = page.replace(amount, amount.replace("6,160", "未报"))
    control = tmp_path / "unreported.html"
    control.write_text(unreported, encoding="utf-8")
    with browser.open_page(control, 1280) as visit:
        table = figure(visit.page, PROJECTS)
        head = table.get_by_role("columnheader", name="累计完成").get_by_role("button")
        head.click()
        *amounts, last = column(table, 6)
        numbers = [float(text.replace(",", "")) for text in amounts]

        assert last == "未报"
        assert numbers == sorted(numbers)
        assert len(numbers) == 94


def test_a_search_goes_cell_by_cell_and_knows_numbers_as_they_are_typed(desk: Visit) -> None:
    """What ends one cell and begins the next is no word; 59700 is 59,700."""
    table = figure(desk.page, PROJECTS)
    search = table.get_by_role("searchbox")
    unit, town = column(table, 2)[0], column(table, 3)[0]
    amount = next(text for text in column(table, 4) if "," in text)
    search.fill(unit[-1] + town[0])
    across = [
        row
        for row in zip(column(table, 1), column(table, 2), column(table, 3), strict=True)
        if not any(unit[-1] + town[0] in cell for cell in row)
    ]
    search.fill(amount.replace(",", ""))

    assert across == []
    assert amount in column(table, 4)


def test_rows_are_sorted_below_their_own_heading(desk: Visit) -> None:
    """No row comes to stand below a heading that is not its own."""
    table = figure(desk.page, WARNINGS)
    below = """rows => { let head = ""; return rows.flatMap((row) => {
        if (row.className === "group") { head = row.innerText; return []; }
        return [`${head} ${row.innerText}`]; }).sort(); }"""
    before = table.locator("tbody tr").evaluate_all(below)
    first = column(table, 1)
    table.get_by_role("columnheader", name="项目").get_by_role("button").click()

    assert table.locator("tbody tr").evaluate_all(below) == before
    assert column(table, 1) != first


def test_lights_filter_by_shape_and_word(desk: Visit) -> None:
    """Each button has its form, its word, its number; two of them together leave both."""
    table = figure(desk.page, PROJECTS)
    group = table.get_by_role("group", name="按灯筛选")
    names = [text.split() for text in group.get_by_role("button").all_inner_texts()]
    counted = {name: int(count) for name, count in names}
    red = group.get_by_role("button", name="红灯")
    red.click()
    reds = len(column(table, 1))
    pressed = red.get_attribute("aria-pressed")
    group.get_by_role("button", name="黄灯").click()
    both = len(column(table, 1))
    table.get_by_role("searchbox").fill("水利局")
    fewer = len(column(table, 1))

    assert list(counted) == ["红灯", "黄灯", "绿灯"]
    assert sum(counted.values()) == 95
    assert reds == counted["红灯"]
    assert both == counted["红灯"] + counted["黄灯"]
    assert 0 < fewer < both
    assert pressed == "true"
    assert group.locator(".lamp.red, .lamp.yellow, .lamp.green").count() == 3


def test_the_contents_stay_beside_the_page(desk: Visit) -> None:
    """A click goes to the heading; the list stands where it stood, and marks where one is."""
    page = desk.page
    contents = page.get_by_role("navigation", name="目录")
    contents.get_by_role("link", name="三、全力加大项目储备").click()
    page.wait_for_selector(".contents a[aria-current]:has-text('三、全力加大项目储备')")
    heading = page.get_by_role("heading", name="三、全力加大项目储备").bounding_box()
    box, main = contents.bounding_box(), page.locator("main").bounding_box()

    assert heading
    assert box
    assert main
    assert 0 <= heading["y"] < 100
    assert 0 <= box["y"] < 60
    assert box["x"] + box["width"] <= main["x"]


def test_the_first_tab_leads_to_the_text(desk: Visit) -> None:
    """Whoever uses the keyboard may skip the contents, and sees where he stands."""
    page = desk.page
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    seen, words = link.bounding_box(), link.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert words == "跳到正文"
    assert seen
    assert seen["y"] >= 0
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_phone_folds_the_contents_and_scrolls_down_only(phone: Visit) -> None:
    """The list opens by a tap, leads to its heading, and closes; no control leaves the screen."""
    page = phone.page
    contents = page.get_by_role("navigation", name="目录")
    link = contents.get_by_role("link", name="附表", exact=True)
    folded = link.is_visible()
    contents.locator("summary").click()
    link.click()
    heading = page.get_by_role("heading", name="附表", exact=True).bounding_box()
    bar = contents.bounding_box()
    controls = page.locator(".tools input, .tools button").all()
    boxes = [box for box in (control.bounding_box() for control in controls) if box]

    assert not folded
    assert not link.is_visible()
    assert heading
    assert bar
    assert bar["y"] + bar["height"] <= heading["y"] < 844 / 2
    assert boxes
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_desk_no_table_has_to_be_scrolled(desk: Visit) -> None:
    """Its heads' arrows take no room."""
    wide = "all => all.filter((one) => one.scrollWidth > one.clientWidth).length"

    assert desk.page.locator(".table-figure .scroll").evaluate_all(wide) == 0


def test_paper_shows_every_row_and_no_control(desk: Visit) -> None:
    """Whatever was looked for on the screen, print is whole."""
    page = desk.page
    table = figure(page, PROJECTS)
    table.get_by_role("searchbox").fill("水利局")
    figure(page, WARNINGS).get_by_role("button", name="红灯").click()
    assert len(column(table, 1)) < 95
    page.emulate_media(media="print")

    assert len(column(table, 1)) == 95
    assert (
        page.locator("tbody tr:visible").count()
        == page.locator("main figure.table-figure tbody tr").count()
    )
    assert page.locator(".tools:visible, .contents:visible, .skip:visible").count() == 0
    assert page.locator(".chart svg").evaluate_all(
        "all => all.every((one) => one.clientWidth <= one.closest('.chart').clientWidth)"
    )


def test_without_scripts_the_page_is_whole(published: Path, tmp_path: Path) -> None:
    """No script, no control: every row, every contents' link, the legend, in the order of print."""
    text = (published / "briefing.html").read_text(encoding="utf-8")
    still = tmp_path / "still.html"
    still.write_text(text.replace("script-src ", "script-src 'none'; x-src ", 1), encoding="utf-8")
    with browser.open_page(still, 390) as visit:
        page = visit.page

        assert page.locator(".tools, button:visible").count() == 0
        assert len(column(figure(page, PROJECTS), 1)) == 95
        assert page.get_by_role("link", name="附表", exact=True).is_visible()
        assert "红灯" in page.locator(".legend").inner_text()
        assert page.locator(".chart > svg:visible").count() == 3


def test_hostile_texts_are_sorted_and_found_as_texts(published: Path, tmp_path: Path) -> None:
    """A unit that is called so is a word to look for, and nothing else."""
    hostile = "</script><b>${7*7}</b><img src=x onerror=window.hit=1>"
    shown = hostile.replace("&", "&amp;").replace("<", "&lt;")
    text = (published / "briefing.html").read_text(encoding="utf-8")
    page_text, origins, rest = text.partition('<script type="application/json" id="origins">')
    control = tmp_path / "hostile.html"
    control.write_text(page_text.replace(">水利局<", f">{shown}<") + origins + rest, "utf-8")
    with browser.open_page(control, 1280) as visit:
        table = figure(visit.page, PROJECTS)
        table.get_by_role("columnheader", name="责任单位").get_by_role("button").click()
        table.get_by_role("searchbox").fill(hostile)

        assert {*column(table, 2)} == {hostile}
        assert visit.page.locator("main img, main b").count() == 0
        assert visit.page.evaluate("window.hit") is None
        assert visit.console_errors == []
