"""
A month is opened and its figures are written: what of an edition is made without a notebook.

These functions are called in processes of their own: what they are given and what they answer is
what JSON keeps. What is wrong for a clerk is an answer too (`briefing.jobs.answers`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.domain.findings import Finding
from briefing.domain.months import Month
from briefing.editions import items
from briefing.editions.provenance import key_of, month_files
from briefing.export.safe_cells import inert
from briefing.indicators import replacement
from briefing.indicators.trace import TRACE
from briefing.jobs import answers
from briefing.sections import charts
from briefing.sections.item_lists import every
from briefing.sections.opening import Opened, open_county, prepare
from briefing.sections.province.counties import open_project
from briefing.settings.paths import Project

if TYPE_CHECKING:
    import pandas as pd

    from briefing.settings.county_rules import Fonts

Answer = dict[str, Any]
Tell = Callable[[Any], None]


@answers.told
def opened(root: str, county: str, month: str, tell: Tell) -> Answer:
    """
    Open a month for all that will be forked from this process, and list its items.

    Ledgers with errors (`is_sound` tells) are opened as well: there is a report about them. Of sound
    ones the answer has all that is told of a report without figures of its own. Before anything
    else it is told that the work has begun, by an empty list; then each file that is read.
    """
    tell([])
    if not county:
        # What counties have published is read by whoever needs it, in no time.
        return {"is_sound": True}
    project, of_month = Project(Path(root)), Month.parse(month)
    found = prepare(project, county, of_month, lambda *where: tell(list(where)))
    if not found.year[-1].is_sound:
        return {"is_sound": False}
    # Every report asks for them.
    found.measured.alerts, found.measured.changes  # noqa: B018
    charts.get_ready()
    _list_items(project, county, of_month, found)
    return {"is_sound": True, **_told(found.rules.fonts, found.measured.findings)}


def _list_items(project: Project, county: str, month: Month, found: Opened) -> None:
    folder = project.county(county)
    made_of = key_of(month_files(project.root, folder, month))
    if items.load(folder.items(month), made_of) is None:
        items.save(folder.items(month), made_of, every(found.measured.facts))


@answers.told
def written(
    root: str,
    county: str,
    month: str,
    lang: str,
    is_of_ledgers: bool,
    folder: str,
    tell: Tell,
) -> Answer:
    """
    Write a report's figures into a folder, as files for other programs.

    The answer has `warnings`, the doubts to tell on the way, and `fonts`. A report about the ledgers
    themselves is made of refused ones too: findings are its content. Any other is refused.
    """
    del tell
    if county:
        found = open_county(Project(Path(root)), county, Month.parse(month))
        files, warnings = _files(found, county, lang, is_of_ledgers=is_of_ledgers)
        fonts = found.rules.fonts
    else:
        summary = open_project(Project(Path(root)), Month.parse(month), lang)
        files, warnings = {"province.csv": _csv(summary.frame)}, []
        fonts = summary.fonts
    for name, text in files.items():
        (Path(folder) / name).write_bytes(text.encode())
    return _told(fonts, warnings)


def _told(fonts: Fonts, warnings: list[Finding]) -> Answer:
    return {
        "warnings": [warning.as_dict() for warning in warnings],
        "fonts": fonts.model_dump(exclude={"folder"}),
    }


def _files(
    found: Opened, county: str, lang: str, *, is_of_ledgers: bool
) -> tuple[dict[str, str], list[Finding]]:
    if is_of_ledgers:
        return {"findings.json": f"{found.year[-1].as_json(county)}\n"}, []
    report = found.report(lang)
    figures = report.indicators.frame(str(report.month), report.words)
    lists = replacement.as_frame(replacement.versions(report.facts), str(report.month))
    files = {"indicators.csv": _csv(figures), "project-lists.csv": _csv(lists)}
    return files | {TRACE: _json(report.trace)}, report.findings


def _json(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"{text}\n"


def _csv(frame: pd.DataFrame) -> str:
    texts = frame.select_dtypes(["object", "str"]).map(inert)
    text: str = frame.assign(**texts).to_csv(index=False, lineterminator="\n")
    return text
