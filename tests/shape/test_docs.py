"""README, docs, CONTRIBUTING and CHANGELOG are complete, and name only what is there."""

from __future__ import annotations

import ast
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from briefing.cli import app
from briefing.indicators.catalogue import catalogue
from tests.walk import TUTORIALS, Command, Output, Rows, steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline" / "briefing"
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
LANGUAGES = [ROOT / "docs" / "en", ROOT / "docs" / "zh"]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md"])
HEADS = {
    "en": "| indicator | name | unit | basis | definition | source |",
    "zh": "| 指标 | 名称 | 单位 | 口径 | 公式 | 来源 |",
}
# From what imports nothing of ours to what imports everything: the order of the docs' table.
ROOMS = [
    "domain", "system", "page", "settings", "workbooks", "export", "engine", "editions", "ledgers",
    "indicators", "sections", "explore", "starter", "delivery", "jobs", "cli",
]  # fmt: skip
LONGEST_README = 150

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
each_readme = pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
each_language = pytest.mark.parametrize("folder", LANGUAGES, ids=lambda folder: folder.name)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def all_of(folder: Path) -> str:
    """The text of every page of a language."""
    return "\n".join(read(path) for path in sorted(folder.rglob("*.md")))


def generated(page: Path, mark: str, content: str, request: pytest.FixtureRequest) -> None:
    """Assert that a page holds *content* between its marks; with --regenerate, write it there."""
    wanted = f"<!-- {mark} -->\n{content}\n<!-- /{mark} -->"
    if request.config.getoption("--regenerate"):
        between = re.compile(f"<!-- {mark} -->.*<!-- /{mark} -->", re.DOTALL)
        page.write_text(between.sub(lambda _: wanted, read(page)), encoding="utf-8")

    assert wanted in read(page)


# What is generated.


@each_language
def test_the_codebook_is_the_catalogue(folder: Path, request: pytest.FixtureRequest) -> None:
    """Each indicator has its line, just as the code defines it."""
    lines = [
        f"| {entry.id} | {entry.name} | {entry.unit} | {entry.basis} | {entry.formula} | {entry.source} |"
        for entry in catalogue()
    ]
    table = "\n".join([HEADS[folder.name], "|---|---|---|---|---|---|", *lines])

    generated(folder / "reference" / "codebook.md", "indicators", table, request)


@each_language
def test_the_map_is_drawn_from_the_code(folder: Path, request: pytest.FixtureRequest) -> None:
    """Each arrow is an import between two rooms, none is left out unless others lead there too."""
    lines = [f"  {source} --> {target}" for source, target in reduced(arrows())]
    chart = "\n".join(["```mermaid", "flowchart TD", *lines, "```"])

    generated(folder / "explanation" / "map.md", "map", chart, request)


def arrows() -> set[tuple[str, str]]:
    """Each pair of rooms of which the second imports the first while it runs."""
    return {
        (room, target)
        for target in ROOMS
        for path in sorted((PACKAGE / target).rglob("*.py"))
        for room in imported(ast.parse(read(path)))
        if room in ROOMS and room != target
    }


def imported(node: ast.AST) -> Iterator[str]:
    """Name the rooms that a module imports, but not those that it imports for types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            names = [alias.name for alias in child.names]
        elif isinstance(child, ast.ImportFrom):
            names = [f"{child.module}.{alias.name}" for alias in child.names]
        else:
            yield from imported(child)
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("briefing."))


def reduced(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """
    Leave out the arrows where others lead there too, in the order of the rooms.

    An arrow against that order is kept, so that it is seen.
    """
    order = {room: number for number, room in enumerate(ROOMS)}
    forward = {pair for pair in pairs if order[pair[0]] < order[pair[1]]}
    beyond: dict[str, set[str]] = {}
    for room in reversed(ROOMS):
        targets = {target for source, target in forward if source == room}
        beyond[room] = targets.union(*(beyond[target] for target in targets))
    kept = {
        (source, target)
        for source, target in pairs
        if not any(target in beyond[via] for first, via in forward if first == source)
    }
    return sorted(kept, key=lambda pair: (order[pair[0]], order[pair[1]]))


def test_an_arrow_is_left_out_where_others_lead_there_too() -> None:
    """The map of three rooms in a row has two arrows."""
    row = {("domain", "system"), ("system", "cli"), ("domain", "cli"), ("cli", "engine")}

    assert reduced(row) == [("domain", "system"), ("system", "cli"), ("cli", "engine")]


def test_an_import_for_types_alone_is_no_arrow() -> None:
    """What runs is drawn, also where a function imports it."""
    module = """
