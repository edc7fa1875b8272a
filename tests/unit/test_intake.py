"""A month is read once, and again when anything that it was made from has changed."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from briefing.domain.errors import SettingsWrong
from briefing.domain.findings import singly
from briefing.domain.months import Month
from briefing.editions import provenance
from briefing.ledgers import ingest
from briefing.ledgers.cut.month_reader import MonthReader
from briefing.ledgers.dictionary import all_ledgers
from briefing.settings import county
from briefing.settings.paths import PACKAGE, CountyFolder
from tests.conftest import sheet, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.ledgers.cut.book_reader import Extract

MARCH, APRIL, MAY = Month(2020, 3), Month(2020, 4), Month(2020, 5)
# Every required ledger with one row; the projects' row is the month's.
LEDGERS = {
    "projects": (
        "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|本月完成（万元）|"
        "1-{month}月累计（万元）|开复工状态\n1|水厂|新建|水利局|1000|600|{done}|{total}|在建"
    ),
    "statistics": (
        "统计编码|项目名称|统计开工|计划总投资（万元）|本年完成投资（万元）|纳统状态|信用代码\n"
        "A1|水厂|是|1000|10|已纳统|91330100799655058B"
    ),
    "reserve": (
        "序号|项目名称|领域|建设性质|建设地点|起止年限|总投资（万元）|责任单位\n"
        "1|学校|民生|新建|营盘镇|2021|900|教育局"
    ),
    "permits": "序号|项目名称|审批类型|建议书|可研|环评\n1|水厂|备案|√|√|/",
    "sponsorship": "序号|项目名称|责任单位|包抓领导|工作组|任务清单\n1|水厂|水利局|张三|是|是",
    "tasks": (
        "序号|项目名称|办理事项|承办单位|受理日期|承诺时限\n1|水厂|用地|资源局|2020-01-06|5"
    ),
    "problems": (
        "序号|项目名称|督查日期|存在问题|责任单位|完成情况\n1|水厂|2020-01-06|征地慢|水利局|推进中"
    ),
}


def send(folder: CountyFolder, month: Month, done: int = 10, total: int | None = None) -> None:
    """Put a month's ledgers in its folder."""
    folder.raw(month).mkdir(parents=True, exist_ok=True)
    total = 10 * month.number if total is None else total
    for name, text in LEDGERS.items():
        filled = text.format(month=month.number, done=done, total=total)
        workbook(folder.raw(month) / f"{name}.xlsx", sheet(filled))


@pytest.fixture
def folder(tmp_path: Path) -> CountyFolder:
    """A county whose April and May are sound."""
    folder = CountyFolder(tmp_path / "zhashui")
    folder.root.mkdir()
    shutil.copy(PACKAGE / "starter" / "sample" / "county.toml", folder.config)
    send(folder, APRIL)
    send(folder, MAY)
    return folder


def opened(folder: CountyFolder, month: Month = MAY) -> list[ingest.CheckedMonth]:
    return ingest.open_year(folder, county.load(folder.config), month)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The months that are read rather than loaded, as they are read."""
    seen: list[str] = []
    really = MonthReader.read

    def noted(reader: MonthReader, *rest: Any) -> Extract:
        seen.append(str(reader.month))
        return really(reader, *rest)

    monkeypatch.setattr(MonthReader, "read", noted)
    return seen


def test_the_fixture_holds_every_required_ledger() -> None:
    """Else every month would be refused for what this test left out."""
    assert {ledger.id for ledger in all_ledgers() if ledger.required} == LEDGERS.keys()


def test_a_year_is_opened_up_to_its_month(folder: CountyFolder) -> None:
    """Months without a folder are left out; the report month is the last."""
    year = opened(folder)

    assert [checked.month for checked in year] == [APRIL, MAY]
    assert all(checked.is_sound for checked in year)
    assert [f.code for f in year[0].findings] == ["F07"]
    assert year[1].findings == []


def test_a_month_is_read_once(folder: CountyFolder, reads: list[str]) -> None:
    """The second time it comes from the store, and is the same."""
    first = opened(folder)
    second = opened(folder)

    assert reads == ["2020-04", "2020-05"]
    assert [checked.key for checked in second] == [checked.key for checked in first]
    assert second[1].findings == first[1].findings
    frame, again = (year[1].tables["projects"].frame for year in (first, second))
    assert again.equals(frame)


def test_a_changed_byte_is_read_again(folder: CountyFolder, reads: list[str]) -> None:
    """In May's ledgers it costs May."""
    opened(folder)
    reads.clear()
    send(folder, MAY, done=11)

    year = opened(folder)

    assert reads == ["2020-05"]
    assert list(year[1].tables["projects"].frame["done_this_month_wan"]) == [11.0]


