"""A month's folder: which files are ledgers, which are missing, and a finding for each fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.editions.provenance import fingerprints
from briefing.ledgers.cut.month_reader import read_month
from briefing.ledgers.dictionary import all_ledgers
from tests.conftest import MAY, sheet, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.ledgers.cut.book_reader import Extract

GROWTH = sheet("统计期|增速(%)|位次\n1—5月|8.3|2", name="增速")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty month."""
    (folder := tmp_path / "2020-05").mkdir()
    return folder


def told(reading: Extract) -> list[tuple[str, str]]:
    """Codes and files, without the ledgers that are missing."""
    return [(finding.code, finding.file) for finding in reading.findings if finding.code != "F02"]


def test_a_ledger_is_known_by_its_head_not_its_name(folder: Path) -> None:
    """附件2：…最终版2.xlsx may hold anything."""
    workbook(folder / "附件2：重点项目（定稿）最终版2.xlsx", GROWTH)

    reading = read_month(folder, MAY)

    assert [table.ledger.id for table in reading.tables] == ["growth"]
    assert told(reading) == []


def test_every_missing_ledger_is_named_with_its_supplier(folder: Path) -> None:
    """Required ledgers that no file holds, each once."""
    workbook(folder / "a.xlsx", GROWTH)

    lines = [f.line for f in read_month(folder, MAY).findings if f.code == "F02"]

    assert len(lines) == sum(ledger.required for ledger in all_ledgers())
    assert "[F02] raw/2020-05：没有找到《督查问题台账》，每月应报。请县政府督查室报送。" in lines


def test_a_month_without_a_folder_is_one_fault(tmp_path: Path) -> None:
    """The folder is missed, not every ledger in it."""
    reading = read_month(tmp_path / "2020-05", MAY)

    assert told(reading) == [("F06", "raw/2020-05")]
    assert len(reading.findings) == 1


def test_a_broken_file_costs_only_itself(folder: Path) -> None:
    """The others are read."""
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    workbook(folder / "好.xlsx", GROWTH)

    reading = read_month(folder, MAY)

    assert told(reading) == [("F11", "坏.xlsx")]
    assert [table.file for table in reading.tables] == ["好.xlsx"]


@pytest.mark.parametrize(
    "name", ["~$重点项目.xlsx", ".~重点项目.xlsx", "._重点项目.xlsx", ".DS_Store", "Thumbs.db"]
)
def test_litter_is_no_file(folder: Path, name: str) -> None:
    """What Excel, WPS and file managers leave behind is not mentioned, read or counted."""
    (folder / name).write_bytes(b"litter")

    reading = read_month(folder, MAY)

    assert told(reading) == []
    assert reading.files == {}


def test_a_picture_is_mentioned(folder: Path) -> None:
    """A file that is no table is left unread, with a warning."""
    (folder / "现场.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64))

    (finding, *_) = read_month(folder, MAY).findings

    assert (finding.code, finding.severity, finding.file) == ("F13", "warning", "现场.jpg")


def test_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    """A ledger lies in its folder; what a link points to may change behind our back."""
    workbook(tmp_path / "elsewhere.xlsx", GROWTH)
    (folder / "台账.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")

    reading = read_month(folder, MAY)

    assert told(reading) == [("F05", "台账.xlsx")]
    assert reading.tables == []


def test_files_are_read_in_order_of_their_names(folder: Path) -> None:
    """The order of a disk makes no difference."""
    for number, name in enumerate(("b.xlsx", "a.xlsx", "c.xlsx"), 3):
        workbook(folder / name, sheet(f"统计期|增速(%)|位次\n1—{number}月|8.3|2"))

    reading = read_month(folder, MAY)

    assert [table.file for table in reading.tables] == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert list(reading.files) == ["a.xlsx", "b.xlsx", "c.xlsx"]


def test_a_changed_byte_is_another_fingerprint(folder: Path) -> None:
    """A file is known by what it holds, not by when it was written."""
    (folder / "a.csv").write_bytes(b"1")
    before = fingerprints(folder)
    (folder / "a.csv").write_bytes(b"2")
    after = fingerprints(folder)
    (folder / "a.csv").write_bytes(b"1")

    assert before != after
    assert fingerprints(folder) == before


def test_a_folder_inside_the_month_is_refused(tmp_path: Path) -> None:
    """What lies in 补报/ would go unread, and nobody would know."""
    (tmp_path / "补报").mkdir()

    found = read_month(tmp_path, MAY).findings

    assert [(f.code, f.file) for f in found if f.code == "F09"] == [("F09", "补报")]


def test_files_are_read_in_their_order_however_long_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long one waits for its turn, and those behind it wait for it."""
    names = [f"{number}.csv" for number in range(9)]
    for number, name in enumerate(names):
        padding = "，" * (900 if number in {0, 3, 4, 8} else 1)
        text = f"项目名称,总投资（万元）,年度计划投资（万元）,责任单位\n水厂{number}{padding},500,5,局\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("briefing.ledgers.cut.month_reader.MOST_AHEAD", 1000)

    found = read_month(tmp_path, MAY)

    assert [table.file for table in found.tables] == names
    assert [str(table.values["project_name"][0])[2] for table in found.tables] == list("012345678")
