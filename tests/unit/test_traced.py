"""A month's figures can be followed to their cells, and two editions held against each other."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from briefing.indicators import trace as traced
from briefing.indicators.trace.reading import Name, Trace
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.ingest import open_year
from briefing.sections.report import Report, measure
from briefing.settings import paths
from tests.conftest import MAY, ZHASHUI

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.indicators.trace import TracedCell


@pytest.fixture(scope="module")
def content(may: Report) -> dict[str, Any]:
    # What is published has been JSON.
    found: dict[str, Any] = json.loads(json.dumps(may.trace))
    return found


@pytest.fixture(scope="module")
def trace(content: dict[str, Any]) -> Trace:
    return Trace(content)


def cell(cells: tuple[TracedCell, ...], citation: str) -> TracedCell:
    return next(each for each in cells if each.citation == citation)


def test_every_figure_is_traced(may: Report, trace: Trace) -> None:
    """Each line of indicators.csv has its trace, with the same value."""
    values = traced.values_of(may.indicators.frame("2020-05").to_csv(index=False))

    assert {name: value.value for name, value in values.items()} == {
        name: trace.value(name) for name in trace.names
    }


def test_every_value_has_cells_behind_it(trace: Trace) -> None:
    """Only the part of the year that has gone needs no ledger."""
    without = {name.id for name in trace.names if trace.value(name) and not trace.citations(name)}

    assert without == {"A14"}


def test_a_cell_is_told_by_its_place_and_both_its_values(trace: Trace) -> None:
    """File, sheet, row, address, what was sent and what was read, with its unit."""
    found = trace.of(Name("A27", "county", "%"))
    first = found.denominator_cells[0]

    assert first.place == (
        "附件1：柞水县2020年重点项目进展情况月报表（5月）.xlsx › 5月 › 第9行 › 总投资（I9）"
    )
    assert (first.sent, first.read, first.unit) == ("5.97", "59700", "万元")
    assert (found.numerator, found.counted_in) == ("1912750", "万元")
    assert found.formula == "Σ 自开工累计 ÷ Σ 总投资，两者都报的项目"


def test_what_a_band_says_is_traced_to_the_band(trace: Trace) -> None:
    """Where no column tells the nature of a project, the band above it does."""
    first = trace.of(Name("A01", "county", "个")).numerator_cells[0]

    assert (first.address, first.band, first.read) == ("", 7, "续建")
    assert first.place.endswith("第9行 › 项目性质，见第7行分类")


def test_a_figure_of_other_figures_has_their_cells(trace: Trace) -> None:
    """The score of a unit names its rates, and the cells of all of them are behind it."""
    name = Name("E09", "unit:水利局", "分")

    assert Name("A03", "unit:水利局", "%") in trace.of(name).figures
    assert trace.citations(Name("A03", "unit:水利局", "%")) <= trace.citations(name)


def test_no_amount_of_a_single_project_leaves_the_bureaus_ledger(content: dict[str, Any]) -> None:
    """What is published has the place of such a cell, and neither what was sent nor what was read."""
    amounts = {column.key for column in ledger("statistics").columns if column.type == "money"}
    bureau = next(each for each in content["sources"] if each["ledger"] == "statistics")

    assert amounts & set(bureau["columns"]) == set(bureau["withheld"]) != set()
    assert not amounts & (set(bureau["sent"]) | set(bureau["read"]))
    kept_back = Trace(content).of(Name("B16", "county", "亿元")).numerator_cells
    assert {(each.sent, each.read) for each in kept_back if each.is_withheld} == {("", "")}


def test_whoever_has_the_ledgers_sees_their_amounts(may: Report) -> None:
    """On the bureau's own machine the same cells are told whole."""
    full = traced.trace(may.facts, may.indicators, may.ledgers, may.words, is_published=False)

    assert all(
        each.read
        for each in Trace(full).of(Name("B16", "county", "亿元")).numerator_cells
        if "stat_wan" in each.citation
    )


