"""A month that cannot be trusted: every fault is named by its cell, and nothing is published."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from briefing.domain.months import Month
from briefing.ledgers.cut.month_reader import read_month
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_table import SheetTable
from briefing.ledgers.dictionary import ledger
from briefing.workbooks.sheet import letter
from tests.project import run

RAW = Path("data") / "zhashui" / "raw" / "2020-05"
MONTH = Path("reports") / "zhashui" / "2020-05"


def table_of(raw: Path, name: str) -> SheetTable:
    tables = read_month(raw, Month(2020, 5)).tables
    return next(table for table in tables if table.ledger is ledger(name))


def spoil(raw: Path, name: str, key: str, value: object) -> tuple[str, str, int, str]:
    """Put *value* into one project's cell; return where: file, sheet, row, column letter."""
    table = table_of(raw, name)
    position = [index for index, kind in enumerate(table.kinds) if kind is RowKind.PROJECT][6]
    column = table.placed[key].index
    workbook = openpyxl.load_workbook(raw / table.file)
    workbook[table.sheet].cell(table.numbers[position], column + 1).value = value
    workbook.save(raw / table.file)
    return table.file, table.sheet, table.numbers[position], letter(column)


def test_a_wrong_cell_is_named_with_what_to_do(project: Path) -> None:
    """File, sheet, row, column, what was found, what was expected, what to do; exit code 3."""
    file, sheet, row, column = spoil(project / RAW, "projects", "annual_task_wan", "—")

    done = run(project, "check", "2020-05")

    assert done.returncode == 3
    line = next(line for line in done.stderr.splitlines() if "[V01]" in line)
    assert f"{file} › {sheet} › 第{row}行 › 年度计划投资（{column}列）：读到“—”，应为数字" in line
    assert re.search(r"请.+核实后填写，确无计划请填0。最可能：K15应为400万元", line)


def test_every_fault_is_collected_before_stopping(project: Path) -> None:
    """Nobody should resend a file five times."""
    spoil(project / RAW, "projects", "annual_task_wan", "三千上下吧")
    spoil(project / RAW, "projects", "status", "待定中")
    spoil(project / RAW, "reserve", "total_plan_wan", "#REF!")

    found = json.loads(run(project, "check", "2020-05", "--format", "json").stdout)["findings"]
    cells = {(entry["column"], entry["found"]) for entry in found if entry["code"] == "V02"}

    assert cells == {
        ("年度计划投资", "读到“三千上下吧”"),
        ("开复工状态", "读到“待定中”"),
        ("总投资", "读到“#REF!”"),
    }


def test_a_refused_month_publishes_nothing_and_keeps_the_last_edition(
    project: Path, built: Path
) -> None:
    """Exit code 3, how many causes and the first, the page, the next command; the former edition stays."""
    shutil.copytree(built / MONTH, project / MONTH)
    before = {path.name: path.read_bytes() for path in (project / MONTH).iterdir()}
    spoil(project / RAW, "projects", "done_this_year_wan", "一千")

    done = run(project, "build", "2020-05")

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    first, *causes, last = done.stderr.splitlines()
    assert first.startswith("柞水县2020年5月月度简报没有生成：台账有")
    assert causes[0].startswith("[")
    assert last == (
        "说明页：reports/zhashui/failed/2020-05.html；下一步：briefing check 2020-05 --county zhashui。"
    )
    assert before == {path.name: path.read_bytes() for path in (project / MONTH).iterdir()}
    page = (project / MONTH.parent / "failed" / "2020-05.html").read_text(encoding="utf-8")
    assert "停在这一步：核查台账" in page
    assert "第1版</a>仍然有效" in page
    log = (project / "logs" / "briefing.jsonl").read_text(encoding="utf-8")
    assert '"sheet": "5月", "row": 15' in log
    assert "一千" not in page + log


def test_a_missing_ledger_stops_the_build(project: Path) -> None:
    """Which ledger is missing, and who owes it."""
    next((project / RAW).glob("*储备表*")).unlink()

    done = run(project, "build", "2020-05")

    assert done.returncode == 3
    assert "没有找到《“十四五”规划项目储备表》" in done.stderr
    assert not (project / MONTH).exists()