if TYPE_CHECKING:
    from briefing.jobs.job import Job
from briefing import editions
def late():
    import briefing.engine.limits
"""

    assert list(imported(ast.parse(module))) == ["editions", "engine"]


@each_language
def test_every_room_has_its_line(folder: Path) -> None:
    """The table of rooms has them in their order, and the package has no other."""
    told = re.findall(r"^\| `(\w+)` \|", read(folder / "explanation" / "map.md"), re.MULTILINE)
    found = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert told == ROOMS
    assert found == set(ROOMS)


# What is complete.


def commands() -> dict[str, set[str]]:
    """Every command that `briefing --help` lists, with its options."""
    return dict(leaves(typer.main.get_group(app).commands, ""))


def leaves(commands: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, set[str]]]:
    for name, command in commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command.commands, f"{prefix}{name} ")
        else:
            options = [[*each.opts, *each.secondary_opts] for each in command.params]
            yield f"{prefix}{name}", {"--help", "-h"}.union(*options)


@each_language
def test_every_command_is_documented(folder: Path) -> None:
    """Whatever `briefing --help` lists has its line among the commands."""
    text = read(folder / "reference" / "commands.md")
    names = set(commands())
    assert "schedule install" in names

    assert {name for name in names if f"briefing {name}" not in text} == set()


@each_page
def test_every_command_that_is_shown_can_be_typed(path: Path) -> None:
    """No page shows a command, or an option of it, that is not there."""
    known = commands()
    shown = [
        line.partition("#")[0].partition("|")[0]
        for block in re.findall(r"^```sh\n(.*?)^```$", read(path), re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    shown += re.findall(r"`([^`\n]*)`", read(path))
    faults = []
    for line in shown:
        if words := re.match(r"briefing ([a-z].*)", line):
            name = next((each for each in known if f"{words[1]} ".startswith(f"{each} ")), None)
            options = re.findall(r"(?<=\s)--?[a-z][a-z-]*", words[1])
            faults += [line] if name is None or set(options) - known[name] else []

    assert faults == []


@each_language
def test_every_finding_has_its_line(folder: Path) -> None:
    """A code that a clerk may see is explained."""
    text = read(folder / "reference" / "codebook.md")
    code = re.compile(r'"([A-Z]\d{2}|[EW]\d)"')
    used = {
        found
        for room in ("workbooks", "ledgers")
        for path in (PACKAGE / room).rglob("*.py")
        for found in code.findall(read(path))
    }

    assert used
    assert {
        found for found in used if f"\n| {found} |" not in text.partition("/indicators")[2]
    } == set()


@each_page
def test_what_a_page_names_is_there(path: Path) -> None:
    """A reader finds every file and folder of the project that a page names."""
    named = re.findall(r"(?<![\w./-])(?:pipeline|tests|notebooks)/[\w./-]*", read(path))
    # What analysts save is not in the repository.
    there = {name.rstrip(".") for name in named} - {"notebooks/saved/"}

    assert {name for name in there if not (ROOT / name).exists()} == set()


def test_contributors_are_shown_where_to_look() -> None:
    """CONTRIBUTING names the folders that it sends its readers to."""
    assert read(ROOT / "CONTRIBUTING.md").count("`pipeline/briefing/") > 15


# What a reader can follow.


@each_page
def test_every_link_leads_somewhere(path: Path) -> None:
    """A link to a page leads to a file, and its anchor to a heading of it."""
    links = re.findall(r"\]\(([^)\s]+)\)", read(path))
    broken = []
    for link in links:
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        is_there = target.exists() and target.is_relative_to(ROOT)
        if not is_there or (anchor and anchor not in anchors(read(target))):
            broken.append(link)

    assert broken == []


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers of Markdown make them."""
    without_code = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^#+ (.*)$", without_code, re.MULTILINE)
    return {"".join(map(_of_anchor, head.replace("`", "").lower())) for head in heads}