def test_of_a_person_only_the_presence_is_told(trace: Trace) -> None:
    """A county leader's name is not in the trace; that there is one is."""
    leads = [
        each
        for each in trace.of(Name("D01", "county", "%")).numerator_cells
        if "has_leader" in each.citation
    ]

    assert {(each.sent, each.read) for each in leads} <= {("", "有"), ("", "无"), ("", "")}
    assert "县级领导0" not in json.dumps(trace._content, ensure_ascii=False)


def test_a_trace_is_read_again_from_its_file(trace: Trace, tmp_path: Path) -> None:
    """What cannot be read is no trace."""
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(trace._content), encoding="utf-8")
    read = Trace.load(path)
    assert read is not None

    assert read.cells() == trace.cells()
    assert Trace.read(path.read_bytes()) is not None
    assert Trace.read(b"[]") is None
    path.write_text("{", encoding="utf-8")
    assert Trace.load(path) is None
    assert Trace.load(tmp_path / "none") is None


def corrected(opened: Path, folder: Path, text: str) -> Report:
    """May with a written correction."""
    county = paths.CountyFolder(folder / "zhashui")
    shutil.copytree(opened / "data" / "zhashui", county.root)
    county.corrections.mkdir(exist_ok=True)
    (county.corrections / "一.toml").write_text(text, encoding="utf-8")
    return measure(open_year(county, ZHASHUI, MAY), ZHASHUI)


def test_a_correction_is_named_and_is_why_figures_changed(
    may: Report, trace: Trace, opened: Path, tmp_path: Path
) -> None:
    """One corrected cell: the figures that it moves are listed, old, new, who said so, which cell."""
    unstarted = int((~may.facts.projects["is_started"]).to_numpy().argmax())
    key = str(may.facts.projects["project_key"].iloc[unstarted])
    table = may.tables["projects"]
    position = int((table.frame["project_key"] == key).to_numpy().argmax())
    sent = str(table.sent["status"].iloc[position])
    now = corrected(
        opened,
        tmp_path,
        f"""
[[correction]]
month = "2020-05"
ledger = "projects"
project = "{key}"
column = "status"
expect = "{sent}"
value = "已开工"
reason = "施工合同已签"
confirmed_by = "县交通运输局"
confirmed_on = 2020-06-02
""",
    )
    after = Trace(json.loads(json.dumps(now.trace)))
    found = traced.changed_figures(values(may), values(now), trace, after)
    changed = {figure.name: figure for figure in found}
    started = changed[Name("A02", "county", "个")]
    citation = f"projects.status:{key}"

    assert started.line == "A02 已开复工项目数：86个→87个"
    assert started.why == "更正：施工合同已签（县交通运输局，2020-06-02）"
    assert [each.new.citation for each in started.cells if each.new] == [citation]
    assert f"：“未开工”（原填“{sent}”）→“已开工”" in started.cells[0].line or (
        f"：“{sent}”→“已开工”（原填“{sent}”）" in started.cells[0].line
    )
    assert Name("A01", "county", "个") not in changed
    correction = cell(after.of(started.name).cells, citation).correction
    assert correction == {
        "expect": sent,
        "value": "已开工",
        "reason": "施工合同已签",
        "confirmed_by": "县交通运输局",
        "confirmed_on": "2020-06-02",
    }
    assert traced.changed_cells(trace, after).keys() == {citation}
    # Of each changed figure something is known.
    assert all(figure.cells for figure in found)


def values(report: Report) -> dict[Name, Any]:
    return traced.values_of(report.indicators.frame("2020-05").to_csv(index=False))


def test_what_has_not_changed_is_not_accused(may: Report, trace: Trace) -> None:
    """An edition beside itself: no figure, no cell."""
    assert traced.changed_figures(values(may), values(may), trace, trace) == []
    assert traced.changed_cells(trace, trace) == {}


def test_without_a_trace_figures_are_named_without_cells(may: Report, trace: Trace) -> None:
    """An edition from before traces were kept still tells which figures differ."""
    before = values(may)
    name = Name("A01", "county", "个")
    before[name] = traced.Value("重点项目数", "94")

    (changed,) = traced.changed_figures(before, values(may), None, trace)

    assert (changed.name, changed.old, changed.new, changed.cells) == (name, "94", "95", ())
