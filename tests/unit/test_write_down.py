"""Corrections and an office's answers are written down, once it is seen what they change."""

from __future__ import annotations

import io
import json
import re
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from briefing import cli
from briefing.domain.months import Month
from briefing.ledgers import ingest
from briefing.ledgers.feedback import finding_list
from briefing.settings.paths import PACKAGE, CountyFolder
from briefing.workbooks import guard
from tests.cases import InProcess
from tests.conftest import sheet, workbook
from tests.unit.test_intake import LEDGERS, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APRIL, MAY = Month(2020, 4), Month(2020, 5)
SAID = ("--reason", "按计划文件", "--by", "水利局", "--on", "2020-06-02")


@pytest.fixture
def folder(tmp_path: Path) -> CountyFolder:
    """A county in a project of its own, whose May is sound."""
    (tmp_path / "notebooks").mkdir()
    folder = CountyFolder(tmp_path / "data" / "某县")
    send(folder, MAY)
    sample = PACKAGE / "starter" / "sample" / "county.toml"
    folder.config.write_bytes(sample.read_bytes())
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run the command line here; *answer* is typed where it asks."""

    def run(*words: str, answer: str = "") -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(ingest, "Guard", InProcess)
        monkeypatch.setattr(guard, "Guard", InProcess)
        monkeypatch.setattr(sys, "argv", ["briefing", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capfd.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def written(folder: CountyFolder) -> str:
    path = folder.corrections / "2020-05.toml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_a_correction_is_shown_then_written_in_the_clerks_words(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Ledger, project and column by their names; the next check lists it."""
    send(folder, APRIL)
    code, out, _ = run(
        *("correct", "2020-05", "F2", "--file", "projects", "--to", "500", "--yes", *SAID)
    )

    assert code == 0
    assert out.splitlines() == [
        (
            "projects.xlsx › 月报 › F2 水厂 · 年度计划投资：由“600”改为“500”（0.8333倍），"
            "按计划文件，水利局，2020-06-02"
        ),
        (
            "  新增 [X03] projects.xlsx › 月报 › 第2行 › 年度计划投资（F列）："
            "读到“600”，已更正为“500”，上月为600万元，调整应有依据。请水利局核实。"
        ),
        "写入后：错误0条，提示1条。",
        "已写入 data/某县/corrections/2020-05.toml",
        "接着可执行 briefing check 2020-05",
    ]
    assert written(folder) == (
        '[[correction]]\nmonth = "2020-05"\nledger = "重点项目进展月报表"\nproject = "水厂"\n'
        'column = "年度计划投资"\nexpect = "600"\nvalue = "500"\nreason = "按计划文件"\n'
        'confirmed_by = "水利局"\nconfirmed_on = 2020-06-02\n'
    )
    assert "更正 projects.xlsx › 月报 › F2 水厂" in run("check", "2020-05")[1]


def test_a_correction_tells_which_findings_it_settles(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]]
) -> None:
    """A project is named by its name and a column; the ledger follows from them."""
    send(folder, APRIL)
    send(folder, MAY, total=500)
    code, out, _ = run("check", "2020-05")
    assert (code, "[E1]" in out) == (3, False)

    code, out, _ = run(
        *("correct", "2020-05", "水厂", "--column", "1-5月累计", "--to", "50", "--yes", *SAID)
    )

    assert code == 0
    assert "  解决 [E1] projects.xlsx › 月报 › 第2行 › 自年初累计完成投资（H列）" in out
    assert "写入后：错误0条" in out
    assert run("check", "2020-05")[0] == 0


