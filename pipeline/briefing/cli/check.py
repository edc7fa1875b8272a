"""`briefing check`: check a month's ledgers, and write feedback for the departments."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli.app import app
from briefing.cli.options import CountyOption, MonthArgument, meant
from briefing.cli.output import JsonOption, print_json, reading_shown, shown
from briefing.domain.errors import LedgersRefused, UsageError
from briefing.domain.findings import Finding, Severity, errors, singly
from briefing.domain.findings_shown import causes_first, lines
from briefing.domain.months import Month
from briefing.domain.text import one_line
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.ledgers.cut.received import Received
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.settings.county import County
    from briefing.settings.paths import CountyFolder


@app.command(
    examples=[
        "briefing check 2020-05",
        "briefing check 2020-05 --feedback 反馈表",
        "briefing check 2020-05 --county zhashui --json",
    ]
)
def check(
    month: MonthArgument,
    county: CountyOption = None,
    format_: Annotated[str, typer.Option("--format", help="text 或 json")] = "text",
    feedback: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="给每个责任单位写一份反馈表（xlsx）到这个文件夹"),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="逐条列出每一处，包括由同一原因而来的")
    ] = False,
    explain_heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="只说明这个文件的每个表头是怎样认的，不核查"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """只核查台账，逐格列出问题；有错误时退出码为 3。"""
    from briefing.ledgers.ingest import open_year
    from briefing.settings.county import load

    if format_ not in {"text", "json"}:
        message = f"--format “{format_}”无法识别，应为 text 或 json。"
        raise UsageError(message)
    if explain_heads is not None:
        _explain_heads(explain_heads, Month.parse(month))
        return
    project, of_month, folder = meant(month, county)
    if feedback is not None:
        _check_feedback_folder(feedback, project, folder, of_month)
    rules = load(folder.config)
    with reading_shown() as progress:
        checked = open_year(folder, rules, of_month, progress)[-1]
    if as_json or format_ == "json":
        more = {"feedback": _write_feedback(feedback, checked, rules)} if feedback else {}
        print_json(checked.as_json(folder.name, **more))
    else:
        _print_received(checked.received)
        for line in checked.written:
            typer.echo(one_line(line))
        _print_findings(checked.findings, every=every)
        rows = sum(len(table.frame) for table in checked.tables.values())
        about = f"{folder.name} {of_month}：{len(checked.tables)}种台账，{rows}行；"
        typer.echo(about + _counted(checked.findings))
        if not every:
            _print_next(checked, of_month)
        if feedback is not None:
            _print_feedback(_write_feedback(feedback, checked, rules))
    if not checked.is_sound:
        raise typer.Exit(LedgersRefused.exit_code)


def _explain_heads(path: Path, month: Month) -> None:
    """Print how each header of a file was understood. Raises UsageError where it cannot be read."""
    from briefing.ledgers.dictionary import all_ledgers
    from briefing.ledgers.heads.explain import explained
    from briefing.ledgers.heads.table_head import find_heads
    from briefing.workbooks.guard import Guard
    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Unreadable

    try:
        with Guard(FileLimits()) as guard:
            book = guard.read(path)
    except Unreadable as fault:
        message = f"{path.name}：{fault.remark.found}，{fault.remark.expected}。"
        raise UsageError(message) from None
    for sheet in book.sheets:
        heads = find_heads(sheet, all_ledgers(), month)
        if not heads:
            typer.echo(f"{path.name} › {sheet.name}：没有认出任何台账的表头。")
        for head in heads:
            rows = f"第{head.top + 1}行" + (
                f"至第{head.bottom + 1}行" if head.bottom > head.top else ""
            )
            typer.echo(f"{path.name} › {sheet.name}：{rows}是《{head.ledger.name}》的表头。")
            for line in explained(head):
                typer.echo(f"  {line}")


def _print_received(received: Sequence[Received]) -> None:
    """Print one line for each sheet: its file and name, and which ledger it was taken for."""
    places = [one_line(" › ".join(filter(None, [each.file, each.sheet]))) for each in received]
    widest = max(map(_width, places), default=0)
    for each, place in zip(received, places, strict=True):
        typer.echo(f"{place}{' ' * (widest - _width(place))} → {one_line(each.verdict)}")


def _width(text: str) -> int:
    """Return the width of a text on a terminal, where a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _print_findings(findings: Sequence[Finding], *, every: bool) -> None:
    """Print causes, with what follows folded under them; or every finding by itself."""
    told = lines(findings)
    if every:
        told = [(finding.severity, finding.line) for finding in singly(causes_first(findings))]
    for severity, line in told:
        word = "错误" if severity is Severity.ERROR else "提示"
        typer.echo(f"{word} {line}", err=severity is Severity.ERROR)


def _counted(findings: Sequence[Finding]) -> str:
    """Count the errors and hints, each with what follows from it as one."""
    count, folded = len(errors(findings)), len(singly(findings)) - len(findings)
    also = f"，另有{folded}处由这些原因而来，未列出" if folded else ""
    return f"错误{count}条，提示{len(findings) - count}条{also}。"


def _print_next(checked: CheckedMonth, month: Month) -> None:
    """Print the commands that come next, where something has to be mended."""
    if checked.is_sound:
        return
    folded = any(finding.follows for finding in checked.findings)
    singly_told = f"；逐处列出：briefing check {month} --all" if folded else ""
    typer.echo(
        f"下一步：briefing check {month} --feedback 反馈表，给各单位写反馈表{singly_told}。"
    )


def _check_feedback_folder(
    directory: Path, project: Project, folder: CountyFolder, month: Month
) -> None:
    """Raise UsageError where feedback would be read as a ledger, or replaced by a later run."""
    report = project.published(folder.name, month)
    for used in (folder.raw(month).parent, folder.tidy(month).parent, report):
        if directory.resolve().is_relative_to(used.resolve()):
            message = f"--feedback {directory}：反馈表不能写进 {shown(used)}，请换一个文件夹。"
            raise UsageError(message)


def _write_feedback(directory: Path, checked: CheckedMonth, rules: County) -> dict[str, Any]:
    """Write the feedback workbooks; return those, and the former ones without findings, for JSON."""
    from briefing.ledgers import feedback as books
    from briefing.system import files

    written = books.feedback(checked, rules)
    files.write_all_or_explain(directory, {book.name: book.content for book in written})
    former = files.list_others(
        directory, books.prefix(rules, checked.month), [book.name for book in written]
    )
    return {
        "written": [
            {
                "file": str(shown(directory) / book.name),
                "unit": book.office,
                "unit_is_known": book.is_known,
                "errors": book.errors,
                "warnings": book.warnings,
            }
            for book in written
        ],
        "left_over": [str(shown(directory) / name) for name in former],
    }


def _print_feedback(feedback: dict[str, Any]) -> None:
    for book in feedback["written"]:
        unknown = "" if book["unit_is_known"] else "（单位不在名单里，请确认送给谁）"
        typer.echo(
            f"反馈表 {book['file']}：错误{book['errors']}条，提示{book['warnings']}条{unknown}"
        )
    for file in feedback["left_over"]:
        typer.echo(f"反馈表 {file}：是以前写的，这次没有这个单位的问题，不用的请删去")
    if not feedback["written"]:
        typer.echo("没有发现问题，不用写反馈表。")
