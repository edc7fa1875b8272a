"""The sheet that goes back: every finding, every row and every sum of a month, sound or not."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest

from briefing.domain.errors import LedgersRefused
from briefing.domain.findings import Finding, Severity
from briefing.domain.months import Month
from briefing.jobs.build import build
from briefing.jobs.edition_builder import EditionBuilder
from briefing.jobs.job import Job
from briefing.ledgers.check import check_month
from briefing.ledgers.correct import Confirmation, Entries, apply, load, rule
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.sections import ledger_check
from briefing.sections.ledger_check import LedgerCheck
from briefing.settings.paths import MANIFEST, Project
from tests.conftest import MAY, ZHASHUI, reading, sheet
from tests.project import copy_project, run

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.page.blocks import Block

LEDGER = """
序号|项目名称  |项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态
   |合计：3个 |        |        |1500          |200           |100              |
1  |木耳产业园|新建    |水利局  |数百          |100           |50               |在建
2  |水厂      |新建    |水利局  |700           |100           |50               |在建
说明：以上均为在册项目
"""
CORRECTION = """
[[correction]]
month = "2020-05"
ledger = "projects"
project = "木耳产业园"
column = "total_plan_wan"
expect = "数百"
value = "800"
reason = "电话核实"
confirmed_by = "县水利局"
confirmed_on = 2020-06-02
"""


def checked(text: str = LEDGER, written: Entries | None = None) -> LedgerCheck:
    """Check one drawn ledger as a month's only one."""
    written = written or Entries()
    found = reading(sheet(text))
    ruled = rule(found.tables, found.findings, written.rows, MAY)
    month = apply(tidy_month(ruled.tables, MAY, ZHASHUI), written.cells, MAY, ZHASHUI)
    findings = sorted({*ruled.findings, *month.findings, *check_month(month.tables, None, MAY)})
    return LedgerCheck(ZHASHUI, MAY, month.tables, findings)


def lines(block: Block) -> list[list[str]]:
    return [
        [cell if isinstance(cell, str) else cell["text"] for cell in row["cells"]]
        for row in block.content["rows"]
    ]


def texts(block: Block) -> str:
    return json.dumps(block.content, ensure_ascii=False)


def test_every_row_is_accounted_for() -> None:
    """Rows read are the sum of what they were taken for."""
    block = ledger_check.rows(checked())
    labels = [column["label"] for column in block.content["columns"]]
    total, row = lines(block)

    assert labels[3:] == ["读取", "计入", "合计", "注"]
    assert row[3:] == total[3:] == ["4", "2", "1", "1"]


def test_every_declared_sum_stands_beside_the_rows() -> None:
    """A sum over a cell that nobody can read is told apart from one that is wrong."""
    found = {line[2]: (line[3:6], line[6]) for line in lines(ledger_check.sums(checked()))[1:]}

    assert found["个数"] == (["3", "2", "1"], "不一致")
    assert found["总投资"] == (["1,500", "700", "800"], "1个数读不出")
    assert found["年度计划投资"] == (["200", "200", "0"], "一致")


def test_findings_are_listed_file_by_file() -> None:
    """Errors and warnings apart, each numbered through, none left out."""
    check = checked()
    listed = [
        line
        for block in (ledger_check.findings(check), ledger_check.doubts(check))
        if block.kind == "table"
        for line in lines(block)
    ]

    assert [line for line in listed if len(line) == 1] == [["台账.xlsx"]]
    assert [line[-1] for line in listed if len(line) > 1] == [f.code for f in check.findings]
    assert ["1", "月报 第2行", *listed[1][2:]] == listed[1]


