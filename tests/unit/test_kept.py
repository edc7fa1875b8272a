"""What was read of a file is kept, and read anew when it is not the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pickle
import shutil
from typing import TYPE_CHECKING

import pytest

from briefing.ledgers.cut import read_cache
from briefing.ledgers.cut.month_reader import read_month
from briefing.ledgers.cut.read_cache import ReadCache
from briefing.ledgers.ingest import open_year
from briefing.ledgers.tidy.persons import NAME, without_persons
from briefing.settings.county_rules import Reading
from briefing.settings.paths import CountyFolder
from briefing.workbooks.guard import Guard
from briefing.workbooks.sheet import Cell, Sheet
from tests.conftest import MAY, ZHASHUI, reading, sheet, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.ledgers.cut.book_reader import Extract
    from briefing.settings.county import County

PROJECTS = """
    序号 | 项目名称 | 责任单位 | 总投资（万元） | 年度任务（万元） | 5月完成（万元） | 1-5月累计（万元） | 开复工状态
    1    | 水厂     | 水利局   | {total}        | 500              | 10              | 50                | 在建
    合计 |          |          | {total}        | 500              | 10              | 50                |
"""
SPONSORS = """
    序号 | 项目名称 | 责任单位 | 包抓领导 | 联系人及电话        | 工作组
    1    | 水厂     | 水利局   | 甲某某   | 乙某某 13812345678 | 是
    2    | 公路     | 交通局   | 无       | /                  | 是
"""


@pytest.fixture
def folder(tmp_path: Path) -> CountyFolder:
    """A county that sent two ledgers for May."""
    folder = CountyFolder(tmp_path / "zhashui")
    folder.raw(MAY).mkdir(parents=True)
    shutil.copy(read_cache.__file__, folder.config)
    send(folder, total=1000)
    workbook(folder.raw(MAY) / "包抓.xlsx", sheet(SPONSORS))
    return folder


def send(folder: CountyFolder, total: int) -> None:
    workbook(folder.raw(MAY) / "进展.xlsx", sheet(PROJECTS.format(total=total)))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened rather than recalled, as they are opened."""
    seen: list[str] = []
    really = Guard.read

    def noted(guard: Guard, path: Path) -> object:
        seen.append(path.name)
        return really(guard, path)

    monkeypatch.setattr(Guard, "read", noted)
    return seen


def read_may(folder: CountyFolder, made_from: str = "code") -> Extract:
    remembered = ReadCache(folder.kept(MAY), made_from, without_persons)
    return read_month(folder.raw(MAY), MAY, kept=remembered)


def entries(folder: CountyFolder) -> list[Path]:
    return sorted(folder.kept(MAY).iterdir())


def test_what_is_recalled_is_what_was_read(folder: CountyFolder, opened: list[str]) -> None:
    """Tables, findings and hashes; and nothing is opened for it."""
    first = read_may(folder)
    again = read_may(folder)

    assert opened == ["包抓.xlsx", "进展.xlsx"]
    assert len(first.tables) == 2
    assert again == first


def test_cells_of_every_kind_are_recalled(tmp_path: Path) -> None:
    """Their types too: 1 is not True, and a day is not a moment."""
    cells: list[Cell] = [
        None, "水厂", 1.0, 1, True, float("inf"), dt.date(2020, 5, 1),
        dt.datetime.fromisoformat("2020-05-01T08:00"), dt.time(8), dt.timedelta(days=1),
    ]  # fmt: skip
    (table,) = reading(sheet(PROJECTS.format(total=1))).tables
    table = dataclasses.replace(
        table, numbers=list(range(20_000)), values={"remark": cells * 2000}, hidden=frozenset({1})
    )
    held = ReadCache(tmp_path, "code", without_persons)
    held.keep("进展.xlsx", "hash", [table], [], [])

    assert held.recall("进展.xlsx", "hash") == ([table], [], [])
    ((recalled,), _, _) = held.recall("进展.xlsx", "hash") or ([], [], [])
    assert list(map(type, recalled.values["remark"])) == list(map(type, table.values["remark"]))
    assert recalled.kinds[0] is table.kinds[0]


def test_only_the_file_that_changed_is_read_again(folder: CountyFolder, opened: list[str]) -> None:
    """The entry of what it was before is removed."""
    read_may(folder)
    opened.clear()
    send(folder, total=2000)

    found = read_may(folder)

    assert opened == ["进展.xlsx"]
    assert found.tables[1].values["total_plan_wan"][0] == 2000
    assert len(entries(folder)) == 2


def test_a_file_of_another_name_is_read_again(folder: CountyFolder, opened: list[str]) -> None:
    """Findings cite it."""
    read_may(folder)
    opened.clear()
    (folder.raw(MAY) / "进展.xlsx").rename(folder.raw(MAY) / "进展2.xlsx")

    assert {table.file for table in read_may(folder).tables} == {"包抓.xlsx", "进展2.xlsx"}
    assert opened == ["进展2.xlsx"]


def limited(county: County) -> County:
    return county.model_copy(update={"reading": Reading(cells=100_000)})


