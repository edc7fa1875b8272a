"""A county and a month go in, a published edition comes out: check → execute → export → publish."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from pipeline import __version__, archive, read, replacement, store
from pipeline import county as counties
from pipeline.briefing.items import resolve
from pipeline.briefing.report import measure
from pipeline.engine import Limits, execute, validated
from pipeline.errors import UsageError
from pipeline.export import html, pdf, word, workbook
from pipeline.export.document import document_of
from pipeline.intake import CheckedMonth, Progress, open_year
from pipeline.paths import folder_name
from pipeline.words import SOURCE

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.county import County
    from pipeline.findings import Finding
    from pipeline.months import Month
    from pipeline.paths import Project


@dataclass(frozen=True)
class Built:
    """Where a month is published, whether this run did it, and the doubts that remain."""

    target: Path
    is_new: bool
    warnings: list[Finding]


def build(
    project: Project,
    county: str,
    month: Month,
    *,
    report: str = "briefing",
    lang: str = SOURCE,
    item: str = "",
    force: bool = False,
    limits: Limits | None = None,
    engine: str | None = None,
    progress: Progress = lambda *_: None,
) -> Built:
    """
    Build and publish one month's report.

    Nothing is done when what is published was made from the same inputs. Raises LedgersRefused,
    NotebookFailed, PublishFailed, Busy or UsageError; the last edition then stays.
    """
    folder = project.county(county)
    rules = counties.load(folder.config)
    notebook = project.notebook(report)
    about = _about(notebook)
    parameters = {"county": county, "month": str(month)}
    if lang != SOURCE:
        parameters["lang"] = lang
    if kind := str(about.get("item", "")):
        parameters[kind] = item
    validated(notebook, parameters)
    if bool(kind) != bool(item):
        raise UsageError(_on_items(report, kind))
    target = project.published(county, month, report, *([] if lang == SOURCE else [lang]))
    if kind:
        target /= folder_name(_key(open_year(folder, rules, month, progress), rules, kind, item))
    with archive.locked(target):
        year = open_year(folder, rules, month, progress)
        data, warnings = _data(year, rules, county, about, lang)
        edition = _edition(project, county, rules, year, notebook, parameters)
        if not force and archive.is_current(target, edition):
            return Built(target, is_new=False, warnings=warnings)
        files = _make(project, notebook, parameters, report, limits, engine)
        archive.publish(target, files | data, edition)
    return Built(target, is_new=True, warnings=warnings)


def _about(notebook: Path) -> dict[str, Any]:
    """What a notebook's metadata says of its report. Raises UsageError where there is none."""
    if not notebook.is_file():
        message = f"没有找到笔记本 {notebook.name}，可用的报告在 notebooks 文件夹里。"
        raise UsageError(message)
    return dict(nbformat.read(notebook, as_version=4).metadata.get("briefing", {}))


def _on_items(report: str, kind: str) -> str:
    if not kind:
        return f"报告 {report} 是全县的，不能用 --item。"
    word = {"project": "项目名称、代码或序号", "unit": "责任单位"}[kind]
    return f"报告 {report} 每次一份，请用 --item 写明{word}。"


def _key(year: list[CheckedMonth], rules: County, kind: str, item: str) -> str:
    """The key of the item that is asked for. Raises UsageError or LedgersRefused."""
    return resolve(measure(year, rules).facts, kind, item).key


def _data(
    year: list[CheckedMonth], rules: County, county: str, about: dict[str, Any], lang: str
) -> tuple[dict[str, bytes], list[Finding]]:
    """
    The report's figures as a file for other programs, and the doubts to tell on the way.

    A notebook about the ledgers themselves says so in its metadata (`briefing.about`): it is made
    of refused ledgers too, and its findings are its content. Raises LedgersRefused for any other.
    """
    if about.get("about") == "ledgers":
        return {"findings.json": f"{year[-1].as_json(county)}\n".encode()}, []
    measured = measure(year, rules, lang)
    if about.get("item"):
        return {}, measured.findings
    figures = measured.indicators.frame(str(measured.month), measured.words)
    lists = replacement.as_frame(replacement.versions(measured.facts), str(measured.month))
    return {
        "indicators.csv": _as_csv(figures),
        "project-lists.csv": _as_csv(lists),
    }, measured.findings


def _as_csv(frame: pd.DataFrame) -> bytes:
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _make(
    project: Project,
    notebook: Path,
    parameters: dict[str, str],
    report: str,
    limits: Limits | None,
    engine: str | None,
) -> dict[str, bytes]:
    """Run the notebook and make every file that is read of the edition."""
    executed = execute(notebook, parameters, project.root, limits, engine)
    document = document_of(executed)
    files = {
        f"{report}.ipynb": (nbformat.writes(executed) + "\n").encode(),
        f"{report}.html": html.render(document).encode(),
        f"{report}.pdf": pdf.render(document),
        "page-one.png": pdf.first_page(document),
    }
    # Which more a report is published as stands in its notebook's metadata.
    more = {"docx": word.render, "xlsx": workbook.render}
    asked = executed.metadata.get("briefing", {}).get("formats", [])
    return files | {f"{report}.{kind}": more[kind](document) for kind in asked}


def _edition(
    project: Project,
    county: str,
    rules: County,
    year: list[CheckedMonth],
    notebook: Path,
    parameters: dict[str, str],
) -> archive.Edition:
    """Name everything that the outputs depend on."""
    folder = project.county(county)
    inputs: dict[str, tuple[str, int]] = {}
    for checked in year:
        raw = folder.raw(checked.month)
        for name, stamp in read.fingerprints(raw).items():
            inputs[(raw / name).relative_to(project.root).as_posix()] = stamp
    written = [folder.config, notebook, *sorted(folder.corrections.glob("*.toml"))]
    if rules.fonts.folder:
        written += sorted((project.root / rules.fonts.folder).glob("*.[ot]tf"))
    for path in written:
        inputs[Path(os.path.relpath(path, project.root)).as_posix()] = read.stamp(path)
    lock = project.root / "requirements.lock"
    return archive.Edition(
        parameters=parameters,
        inputs=inputs,
        code=store.code_hash(),
        version=__version__,
        lock=read.stamp(lock)[0] if lock.exists() else "",
        fonts={part: face for part, face in rules.fonts.model_dump().items() if part != "folder"},
    )