def _of_anchor(letter: str) -> str:
    if letter == " ":
        return "-"
    return letter if letter in "-_" or unicodedata.category(letter)[0] in "LNM" else ""


def test_every_page_of_the_docs_is_linked_from_the_readme() -> None:
    """A reader finds each page in the table of the README of the same language."""
    for readme, folder in zip(READMES, LANGUAGES, strict=True):
        missing = {
            page
            for page in folder.rglob("*.md")
            if f"]({page.relative_to(ROOT).as_posix()})" not in read(readme)
        }

        assert missing == set()


@each_page
def test_no_page_names_an_address(path: Path) -> None:
    """A closed network reads it as well."""
    assert not re.search(r"https?://", read(path))


# What both languages say.


def outline(path: Path) -> list[int | str]:
    """The levels of a page's headings, and what its blocks of code hold besides comments."""
    text = read(path)
    found: list[int | str] = []
    for part in re.finditer(r"^(#+) |^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if part[1]:
            found.append(len(part[1]))
        elif part[2] in {"sh", "toml", "python"}:
            lines = [line.partition("#")[0].strip() for line in part[3].splitlines()]
            found += [line for line in lines if line]
    return found


def test_both_languages_have_the_same_pages() -> None:
    """A page that is added in one language is added in the other."""
    english, chinese = (
        {page.relative_to(folder) for page in folder.rglob("*.md")} for folder in LANGUAGES
    )

    assert english == chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        tuple(READMES),
        *(
            (page, LANGUAGES[1] / page.relative_to(LANGUAGES[0]))
            for page in sorted(LANGUAGES[0].rglob("*.md"))
        ),
    ],
    ids=lambda path: path.stem,
)
def test_both_languages_say_the_same(english: Path, chinese: Path) -> None:
    """A page has the same headings, tables and commands in both."""
    assert outline(english) == outline(chinese)
    assert table_sizes(english) == table_sizes(chinese)


def table_sizes(path: Path) -> list[int]:
    """How many lines each table has."""
    lines = [line.startswith("|") for line in ["", *read(path).splitlines(), ""]]
    edges = [number for number, (before, now) in enumerate(pairwise(lines)) if before != now]
    return [last - first for first, last in zip(edges[::2], edges[1::2], strict=True)]


def test_both_tutorials_walk_the_same_way() -> None:
    """What the long test does of one holds for the other."""
    english, chinese = (steps(read(path)) for path in TUTORIALS)

    assert english == chinese
    assert {type(step) for step in english} == {Command, Output, Rows}


# The READMEs.


@each_readme
def test_a_readme_can_be_read_at_once(path: Path) -> None:
    """What is longer stands in the docs."""
    assert len(read(path).splitlines()) <= LONGEST_README


@each_readme
def test_a_readme_shows_page_one_and_says_that_rows_are_invented(path: Path) -> None:
    """The picture stands beside the example report; the sample is called what it is."""
    text = read(path)

    assert "reports/zhashui/2020-05/page-one.png" in text
    assert re.search(r"invented|虚构", text)


def test_every_version_says_what_changed_in_the_figures() -> None:
    """A reader of the changelog learns of each version whether published figures moved."""
    versions = re.split(r"^## ", read(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)[1:]

    assert versions
    assert [
        each.split("\n")[0] for each in versions if "### What changed in the figures" not in each
    ] == []
