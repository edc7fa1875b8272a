"""What an edition says otherwise than the one before: old, new, why, and which cells."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from briefing.indicators.published import Former
from briefing.indicators.trace import Name, Trace, Value
from briefing.sections import front, revision
from briefing.sections.report import Report, Revision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.indicators.trace import Values

RAW = "data/zhashui/raw/2020-05"
STARTED = Name("A02", "county", "个")
WAS_FEWER = {STARTED: Value("已开复工项目数", "85")}


@pytest.fixture(scope="session")
def figures(may: Report) -> dict[Name, Value]:
    """What May 2020 prints."""
    frame = may.indicators.frame("2020-05")
    columns = (frame[name] for name in ("indicator", "scope", "unit", "name", "value"))
    return {Name(*key): Value(name, value) for *key, name, value in zip(*columns, strict=True)}


def revised(
    report: Report,
    figures: Values | None,
    before: Mapping[str, str] | None = None,
    now: Mapping[str, str] | None = None,
    trace: Trace | None = None,
) -> Report:
    former = Former(1, before or {}, figures, trace)
    return dataclasses.replace(report, revision=Revision(former, now or {}))


def rows_of(report: Report) -> list[list[str]]:
    block = revision.table(report)
    return [
        [cell["text"] if isinstance(cell, dict) else cell for cell in row["cells"]]
        for row in block.content["rows"]
    ]


def test_a_first_edition_revises_nothing(may: Report) -> None:
    """Neither the head nor the annexes speak of editions."""
    assert revision.table(may).content == {"text": ""}
    assert "版" not in front.masthead(may).content["number"]


def test_the_second_edition_says_so_in_its_head(may: Report, figures: dict[Name, Value]) -> None:
    """Nobody takes it for the first, in whichever language."""
    report = revised(may, figures)

    assert front.masthead(report).content["number"] == "2020年第5期（总第5期）　第2版"
    assert front.masthead(report.in_language("en")).content["number"].endswith("· edition 2")


def test_every_changed_figure_is_told_with_old_and_new(
    may: Report, figures: dict[Name, Value]
) -> None:
    """Changed, new and gone, as a sentence would say them; those that are the same are not."""
    sums, gone = Name("A10", "county", "亿元"), Name("A02", "town:旧镇", "个")
    more = {sums: Value("完成投资", "42.5"), gone: Value("已开复工项目数", "3")}
    before = figures | WAS_FEWER | more
    del before[Name("A01", "county", "个")]
    report = revised(may, before)

    assert [figure.name for figure in revision.changed(report)] == [
        ("A01", "county", "个"),
        STARTED,
        gone,
        sums,
    ]
    assert [row[:4] for row in rows_of(report)] == [
        ["重点项目数", "全县", "—", "95个"],
        ["已开复工项目数", "全县", "85个", "86个"],
        ["已开复工项目数", "旧镇", "3个", "—"],
        ["完成投资", "全县", "42.5亿元", "43亿元"],
    ]


def test_a_figure_that_is_no_longer_known_is_told_as_it_was(
    may: Report, figures: dict[Name, Value]
) -> None:
    """An edition may be older than the going of an indicator."""
    report = revised(may, figures | {Name("Z99", "county", "个"): Value("旧指标", "7")})

    assert [row[:4] for row in rows_of(report)] == [["旧指标", "全县", "7个", "—"]]


def test_the_cells_that_changed_are_told_with_the_reason(
    may: Report, figures: dict[Name, Value]
) -> None:
    """A ledger that was sent anew, from which trace tells the cell; what is the same is not named."""
    content = copy.deepcopy(may.trace)
    source, position, read = _status_of_a_started_project(content)
    content["sources"][source]["sent"]["status"][position] = "未开工"
    content["sources"][source]["read"]["status"][position] = "未开工"
    report = revised(may, figures | WAS_FEWER, trace=Trace(content))

    ((*_, why, cells),) = rows_of(report)

    told = content["sources"][source]
    sheet, row, *_ = told["rows"][position]
    place = told["sheets"][sheet]
    assert why == "台账重报"
    assert cells.startswith(
        f"{place['file']} › {place['sheet']} › {place['letters']['status']}{row}（"
    )
    assert cells.endswith(f"）：“未开工”→“{read}”")


def test_a_correction_is_named_by_its_reason(may: Report, figures: dict[Name, Value]) -> None:
    """Who confirmed it is not told to all."""
    table = may.tables["projects"]
    position = int(may.facts.projects["is_started"].to_numpy().argmax())
    note = {
        "position": position,
        "column": "status",
        "expect": "未开工",
        "value": "已开工",
        "reason": "责任单位补报",
        "confirmed_by": "投资科",
        "confirmed_on": "2020-06-08",
    }
    corrected = dataclasses.replace(table, corrected=pd.DataFrame([note]))
    now = dataclasses.replace(may, tables=may.tables | {"projects": corrected})
    reserve = Name("C01", "county", "个")
    report = revised(
        now,
        figures | WAS_FEWER | {reserve: Value("储备项目数", "219")},
        {},
        {"data/zhashui/corrections/5月.toml": "new"},
        Trace(may.trace),
    )

    started, other = rows_of(report)

    assert started[4] == "责任单位补报"
    assert started[5].startswith(f"{table.frame['source_file'].iloc[position]} › 5月 › ")
    assert other[4:] == ["有改动的文件：corrections/5月.toml", ""]


def test_of_many_cells_the_first_are_named(may: Report, figures: dict[Name, Value]) -> None:
    """And how many there are."""
    content = copy.deepcopy(may.trace)
    source, *_ = _status_of_a_started_project(content)
    told = content["sources"][source]
    told["read"]["status"] = ["未开工"] * len(told["rows"])
    report = revised(may, figures | WAS_FEWER, trace=Trace(content))

    ((*_, cells),) = rows_of(report)

    assert cells.count(" › 5月 › ") == revision.MOST_CELLS
    assert cells.endswith("个单元格")


def _status_of_a_started_project(content: dict[str, Any]) -> tuple[int, int, str]:
    """The number of this month's source that has it, its row, and how it was read."""
    for number, told in enumerate(content["sources"]):
        if told["month"] == content["month"] and "status" in told["columns"]:
            for position, sent in enumerate(told["sent"]["status"]):
                read = told["read"]["status"][position] or sent
                if read == "已开工":
                    return number, position, read
    raise AssertionError


