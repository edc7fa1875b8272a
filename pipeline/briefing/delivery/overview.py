"""
What stands under reports/ goes in; the archive page's content, newest first, comes out.

Only what is published is named, by paths from reports/. A figure counts only where its file is
what the manifest says. The clock is not asked: the same shelf gives the same page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing import editions
from briefing.domain.errors import BriefingError
from briefing.domain.money import plain
from briefing.domain.months import Month
from briefing.editions.status import Standing, standings
from briefing.indicators.published import published
from briefing.jobs import attempts
from briefing.settings import county as counties
from briefing.settings.paths import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.indicators.indicator import Indicators
    from briefing.settings.county import County
    from briefing.settings.paths import Project

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
    "manifest.json": "清单",
}
_MONTH = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:-(.+))?")


def shelf(project: Project) -> dict[str, Any]:
    """Gather what the page shows: each county with its months, and the summaries of all."""
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
    """Tell whether a folder may be a county's or a report's: others have put theirs here too."""
    try:
        return path.is_dir() and bool(safe_name(path.name, "县名"))
    except BriefingError:
        return False


def _county(project: Project, name: str) -> dict[str, Any]:
    rules = _rules(project, name)
    beside = _beside(project.reports / name)
    failing = _failing(project, name)
    failed = {Month.parse(path.stem) for path in _failure_pages(project.reports / name)}
    months = sorted({*beside, *failing, *failed}, reverse=True)
    stands = {each.month: each for each in standings(project, name, months)}
    entries = [
        _month(project, name, stands[month], beside.get(month, []), is_failing=month in failing)
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
    months = [
        {**_head(month), "edition": edition, "files": files, "others": others}
        for month in sorted(_beside(project.reports / report), reverse=True)
        if (edition := _edition(project.reports / report / str(month)))
        for files, others in [_files(project, project.reports / report / str(month))]
    ]
    return {"name": REPORTS.get(report, report), "months": months}


def _month(
    project: Project, county: str, stands: Standing, more: list[str], *, is_failing: bool
) -> dict[str, Any]:
    """One month of a county: its edition, figures, files, and how it stands."""
    folder = project.reports / county
    month, target = stands.month, folder / str(stands.month)
    files, others = _files(project, target) if stands.edition else ([], [])
    edition = published(project, county, month) if stands.edition else None
    page = folder / "failed" / f"{month}.html"
    is_failed = page.is_file() or (is_failing and (not stands.edition or stands.has_changed))
    return {
        **_head(month),
        "edition": stands.edition,
        # Of a county that is no longer under data/ nothing can have changed.
        "has_changed": stands.has_changed and project.county(county).config.is_file(),
        "is_failed": is_failed,
        "failure": _from(project, page) if page.is_file() else "",
        "fault": edition.fault if edition else "",
        "figures": _figures(edition.figures) if edition and edition.figures else {},
        "files": files,
        "others": others,
        "former": list(_former(project, folder / "editions" / str(month), stands.edition)),
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
    """The headline figures that there are: as print has them, and as numbers to draw."""
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
    """The files of an edition that are there: those to be read, and the others."""
    manifest = editions.manifest(folder)
    names = [entry["path"] for entry in manifest["outputs"]] if manifest else []
    there = [name for name in [*names, "manifest.json"] if (folder / name).is_file()]
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


def _former(project: Project, folder: Path, newest: int) -> Iterator[dict[str, Any]]:
    """Editions that were published before the newest one, which stay readable."""
    numbers = sorted(
        (int(path.name) for path in folder.glob("*") if path.name.isdecimal()), reverse=True
    )
    for number in numbers:
        files, _ = _files(project, folder / str(number))
        if number != newest and files:
            yield {"number": number, "files": files}


def _report(project: Project, folder: Path, name: str) -> dict[str, Any]:
    """Another report of a month: its files, or those of each item that it was made for."""
    rest = name[len("2020-05-") :]
    report, _, language = rest.rpartition("-") if "-" in rest else (rest, "", "")
    if rest in LANGUAGES:
        report, language = "briefing", rest
    elif language not in LANGUAGES:
        report, language = rest, ""
    label = REPORTS.get(report, report)
    label += f"（{LANGUAGES[language]}）" if language else ""
    files, _ = _files(project, folder / name)
    items = [
        {"name": path.name, "files": _files(project, path)[0]}
        for path in sorted((folder / name).glob("[!.]*"))
        if path.is_dir()
    ]
    return {"label": label, "files": files, "items": [item for item in items if item["files"]]}


def _beside(folder: Path) -> dict[Month, list[str]]:
    """Return the months under a folder, each with the names of its other reports' folders."""
    found: dict[Month, list[str]] = {}
    for path in sorted(folder.glob("[!.]*")):
        if path.is_dir() and (match := _MONTH.fullmatch(path.name)):
            names = found.setdefault(Month.parse(match[1]), [])
            names += [path.name] if match[2] else []
    return found


def _edition(folder: Path) -> int:
    found = editions.manifest(folder)
    return int(found.get("edition", 1)) if found else 0


def _failure_pages(folder: Path) -> Iterator[Path]:
    return (
        path
        for path in sorted((folder / "failed").glob("*.html"))
        if _MONTH.fullmatch(path.stem) and len(path.stem) == len("2020-05")
    )


def _failing(project: Project, county: str) -> set[Month]:
    """The months that a timer has tried in vain."""
    if not project.county(county).config.is_file():
        return set()
    tried = attempts.load(project.county(county))
    return {Month.parse(month) for month, attempt in tried.items() if attempt.count}


def _rules(project: Project, county: str) -> County | None:
    """A county's rules, for its names; rules that cannot be read are told by those who need them."""
    try:
        return counties.load(project.county(county).config)
    except BriefingError:
        return None


def _from(project: Project, path: Path) -> str:
    return path.relative_to(project.reports).as_posix()