def test_a_long_list_says_how_much_it_leaves_to_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper has an end; nothing is left out in silence."""
    monkeypatch.setattr(ledger_check, "MOST_PRINTED", 2)
    findings = [
        Finding("a.xlsx", "1", row, "", "V02", Severity.ERROR, "甲", "乙", "丙")
        for row in range(5)
    ]
    block = ledger_check.findings(LedgerCheck(ZHASHUI, MAY, {}, findings))

    assert len(lines(block)) == 3
    assert "另有3条" in block.content["note"]
    assert block.content["unit"] == "共5条"


def test_corrections_are_listed_with_their_reason() -> None:
    """And the finding that asked for them is gone."""
    check = checked(written=load({"a.toml": CORRECTION}))
    [line] = lines(ledger_check.corrections(check))

    assert line[1:] == ["木耳产业园", "总投资", "数百", "800", "电话核实", "县水利局，2020-06-02"]
    assert "V02" not in {finding.code for finding in check.findings}
    assert ledger_check.corrections(checked()).kind == "note"


def test_confirmed_warnings_are_listed_with_their_reason() -> None:
    """What is not asked any more is still shown, with who took it upon themselves."""
    check = checked()
    doubt = Finding("a.xlsx", "5月", 9, "总投资", "W1", Severity.WARNING, "甲", "乙", "丙", "K")
    done = Confirmation(doubt, "已调概", "水利局", "2020-06-02")
    block = ledger_check.confirmed(dataclasses.replace(check, confirmed=[done]))

    assert lines(block) == [
        ["a.xlsx", "5月 K9 总投资", "甲", "W1", "已调概", "水利局，2020-06-02"]
    ]
    assert ledger_check.confirmed(check).kind == "note"


def test_what_is_said_of_a_corrected_cell_shows_its_new_value() -> None:
    """A clerk who reads only the old value would look for another fault."""
    ledger = LEDGER.replace("数百          |100 ", "800           |数百")
    text = CORRECTION.replace("total_plan_wan", "annual_task_wan").replace('"800"', '"900"')
    found = checked(ledger, load({"a.toml": text})).findings

    assert [f.found for f in found if f.code == "W2"] == ["读到“数百”，已更正为“900”"]


def test_the_verdict_says_whether_the_month_can_go_to_print() -> None:
    """With errors it cannot, and the cards are red."""
    bad = checked()
    good = checked(LEDGER.replace("数百", "800").replace("3个", "2个"))

    assert "不能生成简报" in ledger_check.verdict(bad).plain
    assert "可以生成简报" in ledger_check.verdict(good).plain
    assert [card["light"] for card in ledger_check.cards(bad).content["cards"]][2:] == [
        "red",
        "red",
    ]
    assert [card["light"] for card in ledger_check.cards(good).content["cards"]][2] == "green"


@pytest.mark.parametrize(
    "block",
    [
        ledger_check.rows,
        ledger_check.sums,
        ledger_check.findings,
        ledger_check.corrections,
        ledger_check.confirmed,
    ],
)
def test_a_month_without_ledgers_has_its_sheet_too(block: Any) -> None:
    """Each part says that there is nothing."""
    assert block(LedgerCheck(ZHASHUI, MAY, {}, [])).kind == "note"


@pytest.mark.long
@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_refused_month_gets_its_sheet_though_no_briefing(tmp_path: Path, engine: str) -> None:
    """`--report ledger_check` is built of what the briefing refuses; the findings lie beside it."""
    project = Project(copy_project(tmp_path / "project"))
    raw = project.county("zhashui").raw(MAY)
    ledger = next(path for path in raw.iterdir() if "进展" in path.name)
    ledger.write_bytes(b"PK\x03\x04")
    job = Job(project, "zhashui", MAY, "ledger_check")

    with EditionBuilder(project, engine=engine) as builder:
        with pytest.raises(LedgersRefused):
            build(Job(project, "zhashui", MAY), builder)
        built = build(job, builder)
        assert not build(job, builder).is_new

    assert built.target.name == "2020-05-ledger_check"
    assert {path.name for path in built.target.iterdir()} == {
        "ledger_check.html", "ledger_check.pdf", "ledger_check.ipynb", "findings.json",
        "page-one.png", MANIFEST,
    }  # fmt: skip
    told = json.loads((built.target / "findings.json").read_text(encoding="utf-8"))
    codes = {finding["code"] for finding in told["findings"]}
    # The damaged file is called by its ledger's name, which is therefore not missing too.
    assert "F11" in codes
    assert "F02" not in codes
    assert "不能生成简报" in (built.target / "ledger_check.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_month_that_nobody_sent_gets_its_sheet(tmp_path: Path) -> None:
    """It says that the folder is missing, and the command succeeds."""
    folder = copy_project(tmp_path / "project")
    done = run(folder, "build", str(Month(2020, 9)), "--report", "ledger_check")

    assert done.returncode == 0, done.stderr
    page = folder / "reports" / "zhashui" / "2020-09-ledger_check" / "ledger_check.html"
    assert "没有这个文件夹" in page.read_text(encoding="utf-8")
