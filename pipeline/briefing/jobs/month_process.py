"""
Open a month and write its figures: the part of an edition that is made without a notebook.

These functions run in processes of their own: arguments and answers are JSON. What is wrong for a
clerk is an answer too (`briefing.jobs.answers`).
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


@answers.answer_faults
def opened(root: str, county: str, month: str, tell: Tell) -> Answer:
    """
    Open a month for all processes that will be forked from this one, and list its items.

    Ledgers with errors are opened as well (`is_sound` is false): there is a report about them. Of
    sound ones the answer has `warnings` and `fonts`; of all `written`: a line for each correction that
    was applied, and for each warning that is confirmed. *tell* is given an empty list when the work
    begins, then the place of each file that is read.
    """
    tell([])
    if not county:
        # What counties have published is read quickly, by each report that needs it.
        return {"is_sound": True}
    project, of_month = Project(Path(root)), Month.parse(month)
    found = prepare(project, county, of_month, lambda *where: tell(list(where)))
    written = {"written": found.year[-1].written}
    if not found.year[-1].is_sound:
        return {"is_sound": False, **written}
    # Reckoned here once: every report needs them.
    found.measured.alerts, found.measured.changes  # noqa: B018
    charts.get_ready()
    folder = project.county(county)
    kept, made_of = folder.items(of_month), key_of(month_files(project.root, folder, of_month))
    if items.load(kept, made_of) is None:
        items.save(kept, made_of, every(found.measured.facts))
    return {"is_sound": True, **written, **_about(found.rules.fonts, found.measured.findings)}


@answers.answer_faults
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

    The answer has `warnings` and `fonts`. A report about the ledgers themselves is made of refused
    ledgers too: findings are its content. Any other report of them raises LedgersRefused.
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
    return _about(fonts, warnings)


def _about(fonts: Fonts, warnings: list[Finding]) -> Answer:
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
    trace = json.dumps(report.trace, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return files | {TRACE: f"{trace}\n"}, report.findings


def _csv(frame: pd.DataFrame) -> str:
    texts = frame.select_dtypes(["object", "str"]).map(inert)
    return str(frame.assign(**texts).to_csv(index=False, lineterminator="\n"))
