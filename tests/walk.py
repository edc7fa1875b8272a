"""Read the walk-through of a README as commands, their output, and rows to type."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

_PART = re.compile(
    r"^```sh\n(?P<script>.*?)^```$|^```text\n(?P<output>.*?)^```$|^(?P<table>\|.*?\n)(?=\n)",
    re.MULTILINE | re.DOTALL,
)
_EXIT = re.compile(r"# exit (\d+)")


@dataclass(frozen=True)
class Command:
    """One command as it is shown, and the exit code that it is said to end with."""

    text: str
    exit_code: int


@dataclass(frozen=True)
class Rows:
    """What is typed into one template."""

    template: str
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Output:
    """Lines that the last command prints."""

    lines: tuple[str, ...]


Step = Command | Rows | Output


def steps(readme: str) -> list[Step]:
    """Every step between the two marks, just as it is written."""
    walk = readme.partition("<!-- walk -->\n")[2].partition("<!-- /walk -->")[0]
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
    """A line each, but for what a here-document holds."""
    return re.findall(r"^[^\n]*<<'END'\n.*?^END$|^[^\n]+$", script, re.MULTILINE | re.DOTALL)


def _command(text: str) -> Command:
    told = _EXIT.search(text)
    return Command(text, int(told[1]) if told else 0)


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
    """What Excel makes of a cell that is typed: a number, a date or a text."""
    if cell.isdecimal():
        return int(cell)
    return dt.date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else cell
