"""
Collect what is published under reports/, newest first, and write it as reports/index.html.

Files are named by their paths from reports/. A figure is shown only where its file is as its
manifest says. No clock is read: the same reports give the same page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from briefing import editions
from briefing.delivery import attempts
from briefing.domain.errors import BriefingError, PublishFailed
from briefing.domain.money import plain
from briefing.domain.months import Month
from briefing.editions.status import Status, statuses
from briefing.export.overview import render
from briefing.indicators.indicator import Indicators
from briefing.indicators.published import published
from briefing.settings import county as counties
from briefing.settings.county import County
from briefing.settings.paths import FAILED, MANIFEST, OVERVIEW, Project, safe_name
from briefing.system import files, locks, os_errors

# The headline figures of a month: what the page calls each, and what it is measured against.
FIGURES = {
    "A11": ("投资完成率", "A14"),
    "A10": ("完成投资", ""),
    "A03": ("开复工率", ""),
    "B08": ("纳统率", ""),
    "B01": ("投资增速", ""),
}
REPORTS = {
    "briefing": "简报",
    "dossier": "一项目一档",
    "ledger_check": "台账核查单",
    "province": "各县汇总",
    "supervision": "督查清单",
}
LANGUAGES = {"en": "English"}
# What is read first, by its ending; the rest is for programs and analysts.
READ = {"pdf": "PDF", "html": "网页", "docx": "Word", "xlsx": "Excel"}
OTHERS = {
    "indicators.csv": "指标表",
    "project-lists.csv": "项目名单",
    "province.csv": "各县指标表",
    "trace.json": "数据来源",
    MANIFEST: "清单",
}
_MONTH = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:-(.+))?")
# Seconds to wait for another run that is writing the page.
_PATIENCE = 60


def write(project: Project) -> bool:
    """
    Write the overview of what is published now; return whether it changed.

    It is collected under the lock, so that no run writes an older overview over a newer one. Raises
    PublishFailed or Busy; the former page then stays.
    """
    path = project.reports / OVERVIEW
    busy = f"{path}：另一个进程正在写目录页，请稍后再执行 briefing due。"
    try:
        with locks.wait(project.reports / f".{OVERVIEW}.lock", _PATIENCE, busy):
            page = files.sealed_page(render(overview(project)))
            if path.is_file() and path.read_bytes() == page:
                return False
            files.write_all(project.reports, {OVERVIEW: page}, owner=OVERVIEW)
    except OSError as error:
        what = "已发布的各期不受影响，目录页未能写入"
        raise PublishFailed(os_errors.explain(path, what, error)) from error
    return True


def overview(project: Project) -> dict[str, Any]:
    """Return what the page shows: each county with its months, and the summaries of all counties."""
    made = set(project.made())
    folders = sorted(path.name for path in project.reports.glob("[!.]*") if _is_ours(path))
    found = [_county(project, name) for name in folders if name not in made]
    summaries = [_summary(project, name) for name in folders if name in made]
    return {
        "counties": [entry for entry in found if entry["months"]],
        "summaries": [entry for entry in summaries if entry["months"]],
        "figures": [
            {"id": id_, "label": label, "than": bool(than)}
            for id_, (label, than) in FIGURES.items()
        ],
    }


def _is_ours(path: Path) -> bool:
    """Tell whether a folder's name can be a county's or a report's; other folders may be there too."""
    try:
        return path.is_dir() and bool(safe_name(path.name, "县名"))
    except BriefingError:
        return False


def _county(project: Project, name: str) -> dict[str, Any]:
    rules = _rules(project, name)
    reports = _months(project.reports / name)
    failing = _failing(project, name)
    failed = {
        Month.parse(path.stem)
        for path in (project.reports / name / FAILED).glob("*.html")
        if (match := _MONTH.fullmatch(path.stem)) and not match[2]
    }
    months = sorted({*reports, *failing, *failed}, reverse=True)
    found = {status.month: status for status in statuses(project, name, months)}
    entries = [
        _month(project, name, found[month], reports.get(month, []), is_failing=month in failing)
        for month in months
    ]
    return {
        "id": name,
        "name": rules.name if rules else name,
        "title": rules.bulletin.masthead if rules else name,
        "office": rules.bulletin.office if rules else "",
        "note": rules.note if rules else "",
        "months": entries,
        "series": _series(entries),
    }


def _summary(project: Project, report: str) -> dict[str, Any]:
    months = []
    for month in sorted(_months(project.reports / report), reverse=True):
        folder = project.reports / report / str(month)
        if manifest := editions.manifest(folder):
            read, others = _files(project, folder)
            edition = manifest.get("edition", 1)
            months.append({**_head(month), "edition": edition, "files": read, "others": others})
    return {"name": REPORTS.get(report, report), "months": months}


