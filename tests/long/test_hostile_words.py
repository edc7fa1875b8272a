"""Whatever a ledger, county.toml or a file's name says: on every page it is words, and nothing else."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from briefing.domain.errors import PublishFailed
from briefing.engine import Warm
from briefing.export import html, pdf, word, workbook
from briefing.export.document import document_of
from briefing.jobs import month_process
from briefing.ledgers.feedback import feedback
from briefing.ledgers.ingest import open_year
from briefing.settings import county
from briefing.settings.paths import CountyFolder
from tests import hostile, hostile_pages, pdftext
from tests.conftest import MAY
from tests.hostile_county import MARK, Words, correct, shown, write
from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

PROJECTS, FEW_PROJECTS = 60, 20
# No system takes these for the name of a file, or Windows takes them for a device.
NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$|^(?i:con|prn|aux|nul|com\d|lpt\d)(\.|$)')


@dataclass(frozen=True)
class Sent:
    """A county, what was meant by its words, and the documents that its notebooks make."""

    root: Path
    words: Words
    documents: dict[str, dict[str, Any]]


def sent(
    root: Path,
    strings: list[str],
    *reports: str,
    projects: int = PROJECTS,
    are_bare: bool = False,
    is_corrected: bool = False,
) -> Sent:
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    words = write(root, strings, [MAY], projects, are_bare=are_bare)
    if is_corrected:
        assert correct(root, words, MAY) > 25
    with Warm(root) as warm:
        executed = {
            report: warm.execute(root / "notebooks" / f"{report}.ipynb", {"month": "2020-05"})
            for report in reports
        }
    return Sent(root, words, {name: document_of(book) for name, book in executed.items()})


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Every string there is."""
    return sent(tmp_path_factory.mktemp("every"), hostile.strings(), "briefing")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Of strings that print has letters for: cells are corrected, by offices that are hostile too."""
    strings = [text for text in hostile.strings() if hostile.has_glyphs(shown(text))]
    root = tmp_path_factory.mktemp("corrected")
    return sent(root, strings, "briefing", "ledger_check", is_corrected=True)


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Ledgers that are refused, since cells begin as formulas do."""
    strings = [text for text in hostile.strings() if hostile.has_glyphs(shown(text))]
    root = tmp_path_factory.mktemp("refused")
    return sent(root, strings[::-1], "ledger_check", projects=FEW_PROJECTS, are_bare=True)


def faults(text: str, words: Words, *, least: int, is_print: bool = False) -> list[str]:
    found, seen = hostile_pages.altered(text, words, is_print=is_print)
    assert hostile_pages.turning(text) == []
    assert len(seen) >= least, "the test has seen too few of the strings"
    return found


def test_the_list_is_long() -> None:
    """Ours, and all of the Big List; print has letters for most."""
    assert len(hostile.naughty()) > 450
    assert len(hostile.strings()) > 750
    assert sum(map(hostile.has_glyphs, hostile.strings())) > 600


def test_a_page_shows_every_string_as_it_is(every: Sent) -> None:
    """No string opens, ends or alters anything in HTML."""
    page = html.render(every.documents["briefing"])

    assert faults(hostile_pages.html_text(page), every.words, least=150) == []


def test_a_page_has_no_element_that_the_template_does_not_make(every: Sent) -> None:
    """Neither elements nor attributes come out of words; nothing on the page is an address."""
    page = html.render(every.documents["briefing"])
    ours = {tag for tag, _ in hostile_pages.elements(page)}
    attributes = {name for _, name in hostile_pages.elements(page)}

    assert ours.isdisjoint({"img", "iframe", "object", "embed", "form", "base", "link", "input"})
    assert not [name for name in attributes if name.startswith("on") or name == "src"]
    # The contents lead within the page.
    assert all(re.fullmatch(r"#(text|h\d+)", link) for link in hostile_pages.links(page))
    assert page.count("<script") == page.count("</script>")


def test_word_shows_every_string_as_it_is(every: Sent) -> None:
    """Nor does it fetch or reckon anything."""
    data = word.render(every.documents["briefing"])

    assert faults(hostile_pages.docx_text(data), every.words, least=150) == []
    assert hostile_pages.addresses_outside(data) == []


