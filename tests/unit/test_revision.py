"""What an edition says otherwise than the one before: old, new, why, and which cells."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.briefing import front, revision
from pipeline.briefing.report import Report, Revision
from pipeline.published import Former, Printed

if TYPE_CHECKING:
    from collections.abc import Mapping

RAW = "data/zhashui/raw/2020-05"
STARTED: Printed = ("A02", "county", "个")


@pytest.fixture(scope="session")
def figures(may: Report) -> dict[Printed, str]:
    """What May 2020 prints."""
    frame = may.indicators.frame("2020-05")
    keys = zip(frame["indicator"], frame["scope"], frame["unit"], strict=True)
    return dict(zip(keys, frame["value"], strict=True))


def revised(
    report: Report,
    figures: Mapping[Printed, str] | None,
    before: Mapping[str, str] | None = None,
    now: Mapping[str, str] | None = None,
) -> Report:
    return dataclasses.replace(
        report, revision=Revision(Former(1, before or {}, figures), now or {})
    )


def rows_of(report: Report) -> list[list[str]]:
    block = revision.table(report)
    return [
        [cell["text"] if isinstance(cell, dict) else cell for cell in row["cells"]]
        for row in block.content["rows"]
    ]


def file_of(report: Report, ledger: str) -> str:
    return str(report.tables[ledger].frame["source_file"].iloc[0])


def test_a_first_edition_revises_nothing(may: Report) -> None:
    """Neither the head nor the annexes speak of editions."""
    assert revision.table(may).content == {"text": ""}
    assert "版" not in front.masthead(may).content["number"]


def test_the_second_edition_says_so_in_its_head(may: Report, figures: dict[Printed, str]) -> None:
    """Nobody takes it for the first, in whichever language."""
    report = revised(may, figures)

    assert front.masthead(report).content["number"] == "2020年第5期（总第5期）　第2版"
    assert front.masthead(report.in_language("en")).content["number"].endswith("· edition 2")


def test_every_changed_figure_is_told_with_old_and_new(
    may: Report, figures: dict[Printed, str]
) -> None:
    """Changed, new and gone, as a sentence would say them; those that are the same are not."""
    sums: Printed = ("A10", "county", "亿元")
    gone: Printed = ("A02", "town:旧镇", "个")
    before = figures | {STARTED: "85", sums: "42.5", gone: "3"}
    del before["A01", "county", "个"]
    report = revised(may, before)

    assert revision.changed_figures(report, before) == [
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


def test_a_changed_ledger_is_named_with_the_rows_behind_the_figure(
    may: Report, figures: dict[Printed, str]
) -> None:
    """Its file, its sheet, its rows; a ledger that is the same is not named."""
    file = file_of(may, "projects")
    files = {f"{RAW}/{file}": "new", f"{RAW}/{file_of(may, 'reserve')}": "same"}
    report = revised(may, figures | {STARTED: "85"}, files | {f"{RAW}/{file}": "old"}, files)

    ((*_, why, cells),) = rows_of(report)

    assert why == "台账有改动"
    assert cells.startswith(f"{file} › 5月 › 第")
    assert cells.endswith("等86行")
    assert revision.table(report).content["note"] == f"有改动的文件：{file}"


def test_a_correction_is_named_by_its_cell_and_reason(
    may: Report, figures: dict[Printed, str]
) -> None:
    """What stood there, what stands there now, and why; who confirmed it is not told."""
    table = may.tables["projects"]
    position = next(
        place for place, is_started in enumerate(may.facts.projects["is_started"]) if is_started
    )
    note = {
        "position": position,
        "column": "status",
        "expect": "未开工",
        "value": "已开工",
        "reason": "责任单位补报",
        "confirmed_by": "投资科",
    }
    corrected = dataclasses.replace(table, corrected=pd.DataFrame([note]))
    report = revised(
        dataclasses.replace(may, tables=may.tables | {"projects": corrected}),
        figures | {STARTED: "85", ("C01", "county", "个"): "219"},
        {},
        {"data/zhashui/corrections/5月.toml": "new"},
    )
    place = table.frame.iloc[position]
    letter = table.letter(place["source_file"], place["source_sheet"], "status")

    started, reserve = rows_of(report)

    assert started[4:] == [
        "责任单位补报",
        f"{place['source_file']} › 5月 › {letter}{place['source_row']}：“未开工”更正为“已开工”",
    ]
    assert reserve[4:] == ["有改动的文件：corrections/5月.toml", ""]


def test_a_figure_without_a_changed_file_has_a_changed_program(
    may: Report, figures: dict[Printed, str]
) -> None:
    """The notebook is part of the program."""
    files = {"notebooks/briefing.ipynb": "old", "data/zhashui/county.toml": "same"}
    report = revised(may, figures | {STARTED: "85"}, files, {"data/zhashui/county.toml": "same"})

    assert rows_of(report)[0][4:] == ["程序有改动", ""]


def test_an_edition_with_the_same_figures_says_so(
    may: Report, figures: dict[Printed, str]
) -> None:
    """And names the file that made it another edition."""
    report = revised(may, figures, {}, {"data/zhashui/county.toml": "new"})

    assert revision.table(report).content["text"] == (
        "修订说明（第2版替代第1版）数字与上一版相同。有改动的文件：zhashui/county.toml"
    )


def test_a_damaged_former_edition_cannot_be_compared(may: Report) -> None:
    """That is told, instead of every figure as new."""
    assert revision.table(revised(may, None)).content["text"] == ("第1版的数字已损坏，无法对照。")


def test_revisions_can_be_told_in_english(may: Report, figures: dict[Printed, str]) -> None:
    """The table's heads, names, figures and reasons."""
    report = revised(may.in_language("en"), figures | {STARTED: "85"})
    block = revision.table(report)

    assert block.content["title"] == "Revisions (edition 2 replaces edition 1)"
    assert rows_of(report)[0][1:5] == ["County", "85", "86", "program changed"]
