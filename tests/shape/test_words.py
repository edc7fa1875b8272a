"""Every Chinese text that the briefing can say stands in every catalogue, and nothing else does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from briefing.indicators.catalogue import DISPATCH, STATISTICS
from briefing.indicators.catalogue import catalogue as codebook
from briefing.indicators.citations import SCOPES
from briefing.indicators.sources import sources
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.dictionary import all_ledgers, ledger
from briefing.page.words import LANGUAGES, SOURCE, catalogue
from briefing.sections.dossier import FACTS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline" / "briefing"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PLACE = re.compile(r"\{[^{}]*\}")

# What speaks on the page of the briefing. The ledgers' own check sheet is for clerks, in Chinese;
# the codebook and the dictionaries are read below.
SPEAKS = [
    path
    for room in ("sections", "indicators")
    for path in sorted((PACKAGE / room).rglob("*.py"))
    # The codebook, and what analysts and clerks see, which is Chinese in every language.
    if path.name not in {"catalogue.py", "citations.py", "sources.py"}
    and path.name not in {"ledger_check.py", "measured.py", "ledger_tables.py"}
    and (path.parent.name != "trace" or path.name == "cell_text.py")
]
SPEAKS += [
    PACKAGE / "page" / "blocks.py",
    PACKAGE / "page" / "tables.py",
    PACKAGE / "export" / "workbook.py",
]
# Chinese that tells data apart and is never shown: parts of scopes, units, what ledgers say.
SILENT = {
    "万元", "range:低", "range:高", "低", "高", "红", "黄", "绿", "个", "件", "倍", "天", "个百分点", "by:承诺",
    "change:新增", "change:退出", "stage:成熟", "focus:红灯和未开复工",  "^(?:未发现|没有发现|无问题|未见)", "，追溯",
    "[^。；]+[。；]?",
}  # fmt: skip
# Names of sources, questions and calendars that only clerks see.
FOR_CLERKS = {"report.py", "items.py", "counties.py"}
# Papers and channels are the counties' own words; the catalogue has the common ones.
COMMON = {
    "一般债券", "中央预算内投资", "土地出让合同", "土地证", "地方政府专项债券", "施工合同",
    "现场照片", "省级专项资金", "立项审批文件", "营业执照",
}  # fmt: skip

# The columns that warnings rest on (pipeline/briefing/indicators/alerts.py).
EVIDENCE = {
    key
    for node in ast.walk(ast.parse((PACKAGE / "indicators/alerts.py").read_text("utf-8")))
    if isinstance(node, ast.Constant) and re.fullmatch("[a-z_]+", key := str(node.value))
}

OTHERS = [language for language in LANGUAGES if language != SOURCE]
each_language = pytest.mark.parametrize("language", OTHERS)


def literals(path: Path) -> set[str]:
    """The Chinese texts of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CHINESE.search(node.value)
    }


def behind_figures() -> set[tuple[str, str]]:
    """The ledgers and columns that figures are made of."""
    terms = [term for line in sources().values() for part in line[1:] for term in part]
    named = [(book, key) for books in SCOPES.values() for book, key in books.items()]
    return {*named} | {
        (found[1], key)
        for term in terms
        if (found := re.fullmatch(r"(?:.*/)?([a-z]+)[@*]?(?:!\w+)?~?\.([\w,]+)", term))
        for key in found[2].split(",")
    }


def said() -> set[str]:
    """All that the page can say: in code, notebook, templates, codebook and dictionaries."""
    texts = set().union(*(literals(path) for path in SPEAKS if path.name not in FOR_CLERKS))
    texts |= {definition.name for definition in codebook()} | {DISPATCH, STATISTICS, "其他"}
    texts |= {"{as_of}。核查提示{count}条，详见台账核查结果。"}
    texts |= {"截至{day}", "《{name}》", "口径：{book}；来源：{names}；{as_of}。", "无"}
    texts.add("各县已公布的指标")
    texts |= {f"{word}{{number}}" for word in ("图", "表", "附表")} | {"十四五"}
    # What a figure is made of: its formula, and the heads of the columns that it rests on.
    texts |= {definition.formula for definition in codebook()}
    texts |= {ledger(name).column(key).label for name, key in behind_figures()}
    # What the rows behind a figure were ruled to be.
    texts |= {kind.label for kind in RowKind}
    page = (PACKAGE / "export/templates/briefing.html.j2").read_text(encoding="utf-8")
    texts |= set(re.findall(r'words(?:\.template)?\("([^"]+)"\)', page))
    for book in all_ledgers():
        texts.add(book.name)
        texts |= {
            column.state_label(state)
            for column in book.columns
            for state in column.values
            if book.id != "statistics" or column.key == "inclusion_status"
        }
    texts |= {column.label for column in ledger("permits").columns if column.type == "permit"}
    # What warnings and dossiers cite: the labels of their cells.
    cited = {"projects": EVIDENCE | set(FACTS), "statistics": EVIDENCE, "problems": EVIDENCE}
    for name, keys in cited.items():
        texts |= {column.label for column in ledger(name).columns if column.key in keys}
    for cell in (
        cell
        for name in ("briefing", "province")
        for cell in nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    ):
        if cell.cell_type == "markdown" and "remove" not in cell.metadata.get("tags", []):
            texts |= {line.lstrip("# ") for line in cell.source.splitlines() if line}
    return texts - SILENT


@each_language
def test_every_text_is_in_the_catalogue(language: str) -> None:
    """A sentence without a translation would stop that language's edition."""
    assert sorted(said() - catalogue(language).keys()) == []


@each_language
def test_the_catalogue_holds_nothing_else(language: str) -> None:
    """A sentence that is gone from the page goes from the catalogue."""
    unsaid = catalogue(language).keys() - said() - COMMON - {"{name}{figure}"}

    assert sorted(unsaid) == []


@each_language
def test_a_translation_fills_the_same_places(language: str) -> None:
    """A figure that one language prints is printed in the other."""
    differing = [
        text
        for text, other in catalogue(language).items()
        if sorted(PLACE.findall(text)) != sorted(PLACE.findall(other))
    ]

    assert differing == []


@each_language
def test_a_translation_is_no_longer_chinese(language: str) -> None:
    """What is translated is translated whole."""
    places = {text: PLACE.sub("", other) for text, other in catalogue(language).items()}

    assert [text for text, other in places.items() if CHINESE.search(other)] == []


@pytest.mark.parametrize("path", SPEAKS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_sentence_is_put_together_from_pieces(path: Path) -> None:
    """An f-string with Chinese in it could not be said in another language."""
    pieces = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        and any(
            isinstance(part, ast.Constant) and CHINESE.search(str(part.value))
            for part in node.values
        )
    ]

    assert path.name in FOR_CLERKS or pieces == []