def test_excel_shows_every_string_as_it_is(every: Sent) -> None:
    """No cell is a formula, and no string a link."""
    data = workbook.render(every.documents["briefing"])

    assert faults(hostile_pages.xlsx_text(data), every.words, least=150) == []
    assert hostile_pages.formulas(data) == []
    assert hostile_pages.addresses_outside(data) == []


def test_print_shows_every_string_that_it_has_letters_for(corrected: Sent) -> None:
    """What Typst would take for markup, code or a path is set as it stands."""
    data = pdf.render(corrected.documents["briefing"])

    assert faults(pdftext.text(data), corrected.words, least=150, is_print=True) == []


def test_print_names_what_it_has_no_letters_for(every: Sent) -> None:
    """A letter that would be missing is named with the words around it; nothing is left out."""
    with pytest.raises(PublishFailed, match="没有字形") as caught:
        pdf.render(every.documents["briefing"])

    (line,) = caught.value.lines
    missing = re.findall(r"U\+([0-9A-F]{4,6})", line)
    assert missing
    assert not any(hostile.has_glyphs(chr(int(code, 16))) for code in missing)


def test_a_csv_has_no_cell_that_runs(every: Sent, tmp_path: Path) -> None:
    """One mark before a text keeps it a text; without the mark it is what the ledger says."""
    month_process.written(
        str(every.root), "zhashui", "2020-05", "zh", False, str(tmp_path), lambda _: None
    )

    for name in ("indicators.csv", "project-lists.csv"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        told = "\n".join(cell.removeprefix("'") for row in rows for cell in row)
        assert hostile_pages.running(rows) == []
        assert faults(told, every.words, least=20) == []
        assert len({len(row) for row in rows}) == 1


def test_every_correction_is_told_as_it_is_written(corrected: Sent) -> None:
    """Its project, both values, the reason and who confirmed it; on screen and in print."""
    document = corrected.documents["ledger_check"]
    seen = set()
    for told, is_print in (
        (hostile_pages.html_text(html.render(document)), False),
        (pdftext.text(pdf.render(document)), True),
    ):
        assert faults(told, corrected.words, least=100, is_print=is_print) == []
        seen |= hostile_pages.altered(told, corrected.words, is_print=is_print)[1]

    written = {
        MARK.findall(text)[-1]
        for (head, _), text in corrected.words.given.items()
        if head in {"reason", "confirmed_by"}
    }
    assert written <= seen


def test_a_correction_alters_nothing_else(corrected: Sent) -> None:
    """The page that is drawn from corrected cells, and its trace, hold words as words."""
    page = html.render(corrected.documents["briefing"])

    assert faults(hostile_pages.html_text(page), corrected.words, least=150) == []
    assert page.count("<script") == page.count("</script>")


def test_refused_ledgers_go_back_as_they_were_sent(refused: Sent) -> None:
    """The sheet of what is wrong tells every string as well, on screen and in print."""
    document = refused.documents["ledger_check"]

    assert faults(hostile_pages.html_text(html.render(document)), refused.words, least=10) == []
    assert faults(pdftext.text(pdf.render(document)), refused.words, least=10, is_print=True) == []


def test_feedback_stays_in_its_folder_and_runs_nothing(refused: Sent) -> None:
    """Each office's workbook has a name that every system takes, and no formula inside."""
    folder = CountyFolder(refused.root / "data" / "zhashui")
    rules = county.load(folder.config)
    books = feedback(open_year(folder, rules, MAY)[-1], rules)

    assert len(books) > 5
    assert [book.name for book in books if NO_NAME.search(book.name)] == []
    assert all(book.name.isprintable() and len(book.name.encode()) < 256 for book in books)
    for book in books:
        assert hostile_pages.formulas(book.content) == []
        assert hostile_pages.addresses_outside(book.content) == []
        text = hostile_pages.xlsx_text(book.content)
        altered = hostile_pages.altered(text, refused.words)[0]
        # The long name of a file is shortened in its middle, and shows where.
        assert [each for each in altered if "…" not in each] == []


def test_a_formula_that_nobody_reckoned_is_refused_and_named(refused: Sent) -> None:
    """What begins as a formula is never printed as a name; the clerk reads which cell it is."""
    folder = CountyFolder(refused.root / "data" / "zhashui")
    found = open_year(folder, county.load(folder.config), MAY)[-1].findings

    lines = [finding.line for finding in found if finding.code == "V02"]
    assert lines
    assert all(line.isprintable() for line in lines)