def test_it_asks_before_it_writes(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Who says no, or nothing, changes nothing."""
    asked = ("correct", "2020-05", "F2", "--file", "projects", "--to", "500", *SAID)

    assert (run(*asked, answer="n\n")[0], written(folder)) == (0, "")
    assert (run(*asked)[0], written(folder)) == (1, "")
    assert (run(*asked, answer="y\n")[0], 'value = "500"' in written(folder)) == (0, True)


def test_json_tells_what_would_change_and_writes_only_if_told_to(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]]
) -> None:
    """A program is not asked."""
    asked = ("correct", "2020-05", "F2", "--file", "projects", "--to", "500", "--json", *SAID)

    told = json.loads(run(*asked)[1])

    assert (told["is_written"], written(folder)) == (False, "")
    assert told["line"].startswith(
        "projects.xlsx › 月报 › F2 水厂 · 年度计划投资：由“600”改为“500”"
    )
    assert json.loads(run(*asked, "--yes")[1])["is_written"]
    assert 'value = "500"' in written(folder)


def test_a_bare_number_has_the_unit_of_its_column(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a column of 亿元, 0.2 is 0.2亿元, as the clerk sees it there."""
    in_yi = (
        LEDGERS["projects"].replace("总投资（万元）", "总投资（亿元）").replace("|1000|", "|0.1|")
    )
    monkeypatch.setitem(LEDGERS, "projects", in_yi)
    send(folder, MAY)

    run("correct", "2020-05", "E2", "--file", "projects", "--to", "0.2", "--yes", *SAID)

    assert 'expect = "0.1"\nvalue = "0.2亿元"\n' in written(folder)


FAULTS = {
    ("B2", "--to", "1"): "B2：有",
    ("Z2", "--to", "1"): "Z2：没有读到Z列。",
    ("F2", "--file", "projects", "--to", "600"): "本来就是“600”，不用更正。",
    ("F2", "--file", "projects", "--to", "六百上下"): "新值“六百上下”不明确。",
    ("水厂", "--to", "1"): "“水厂”不是单元格，应写作 K9；是项目的，请用 --column",
    ("水场", "--column", "总投资", "--to", "1"): "没有找到这个项目，相近的有“水厂”。",
    ("水厂", "--column", "总投", "--to", "1"): "这个项目没有“总投”列。",
    ("F2", "--ledger", "进展表", "--to", "1"): "没有台账“进展表”，是否想写",
    ("F2", "--to", "1", "--on", "昨天"): "--on “昨天”无法识别",
    ("F2", "--to", "1", "--reason", " "): "--reason、--by 不能为空",
}


def test_what_cannot_be_corrected_is_one_line(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Exit code 2, and nothing is written."""
    ended = {words: run("correct", "2020-05", "--yes", *SAID, *words) for words in FAULTS}

    assert {words: code for words, (code, _, _) in ended.items()} == dict.fromkeys(FAULTS, 2)
    for words, (_, _, err) in ended.items():
        assert FAULTS[words] in err
        assert len(err.splitlines()) == 1
    assert written(folder) == ""


def test_a_cell_is_corrected_once(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]]
) -> None:
    """Which of two is right is not for us to say; the former one is named."""
    asked = ("correct", "2020-05", "F2", "--file", "projects", "--yes", *SAID)
    assert run(*asked, "--to", "500")[0] == 0

    code, _, err = run(*asked, "--to", "400")

    assert code == 2
    assert "这个单元格已有另一条更正（改为“500”，水利局，2020-06-02）" in err
    assert written(folder).count("[[correction]]") == 1


def fill(path: Path, answers: dict[str, tuple[object, str]], **other: object) -> Path:
    """
    Fill in a feedback workbook as an office does: by the cell or the code of a line, 改为 and 说明.

    *other* are cells of the second sheet that someone changes besides.
    """
    book = openpyxl.load_workbook(path)
    page = book[finding_list.LIST]
    rows = [row for row in page.iter_rows() if row[0].value is not None]
    top = next(at for at, row in enumerate(rows) if row[0].value == "序号")
    heads = [cell.value for cell in rows[top]]
    asked = []
    for row in rows[top + 1 :]:
        line = dict(zip(heads, row, strict=True))
        names = [line["单元格"].value, line["编号"].value]
        asked += names
        value, reason = next((answers[name] for name in names if name in answers), (None, ""))
        line["改为"].value = value
        line["说明"].value = reason or None
    assert answers.keys() <= set(asked), f"asked are {asked}"
    for address, text in other.items():
        book.worksheets[1][address] = text
    book.save(path)
    return path


@pytest.fixture
def asked(folder: CountyFolder, run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> Path:
    """水利局 is asked about a plan that is no number, a total investment, an overrun of 序时."""
    text = LEDGERS["projects"].format(month=5, done=10, total=50)
    wrong = text.replace("|600|", "|数百|").replace("|1000|", "|约1000|").replace("在建", "待定中")
    workbook(folder.raw(MAY) / "projects.xlsx", sheet(wrong))
    code, _, _ = run("check", "2020-05", "--feedback", "out")
    assert code == 3
    (found,) = (path for path in (tmp_path / "out").iterdir() if "水利局" in path.name)
    return found


TOLD = {"F2": (600, ""), "E2": ("", "估算未批"), "I2": ("在建", "已进场")}


def test_answers_become_corrections_and_confirmations(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]], asked: Path
) -> None:
    """Each is shown, guarded by what it replaces, and the office's; then the month is sound."""
    code, out, err = run("answers", "2020-05", str(fill(asked, TOLD)), "--yes", *SAID[-2:])

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"{asked.name}：水利局答复3条，未答复0条"
    assert [line.partition(" ")[0] for line in lines[1:4]] == ["更正", "更正", "确认"]
    text = written(folder)
    assert 'expect = "数百"\nvalue = "600"\nreason = "水利局答复反馈单（V02）"' in text
    assert 'expect = "待定中"\nvalue = "在建"\nreason = "已进场"\nconfirmed_by = "水利局"' in text
    assert 'finding = "V04"' in text
    assert 'value = "约1000"\nreason = "估算未批"' in text
    assert text.count("confirmed_on = 2020-06-02") == 3
    assert run("check", "2020-05")[0] == 0


def test_answers_are_read_once(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]], asked: Path
) -> None:
    """The same file again adds nothing, and says so."""
    fill(asked, TOLD)
    run("answers", "2020-05", str(asked), "--yes")
    before = written(folder)

    code, out, _ = run("answers", "2020-05", str(asked), "--yes")

    assert (code, written(folder)) == (0, before)
    assert out.splitlines()[1:] == ["3条以前已经读入，或台账已改。", "没有可以写入的答复。"]


