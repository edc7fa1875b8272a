"""Publish months of a small project from a few short files, for tests of what is published."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from briefing import editions
from briefing.domain.months import Month
from briefing.editions.provenance import provenance
from briefing.jobs.job import Job
from briefing.settings.paths import INDICATORS, Project

if TYPE_CHECKING:
    from pathlib import Path

COUNTY = "甲"


def small_project(root: Path) -> Project:
    """One county with ledgers of March to May; nothing is published."""
    project = Project(root)
    write(root / "requirements.lock", "pandas==3.0\n")
    for report in ("briefing", "dossier"):
        write(project.notebook(report), '{"metadata": {}, "cells": []}')
    write(
        project.notebook("province"), '{"metadata": {"briefing": {"of": "counties"}}, "cells": []}'
    )
    write(project.county(COUNTY).config, "name = '甲县'\n")
    for number in (3, 4, 5):
        write(ledger(project, number), f"projects of {number}\n")
    return project


def ledger(project: Project, number: int) -> Path:
    """Where the ledger of a month of 2020 stands."""
    return project.county(COUNTY).raw(Month(2020, number)) / "进展.csv"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def publish(
    project: Project, number: int, report: str = "briefing", item: str = "", **made_by: str
) -> Path:
    """Publish a report of a month of 2020, whose files say what its ledgers say."""
    county = "" if report == "province" else COUNTY
    job = Job(project, county, Month(2020, number), report)
    target = job.target(item)
    made_of = provenance(project.root, job.files, job.notebook, job.parameters("", ""))
    made_of = dataclasses.replace(made_of, **made_by)  # type: ignore[arg-type]
    texts = [
        (project.root / path).read_text(encoding="utf-8")
        for path in sorted(job.files)
        if not path.endswith("manifest.json")
    ]
    figures = "".join(texts).encode()
    with editions.locked(target):
        editions.publish(target, {f"{report}.pdf": b"%PDF", INDICATORS: figures}, made_of, {})
    return target