@pytest.mark.parametrize("change", ["code", "limits", "month"])
def test_another_way_of_reading_reads_again(
    folder: CountyFolder, opened: list[str], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """New code, other limits, another month: and nothing is left of the old."""
    changes: dict[str, Callable[[], object]] = {
        "code": lambda: monkeypatch.setattr(
            "briefing.editions.provenance.code_hash", lambda: "new"
        ),
        "limits": lambda: None,
        "month": lambda: shutil.copytree(folder.raw(MAY), folder.raw(MAY.next)),
    }
    open_year(folder, ZHASHUI, MAY)
    assert opened == ["包抓.xlsx", "进展.xlsx"]
    before = entries(folder)
    opened.clear()

    changes[change]()
    rules = limited(ZHASHUI) if change == "limits" else ZHASHUI
    # The seal of the month would have spared the reading altogether.
    shutil.rmtree(folder.tidy(MAY))
    month = MAY.next if change == "month" else MAY
    open_year(folder, rules, month)

    assert opened[-2:] == ["包抓.xlsx", "进展.xlsx"]
    assert (entries(folder) == before) == (change == "month")


def test_an_unchanged_file_is_recalled_when_the_county_changed(
    folder: CountyFolder, opened: list[str]
) -> None:
    """Its names of offices are no matter of reading."""
    open_year(folder, ZHASHUI, MAY)
    opened.clear()
    folder.config.write_text("# 改", encoding="utf-8")

    open_year(folder, ZHASHUI, MAY)

    assert opened == []


def test_a_file_that_is_gone_is_forgotten(folder: CountyFolder) -> None:
    """And so is what someone else left there."""
    read_may(folder)
    (folder.raw(MAY) / "包抓.xlsx").unlink()
    (folder.kept(MAY) / "tmpabc").write_bytes(b"half")

    read_may(folder)

    assert len(entries(folder)) == 1


@pytest.mark.parametrize("damage", [b"", b"1", b"\0" * 100])
def test_a_damaged_entry_is_read_anew(
    folder: CountyFolder, opened: list[str], damage: bytes
) -> None:
    """Cut off, or with other bytes; and it is whole again after that."""
    first = read_may(folder)
    opened.clear()
    for path in entries(folder):
        whole = path.read_bytes()
        path.write_bytes(damage or whole[:-1])

    assert read_may(folder) == first
    assert sorted(opened) == ["包抓.xlsx", "进展.xlsx"]
    assert read_may(folder) == first
    assert len(opened) == 2


class Evil:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("echo evil",)


def test_an_entry_makes_nothing_but_tables(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever writes into the folder runs nothing by it."""
    held = ReadCache(tmp_path, "code", without_persons)
    held.keep("a.xlsx", "hash", [], [], [])
    (path,) = tmp_path.iterdir()
    payload = pickle.dumps([Evil()])
    path.write_bytes(read_cache._SEAL(payload).digest() + payload)

    assert held.recall("a.xlsx", "hash") is None
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_takes_no_entry_costs_nothing(
    folder: CountyFolder, opened: list[str]
) -> None:
    """A full or read-only disk: the month is read, each time."""
    folder.kept(MAY).parent.mkdir(parents=True)
    folder.kept(MAY).write_text("in the way", encoding="utf-8")

    assert read_may(folder) == read_may(folder)
    assert len(opened) == 4


def test_a_refusal_is_not_kept(folder: CountyFolder, opened: list[str]) -> None:
    """The disk, the machine or a lock may have been at fault."""
    (folder.raw(MAY) / "坏.xlsx").write_bytes(b"PK\x03\x04")
    first = read_may(folder)
    opened.clear()

    assert read_may(folder).findings == first.findings
    assert opened == ["坏.xlsx"]


def test_nothing_that_identifies_a_person_is_kept(folder: CountyFolder) -> None:
    """Neither numbers nor names; that there is a name is kept, and that there is none."""
    first = read_may(folder)
    bytes_kept = b"".join(path.read_bytes() for path in entries(folder))

    assert "水厂".encode() in bytes_kept
    for secret in ("13812345678", "甲某某", "乙某某"):
        assert secret.encode() not in bytes_kept
    (sponsors,) = [table for table in first.tables if table.ledger.id == "sponsorship"]
    assert sponsors.values["has_leader"] == [NAME, "无"]
    assert sponsors.values["contact"] == [NAME, "/"]


def test_a_table_without_persons_stays_as_it_is() -> None:
    """It is not even copied."""
    (table,) = reading(sheet(PROJECTS.format(total=1))).tables

    assert without_persons(table) is table


def test_what_is_noted_at_a_private_cell_is_not_kept() -> None:
    """What is noted elsewhere is."""
    drawn = sheet(SPONSORS)
    noted = Sheet(
        drawn.file,
        drawn.name,
        drawn.rows,
        comments={(1, 4): "丙某某", (1, 3): "县长", (1, 1): "注"},
    )
    (table,) = reading(noted).tables

    assert sorted(without_persons(table).comments.values()) == ["县长", "注"]
