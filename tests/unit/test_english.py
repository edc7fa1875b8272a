"""The English edition: the same figures by the same objects, and not a Chinese word of ours."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

import briefing
from briefing.domain.errors import UsageError
from briefing.export.document import document_of
from briefing.page.words import words
from briefing.sections import dossier, front, supervision_list
from briefing.sections.front import curve
from briefing.settings import county as counties
from briefing.settings import paths
from tests.conftest import ZHASHUI
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.page.blocks import Block
    from briefing.sections.report import Report

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_CALL = re.compile(r"briefing\.(\w+)\.(\w+)\(report\)")
CALLS = _CALL.findall((ROOT / "notebooks/briefing.ipynb").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def english(may: Report) -> Report:
    """May 2020 as an English reader sees it."""
    names = ZHASHUI.translations["en"].names
    return dataclasses.replace(may, county=ZHASHUI.in_language("en"), words=words("en", names))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            # What tells scopes, fonts and chart fields apart is not shown.
            if key not in {"scope", "indicator", "fonts"} and not (
                key == "unit" and "indicator" in value
            ):
                yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def _sent(report: Report) -> list[str]:
    """Every text that a ledger or a file name holds, the longest first."""
    found = set()
    for table in report.tables.values():
        for column in table.frame.columns:
            texts = table.frame[column].dropna().astype(str)
            found |= {part for text in texts for part in text.split("|") if CHINESE.search(part)}
    found |= {entry.name for entry in (*report.county.units, *report.county.towns)}
    # The words that tell a field are the county's.
    found |= {word for told in report.county.reserve.keywords.values() for word in told}
    return sorted(found, key=len, reverse=True)


@pytest.mark.parametrize(("module", "name"), CALLS, ids=[f"{m}.{n}" for m, n in CALLS])
def test_no_word_of_ours_is_left_in_chinese(english: Report, module: str, name: str) -> None:
    """But for names that the ledgers sent, every block of the briefing is English."""
    block: Block = getattr(getattr(briefing, module), name)(english)
    told = "\n".join(_texts(block.content))
    for text in _sent(english):
        told = told.replace(text, "")

    assert CHINESE.findall(told) == []


def test_the_dialog_of_a_figure_is_english(english: Report) -> None:
    """Its words, every formula, the ledgers' names, their columns and units."""
    content = briefing.sections.origins.trace(english).content
    trace = json.loads(content["trace"])
    told = [
        *content["words"].values(),
        *content["units"].values(),
        *(text for texts in trace["definitions"].values() for text in texts),
        *(source["name"] for source in trace["sources"]),
        *(label for source in trace["sources"] for label, _ in source["columns"].values()),
    ]

    assert [text for text in told if CHINESE.search(text)] == []
    assert trace["definitions"]["A03/%"][1] == "A02 ÷ A01 (started ÷ all projects)"


def test_the_articles_figures_in_english(english: Report) -> None:
    """43亿元 is CNY 4.3 billion, and the reserve's 736亿元 are 73.6 billion."""
    told = front.lead(english).plain

    assert (
        "86 of the county's 95 key projects had started or resumed, a start rate of 90.5%" in told
    )
    assert (
        "completed investment was CNY 4.3 billion, or 37.3% of the annual task of CNY 11.54 billion"
        in told
    )
    assert "4.4 percentage points behind schedule; not started: 9." in told
    assert (
        "220 projects worth CNY 73.6 billion, of which 53 projects worth CNY 6.8 billion" in told
    )


def test_a_card_keeps_the_currency_before_the_number(english: Report) -> None:
    """The number stands out; what it is of stands small beside it."""
    card = front.cards(english).content["cards"][1]

    assert (card["before"], card["number"], card["unit"]) == ("CNY ", "4.3", " billion")


def test_headings_and_numbers_of_tables_are_english(english: Report) -> None:
    """The notebook's own words are said by the exporter, in the masthead's language."""
    cells = [
        nbformat.v4.new_code_cell(
            execution_count=1,
            outputs=[
                nbformat.v4.new_output(
                    "execute_result", block._repr_mimebundle_(), execution_count=1
                )
            ],
        )
        for block in (front.masthead(english), curve.schedule(english))
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[cells[0], nbformat.v4.new_markdown_cell("# 一、全力加快项目进度"), cells[1]]
    )
    document = document_of(notebook)

    assert document["language"] == "en"
    assert document["nodes"][1]["parts"] == ["1. Speeding up projects"]
    assert document["nodes"][2]["number"] == "Figure 1"


def test_dossiers_and_lists_are_english_as_well(english: Report) -> None:
    """Of the first project and of one unit."""
    opened, unit = dossier.open_project(english, "1"), supervision_list.open_unit(english)
    shown = [
        make(opened)
        for make in (
            dossier.masthead, dossier.cards, dossier.alerts, dossier.schedule, dossier.facts,
            dossier.stages, dossier.matters, dossier.problems,
        )
    ]  # fmt: skip
    shown += [
        make(unit)
        for make in (
            supervision_list.masthead, supervision_list.cards, supervision_list.projects, supervision_list.alerts,
            supervision_list.problems, supervision_list.inclusion, supervision_list.matters, supervision_list.receipt,
        )
    ]  # fmt: skip
    told = json.dumps([list(_texts(block.content)) for block in shown], ensure_ascii=False)
    for text in _sent(english):
        told = told.replace(text, "")

    assert CHINESE.findall(told) == []


def test_a_county_without_english_names_says_what_is_missing(tmp_path: Path) -> None:
    """One Chinese line, before anything is built."""
    text = (paths.PACKAGE / "starter" / "sample" / "county.toml").read_text(encoding="utf-8")
    (tmp_path / "county.toml").write_text(text.partition("\n# 英文版")[0], encoding="utf-8")

    with pytest.raises(UsageError, match=r"没有 \[translations.en\]"):
        counties.load(tmp_path / "county.toml").in_language("en")
