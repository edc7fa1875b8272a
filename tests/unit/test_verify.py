"""Any byte that is not as it was is found, and nothing that is as it was is accused."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from briefing import editions
from briefing.domain.months import Month
from briefing.editions import verify
from briefing.system import files
from tests.editions import COUNTY, ledger, publish, small_project, write
from tests.project import run

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings.paths import Project

MAY = Month(2020, 5)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """March to May are published, April and May in two editions, and the summary of May."""
    project = small_project(tmp_path)
    for number in (3, 4, 5):
        publish(project, number)
    write(ledger(project, 4), "corrected\n")
    write(project.county(COUNTY).corrections / "4月.toml", "# none\n")
    for number in (3, 4, 5):
        publish(project, number)
    publish(project, 5, "province")
    return project


def found(project: Project) -> verify.Verified:
    return verify.verify(project, editions.targets(project.reports))


def faults(project: Project) -> list[str]:
    return [
        f"{folder.relative_to(project.root).as_posix()}：{what}"
        for folder, what in found(project).faults
    ]


def test_nothing_untouched_is_accused(project: Project) -> None:
    """The former editions' ledgers have changed since, as they may."""
    assert found(project) == verify.Verified()
    assert len(list(project.reports.rglob("manifest.json"))) == 7


def test_every_flipped_byte_is_found(project: Project) -> None:
    """In ledgers, rules, corrections, notebooks, the lock; in every file of every edition."""
    found = [path for path in project.root.rglob("*") if path.is_file() and path.stat().st_size]
    unseen = []
    for path in found:
        data = path.read_bytes()
        for place in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
            if not faults(project):
                unseen.append((path.relative_to(project.root).as_posix(), place))
        path.write_bytes(data)

    # What nothing that is published was made of.
    assert {path for path, _ in unseen} == {"notebooks/dossier.ipynb"}
    assert faults(project) == []


def test_only_what_was_touched_is_named(project: Project) -> None:
    """By the report that it belongs to, or by each that was made of it."""
    (project.reports / COUNTY / "editions" / "2020-04" / "1" / "briefing.pdf").write_bytes(b"?")
    assert faults(project) == ["reports/甲/2020-04：第1版的 briefing.pdf 缺失或与发布时不一致。"]

    write(ledger(project, 3), "flipped\n")
    assert [line for line in faults(project) if "raw" in line] == [
        f"reports/甲/2020-0{number}：data/甲/raw/2020-03/进展.csv 缺失或与发布时不一致。"
        for number in (3, 4, 5)
    ]


def test_a_ledger_that_a_newer_edition_was_made_of_is_no_damage(project: Project) -> None:
    """May is stale then, which is told, but not damaged."""
    write(ledger(project, 4), "corrected again\n")
    assert len(faults(project)) == 2
    publish(project, 4)

    assert faults(project) == []
    assert found(project).notes[1].startswith("甲 2020-05：用的是甲 2020-04改正前的数")


def test_a_county_that_has_published_again_does_not_damage_the_summary(project: Project) -> None:
    """The summary was made of an edition that has been followed; a damaged one is damage."""
    write(ledger(project, 5), "corrected\n")
    target = publish(project, 5)
    assert faults(project) == []

    (target / "indicators.csv").write_text("flipped", encoding="utf-8")
    assert (
        "reports/province/2020-05：reports/甲/2020-05/indicators.csv 缺失或与发布时不一致。"
        in (faults(project))
    )


def test_a_missing_edition_is_named(project: Project) -> None:
    """The first of two, or the second, or one in the place of another."""
    april = project.published(COUNTY, Month(2020, 4))
    (first,) = editions.former(april).values()
    kept = project.root / "kept"
    shutil.copytree(first, kept)

    shutil.rmtree(first)
    assert faults(project) == ["reports/甲/2020-04：第1版缺失。"]

    shutil.copytree(editions.former(project.published(COUNTY, MAY))[1], first)
    assert faults(project) == ["reports/甲/2020-04：第1版不是下一版所替代的那一版。"]

    shutil.rmtree(first)
    shutil.move(kept, first)
    shutil.rmtree(april)
    assert "reports/甲/2020-04：manifest.json 缺失或无法读取。" in faults(project)


def test_a_changed_program_is_told_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same version it is not what it was; of another, its bytes are not here."""
    monkeypatch.setattr(verify, "code_hash", lambda: "changed")
    monkeypatch.setattr(verify, "fonts_hash", lambda: "changed")
    assert [what for _, what in found(project).faults] == [
        f"程序（版本 {verify.__version__}）与发布时不一致。",
        "字体与发布时不一致。",
    ]

    monkeypatch.setattr(verify, "__version__", "9.0")
    write(project.notebook("briefing"), "upgraded")
    assert found(project).faults == []
    assert found(project).notes[-1].endswith("现为 9.0：它们的程序、依赖与笔记本不作核对。")


def test_editions_of_older_versions_are_told_in_one_line_and_are_no_fault(
    project: Project,
) -> None:
    """Their program, lock and notebooks are no longer here; every other byte still has to be theirs."""
    for number, version in ((3, "0.0.1"), (4, "0.0.2")):
        publish(project, number, version=version, code="older", lock="older")
    write(project.notebook("briefing"), '{"metadata": {}, "cells": [], "nbformat": 4}')
    publish(project, 5)
    told = run(project.root, "verify")

    assert told.returncode == 0
    (line,) = (line for line in (told.stdout + told.stderr).splitlines() if "版本" in line)
    assert line.startswith("提示 有简报由版本 0.0.1、0.0.2 生成，现为 ")

    write(ledger(project, 3), "flipped")
    assert run(project.root, "verify").returncode != 0


@pytest.mark.parametrize("name", ["index.html", "甲/failed/2020-05.html"])
def test_a_page_that_stands_in_no_manifest_bears_its_own_seal(project: Project, name: str) -> None:
    """That of all that is published, and one of what failed: any byte that is another is found."""
    page = project.reports / name
    page.parent.mkdir(exist_ok=True)
    whole = files.sealed_page("<!DOCTYPE html>\n<p>柞水县</p>\n")
    page.write_bytes(whole)
    assert faults(project) == []

    for place in range(len(whole)):
        page.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not files.is_sealed(page), place
    for other in (b"", whole[:-1], whole + b"\n"):
        page.write_bytes(other)
        assert faults(project) == [
            f"reports/{name}：与写出时不一致，请再执行 briefing build 或 briefing due。"
        ]
