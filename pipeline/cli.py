"""The command line: each command reads as the story of what it does."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipeline.errors import BriefingError, LedgersRefused, PublishFailed, UsageError
from pipeline.findings import Finding, Severity, errors
from pipeline.months import Month
from pipeline.paths import Project

if TYPE_CHECKING:
    from pipeline.county import County
    from pipeline.intake import CheckedMonth
    from pipeline.paths import CountyFolder

app = typer.Typer(
    help="把县里的原始投资台账变成领导签得了字的月度简报。",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

MonthArgument = Annotated[
    str, typer.Argument(metavar="MONTH", help="报告月份，YYYY-MM，如 2020-05")
]
CountyOption = Annotated[
    str | None, typer.Option("--county", "-c", help="data 下的县文件夹名；只有一个县时可省略")
]


@app.callback()
def options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示完整的程序堆栈")] = False,
) -> None:
    """把县里的原始投资台账变成领导签得了字的月度简报。"""
    context.obj = debug


@app.command()
def build(
    month: MonthArgument,
    county: CountyOption = None,
    report: Annotated[str, typer.Option(help="notebooks 下的报告名")] = "briefing",
    lang: Annotated[str, typer.Option("--lang", help="语言：zh 或 en")] = "zh",
    item: Annotated[
        str, typer.Option("--item", help="dossier 的项目、supervision 的责任单位")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="没有变化也重新生成")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明哪些输入变了")] = False,
    cell_limit: Annotated[int, typer.Option(help="单个单元格的秒数上限", min=1)] = 120,
    run_limit: Annotated[int, typer.Option(help="整次运行的秒数上限", min=1)] = 600,
    engine: Annotated[
        str, typer.Option("--engine", help="执行引擎：fork（快）或 kernel（标准内核）")
    ] = "",
) -> None:
    """由原始台账生成并发布一个月的简报（HTML 与 PDF）。"""
    from pipeline.build import build as build_report
    from pipeline.job import Job
    from pipeline.limits import Limits
    from pipeline.workshop import Workshop

    project, of_month = Project.here(), Month.parse(month)
    name = county or project.only_county()
    job = Job(project, name, of_month, report, lang, item)
    limits = Limits(cell_limit, run_limit)
    with _progress() as told, Workshop(project, 1, engine or None, limits) as workshop:
        built = build_report(job, workshop, force=force, progress=told)
    if explain:
        for reason in built.reasons:
            typer.echo(f"原因 {reason}", err=True)
    for warning in built.warnings:
        typer.echo(f"提示 {warning.line}", err=True)
    folder = _shown(built.target)
    if not built.is_new:
        typer.echo(f"{name} {of_month}：没有变化，已是最新：{folder}")
        return
    typer.echo(f"{name} {of_month}：已生成")
    for file in sorted(built.target.glob(f"{report}.*")):
        if file.suffix != ".ipynb":
            typer.echo(f"  {folder / file.name}")


@app.command()
def check(
    month: MonthArgument,
    county: CountyOption = None,
    format_: Annotated[str, typer.Option("--format", help="text 或 json")] = "text",
    feedback: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="给每个责任单位写一份反馈表（xlsx）到这个文件夹"),
    ] = None,
) -> None:
    """只核查台账，逐格列出问题；有错误时退出码为 3。"""
    from pipeline import county as counties
    from pipeline.intake import open_year

    if format_ not in {"text", "json"}:
        message = f"--format “{format_}”无法识别，应为 text 或 json。"
        raise UsageError(message)
    project, of_month = Project.here(), Month.parse(month)
    folder = project.county(county or project.only_county())
    if feedback is not None:
        _refuse_for_feedback(feedback, project, folder, of_month)
    rules = counties.load(folder.config)
    with _progress() as told:
        checked = open_year(folder, rules, of_month, told)[-1]
    if format_ == "json":
        written = _write_feedback(feedback, checked, rules) if feedback else None
        more = {} if written is None else {"feedback": written}
        typer.echo(checked.as_json(folder.name, **more))
    else:
        _print_findings(checked.findings)
        count = len(errors(checked.findings))
        rows = sum(len(table.frame) for table in checked.tables.values())
        typer.echo(
            f"{folder.name} {of_month}：{len(checked.tables)}种台账，{rows}行；"
            f"错误{count}条，提示{len(checked.findings) - count}条。"
        )
        if feedback is not None:
            _print_feedback(_write_feedback(feedback, checked, rules))
    if not checked.is_sound:
        raise typer.Exit(LedgersRefused.exit_code)


@app.command()
def sample(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="写到哪个文件夹，通常是 data")
    ],
    counties: Annotated[int, typer.Option(help="几个县", min=1)] = 1,
    projects: Annotated[int, typer.Option(help="每县几个重点项目", min=1)] = 95,
    months: Annotated[str, typer.Option(metavar="A..B", help="月份范围")] = "2020-01..2020-05",
    seed: Annotated[int, typer.Option(help="随机种子；同样的种子得到同样的文件")] = 20200531,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的示例县")] = False,
    mess: Annotated[
        bool, typer.Option("--mess", help="每种乱法一个县 mess-…，答案在旁边的 truth.json")
    ] = False,
) -> None:
    """生成虚构的示例县：各部门原样的台账，逐行虚构，合计可核。"""
    from pipeline.sample import generate
    from pipeline.sample.mess.folders import generate_mess

    if mess and counties > 1:
        message = "--mess 只用一个县，不能与 --counties 同用。"
        raise UsageError(message)
    span = _span(months)
    try:
        if mess:
            made = generate_mess(
                destination, projects=projects, months=span, seed=seed, force=force
            )
            folders = list(made)
        else:
            folders = generate(
                destination,
                counties=counties,
                projects=projects,
                months=span,
                seed=seed,
                force=force,
            )
    except OSError as error:
        message = f"{destination}：无法写入（{error.strerror}），请换一个文件夹。"
        raise PublishFailed(message) from error
    for folder in folders:
        typer.echo(f"已生成 {_shown(folder)}")


@app.command()
def verify(
    month: Annotated[
        str | None, typer.Argument(metavar="[MONTH]", help="省略则核对所有月份")
    ] = None,
    county: CountyOption = None,
) -> None:
    """核对已发布的文件与其清单中的哈希是否一致。"""
    from pipeline import archive

    project = Project.here()
    targets = _published(project, county, month)
    faults = []
    for target in targets:
        found = archive.manifest(target)
        if found is None:
            faults.append(f"{_shown(target)}：manifest.json 缺失或无法读取。")
            continue
        changed = archive.altered(target, found["outputs"])
        changed += archive.altered(project.root, found["inputs"])
        faults += [f"{_shown(target)}：{name} 缺失或与发布时不一致。" for name in changed]
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(f"核对{len(targets)}个月，{len(faults)}处不一致。")
    if faults:
        raise typer.Exit(5)


@app.command(name="list")
def list_() -> None:
    """列出各县收到的台账月份与已发布的简报。"""
    from pipeline import archive

    project = Project.here()
    for name in project.counties():
        received = {path.name for path in (project.data / name / "raw").glob("????-??")}
        published = {path.name for path in (project.reports / name).glob("????-??")}
        for month in sorted(received | published):
            found = archive.manifest(project.reports / name / month)
            state = f"已发布第{found['edition']}版" if found else "未发布"
            ledgers = "有台账" if month in received else "无台账"
            typer.echo(f"{name} {month}：{ledgers}，{state}")


@app.command()
def explore(
    month: Annotated[
        str | None, typer.Argument(metavar="[MONTH]", help="先核查好这个月的台账")
    ] = None,
    county: CountyOption = None,
) -> None:
    """打开 JupyterLab，在同样的数据上分析。"""
    project = Project.here()
    if month is not None:
        from pipeline.briefing.opened import open_month

        open_month(month, county)
    lab = shutil.which("jupyter-lab", path=str(Path(sys.executable).parent)) or shutil.which(
        "jupyter-lab"
    )
    if lab is None:
        message = "没有找到 JupyterLab，请先执行 make。"
        raise UsageError(message)
    os.chdir(project.root)
    # JupyterLab refuses root unless told; in a container there is no one else.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    words = [lab, str(project.notebook("briefing")), *(["--allow-root"] if is_root else [])]
    os.execv(lab, words)


def main() -> None:
    """Run the command line; a clerk's fault is one line each and an exit code, ours a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BriefingError as error:
        if "--debug" in sys.argv:
            raise
        for line in error.lines:
            typer.echo(line, err=True)
        sys.exit(error.exit_code)


