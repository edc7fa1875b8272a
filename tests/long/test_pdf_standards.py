"""veraPDF, the judge of PDF/A and PDF/UA, accepts the briefing and refuses files that it must."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from tests.long import verapdf
from tests.long.conftest import need

pytestmark = pytest.mark.long

STANDARDS = ("2a", "ua1")


@pytest.fixture(autouse=True)
def _judge() -> None:
    need(verapdf.is_available())


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_briefing_passes(published: Path, standard: str) -> None:
    """PDF/A-2a and PDF/UA-1 in one file."""
    assert verapdf.validate(published / "briefing.pdf", standard) == []


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_file_without_its_marks_fails(published: Path, tmp_path: Path, standard: str) -> None:
    """The same file without language and structure marks is refused, so the judge is awake."""
    control = tmp_path / "无标记.pdf"
    with pikepdf.open(published / "briefing.pdf") as pdf:
        del pdf.Root["/MarkInfo"]
        del pdf.Root["/Lang"]
        pdf.save(control)

    assert verapdf.validate(control, standard) != []


def test_a_file_whose_font_is_not_embedded_fails(published: Path, tmp_path: Path) -> None:
    """PDF/A asks for every font; a file that lost one is refused."""
    control = tmp_path / "control.pdf"
    with pikepdf.open(published / "briefing.pdf") as pdf:
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor":
                for key in ("/FontFile2", "/FontFile3"):
                    if key in entry:
                        del entry[key]
        pdf.save(control)

    assert verapdf.validate(control, "2a") != []


def test_pdftotext_finds_the_sentences(published: Path) -> None:
    """Search and copy work in other people's readers, without spaces between words and digits."""
    tool = shutil.which("pdftotext")
    need(None if tool else "no pdftotext")
    text = subprocess.run(
        [str(tool), "-enc", "UTF-8", str(published / "briefing.pdf"), "-"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    words = text.replace("\n", "")

    assert (
        "截至5月底，全县95个重点项目已开复工86个，开复工率90.5%，完成投资43亿元，占年度任务115.4亿元的37.3%"
        in words
    )
    assert (
        "储备“十四五”规划项目220个，总投资736亿元，其中，拟争取资金项目53个，总投资68亿元" in words
    )


def test_every_figure_has_words_for_those_who_do_not_see_it(published: Path) -> None:
    """Charts and lights carry alternative text in the structure tree."""
    with pikepdf.open(io.BytesIO((published / "briefing.pdf").read_bytes())) as pdf:
        figures = [
            entry
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/S") == "/Figure"
        ]

        assert len(figures) > 90
        assert all(str(figure.get("/Alt", "")) for figure in figures)