def test_a_changed_former_month_is_held_against_the_next_again(
    folder: CountyFolder, reads: list[str]
) -> None:
    """May was checked against April, so April's change costs both."""
    opened(folder)
    reads.clear()
    send(folder, APRIL, total=45)

    year = opened(folder)

    assert reads == ["2020-04", "2020-05"]
    assert "E1" in [f.code for f in singly(year[1].findings)]


def test_a_new_file_is_read_again(folder: CountyFolder, reads: list[str]) -> None:
    """A file more is another month, even if it is no ledger."""
    opened(folder)
    reads.clear()
    (folder.raw(MAY) / "说明.pdf").write_bytes(b"%PDF-1.7\n" + bytes(64))

    year = opened(folder)

    assert reads == ["2020-05"]
    assert [f.code for f in year[1].findings] == ["F13"]


def test_litter_is_no_change(folder: CountyFolder, reads: list[str]) -> None:
    """A workbook that is open in Excel is not another month."""
    opened(folder)
    reads.clear()
    (folder.raw(MAY) / "~$projects.xlsx").write_bytes(b"someone")

    opened(folder)

    assert reads == []


def test_a_changed_county_is_read_again(folder: CountyFolder, reads: list[str]) -> None:
    """Names of offices are read by county.toml."""
    opened(folder)
    reads.clear()
    folder.config.write_text(
        folder.config.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8"
    )

    opened(folder)

    assert reads == ["2020-04", "2020-05"]


def test_a_written_correction_is_read_again(folder: CountyFolder, reads: list[str]) -> None:
    """Corrections are part of what a month is made from."""
    opened(folder)
    reads.clear()
    folder.corrections.mkdir()
    (folder.corrections / "a.toml").write_text(
        """
        [[correction]]
        month = "2020-05"
        ledger = "projects"
        project = "水厂"
        column = "annual_task_wan"
        expect = "600"
        value = "700"
        reason = "核实"
        confirmed_by = "水利局"
        confirmed_on = 2020-06-02
        """,
        encoding="utf-8",
    )

    year = opened(folder)

    assert reads == ["2020-04", "2020-05"]
    assert list(year[1].tables["projects"].frame["annual_task_wan"]) == [700.0]
    assert list(year[0].tables["projects"].frame["annual_task_wan"]) == [600.0]


TOLD = """
[[correction]]
month = "{month}"
project = "水厂"
column = "年度任务"
expect = "600"
value = "700"
reason = "核实"
confirmed_by = "水利局"
confirmed_on = 2020-06-02
"""


def test_a_file_of_a_month_touches_no_month_before(folder: CountyFolder, reads: list[str]) -> None:
    """It is read for its own month alone, and what is wrong with it stops no other."""
    opened(folder)
    before = provenance.month_files(folder.root, folder, APRIL)
    reads.clear()
    folder.corrections.mkdir()
    (folder.corrections / "2020-05.toml").write_text(TOLD.format(month=MAY), encoding="utf-8")

    assert opened(folder)[-1].tables["projects"].frame["annual_task_wan"].iloc[0] == 700.0
    assert reads == ["2020-05"]
    assert provenance.month_files(folder.root, folder, APRIL) == before
    (folder.corrections / "2020-05.toml").write_text("[[correction", encoding="utf-8")
    assert opened(folder, APRIL)[-1].is_sound
    with pytest.raises(SettingsWrong, match=r"2020-05\.toml"):
        opened(folder, MAY)


