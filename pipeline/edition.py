"""A report that is asked for goes in; the files of its edition come out, none of them on disk yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline import replacement
from pipeline.briefing.items import every
from pipeline.briefing.opened import Opened, open_county
from pipeline.engine import execute
from pipeline.export.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipeline.findings import Finding
    from pipeline.intake import Progress
    from pipeline.items import Item
    from pipeline.job import Job
    from pipeline.limits import Limits


@dataclass(frozen=True)
class Made:
    """An edition's files by name, the faces they are set in, and the doubts to tell on the way."""

    files: dict[str, bytes]
    fonts: dict[str, str]
    warnings: list[Finding]


def make(
    job: Job,
    parameters: Mapping[str, str],
    about: Mapping[str, Any],
    limits: Limits | None,
    engine: str | None,
    progress: Progress,
) -> Made:
    """Make every file of an edition. Raises LedgersRefused, NotebookFailed or PublishFailed."""
    with Renderer(job.project.root, 2) as renderer:
        opened = open_county(job.project, job.county, job.month, progress)
        data, warnings = _data(opened, job, about)
        executed = execute(job.notebook, parameters, job.project.root, limits, engine)
        rendered = renderer.render(executed, job.report, shares=2)
    return Made(rendered | data, opened.rules.fonts.model_dump(exclude={"folder"}), warnings)


def items_of(job: Job, progress: Progress) -> dict[str, list[Item]]:
    """Return every item that a month's reports can be made of. Raises LedgersRefused."""
    return every(open_county(job.project, job.county, job.month, progress).measured.facts)


def _data(
    opened: Opened, job: Job, about: Mapping[str, Any]
) -> tuple[dict[str, bytes], list[Finding]]:
    """
    The report's figures as a file for other programs, and the doubts to tell on the way.

    A notebook about the ledgers themselves says so in its metadata (`briefing.about`): it is made
    of refused ledgers too, and its findings are its content. Raises LedgersRefused for any other.
    """
    if about.get("about") == "ledgers":
        return {"findings.json": f"{opened.year[-1].as_json(job.county)}\n".encode()}, []
    report = opened.report(job.lang)
    if about.get("item"):
        return {}, report.findings
    figures = report.indicators.frame(str(report.month), report.words)
    lists = replacement.as_frame(replacement.versions(report.facts), str(report.month))
    return {
        "indicators.csv": _as_csv(figures),
        "project-lists.csv": _as_csv(lists),
    }, report.findings


def _as_csv(frame: pd.DataFrame) -> bytes:
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode()
