"""The sample county's May 2020, from raw ledgers to paper: what is printed, word for word."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from html import unescape
from pathlib import Path

import docx
import nbformat
import openpyxl
import pikepdf
import pytest

from briefing.page.blocks import MIME
from tests.project import copy_project, run

GOLDEN = Path(__file__).parent / "2020-05"
MONTH = Path("reports") / "zhashui" / "2020-05"

# What must stand in HTML and PDF, from computed values.
SENTENCES = [
    "截至5月底，全县95个重点项目已开复工86个，开复工率90.5%，完成投资43亿元，占年度任务115.4亿元的37.3%",
    "储备“十四五”规划项目220个，总投资736亿元，其中，拟争取资金项目53个，总投资68亿元",
    "未开复工9个",
    "低于序时进度4.4个百分点",
    "距过半尚差14.7亿元",
    "6—12月月均需完成10.34亿元，为前5个月月均的1.2倍",
    "储备总投资为年度任务的6.4倍",
]


def blocks(built: Path, kind: str) -> list[dict[str, object]]:
    notebook = nbformat.read(built / MONTH / "briefing.ipynb", as_version=4)
    found = [
        output.data[MIME]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if MIME in output.get("data", {})
    ]
    return [block for block in found if block["kind"] == kind]


def text_of_html(html: str) -> str:
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


def text_of_pdf(pdf: bytes) -> str:
    """The text that Typst wrote for readers and search: ToUnicode of every shown glyph."""
    from tests.pdftext import text

    return re.sub(r"\s+", "", text(pdf))


def compare(name: str, text: str, *, regenerate: bool) -> None:
    path = GOLDEN / name
    if regenerate:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_a_published_month_holds_what_the_contract_names(built: Path) -> None:
    """HTML, PDF, the executed notebook, the figures and the manifest; and page one as a picture."""
    assert {path.name for path in (built / MONTH).iterdir()} == {
        "briefing.html",
        "briefing.pdf",
        "briefing.ipynb",
        "briefing.docx",
        "briefing.xlsx",
        "indicators.csv",
        "project-lists.csv",
        "trace.json",
        "manifest.json",
        "page-one.png",
    }


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentence_stands_in_the_html(built: Path, sentence: str) -> None:
    """The article's sentences, and what follows from the same rows."""
    html = (built / MONTH / "briefing.html").read_text(encoding="utf-8")

    assert sentence in text_of_html(html)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentence_stands_in_the_pdf(built: Path, sentence: str) -> None:
    """The article's sentences, and what follows from the same rows."""
    pdf = (built / MONTH / "briefing.pdf").read_bytes()

    assert sentence in text_of_pdf(pdf)


def test_the_figures_are_the_golden_ones(built: Path, regenerate: bool) -> None:
    """indicators.csv, line by line."""
    figures = (built / MONTH / "indicators.csv").read_bytes()

    assert b"\r" not in figures
    compare("indicators.csv", figures.decode("utf-8"), regenerate=regenerate)


def test_the_sentences_are_the_golden_ones(built: Path, regenerate: bool) -> None:
    """Every paragraph of the briefing, one a line."""
    texts = [
        "".join(part if isinstance(part, str) else part["text"] for part in block["parts"])
        for block in blocks(built, "paragraph")
    ]

    compare("prose.txt", "\n".join(texts) + "\n", regenerate=regenerate)


def test_the_charts_are_the_golden_ones(built: Path, regenerate: bool) -> None:
    """Every chart's claim, words and specification."""
    charts = [
        {key: block[key] for key in ("title", "alt", "note", "spec")}
        for block in blocks(built, "chart")
    ]
    text = json.dumps(charts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    compare("charts.json", text, regenerate=regenerate)


@pytest.mark.long
def test_two_builds_in_two_folders_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Same ledgers, same files: every output, and so the manifest."""
    other = copy_project(tmp_path / "elsewhere")
    assert run(other, "build", "2020-05").returncode == 0

    for path in sorted((built / MONTH).iterdir()):
        assert path.read_bytes() == (other / MONTH / path.name).read_bytes(), path.name


def test_an_unchanged_month_is_left_alone(built: Path, tmp_path: Path) -> None:
    """A second build finds nothing to do and says so."""
    project = shutil.copytree(built, tmp_path / "project")
    before = {path: path.stat().st_mtime_ns for path in (project / MONTH).iterdir()}

    again = run(project, "build", "2020-05")

    assert again.returncode == 0
    assert "没有变化" in again.stdout
    assert before == {path: path.stat().st_mtime_ns for path in (project / MONTH).iterdir()}


def test_the_html_asks_for_nothing_outside_itself(built: Path) -> None:
    """One file of at most 3 MB, no address but the names of W3C's own vocabularies."""
    html = (built / MONTH / "briefing.html").read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\s\"'<>)\\`]+", html))

    assert len(html.encode()) <= 3_000_000
    assert all(address.startswith("http://www.w3.org/") for address in addresses)
    assert 'lang="zh-CN"' in html
    assert "default-src 'none'" in unescape(html)