def test_what_is_changed_elsewhere_is_named_and_not_read(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]], asked: Path
) -> None:
    """In the rows as sent, below them, and where nothing stood."""
    other = {"H5": "700", "B9": "新行", "Z5": "旁注"}

    code, _, err = run("answers", "2020-05", str(fill(asked, TOLD, **other)), "--yes")

    assert code == 0
    assert err.splitlines() == [
        (
            f"{asked.name}：改动了“改为”“说明”之外的单元格，没有读：《重点项目进展月报表》H5“700”、"
            "《重点项目进展月报表》Z5“旁注”、《重点项目进展月报表》B9“新行”"
        )
    ]
    assert "700" not in written(folder)


def test_an_answer_to_what_the_ledger_no_longer_says_is_named(
    folder: CountyFolder, run: Callable[..., tuple[int, str, str]], asked: Path
) -> None:
    """The office has sent another ledger since: it must look again; exit code 3."""
    fill(asked, TOLD)
    text = LEDGERS["projects"].format(month=5, done=10, total=50)
    workbook(
        folder.raw(MAY) / "projects.xlsx",
        sheet(text.replace("|600|", "|几百|").replace("|1000|", "|约900|")),
    )

    code, out, err = run("answers", "2020-05", str(asked), "--yes")

    assert code == 3
    moved = "没有读入：发出反馈单以后台账改了，projects.xlsx › 月报"
    assert [line.partition(" 现为")[0] for line in err.splitlines()] == [
        f"第1条（V02）答复“600”{moved} › F2",
        f"第3条（V04）答复“估算未批”{moved} › E2",
    ]
    assert out.splitlines()[1:] == ["1条以前已经读入，或台账已改。", "没有可以写入的答复。"]
    assert written(folder) == ""


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"F2": ("六百上下", "")}, "新值“六百上下”不明确"),
        ({"F2": ("", "确无计划")}, "是错误，不能只写说明，请在“改为”填应填的值"),
        ({"F2": ("数百", "")}, "“改为”与原来的“数百”相同"),
        ({"I2": ("还没定", "")}, "新值“还没定”无法识别"),
    ],
)
def test_an_answer_that_says_nothing_certain_is_named(
    folder: CountyFolder,
    run: Callable[..., tuple[int, str, str]],
    asked: Path,
    answers: dict[str, tuple[object, str]],
    why: str,
) -> None:
    """It is not guessed, and the others are read all the same."""
    told = {"E2": TOLD["E2"]} | answers

    code, _, err = run("answers", "2020-05", str(fill(asked, told)), "--yes")

    assert code == 3
    assert why in err
    assert "估算未批" in written(folder)
    assert "[[correction]]" not in written(folder)


def test_a_workbook_that_is_none_or_of_another_month_is_one_line_each(
    run: Callable[..., tuple[int, str, str]], asked: Path, folder: CountyFolder
) -> None:
    """Before anything is read; a program gets the same in JSON."""
    code, _, err = run(
        "answers", "2020-05", str(folder.raw(MAY) / "projects.xlsx"), "nowhere.xlsx"
    )

    assert code == 2
    assert [line.partition("：")[2] for line in err.splitlines()] == [
        "不是反馈单，或另存时丢了其中的记录，请用 briefing check 2020-05 --feedback 写出的 xlsx 填写。",
        "没有这个文件。",
    ]
    _, _, err = run("answers", "2020-04", str(asked))
    assert "是 2020-05 的反馈单，不是柞水县 2020-04 的。" in err


def test_a_feedback_workbook_among_the_ledgers_is_told_in_one_line(
    run: Callable[..., tuple[int, str, str]], asked: Path, folder: CountyFolder
) -> None:
    """Its rows would count twice; what to do with it is said."""
    send(folder, MAY)
    (folder.raw(MAY) / "回执.xlsx").write_bytes(fill(asked, TOLD).read_bytes())

    code, out, err = run("check", "2020-05")

    assert code == 3
    assert re.search("回执.xlsx +→ 不是本系统的台账，因为是反馈单", out)
    assert err.splitlines() == [
        (
            "错误 [F25] 回执.xlsx：是发给单位的反馈单，不是台账，raw 里应只放台账。请移出这个文件夹；"
            "单位已答复的，用 briefing answers 2020-05 回执.xlsx 读入。"
        )
    ]
