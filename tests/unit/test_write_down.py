"""A correction is written from the command line, once it is seen what it changes."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from briefing import cli
from briefing.domain.months import Month
from briefing.ledgers import ingest
from briefing.settings.paths import PACKAGE, CountyFolder
from tests.cases import InProcess
from tests.unit.test_intake import LEDGERS, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APRIL, MAY = Month(2020, 4), Month(2020, 5)
SAID = ("--reason", "按计划文件", "--by", "水利局", "--on", "2020-06-02")


@pytest.fixture
def folder(tmp_path: Path) -> CountyFolder:
    """A county in a project of its own, whose April and May are sound."""
    (tmp_path / "notebooks").mkdir()
    folder = CountyFolder(tmp_path / "data" / "某县")
    for month in (APRIL, MAY):
        send(folder, month)
    sample = PACKAGE / "starter" / "sample" / "county.toml"
    folder.config.write_bytes(sample.read_bytes())
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run the command line here; *answer* is typed where it asks."""

    def run(*words: str, answer: str = "") -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(ingest, "Guard", InProcess)
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
    assert [finding["code"] for finding in told["added"]] == ["X03"]
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
