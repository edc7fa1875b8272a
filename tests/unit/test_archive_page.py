"""reports/index.html: what is published, newest first; nothing else, and nothing that runs."""

from __future__ import annotations

import errno
import itertools
import json
import os
import re
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote

import lxml.html
import pytest

from briefing import editions
from briefing.delivery import overview_page
from briefing.delivery.overview import shelf
from briefing.domain.errors import PublishFailed
from briefing.domain.months import Month
from briefing.editions.provenance import Provenance, month_files
from briefing.export import overview as index
from briefing.indicators.indicator import Indicators, measured
from briefing.jobs import attempts
from briefing.page.colours import coloured
from briefing.settings.paths import SHELF, Project
from tests.project import ROOT
from tests.project import run as run_command

if TYPE_CHECKING:
    from pathlib import Path

TOML = (ROOT / "data" / "zhashui" / "county.toml").read_text(encoding="utf-8")
APRIL, MAY = Month(2020, 4), Month(2020, 5)
FIGURES = {"A03": "90.5", "A10": "43", "A11": "37.3", "A14": "41.7", "B01": "-4.7"}


def county(project: Project, name: str = "zhashui", text: str = TOML) -> None:
    (project.data / name / "raw").mkdir(parents=True)
    (project.data / name / "county.toml").write_text(text, encoding="utf-8")


def publish(
    project: Project, month: Month, name: str = "zhashui", folder: str = "", **figures: str
) -> Path:
    """Publish a month as a build does; *folder* names that of another report."""
    target = project.reports / name / (folder or str(month))
    found = Indicators(measured(id_, Decimal(value)) for id_, value in (FIGURES | figures).items())
    text = found.frame(str(month)).to_csv(index=False, lineterminator="\n")
    is_county = name != "province"
    inputs = month_files(project.root, project.county(name), month) if is_county else {}
    made_of = Provenance({"county": name, "month": str(month)}, inputs)
    files = {
        "indicators.csv": text.encode(),
        "briefing.pdf": text.encode(),
        "briefing.html": b"<p>",
    }
    with editions.locked(target):
        editions.publish(target, files, made_of, {})
    return target


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = Project(tmp_path / "project")
    (found.root / "notebooks").mkdir(parents=True)
    (found.root / "notebooks" / "province.ipynb").touch()
    county(found)
    return found


def page(project: Project) -> lxml.html.HtmlElement:
    overview_page.write(project)
    return lxml.html.fromstring((project.reports / "index.html").read_bytes())