def test_the_pdf_names_itself(built: Path) -> None:
    """Title, office, date and language are in the file, and an outline of the five measures."""
    with pikepdf.open(built / MONTH / "briefing.pdf") as pdf:
        about = {key: str(value) for key, value in pdf.docinfo.items()}
        with pdf.open_outline() as outline:
            headings = [str(entry.title) for entry in outline.root]

        assert str(pdf.Root.Lang) == "zh-CN"
        assert about["/Title"] == "柞水县固定资产投资运行简报（2020年5月）"
        assert about["/Author"] == "柞水县发展和改革局"
        assert about["/CreationDate"].startswith("D:20200605")
        assert [heading[:2] for heading in headings if heading[1] == "、"] == [
            "一、",
            "二、",
            "三、",
            "四、",
            "五、",
            "六、",
        ]


def test_the_main_part_keeps_to_six_pages(built: Path) -> None:
    """Leaders read six pages; the lists of single projects come behind them."""
    with pikepdf.open(built / MONTH / "briefing.pdf") as pdf, pdf.open_outline() as outline:
        places = {
            str(entry.title): [page.obj.objgen for page in pdf.pages].index(
                entry.destination[0].objgen
            )
            for entry in outline.root
        }

    assert places["一、全力加快项目进度"] == 1
    assert places["附表"] == 6


def test_word_and_excel_hold_the_same_figures(built: Path) -> None:
    """The sentences and the totals of the page, by the same objects."""
    page = docx.Document(str(built / MONTH / "briefing.docx"))
    words = "".join(line.text for line in page.paragraphs)
    book = openpyxl.load_workbook(built / MONTH / "briefing.xlsx")

    assert [sentence for sentence in SENTENCES if sentence not in words] == []
    ranking = book["责任单位投资完成情况"]
    assert [cell.value for cell in ranking[4]][1:] == ["合计", 95, 90.5, 115.4, 43, 37.3, -4.4]


def test_the_pdf_holds_only_the_fonts_that_were_asked_for(built: Path) -> None:
    """No face was put in place of another."""
    from briefing.export.pdf import embedded_fonts

    names = embedded_fonts((built / MONTH / "briefing.pdf").read_bytes())

    assert {name.split("-")[0] for name in names} == {"NotoSansSC", "NotoSerifSC"}


def test_page_one_is_one_page(built: Path) -> None:
    """Page two begins with the first measure: the front never runs over."""
    from tests.pdftext import pages

    first, second, *_ = pages((built / MONTH / "briefing.pdf").read_bytes())

    assert "需领导协调的事项" in re.sub(r"\s+", "", first)
    assert re.sub(r"\s+", "", second).startswith("一、全力加快项目进度")


def test_the_manifest_names_every_input_and_output(built: Path) -> None:
    """Hashes of ledgers of all five months, county.toml and notebook; of every published file."""
    manifest = json.loads((built / MONTH / "manifest.json").read_text(encoding="utf-8"))
    inputs = {entry["path"]: entry for entry in manifest["inputs"]}

    assert manifest["edition"] == 1
    assert manifest["parameters"] == {"county": "zhashui", "month": "2020-05"}
    assert len([path for path in inputs if "/raw/" in path]) == 34
    assert {"data/zhashui/county.toml", "notebooks/briefing.ipynb"} <= set(inputs)
    for path, entry in inputs.items():
        data = (built / path).read_bytes()
        assert entry == {
            "path": path,
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
        }


def test_no_persons_name_or_telephone_reaches_a_table(built: Path) -> None:
    """Sponsors are kept as a yes or no, contacts not at all."""
    texts = [
        (built / MONTH / name).read_text(encoding="utf-8")
        for name in ("briefing.html", "briefing.ipynb", "indicators.csv")
    ]
    stored = b"".join(path.read_bytes() for path in (built / "data").rglob("tidy/*/*.arrow"))

    assert not any(re.search(r"县级领导\d|000-0000", text) for text in texts)
    assert "交通局".encode() in stored
    assert "县级领导0".encode() not in stored
    assert b"000-0000" not in stored


def test_the_sample_says_that_it_is_one(built: Path) -> None:
    """The rows are invented, and the briefing says so on page one."""
    from tests.pdftext import pages

    first = pages((built / MONTH / "briefing.pdf").read_bytes())[0]

    assert "均为虚构" in re.sub(r"\s+", "", first)


def test_the_picture_of_page_one_is_a_png(built: Path) -> None:
    """page-one.png is a portrait page."""
    from PIL import Image

    with Image.open(io.BytesIO((built / MONTH / "page-one.png").read_bytes())) as picture:
        width, height = picture.size

    assert picture.format == "PNG"
    assert height / width == pytest.approx(297 / 210, abs=0.01)