def _month(
    project: Project, county: str, status: Status, more: list[str], *, is_failing: bool
) -> dict[str, Any]:
    """Return one month of a county: its edition, figures, files and status."""
    folder = project.reports / county
    month, target = status.month, folder / str(status.month)
    read, others = _files(project, target) if status.edition else ([], [])
    edition = published(project, county, month) if status.edition else None
    page = folder / FAILED / f"{month}.html"
    is_failed = page.is_file() or (is_failing and (not status.edition or status.has_changed))
    return {
        **_head(month),
        "edition": status.edition,
        # Nothing has changed where a county is no longer under data/.
        "has_changed": status.has_changed and project.county(county).config.is_file(),
        "is_failed": is_failed,
        "failure": _from(project, page) if page.is_file() else "",
        "fault": edition.fault if edition else "",
        "figures": _figures(edition.figures) if edition and edition.figures else {},
        "files": read,
        "others": others,
        "former": [
            {"number": number, "files": there}
            for number, place in reversed(editions.former(target).items())
            if number != status.edition and (there := _files(project, place)[0])
        ],
        "reports": [_report(project, folder, name) for name in sorted(more)],
    }


def _head(month: Month) -> dict[str, Any]:
    return {
        "month": str(month),
        "year": month.year,
        "number": month.number,
        "label": f"{month.year}年{month.label}",
    }


def _figures(found: Indicators) -> dict[str, dict[str, Any]]:
    """Return the headline figures that there are: as printed, and as numbers to draw."""
    figures = {}
    for id_, (_, than) in FIGURES.items():
        figure, other = found[id_], found[than] if than else None
        if figure.rounded is not None:
            figures[id_] = {
                "text": figure.text.replace("-", "−"),
                "value": plain(figure.rounded),
                "than": other.text.replace("-", "−") if other else "",
                "than_value": plain(other.rounded) if other and other.rounded is not None else "",
                "than_name": other.definition.name if other else "",
            }
    return figures


def _series(entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the newest year's headline figures by month; each year counts from January."""
    years = [entry["year"] for entry in entries if entry["figures"]]
    return {
        id_: [
            {"number": entry["number"], "label": f"{entry['number']}月", **entry["figures"][id_]}
            for entry in reversed(entries)
            if entry["year"] == years[0] and id_ in entry["figures"]
        ]
        for id_ in FIGURES
        if years
    }


def _files(project: Project, folder: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the files of an edition that are there: those for readers, and the others."""
    manifest = editions.manifest(folder)
    names = [entry["path"] for entry in manifest["outputs"]] if manifest else []
    there = [name for name in [*names, MANIFEST] if (folder / name).is_file()]
    read = [
        {"label": label, "href": _from(project, folder / name)}
        for ending, label in READ.items()
        for name in there
        if name.endswith(f".{ending}")
    ]
    others = [
        {"label": OTHERS.get(name, "笔记本"), "href": _from(project, folder / name)}
        for name in there
        if name in OTHERS or name.endswith(".ipynb")
    ]
    return read, others


def _report(project: Project, folder: Path, name: str) -> dict[str, Any]:
    """Return another report of a month: its files, and those of each item that it was made for."""
    rest = name[len("2020-05-") :]
    report, _, language = rest.rpartition("-") if "-" in rest else (rest, "", "")
    if rest in LANGUAGES:
        report, language = "briefing", rest
    elif language not in LANGUAGES:
        report, language = rest, ""
    label = REPORTS.get(report, report)
    label += f"（{LANGUAGES[language]}）" if language else ""
    read, _ = _files(project, folder / name)
    items = [
        {"name": path.name, "files": _files(project, path)[0]}
        for path in sorted((folder / name).glob("[!.]*"))
        if path.is_dir()
    ]
    return {"label": label, "files": read, "items": [item for item in items if item["files"]]}


def _months(folder: Path) -> dict[Month, list[str]]:
    """Return the months under a folder, each with the names of its other reports' folders."""
    found: dict[Month, list[str]] = {}
    for path in sorted(folder.glob("[!.]*")):
        if path.is_dir() and (match := _MONTH.fullmatch(path.name)):
            names = found.setdefault(Month.parse(match[1]), [])
            names += [path.name] if match[2] else []
    return found


def _failing(project: Project, county: str) -> set[Month]:
    """Return the months at which the timer's last attempts failed."""
    if not project.county(county).config.is_file():
        return set()
    tried = attempts.load(project.county(county))
    return {Month.parse(month) for month, attempt in tried.items() if attempt.count}


def _rules(project: Project, county: str) -> County | None:
    """Return a county's rules, for its names; None where they cannot be read, which others tell."""
    try:
        return counties.load(project.county(county).config)
    except BriefingError:
        return None


def _from(project: Project, path: Path) -> str:
    return path.relative_to(project.reports).as_posix()