def words(element: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def test_months_stand_newest_first_with_their_figures(project: Project) -> None:
    """The newest month has its cards, every month its row."""
    publish(project, APRIL, A11="25.6", A14="33.3")
    publish(project, MAY)
    found = page(project)

    rows = found.xpath("//tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == ["2020年5月", "2020年4月"]
    assert [words(cell) for cell in rows[0].xpath("td[contains(@class, 'number')]")] == [
        "37.3%", "43亿元", "90.5%", "—", "−4.7%",
    ]  # fmt: skip
    cards = [words(card).split() for card in found.xpath("//li[@class='card']")]
    assert cards[0] == ["投资完成率", "37.3%", "序时进度", "41.7%"]
    assert found.xpath("//svg/@aria-label")[0] == "投资完成率：4月25.6%，5月37.3%"


def test_every_link_is_a_file_below_the_page(project: Project) -> None:
    """Of this edition, of former ones, and of other reports; nothing leads elsewhere."""
    publish(project, MAY)
    publish(project, MAY, A11="37.4")
    publish(project, MAY, folder="2020-05-en")
    publish(project, MAY, folder="2020-05-supervision/水 利#局")
    former = project.reports / "zhashui" / "editions" / "2020-05" / "1"
    shutil.rmtree(former, ignore_errors=True)
    shutil.copytree(project.published("zhashui", MAY), former)
    found = page(project)

    targets = [link for link in found.xpath("//@href") if not link.startswith("#")]
    assert len(targets) > 10
    assert all((project.reports / unquote(link)).is_file() for link in targets)
    assert any("editions/2020-05/1/briefing.pdf" in link for link in targets)
    assert any("2020-05-supervision/" in link for link in targets)
    assert "第2版" in words(found)
    assert "简报（English）" in words(found)
    assert not found.xpath("//script | //link | //img | //*[@src]")


def test_what_changed_since_is_marked(project: Project) -> None:
    """A ledger of April makes May stale as well, and not March."""
    for month in (Month(2020, 3), APRIL, MAY):
        publish(project, month)
    late = project.county("zhashui").raw(APRIL) / "补报.txt"
    late.parent.mkdir(parents=True)
    late.write_text("无", encoding="utf-8")

    rows = page(project).xpath("//tbody/tr")

    assert ["已有改动" in words(row) for row in rows] == [True, True, False]


def test_what_failed_is_marked_with_its_page(project: Project) -> None:
    """With an edition or without; where there is a page that says why, it is a link."""
    publish(project, MAY)
    failed = project.reports / "zhashui" / "failed" / "2020-06.html"
    failed.parent.mkdir()
    failed.write_text("<p>", encoding="utf-8")
    attempts.begin(project.county("zhashui"), Month(2020, 7), "x")
    rows = page(project).xpath("//tbody/tr")

    assert [row.xpath("string(th)") for row in rows] == ["2020年7月", "2020年6月", "2020年5月"]
    assert ["未能生成" in words(row) for row in rows] == [True, True, False]
    assert rows[1].xpath(".//a/@href") == ["zhashui/failed/2020-06.html"]
    assert rows[0].xpath(".//a/@href") == []


def test_a_county_whose_newest_month_failed_says_so_beside_the_others(project: Project) -> None:
    """Though the row shows the month before, which is published."""
    county(project, "乙县", TOML)
    publish(project, APRIL)
    publish(project, MAY, "乙县")
    failed = project.reports / "zhashui" / "failed" / "2020-05.html"
    failed.parent.mkdir()
    failed.write_text("<p>", encoding="utf-8")

    overview = page(project).xpath("//table")[0]

    assert "2020年4月" in words(overview)
    assert "■ 2020年5月未能生成" in words(overview)


def test_figures_that_were_altered_are_not_shown(project: Project) -> None:
    """The page says so instead."""
    target = publish(project, MAY)
    (target / "indicators.csv").write_text("altered", encoding="utf-8")

    (row,) = page(project).xpath("//tbody/tr")

    assert "37.3" not in words(row)
    assert "指标文件与清单不符" in words(row)


def test_the_example_says_that_it_is_one(project: Project) -> None:
    """As on the briefing's first page."""
    publish(project, MAY)

    assert "台账逐行数据、项目名称均为虚构" in words(page(project))


def test_many_counties_have_a_row_each_and_the_summary_its_links(project: Project) -> None:
    """The newest month of each stands side by side."""
    county(project, "乙县", TOML.replace('"柞水县"', '"乙县"', 1))
    publish(project, MAY)
    publish(project, APRIL, "乙县")
    publish(project, MAY, "province")
    (project.reports / "别的 东西" / "2020-05").mkdir(parents=True)
    found = page(project)

    overview = found.xpath("//table")[0].xpath("tbody/tr")
    assert [words(row.xpath("th")[0]).strip() for row in overview] == ["柞水县", "乙县"]
    assert ["2020年5月" in words(row) for row in overview] == [True, False]
    assert found.xpath("//ul[@class='summaries']//a/@href")[0] == "province/2020-05/briefing.pdf"


def test_the_same_shelf_gives_the_same_page_and_is_written_once(project: Project) -> None:
    """Nothing of the clock is in it, and what is the same is left alone."""
    publish(project, MAY)

    assert overview_page.write(project)
    before = (project.reports / "index.html").stat().st_mtime_ns
    assert not overview_page.write(project)
    assert (project.reports / "index.html").stat().st_mtime_ns == before
    assert not [path for path in project.reports.iterdir() if path.name.startswith(".new-")]


def test_an_empty_shelf_has_a_page(project: Project) -> None:
    """Before the first month."""
    assert "还没有发布过简报" in words(page(project))


def test_names_appear_as_themselves(project: Project) -> None:
    """What would be a tag, a template or a turning mark elsewhere is a name here."""
    evil = "<script>alert(1)</script>{{ 7*7 }}\\u202e"
    county(project, "乙县", TOML.replace('"柞水县"', f'"{evil}"', 1))
    publish(project, MAY)
    publish(project, MAY, "乙县")
    found = page(project)

    assert "<script>alert(1)</script>{{ 7*7 }}" in words(found)
    assert not found.xpath("//script")


def test_it_may_style_itself_and_nothing_else(project: Project) -> None:
    """No script, no address, no inline style that the policy would refuse."""
    publish(project, MAY)
    found = page(project)
    text = (project.reports / "index.html").read_text(encoding="utf-8")

    (policy,) = found.xpath("//meta[@http-equiv]/@content")
    assert "default-src 'none'; style-src 'sha256-" in policy
    assert not found.xpath("//@style | //@onclick")
    assert not re.search(r"https?://|url\(|@import", text)


def test_tables_and_headings_can_be_heard(project: Project) -> None:
    """Each table has a caption and heads with a scope; headings follow each other."""
    county(project, "乙县", TOML)
    publish(project, MAY)
    publish(project, MAY, "乙县")
    found = page(project)

    assert all(table.xpath("caption") for table in found.xpath("//table"))
    assert not found.xpath("//th[not(@scope)]")
    levels = [int(head.tag[1]) for head in found.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert not found.xpath("//svg[not(@aria-label)]")
    assert not [id_ for id_ in found.xpath("//@id") if found.xpath("//@id").count(id_) > 1]


def luminance(colour: str) -> float:
    full = colour.lstrip("#") if len(colour) == 7 else "".join(c * 2 for c in colour.lstrip("#"))
    parts = [int(full[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(
        weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def test_every_colour_of_text_can_be_read() -> None:
    """4.5 : 1 on its ground, by day and by night."""
    style = coloured((index.TEMPLATES / "index.css").read_text(encoding="utf-8"))
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w+);", block))
        for block in re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)
    )
    grounds = {
        "ink": ["paper", "chip", "faint"], "soft": ["paper"], "brand": ["paper"], "link": ["paper"],
        "warn": ["warn-back"], "bad": ["bad-back"], "on-brand": ["brand"], "than": ["paper"],
    }  # fmt: skip
    for colours in (light, dark):
        for ink, papers in grounds.items():
            for paper in papers:
                high, low = sorted((luminance(colours[ink]), luminance(colours[paper])))[::-1]
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper, colours[ink])


def test_a_month_in_between_that_is_missing_parts_the_line() -> None:
    """Nobody takes a gap for a trend."""
    series = [
        {"number": number, "value": str(number), "than_value": ""} for number in (1, 2, 4, 5)
    ]

    assert [len(line.split()) for line in index._spark(series)["lines"]] == [2, 2]


def test_a_folder_that_cannot_be_written_is_told(project: Project) -> None:
    """What is published is not touched by it."""
    project.reports.parent.mkdir(exist_ok=True)
    project.reports.write_text("no folder", encoding="utf-8")

    with pytest.raises(PublishFailed):
        overview_page.write(project)


def test_a_full_disk_leaves_the_former_page(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line names the page, what happened, and that the editions stand."""
    assert overview_page.write(project)
    before = (project.reports / SHELF).read_bytes()
    publish(project, MAY)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        PublishFailed,
        match=r"index\.html：已发布的各期不受影响，目录页未能写入（磁盘已满），请清理磁盘",
    ):
        overview_page.write(project)

    assert (project.reports / SHELF).read_bytes() == before


def test_due_writes_it(project: Project) -> None:
    """Whatever else there was to do."""
    publish(project, MAY)
    run_command(project.root, "due", "--as-of", "2020-01-01")

    assert "2020年5月" in words(lxml.html.parse(project.reports / "index.html").getroot())


def test_the_shelf_is_json(project: Project) -> None:
    """What crosses to the exporter are names and texts."""
    publish(project, MAY)

    assert json.loads(json.dumps(shelf(project))) == shelf(project)
