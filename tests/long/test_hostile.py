"""
Hostile counties, from their ledgers to the finished files: opened in Chromium with the network
denied, read back by poppler, python-docx and openpyxl.

`HOSTILE_COUNTIES=8` makes eight counties of 95 projects, each with every string some fields further
on (a quarter of an hour); without it there is one of 30.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.engine import Warm
from briefing.export import html
from briefing.export.document import document_of
from briefing.sections.opening import open_county
from briefing.settings.paths import Project
from tests import hostile, hostile_pages
from tests.hostile_county import MARK, Words, correct, shown, write
from tests.long import browser
from tests.long.conftest import need
from tests.project import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long

COUNTIES = int(os.environ.get("HOSTILE_COUNTIES", "0"))
PROJECTS, PAGES = (95, 3) if COUNTIES else (30, 1)
# Each county's strings begin so much further on: a prime, so that they meet other fields.
STEP = 101
MONTHS = [Month(2020, 4), Month(2020, 5)]

# What a string that ran would call or set, noted before any script of the page.
WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = () => { window.ran.push(name); };
for (const name of ["hostile", "vulnerable", "hit"]) {
  const note = { set() { window.ran.push(name); }, get() {} };
  Object.defineProperty(window, name, note);
  Object.defineProperty(document, name, note);
}
"""
# Whatever waits for a reader to do something gets it.
TOUCH = """
for (const element of document.querySelectorAll("*"))
  for (const name of ["mouseover", "mouseenter", "click", "focus", "toggle", "error", "load"])
    element.dispatchEvent(new Event(name, { cancelable: true }));
"""
# Of charts what is drawn, not what they are drawn from.
ORIGINS = """
[...document.querySelectorAll("data.figure[role=button]")].map(figure => {
  figure.click();
  const dialog = document.getElementById("origin"), told = dialog.textContent;
  dialog.close();
  return told;
}).join("\\n")
"""
WORDS = """
const main = document.querySelector("main").cloneNode(true);
main.querySelectorAll("script").forEach(each => each.remove());
main.textContent
"""


@pytest.fixture(scope="module", params=range(max(COUNTIES, 1)))
def start(request: pytest.FixtureRequest) -> int:
    return int(request.param) * STEP


