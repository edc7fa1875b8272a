"""
Tell what stopped a report: on a page for its readers, and in the log.

Both name the step, the cell and the remedy. The page stands at `reports/<county>/failed/<month>.html`
until the report is made. Neither has what was found in a cell: `briefing check` shows that to those
who may see the ledgers.
"""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing import editions
from briefing.delivery import log
from briefing.domain.errors import (
    BriefingError,
    Busy,
    LedgersRefused,
    NotebookFailed,
    PublishFailed,
    SettingsWrong,
    UsageError,
)
from briefing.domain.findings import errors
from briefing.domain.text import shorten
from briefing.page.colours import RED
from briefing.settings.paths import FAILED, PACKAGE, Project
from briefing.system import files

# So many cells are named in a line of the log; the page has every cause.
MOST_LOGGED = 20
_LONGEST = 300


@dataclass(frozen=True)
class Failure:
    """Where a report stopped: the step, the places, and what to do."""

    step: str
    remedy: str
    # What the page says of each place; the log has the same as addresses and codes.
    places: Sequence[str] = ()
    cells: Sequence[dict[str, Any]] = ()
    count: int = 0
    error: str = ""


def tell(
    project: Project, report: Mapping[str, str], title: str, target: Path | None, error: Exception
) -> Path | None:
    """
    Write what stopped a report into the log, and onto its page; return the page, None for none.

    *report* has the fields of the log that name it, *title* is what readers call it; *target* is
    where it is published, None where what was asked for cannot be published anywhere.
    """
    failure = of(error)
    log.write(
        project.root,
        "busy" if isinstance(error, Busy) else "failed",
        **report,
        step=failure.step,
        error=failure.error,
        exit_code=error.exit_code if isinstance(error, BriefingError) else 1,
        cells=failure.cells,
        count=failure.count,
        remedy=failure.remedy,
    )
    has_folder = not report["county"] or (project.data / report["county"]).is_dir()
    # Another run makes a busy report; what was asked for in wrong words has no readers.
    is_asked_wrongly = isinstance(error, UsageError) and not isinstance(error, SettingsWrong)
    if target is None or not has_folder or isinstance(error, Busy) or is_asked_wrongly:
        return None
    path = _page_of(project, target)
    page = _page(report["report"], title, target, path.parent, failure)
    with contextlib.suppress(PublishFailed):
        files.write_all_or_explain(path.parent, {path.name: files.sealed_page(page)})
        return path
    return None


def clear(project: Project, *targets: Path) -> None:
    """Remove the pages of reports that are published now."""
    for target in targets:
        files.remove_with_empty_folders(_page_of(project, target))


def of(error: Exception) -> Failure:
    """Return at which step, and where, an error stopped a report."""
    kind = type(error).__name__
    if isinstance(error, LedgersRefused):
        found = errors(error.findings)
        return Failure(
            "核查台账",
            "请按下列位置更正台账，或写更正文件，再执行一次；读到的内容见 briefing check。",
            [
                f"[{each.code}] {each.place}：{each.expected}。{each.advice}。{each.folded}"
                for each in found
            ],
            # What names a column or a row by the ledger's own words stays out of the log.
            [
                {
                    "code": each.code,
                    "file": each.file,
                    "sheet": each.sheet,
                    "row": each.row,
                    "column": each.letter,
                }
                for each in found[:MOST_LOGGED]
            ],
            len(found),
            kind,
        )
    if isinstance(error, NotebookFailed):
        cells: list[dict[str, Any]] = [{"cell": error.cell}] if error.cell else []
        places = [f"笔记本第{error.cell}个单元格"] if error.cell else []
        again = "请再执行一次，仍不成功的" if error.may_try_again else "请"
        remedy = f"{again}交维护人员，用 briefing --debug build 查看原因。"
        return Failure("执行笔记本", remedy, places, cells, len(cells), kind)
    if isinstance(error, PublishFailed):
        remedy = "请检查磁盘空间、权限与字体，再执行一次。"
        return Failure("排版与发布", remedy, error.lines, error=kind)
    if isinstance(error, UsageError):
        remedy = "请按提示改正 county.toml、更正文件或命令，再执行一次。"
        return Failure("读取规则", remedy, error.lines, error=kind)
    if isinstance(error, Busy):
        return Failure("等待发布", "另一个进程正在生成，请稍后再试。", error=kind)
    # Where our code broke; the message may hold what a cell says, and stays out.
    cells = [
        {"file": os.path.relpath(frame.filename, PACKAGE.parent), "line": frame.lineno}
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(PACKAGE))
    ]
    return Failure("程序", "程序有错，请把 logs/briefing.jsonl 交维护人员。", (), cells, 0, kind)


def _page_of(project: Project, target: Path) -> Path:
    """Return the path of the page about a report that is published in *target*."""
    owner, *rest = target.relative_to(project.reports).parts
    page = project.reports.joinpath(owner, FAILED, *rest)
    return page.with_name(f"{page.name}.html")


def _page(report: str, title: str, target: Path, folder: Path, failure: Failure) -> str:
    # Most runs write no page.
    from briefing.export.page_template import environment

    link = os.path.relpath(target / f"{report}.html", folder).replace(os.sep, "/")
    return (
        environment()
        .get_template("failure.html.j2")
        .render(
            title=f"{title}：没有生成",
            remedy=failure.remedy,
            step=failure.step,
            places=[shorten(place, _LONGEST) for place in failure.places],
            edition=(editions.manifest(target) or {}).get("edition"),
            link=link,
            red=RED,
        )
    )