def _shown(path: Path) -> Path:
    """Show a path from the working folder where it lies below it."""
    absolute = path.resolve()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


def _span(text: str) -> list[Month]:
    first, dots, last = text.partition("..")
    start, end = Month.parse(first), Month.parse(last if dots else first)
    if end < start:
        message = f"月份范围“{text}”前后颠倒，应写作 2020-01..2020-05。"
        raise UsageError(message)
    return [start.plus(step) for step in range(end.since(start) + 1)]


def _published(project: Project, county: str | None, month: str | None) -> list[Path]:
    from pipeline import archive

    # A report other than the briefing has a folder of its own beside the month's: 2020-05-…,
    # and below it one for each item.
    pattern = f"{county or '*'}/{Month.parse(month) if month else '????-??'}*"
    folders = [path for path in project.reports.glob(pattern) if path.is_dir()]
    items = [entry.parent for path in folders for entry in path.glob(f"*/{archive.MANIFEST}")]
    targets = sorted(
        {path for path in folders if not list(path.glob(f"*/{archive.MANIFEST}"))} | {*items}
    )
    if not targets:
        message = f"reports 下没有已发布的{month or '月份'}，请先执行 briefing build。"
        raise UsageError(message)
    return targets


def _print_findings(findings: list[Finding]) -> None:
    for finding in findings:
        word = "错误" if finding.severity is Severity.ERROR else "提示"
        typer.echo(f"{word} {finding.line}", err=finding.severity is Severity.ERROR)


def _refuse_for_feedback(
    directory: Path, project: Project, folder: CountyFolder, month: Month
) -> None:
    """Feedback among the ledgers would be read as ledgers; elsewhere a later run would replace it."""
    report = project.published(folder.name, month)
    for taken in (folder.raw(month).parent, folder.tidy(month).parent, report):
        if directory.resolve().is_relative_to(taken.resolve()):
            message = f"--feedback {directory}：反馈表不能写进 {_shown(taken)}，请换一个文件夹。"
            raise UsageError(message)


def _write_feedback(directory: Path, checked: CheckedMonth, rules: County) -> dict[str, Any]:
    """Write the month's workbooks; return what was written, and former ones that now stand alone."""
    from pipeline import archive
    from pipeline import feedback as books

    written = books.feedback(checked, rules)
    archive.put(directory, {book.name: book.content for book in written})
    former = archive.left_over(
        directory, books.prefix(rules, checked.month), [book.name for book in written]
    )
    return {
        "written": [
            {
                "file": str(_shown(directory) / book.name),
                "unit": book.office,
                "unit_is_known": book.is_known,
                "errors": book.errors,
                "warnings": book.warnings,
            }
            for book in written
        ],
        "left_over": [str(_shown(directory) / name) for name in former],
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


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show which file is being read, on a terminal; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("正在读取"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, number, total: bar.update(
            task, description=escape(name), completed=number - 1, total=total
        )