def test_a_correction_in_the_file_of_another_month_is_refused_in_its_own(
    folder: CountyFolder,
) -> None:
    """Nobody would see that it does not count."""
    folder.corrections.mkdir()
    (folder.corrections / "2020-05.toml").write_text(TOLD.format(month=APRIL), encoding="utf-8")

    with pytest.raises(SettingsWrong, match=r"读到 2020-04，而文件名是 2020-05\.toml"):
        opened(folder, APRIL)


def test_what_was_written_down_is_told_again_from_the_store(folder: CountyFolder) -> None:
    """Every check and build lists it, also of a month that was read before; JSON has it too."""
    folder.corrections.mkdir()
    who = 'reason = "核实"\nconfirmed_by = "水利局"\nconfirmed_on = 2020-06-02\n'
    what = 'month = "2020-05"\nledger = "projects"\nproject = "水厂"\ncolumn = "年度任务"\n'
    (folder.corrections / "a.toml").write_text(
        f'[[correction]]\n{what}expect = "600"\nvalue = "60"\n{who}'
        f'[[confirmed]]\n{what}finding = "R11"\nvalue = "60"\n{who}',
        encoding="utf-8",
    )

    read, stored = opened(folder)[-1], opened(folder)[-1]

    assert stored.written == read.written
    correction, confirmation = stored.written
    assert correction.startswith("更正 ")
    assert "水厂 · 年度计划投资：由“600”改为“60”（0.1倍），核实，水利局，2020-06-02" in correction
    assert confirmation.startswith("确认 [R11] ")
    assert "R11" not in {finding.code for finding in stored.findings}
    told = json.loads(stored.as_json("x"))
    assert [entry["after"] for entry in told["corrected"]] == [60]
    assert [entry["finding"]["code"] for entry in told["confirmed"]] == ["R11"]


def test_a_damaged_store_is_read_again(folder: CountyFolder, reads: list[str]) -> None:
    """Without its seal nothing is taken from it."""
    opened(folder)
    reads.clear()
    (folder.tidy(MAY) / "seal.json").write_text("{", encoding="utf-8")

    opened(folder)

    assert reads == ["2020-05"]


def test_a_refused_former_month_is_left_out(folder: CountyFolder) -> None:
    """What is not sound is not compared with, and that is said."""
    send(folder, APRIL, total=-40)

    (may,) = opened(folder)

    assert may.month == MAY
    assert may.is_sound
    assert [f.line for f in may.findings] == [
        "[F07] raw/2020-04：上月台账未通过核查，本月累计应能与上月核对。请补报或更正上月台账。"
    ]


def test_a_missing_former_month_is_said(folder: CountyFolder) -> None:
    """May without April cannot be held against it; March is not taken in its stead."""
    shutil.rmtree(folder.raw(APRIL))
    send(folder, MARCH)

    year = opened(folder)

    assert [checked.month for checked in year] == [MARCH, MAY]
    assert [f.found for f in year[1].findings] == ["没有上月台账"]


def test_a_refused_report_month_is_still_opened(folder: CountyFolder) -> None:
    """With its findings, so that the clerk is told."""
    send(folder, MAY, total=-50)

    year = opened(folder)

    assert year[-1].month == MAY
    assert not year[-1].is_sound


def test_a_month_without_a_folder_is_refused(folder: CountyFolder) -> None:
    """Nothing is stored for it."""
    june = opened(folder, Month(2020, 6))[-1]

    assert [f.code for f in june.findings] == ["F06"]
    assert not folder.tidy(Month(2020, 6)).exists()


def test_january_has_nothing_before_it(folder: CountyFolder) -> None:
    """A year begins without a comparison, and without a warning."""
    send(folder, Month(2020, 1))

    (january,) = opened(folder, Month(2020, 1))

    assert january.findings == []
