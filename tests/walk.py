"""Read the tutorial as a list of steps: commands to run, rows to type, lines that are printed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from tests.project import ROOT

TUTORIALS = [ROOT / "docs" / language / "tutorial.md" for language in ("en", "zh")]

_PART = re.compile(
    r"^```sh\n(?P<script>.*?)^```$|^```text\n(?P<output>.*?)^```$|^(?P<table>\|.*?\n)(?=\n)",
    re.MULTILINE | re.DOTALL,
)
_EXIT = re.compile(r"# exit (\d+)")


@dataclass(frozen=True)
class Command:
    """A command as it is shown, and the exit code that the page says it ends with."""

    text: str
    exit_code: int


@dataclass(frozen=True)
class Rows:
    """The rows to type into one template."""

    template: str
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Output:
    """Lines that the last command prints."""

    lines: tuple[str, ...]


Step = Command | Rows | Output


def steps(tutorial: str) -> list[Step]:
    """Return the steps between the two marks, in their order."""
    walk = tutorial.partition("<!-- walk -->\n")[2].partition("<!-- /walk -->")[0]
    found: list[Step] = []
    for part in _PART.finditer(walk):
        if part["table"]:
            found.append(_rows(part["table"]))
        elif part["output"]:
            found.append(Output(tuple(part["output"].splitlines())))
        else:
            found += [_command(text) for text in _commands(part["script"])]
    return found


def _commands(script: str) -> list[str]:
    """Split a script into commands: one a line, a here-document with its text."""
    return re.findall(r"^[^\n]*<<'END'\n.*?^END$|^[^\n]+$", script, re.MULTILINE | re.DOTALL)


def _command(text: str) -> Command:
    code = _EXIT.search(text)
    return Command(text, int(code[1]) if code else 0)


def _rows(table: str) -> Rows:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    (template, *_), _, names, *rows = lines
    return Rows(
        template,
        tuple(
            {name: _typed(cell) for name, cell in zip(names, row, strict=True) if cell}
            for row in rows
        ),
    )


def _typed(cell: str) -> Any:
    """Return what Excel makes of a cell that is typed: a number, a date or a text."""
    if cell.isdecimal():
        return int(cell)
    return dt.date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else cell