@pytest.fixture(scope="module")
def pages(start: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[Words, list[Path]]:
    """The pages of a county with every string, those that print has no letters for as well."""
    root = tmp_path_factory.mktemp("pages")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    words = write(root, hostile.strings(), MONTHS, PROJECTS, start)
    correct(root, words, MONTHS[-1])
    report = open_county(Project(root), "zhashui", MONTHS[-1]).report("zh")
    projects = report.facts.projects
    asked: list[tuple[str, dict[str, str]]] = [
        ("briefing", {}),
        ("ledger_check", {}),
        *(("dossier", {"project": key}) for key in projects["project_key"].head(PAGES)),
        *(("supervision", {"unit": u}) for u in projects["responsible_unit"].unique()[:PAGES]),
    ]
    made = []
    with Warm(root) as warm:
        for number, (name, item) in enumerate(asked):
            notebook = root / "notebooks" / f"{name}.ipynb"
            done = warm.execute(notebook, {"month": "2020-05", **item})
            made.append(root / f"{number}-{name}.html")
            made[-1].write_text(html.render(document_of(done)), encoding="utf-8")
    return words, made


@pytest.fixture(scope="module")
def published(start: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[Words, Path]:
    """
    All reports of a county whose strings print has letters for, published as a clerk would; and
    again after corrections, so that each tells what its second edition changes.
    """
    root = tmp_path_factory.mktemp("published")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    shutil.copy(ROOT / "requirements.lock", root)
    strings = [text for text in hostile.strings() if hostile.has_glyphs(shown(text))]
    words = write(root, strings, MONTHS, PROJECTS, start)
    reports = ["briefing", "ledger_check", "supervision", *(["dossier"] if COUNTIES else [])]
    asked = [word for report in reports for word in ("--report", report)]
    for is_corrected in (False, True):
        if is_corrected:
            assert correct(root, words, MONTHS[-1]) > 25
        done = run(root, "batch", "2020-05", *asked)
        assert done.returncode == 0, done.stderr
        assert hostile_pages.turning(done.stdout + done.stderr) == []
    return words, root / "reports" / "zhashui"


def written(words: Words, column: str) -> set[str]:
    """The numbers of the strings that were given to a column."""
    return {MARK.findall(text)[-1] for (head, _), text in words.given.items() if head == column}


def files(folder: Path, ending: str) -> Iterator[Path]:
    found = sorted(folder.rglob(f"*.{ending}"))
    assert found
    yield from found


def faults(text: str, words: Words, *, is_print: bool = False) -> list[str]:
    found, seen = hostile_pages.altered(text, words, is_print=is_print)
    assert seen, "no string was seen"
    assert hostile_pages.turning(text) == []
    return found


def test_no_string_runs_or_fetches_anything(pages: tuple[Words, list[Path]]) -> None:
    """Not on opening, nor when everything is touched; and each string reads as it is meant."""
    need(None if browser.find_chromium() else "no Chromium")
    words, made = pages
    for path in made:
        with browser.open_page(path, 1280, before=WATCH) as visit:
            page = visit.drawn()
            page.evaluate(TOUCH)
            for chart in page.locator("div.chart").all():
                box = chart.bounding_box()
                assert box
                for step in range(1, 10):
                    page.mouse.move(box["x"] + box["width"] * step / 10, box["y"] + 60)
            told = str(page.evaluate(WORDS))
            origins = str(page.evaluate(ORIGINS))
            tooltip = page.locator("#vg-tooltip-element *").evaluate_all(
                "found => found.map(element => element.tagName)"
            )

            assert page.evaluate("window.ran") == []
            assert visit.requests == []
            assert visit.console_errors == []
            assert faults(told, words) == []
            assert hostile_pages.altered(origins, words)[0] == []
            # Reasons and who confirmed them are told where a briefing's figures are from.
            assert ("briefing" not in path.name) or written(words, "reason") & set(
                MARK.findall(origins)
            )
            assert {tag.lower() for tag in tooltip} <= {"h2", "table", "tbody", "tr", "td"}


def test_the_watch_is_awake(tmp_path: Path) -> None:
    """A page without a policy, in which strings are no words, is found out by each of its tricks."""
    need(None if browser.find_chromium() else "no Chromium")
    page = tmp_path / "control.html"
    strings = "".join(text for text in hostile.SCRIPTS.splitlines()[:20] if "</t" not in text)
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8>{strings}", encoding="utf-8")

    with browser.open_page(page, 800, before=WATCH) as visit:
        assert {"alert", "hostile"} <= set(visit.page.evaluate("window.ran"))
        assert visit.requests != []


def test_print_shows_every_string(published: tuple[Words, Path]) -> None:
    """As poppler reads it, what Typst could take for markup stands as it is."""
    need(None if shutil.which("pdftotext") else "no pdftotext")
    words, folder = published
    for path in files(folder, "pdf"):
        shown_text = subprocess.run(
            ["pdftotext", "-raw", path, "-"], capture_output=True, check=True, encoding="utf-8"
        ).stdout.replace("\f", "\n")

        assert faults(shown_text, words, is_print=True) == [], path.parent.name


def test_office_files_run_and_fetch_nothing(published: tuple[Words, Path]) -> None:
    """Word and Excel show every string; no cell is a formula, nothing leads outside."""
    words, folder = published
    for path in files(folder, "docx"):
        data = path.read_bytes()
        assert faults(hostile_pages.docx_text(data), words) == []
        assert hostile_pages.addresses_outside(data) == []
    for path in files(folder, "xlsx"):
        data = path.read_bytes()
        assert faults(hostile_pages.xlsx_text(data), words) == []
        assert hostile_pages.formulas(data) == []
        assert hostile_pages.addresses_outside(data) == []


def test_no_cell_of_a_csv_runs(published: tuple[Words, Path]) -> None:
    """One mark keeps a text a text; without it, it is what the ledger says."""
    words, folder = published
    for path in files(folder, "csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        told = "\n".join(cell.removeprefix("'") for row in rows for cell in row)

        assert hostile_pages.running(rows) == []
        assert faults(told, words) == []


def test_the_second_edition_says_what_it_changes(published: tuple[Words, Path]) -> None:
    """The reasons of corrections, whatever they are, in what is printed and on the terminal."""
    words, folder = published
    page = hostile_pages.html_text((folder / "2020-05" / "briefing.html").read_text("utf-8"))
    revision = page.partition("修订说明（第2版替代第1版）")[2]
    assert written(words, "reason") & set(MARK.findall(revision))

    for asked in (
        ("diff", "2020-05", "--edition", "1"),
        ("trace", "2020-05", "A11"),
        ("check", "2020-05"),
    ):
        done = run(folder.parent.parent, *asked)
        assert done.returncode == 0, done.stderr
        assert faults(done.stdout + done.stderr, words) == [], asked


def test_every_report_stays_in_its_folder(published: tuple[Words, Path]) -> None:
    """Whatever units and projects are called, their folders lie where they should."""
    _, folder = published
    found = [path.parent.relative_to(folder).parts for path in folder.rglob("manifest.json")]
    standing = [parts for parts in found if "editions" not in parts]
    # Former editions lie beside, by the same name: each below its number.
    former = {
        tuple(part for part in parts[:-1] if part != "editions")
        for parts in set(found) - set(standing)
    }

    assert former
    assert former <= set(standing)
    assert all(len(parts) in {1, 2} and parts[0].startswith("2020-05") for parts in standing)
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == ["zhashui"]