def test_a_figure_without_a_changed_file_has_a_changed_program(
    may: Report, figures: dict[Name, Value]
) -> None:
    """The notebook is part of the program."""
    files = {"notebooks/briefing.ipynb": "old", "data/zhashui/county.toml": "same"}
    report = revised(may, figures | WAS_FEWER, files, {"data/zhashui/county.toml": "same"})

    assert rows_of(report)[0][4:] == ["程序有改动", ""]


def test_an_edition_with_the_same_figures_says_so(may: Report, figures: dict[Name, Value]) -> None:
    """And names the file that made it another edition."""
    report = revised(may, figures, {}, {"data/zhashui/county.toml": "new"})

    assert revision.table(report).content["text"] == (
        "修订说明（第2版替代第1版）数字与上一版相同。有改动的文件：zhashui/county.toml"
    )


def test_a_damaged_former_edition_cannot_be_compared(may: Report) -> None:
    """That is told, instead of every figure as new."""
    assert revision.table(revised(may, None)).content["text"] == ("第1版的数字已损坏，无法对照。")


def test_revisions_can_be_told_in_english(may: Report, figures: dict[Name, Value]) -> None:
    """The table's heads, names, figures and reasons."""
    report = revised(may.in_language("en"), figures | WAS_FEWER)
    block = revision.table(report)

    assert block.content["title"] == "Revisions (edition 2 replaces edition 1)"
    assert rows_of(report)[0][1:5] == ["County", "85", "86", "program changed"]