def test_an_unreadable_ledger_stops_the_build(project: Path) -> None:
    """A file that is no workbook is named; the other files are still read."""
    next((project / RAW).glob("*储备表*")).write_bytes(b"PK\x03\x04 broken")

    done = run(project, "check", "2020-05")

    assert done.returncode == 3
    assert "[F11]" in done.stderr
    assert "8种台账" in done.stdout


def test_a_sum_that_disagrees_is_named(project: Path) -> None:
    """A changed cell contradicts its band's and its ledger's sums, and last month: one cause."""
    table = table_of(project / RAW, "projects")
    spoil(project / RAW, "projects", "done_this_year_wan", 99_999)

    done = run(project, "check", "2020-05")
    singly = run(project, "check", "2020-05", "--all")

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "N15应为280万元；若如此，5处不符全部消除" in done.stderr
    assert singly.stderr.count("[R03]") == 3
    assert "[E1]" in singly.stderr
    assert f"{table.file} › {table.sheet}" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["build", "2020-13"], 2, "应写作 YYYY-MM"),
        (["build", "2020-05", "--county", "../etc"], 2, "不得含路径"),
        (["build", "2020-05", "--county", "nowhere"], 2, "没有县"),
        (["build", "2020-05", "--report", "nothing"], 2, "没有找到笔记本"),
        (["check", "2020-05", "--format", "xml"], 2, "应为 text 或 json"),
        (["build", "2021-05"], 3, "没有这个文件夹"),
        (["verify", "2020-05"], 2, "没有已发布"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_request_gets_one_chinese_line_and_its_exit_code(
    project: Path, words: list[str], code: int, said: str
) -> None:
    """Exit codes are those of the contract, and no clerk sees a traceback."""
    done = run(project, *words)

    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_key_in_county_toml_lists_the_right_ones(project: Path) -> None:
    """The key, a suggestion, and all keys of its section."""
    rules = project / "data" / "zhashui" / "county.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("growth_pct = 8", "growht_pct = 8"), "utf-8"
    )

    done = run(project, "check", "2020-05")

    assert done.returncode == 2
    assert "是否想写“growth_pct”" in done.stderr


def test_verify_names_a_flipped_byte(project: Path, built: Path) -> None:
    """An output that was altered after publishing is named; the rest is not accused."""
    shutil.copytree(built / MONTH, project / MONTH)
    assert run(project, "verify").returncode == 0
    pdf = project / MONTH / "briefing.pdf"
    data = bytearray(pdf.read_bytes())
    data[1000] ^= 1
    pdf.write_bytes(data)

    done = run(project, "verify", "2020-05")

    assert done.returncode == 5
    assert [line for line in done.stderr.splitlines() if "不一致" in line] == [
        f"{MONTH.as_posix()}：briefing.pdf 缺失或与发布时不一致。"
    ]


def test_verify_holds_the_lock_against_what_was_published(project: Path, built: Path) -> None:
    """Other packages may print other figures; that is told once, of no month."""
    shutil.copytree(built / MONTH, project / MONTH)
    with (project / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("#")

    done = run(project, "verify")

    assert done.returncode == 5
    assert done.stderr == "requirements.lock 缺失或与发布时不一致。\n"


def test_verify_does_not_accuse_what_was_never_published(project: Path, built: Path) -> None:
    """Files that a killed batch had staged, and its locks, are no edition."""
    shutil.copytree(built / MONTH, project / MONTH)
    items = project / f"{MONTH}-dossier"
    (items / ".甲.new-1").mkdir(parents=True)
    (items / ".甲.new-1" / "dossier.pdf").touch()
    (items / ".甲.lock").touch()
    assert run(project, "verify").returncode == 0

    (items / "乙").mkdir()
    (items / "乙" / "dossier.pdf").touch()

    assert "乙：manifest.json 缺失或无法读取" in run(project, "verify").stderr


def test_the_sample_is_never_written_over_ledgers_that_are_there(project: Path) -> None:
    """A county of that name stays as it is, unless --force says otherwise."""
    rules = project / "data" / "zhashui" / "county.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + "\n# 我们的\n", encoding="utf-8")

    refused = run(project, "sample", "data")

    assert refused.returncode == 2
    assert "不覆盖已有的台账" in refused.stderr
    assert rules.read_text(encoding="utf-8").endswith("# 我们的\n")


def test_a_place_where_no_file_can_stand_gets_one_line(project: Path) -> None:
    """No clerk sees a traceback."""
    done = run(project, "sample", "/dev/null")

    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
