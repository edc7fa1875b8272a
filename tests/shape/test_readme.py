"""The README is complete: every indicator, every finding, every command is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.cli import app
from briefing.indicators.catalogue import catalogue
from tests.walk import Command, Output, Rows, steps

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
HEADS = {
    ENGLISH: "| indicator | name | unit | basis | definition | source |",
    CHINESE: "| 指标 | 名称 | 单位 | 口径 | 公式 | 来源 |",
}

both = pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=lambda path: path.name)


def codebook(path: Path) -> str:
    lines = [
        f"| {entry.id} | {entry.name} | {entry.unit} | {entry.basis} | {entry.formula} | {entry.source} |"
        for entry in catalogue()
    ]
    return "\n".join([HEADS[path], "|---|---|---|---|---|---|", *lines])


@both
def test_the_codebook_is_the_catalogue(path: Path, request: pytest.FixtureRequest) -> None:
    """Each indicator has its line, just as the code defines it."""
    text = path.read_text(encoding="utf-8")
    wanted = f"<!-- indicators -->\n{codebook(path)}\n<!-- /indicators -->"
    if request.config.getoption("--regenerate"):
        text = re.sub(
            r"<!-- indicators -->.*<!-- /indicators -->", lambda _: wanted, text, flags=re.DOTALL
        )
        path.write_text(text, encoding="utf-8")

    assert wanted in text


@both
def test_what_the_readme_names_is_there(path: Path) -> None:
    """Whoever adds something finds the files to touch and the test to copy."""
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:pipeline|tests|notebooks)/[\w./-]+)`", text))

    assert len(named) > 20
    assert {name for name in named if not (ROOT / name).exists()} == set()


@both
def test_every_command_is_documented(path: Path) -> None:
    """Whatever `briefing --help` lists has its line."""
    text = path.read_text(encoding="utf-8")
    groups = [(f"{group.name} ", group.typer_instance) for group in app.registered_groups]
    names = {
        prefix + (command.name or (command.callback.__name__ if command.callback else ""))
        for prefix, each in [("", app), *groups]
        if each
        for command in each.registered_commands
    }
    assert "schedule install" in names

    assert {name for name in names if f"briefing {name}" not in text} == set()


def test_every_finding_has_its_line() -> None:
    """A code that a clerk may see is explained."""
    text = ENGLISH.read_text(encoding="utf-8")
    code = re.compile(r'"([A-Z]\d{2}|[EW]\d)"')
    used = {
        found
        for layer in ("workbooks", "ledgers")
        for path in (ROOT / "pipeline" / "briefing" / layer).rglob("*.py")
        for found in code.findall(path.read_text(encoding="utf-8"))
    }

    assert used
    assert {found for found in used if f"| {found} |" not in text} == set()


@both
def test_the_readme_shows_page_one_and_says_that_rows_are_invented(path: Path) -> None:
    """The picture stands beside the example report; the sample is called what it is."""
    text = path.read_text(encoding="utf-8")

    assert "reports/zhashui/2020-05/page-one.png" in text
    assert re.search(r"invented|虚构", text)


def test_both_readmes_walk_the_same_way() -> None:
    """What the long test does of one holds for the other."""
    english, chinese = (steps(path.read_text(encoding="utf-8")) for path in (ENGLISH, CHINESE))

    assert english == chinese
    assert {type(step) for step in english} == {Command, Output, Rows}


@both
def test_the_readme_names_no_address(path: Path) -> None:
    """A closed network reads it as well."""
    assert not re.search(r"https?://", path.read_text(encoding="utf-8"))
