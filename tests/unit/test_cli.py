"""The command line as people expect it: help with examples, completion, silence, JSON, suggestions."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

import briefing
from briefing import cli
from briefing.cli import completion
from briefing.cli.app import PANELS, app
from briefing.domain.months import Month
from briefing.editions import items
from briefing.settings.paths import Project
from tests.project import ROOT

ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|default:|required|Error|Try ")
COLOUR = re.compile(r"\x1b\[[\d;]*3\d")
BRIEFING = Path(sys.executable).parent / "briefing"


def commands() -> Iterator[tuple[str, Any]]:
    """Every command, those of groups by both names."""
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        yield from ((f"{name} {x}", y) for x, y in inner.items()) if inner else [(name, command)]


COMMANDS = dict(commands())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run the command line here; exit code, output and errors come back."""

    def run(*words: str, cwd: Path = ROOT) -> tuple[int, str, str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["briefing", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capfd.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of two counties, of which one has a published month."""
    for county, month in (("zhashui", "2020-04"), ("zhashui", "2020-05"), ("luochuan", "2020-06")):
        raw = tmp_path / "data" / county / "raw" / month
        raw.mkdir(parents=True, exist_ok=True)
        (raw / "台账.csv").touch()
        shutil.copy(ROOT / "data/zhashui/county.toml", tmp_path / "data" / county)
    other = tmp_path / "data" / "luochuan" / "county.toml"
    other.write_text(other.read_text("utf-8").replace("柞水县", "洛川县"), encoding="utf-8")
    (tmp_path / "reports" / "zhashui" / "2020-04").mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_examples_that_it_understands(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example that the command would refuse is no example."""
    monkeypatch.chdir(ROOT)
    command = COMMANDS[name]
    lines = (command.epilog or "").splitlines()
    examples = [shlex.split(line.partition("（")[0]) for line in lines if "briefing" in line]

    assert lines[:1] == ["例："]
    assert examples
    for first, *words in examples:
        assert (first, " ".join(words[: len(name.split())])) == ("briefing", name)
        command.make_context(name, words[len(name.split()) :])


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_chinese_and_plain_when_piped(name: str, run: Any) -> None:
    """No word of Typer's, and no colour where nobody sees it."""
    code, out, err = run(*name.split(), "--help")

    assert (code, err) == (0, "")
    assert "用法：" in out
    assert ENGLISH.findall(out) == []
    assert "\x1b" not in out


def test_the_version_is_that_of_the_package(run: Any) -> None:
    """As pyproject.toml names it, and an edition records it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert run("--version") == (0, f"briefing {project['version']}\n", "")
    assert project["version"] == briefing.__version__


@pytest.mark.parametrize("command", ["build", "batch"])
def test_a_language_that_there_is_not_is_refused_before_anything_starts(
    command: str, run: Any
) -> None:
    """One line, exit code 2, no page of a failure."""
    code, out, err = run(command, "2020-05", "--report", "briefing", "--lang", "fr")

    assert (code, out) == (2, "")
    assert err.splitlines() == ["没有语言“fr”，可用的有：zh、en。"]


def test_help_lists_every_command_where_it_is_needed(run: Any) -> None:
    """By what it is for, whole, none left over."""
    code, out, _ = run("--help")
    told = re.findall(r"^. (\w+)  .*[。] +.$", out, flags=re.MULTILINE)

    assert code == 0
    assert told == [name for names in PANELS.values() for name in names]
    assert set(told) == {name.split()[0] for name in COMMANDS}
    assert [title for title in PANELS if f"─ {title} ─" not in out] == []


@pytest.mark.parametrize(("setting", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_is_heeded_on_a_terminal(setting: dict[str, str], is_coloured: bool) -> None:
    """A terminal has colours, unless its owner wants none."""
    reader, writer = pty.openpty()
    known = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    subprocess.run(
        [BRIEFING, "--help"],
        stdout=writer,
        stderr=writer,
        env={**known, "TERM": "xterm-256color", **setting},
        cwd=ROOT,
        check=True,
    )
    os.close(writer)
    told = b""
    while True:
        try:
            part = os.read(reader, 1 << 16)
        except OSError:
            break
        if not part:
            break
        told += part
    os.close(reader)

    assert "用法：" in told.decode()
    assert bool(COLOUR.search(told.decode())) == is_coloured


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["biuld"], "没有命令“biuld”，是不是 build？用法见 briefing --help。"),
        (["xyz"], "没有命令“xyz”。用法见 briefing --help。"),
        (["build"], "缺少MONTH（报告月份，YYYY-MM，如 2020-05）。用法见 briefing build --help。"),
        (["list", "--jsn"], "没有选项 --jsn，是不是 --json？用法见 briefing list --help。"),
        (["build", "2020-05", "x"], "多写了“x”。用法见 briefing build --help。"),
        (["build", "--report"], "选项 --report 后面要写值。用法见 briefing --help。"),
        (["list", "--json=3"], "选项 --json 不该写值。用法见 briefing --help。"),
        (["check", "六月"], "月份“六月”没有写年份，应写作 YYYY-MM，是不是 2020-06？"),
        (["check", "5"], "月份“5”没有写年份，应写作 YYYY-MM，是不是 2020-05？"),
        (
            ["batch", "7月份", "--report", "dossier"],
            "月份“7月份”没有写年份，应写作 YYYY-MM，例如 2020-05。",
        ),
        (["check", "2020.06"], "月份“2020.06”无法识别，应写作 YYYY-MM，是不是 2020-06？"),
        (["check", "2021-05"], "data 下有2个县（luochuan、zhashui），请用 --county 指定。"),
        (
            ["batch", "2020-05", "--report", "dossier", "--workers", "两"],
            (
                "--workers（同时做几份；省略则按处理器与内存决定）的值不合规，应为整数。"
                "用法见 briefing batch --help。"
            ),
        ),
        (["check", "2020-5"], "月份“2020-5”无法识别，应写作 YYYY-MM，是不是 2020-05？"),
        (["check", "2020-05", "-c", "zhasui"], "data 下没有县“zhasui”，是不是 zhashui？"),
        (["check", "2020-05", "-c", "x"], "data 下没有县“x”，现有：luochuan、zhashui。"),
        (
            ["batch", "2020-05", "--report", "dossier", "-c", "louchuan"],
            "data 下没有县“louchuan”，是不是 luochuan？",
        ),
        (
            ["build", "2020-05", "-c", "zhashui", "--report", "dosier"],
            "没有找到笔记本 dosier.ipynb，是不是 dossier？",
        ),
        (
            ["verify", "2020-03"],
            "reports 下没有已发布的2020-03，现有 2020-04，请先执行 briefing build。",
        ),
    ],
)
def test_what_cannot_be_understood_is_one_line_with_what_was_meant(
    words: list[str], line: str, run: Any, small: Path
) -> None:
    """Exit code 2, and nothing on standard output."""
    assert run(*words, cwd=small) == (2, "", f"{line}\n")


@pytest.mark.parametrize(
    ("month", "asked"), [("2002-05", "（是不是 2020-05？）"), ("2020-07", "")]
)
def test_a_year_that_was_mistyped_is_asked_about(
    month: str, asked: str, run: Any, small: Path
) -> None:
    """A month without ledgers may be another year's; one that is to come is not."""
    code, out, _ = run("check", month, "-c", "zhashui", "--json", cwd=small)
    advice = {each["code"]: each["advice"] for each in json.loads(out)["findings"]}

    assert (code, advice["F06"]) == (3, f"请建立文件夹并放入原始台账{asked}")


def test_what_is_due_is_told_to_programs(run: Any, small: Path) -> None:
    """One value, of all counties, and nothing beside it."""
    (small / "data/zhashui/raw/2020-05/台账.csv").write_text("序号", encoding="utf-8")
    words = ("due", "--all", "--as-of", "2020-06-10", "--dry-run", "--json")
    code, out, err = run(*words, cwd=small)
    told = json.loads(out)

    assert (code, err) == (0, "")
    assert {(entry["county"], entry["month"], entry["need"]) for entry in told} >= {
        ("zhashui", "2020-05", "build"),
        ("luochuan", "2020-05", "ledgers"),
    }
    assert all(entry["line"] and entry["exit_code"] == 0 for entry in told)


def test_a_fault_is_told_to_programs_too(run: Any, small: Path) -> None:
    """With --json, standard output is JSON whatever happens."""
    code, out, err = run("check", "2020-5", "--json", cwd=small)

    assert (code, json.loads(out)) == (2, {"exit_code": 2, "errors": [err.strip()]})


def test_silence_leaves_errors_the_exit_code_and_json(run: Any, small: Path) -> None:
    """--quiet keeps what is for people from standard output, and nothing else."""
    loud, quiet = run("list", cwd=small), run("list", "--quiet", cwd=small)
    told = run("list", "-q", "--json", cwd=small)
    refused = run("check", "2020-05", "-c", "zhashui", "-q", cwd=small)

    assert (loud[0], loud[1].count("\n")) == (0, 3)
    assert quiet == (0, "", "")
    assert [entry["month"] for entry in json.loads(told[1])] == ["2020-06", "2020-04", "2020-05"]
    assert (refused[0], refused[1]) == (3, "")
    assert "没有找到《重点项目进展月报表》" in refused[2]


def test_json_of_check_is_its_format_json(run: Any, small: Path) -> None:
    """The contract's --format json and --json are one."""
    former = run("check", "2020-05", "-c", "zhashui", "--format", "json", cwd=small)
    code, out, err = run("check", "2020-05", "-c", "zhashui", "--json", cwd=small)

    assert (code, out, err) == former
    assert (code, json.loads(out)["county"]) == (3, "zhashui")


def test_json_of_the_other_commands(run: Any, small: Path) -> None:
    """What verify, sample and init have to tell."""
    (small / "reports/zhashui/2020-04/briefing.pdf").write_bytes(b"")
    verified = run("verify", "--json", cwd=small)
    sample = run("sample", "other", "--months", "2020-01..2020-01", "--json", cwd=small)
    facts = ["--name", "示例县", "--code", "990101", "--growth", "8", "--first-month", "2026-01"]
    made = run("init", "demo", *facts, "--json", cwd=small)

    assert (verified[0], json.loads(verified[1])["checked"]) == (5, 1)
    assert json.loads(verified[1])["faults"][0]["folder"] == "reports/zhashui/2020-04"
    assert json.loads(sample[1]) == {"folders": ["other/zhashui"]}
    assert json.loads(made[1])["written"][0] == "data/demo/county.toml"


@pytest.mark.parametrize(
    ("complete", "given", "typed", "offered"),
    [
        ("counties", {}, "", ["luochuan", "zhashui"]),
        ("counties", {}, "z", ["zhashui"]),
        ("months", {}, "2020-0", ["2020-04", "2020-05", "2020-06"]),
        ("months", {"county": "zhashui"}, "", ["2020-04", "2020-05"]),
        ("months", {"county": ["luochuan", "zhashui"]}, "2020-06", ["2020-06"]),
        ("months", {"county": "../x"}, "", []),
        ("published", {}, "", ["2020-04"]),
        ("reports", {}, "d", ["dossier"]),
        ("languages", {}, "", ["en", "zh"]),
        ("indicators", {}, "A29", ["A29"]),
        (
            "items",
            {"county": "zhashui", "month": "2020-05", "report": "supervision"},
            "水",
            ["水利局"],
        ),
        (
            "items",
            {"county": "zhashui", "months": ["2020-05"], "report": ["dossier"]},
            "",
            ["水厂"],
        ),
        ("items", {"county": "zhashui", "month": "2020-04", "report": "dossier"}, "", []),
        ("items", {}, "", []),
    ],
)
def test_the_shell_completes_what_the_folders_hold(
    complete: str,
    given: dict[str, Any],
    typed: str,
    offered: list[str],
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Months, counties, reports, items and indicators; never an error while somebody types."""
    monkeypatch.chdir(small)
    kept = Project(small).county("zhashui").items(Month(2020, 5))
    known = {"unit": [items.Item("水利局", "水利局")], "project": [items.Item("1", "水厂")]}
    items.save(kept, "whatever it was", known)

    found = getattr(completion, complete)(SimpleNamespace(params=given), typed)

    assert found == offered


def test_outside_a_project_nothing_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever presses Tab is not told off."""
    monkeypatch.chdir(tmp_path)

    assert completion.counties(SimpleNamespace(params={}), "") == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("build 2020-05 --county z", "zhashui"),
        ("build 2020-05 --report dossier --item 水", "水厂"),
        ("build 2020-05 --report dossier --item ", "水厂"),
        ("batch 2020-05 --report supervision --item ", "水利局"),
        ("batch 2020-05 --county zhashui --report supervision --item ", "水利局"),
        # Before a month is typed it is the latest that has ledgers.
        ("build --report dossier --item ", "水厂"),
    ],
)
def test_bash_asks_and_is_answered(small: Path, typed: str, offered: str) -> None:
    """As the script of --show-completion does it."""
    shutil.rmtree(small / "data" / "luochuan")
    kept = Project(small).county("zhashui").items(Month(2020, 5))
    known = {"unit": [items.Item("水利局", "水利局")], "project": [items.Item("1", "水厂")]}
    items.save(kept, "whatever it was", known)
    done = subprocess.run(
        [BRIEFING],
        env={
            **os.environ,
            "_BRIEFING_COMPLETE": "complete_bash",
            "COMP_WORDS": f"briefing {typed}",
            "COMP_CWORD": str(len(typed.split(" "))),
        },
        cwd=small,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [offered]
