"""A clerk asks for the cells behind a figure, and for what changed; a wrong word gets a right one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefing import editions
from briefing.cli.trace import _chosen
from briefing.domain.errors import UsageError
from briefing.editions.manifest import SEAL, sealed
from briefing.indicators.trace.reading import Trace
from tests.project import ROOT, run

MAY = "reports/zhashui/2020-05"


@pytest.fixture
def published(built: Path, tmp_path: Path) -> Path:
    """A project with May's second edition, and a first in which a task and two figures were others."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data" / "zhashui").mkdir(parents=True)
    shutil.copy(ROOT / "data/zhashui/county.toml", tmp_path / "data/zhashui")
    shutil.copytree(built / MAY, tmp_path / MAY)
    shutil.copytree(built / MAY, tmp_path / "reports/zhashui/editions/2020-05/1")
    former = tmp_path / "reports/zhashui/editions/2020-05/1"
    text = (former / "indicators.csv").read_text(encoding="utf-8")
    (former / "indicators.csv").write_text(
        text.replace("年度任务,115.4,", "年度任务,115.3,").replace(
            "投资完成率,37.3,", "投资完成率,37.4,"
        ),
        encoding="utf-8",
    )
    trace = json.loads((former / "trace.json").read_text(encoding="utf-8"))
    projects = next(
        each
        for each in trace["sources"]
        if (each["month"], each["ledger"]) == ("2020-05", "projects")
    )
    projects["sent"]["annual_task_wan"][0] = "10000"
    (former / "trace.json").write_text(json.dumps(trace), encoding="utf-8")
    record = editions.manifest(tmp_path / MAY)
    assert record is not None
    del record[SEAL]
    (tmp_path / MAY / "manifest.json").write_bytes(sealed(record | {"edition": 2}))
    return tmp_path


def test_a_figure_is_followed_to_its_cells(built: Path) -> None:
    """Formula, both parts with their numbers, and each cell with its place and its values."""
    done = run(built, "trace", "2020-05", "A24")
    lines = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0] == "zhashui 2020-05 A24 替换前后投资差〔county〕：0.03亿元（调度口径）"
    assert lines[1].startswith("公式 Σ 替换后年度投资 − Σ 被替换项目年度任务")
    assert lines[2] == "分子 35200万元，6个单元格"
    assert (
        "  十四五规划项目储备表（截至5月底）定稿.xlsx › 储备项目 › 第135行 › 替换后年度投资（S135） "
        "红岩寺镇本地湾村河堤治理工程：原值“20400”，读作“20400万元”"
    ) in lines
    assert lines[9] == "分母 34900万元，3个单元格"


def test_a_figure_is_told_to_programs(built: Path) -> None:
    """As JSON, with the citation of each cell; the scope may be called by its name alone."""
    done = run(built, "trace", "2020-05", "开复工率", "--scope", "水利局", "--json")
    (figure,) = json.loads(done.stdout)

    assert (figure["id"], figure["scope"], figure["unit"]) == ("A03", "unit:水利局", "%")
    assert (figure["numerator"], figure["denominator"]) == ("7", "8")
    assert {cell["citation"].partition(":")[0] for cell in figure["denominator_cells"]} == {
        "projects.responsible_unit",
        "projects.nature",
    }


@pytest.mark.parametrize(
    ("indicator", "scope", "unit", "said"),
    [
        ("A3", "county", "", "没有指标“A3”，是不是"),
        ("开工率", "county", "", "新建项目开工率"),
        ("A03", "水力局", "", "A03 没有范围“水力局”，可用的有"),
        ("C03", "county", "件", "C03 没有单位“件”，可用的有 个、亿元。"),
    ],
)
def test_a_wrong_word_gets_the_right_ones(
    built: Path, indicator: str, scope: str, unit: str, said: str
) -> None:
    """An unknown indicator, scope or unit is told with what comes near."""
    trace = Trace.load(built / MAY / "trace.json")
    assert trace is not None

    with pytest.raises(UsageError, match=said):
        _chosen(trace, indicator, scope, unit)
    (name,) = _chosen(trace, "A03", "水利", "")
    assert trace.value(name) == "85.7"


def test_a_wrong_word_is_one_line(built: Path) -> None:
    """And the exit code of a wrong request."""
    done = run(built, "trace", "2020-05", "A3")

    assert (done.returncode, done.stdout) == (2, "")
    assert "没有指标“A3”，是不是" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_figure_that_was_published_otherwise_says_so(built: Path, tmp_path: Path) -> None:
    """Ledgers that have changed since are no reason to be silent."""
    project = tmp_path / "project"
    shutil.copytree(built, project)
    path = project / MAY / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("年度任务,115.4,", "年度任务,115.3,"), encoding="utf-8")

    done = run(project, "trace", "2020-05", "A09")

    assert done.stderr == "注意 已公布的是115.3亿元，台账或规则后来有改动。\n"
    assert done.returncode == 0


def test_two_editions_are_held_against_each_other(published: Path) -> None:
    """Every figure that differs, old and new, and the cells that it was."""
    done = run(published, "diff", "2020-05", "--edition", "1..2")
    lines = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0] == "A09 年度任务：115.3亿元→115.4亿元（台账重报）"
    assert "第9行 › 年度计划投资（K9）" in lines[1]
    assert "：“10000万元”→“11000万元”，台账重报" in lines[1]
    assert lines[2] == "A11 投资完成率：37.4%→37.3%（台账重报）"
    assert lines[-1] == "zhashui 2020-05第1版→2020-05第2版：2项指标不同。"
    assert run(published, "diff", "2020-05", "--edition", "1").stdout.count("A09") == 1


def test_two_months_are_held_against_each_other(published: Path) -> None:
    """Of the county as a whole; the cells are counted, and listed when asked for."""
    shutil.copytree(
        published / "reports/zhashui/editions/2020-05/1", published / "reports/zhashui/2020-04"
    )

    done = run(published, "diff", "2020-05")
    listed = json.loads(run(published, "diff", "2020-05", "2020-04", "--json").stdout)

    assert done.stdout.splitlines()[-1] == "zhashui 2020-04→2020-05：2项指标不同。"
    assert [(each["id"], each["old"], each["new"]) for each in listed] == [
        ("A09", "115.3", "115.4"),
        ("A11", "37.4", "37.3"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2020-05",), "2020-04：没有找到 reports/zhashui/2020-04/indicators.csv"),
        (("2020-05", "--edition", "7"), "2020-05第7版：没有找到 "),
        (("2020-05", "--edition", "x"), "--edition “x”无法识别，应写作 1 或 1..2。"),
        (("2020-05", "2020-04", "--edition", "1"), "--edition 比的是同一个月的两版"),
    ],
)
def test_what_was_never_published_cannot_be_compared(
    published: Path, words: tuple[str, ...], said: str
) -> None:
    """One Chinese line, and the exit code of a wrong request."""
    done = run(published, "diff", *words)

    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1
