"""`briefing init`: write a new county's county.toml and empty workbooks."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli.app import app
from briefing.cli.output import JsonOption, print_json, shown
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from briefing.starter.new_county import NewCounty


@app.command(
    examples=[
        "briefing init luochuan --name 洛川县 --code 610629 --growth 8 --first-month 2026-01",
        "briefing init luochuan    （按改过的 county.toml 补上缺的空表）",
    ]
)
def init(
    county: Annotated[
        str, typer.Argument(metavar="COUNTY", help="data 下新建的文件夹名，如 luochuan")
    ],
    name: Annotated[str, typer.Option(help="县名，如 洛川县")] = "",
    code: Annotated[str, typer.Option(help="六位行政区划代码，如 610629")] = "",
    growth: Annotated[str, typer.Option(help="全年固定资产投资增速目标，%，如 8")] = "",
    first_month: Annotated[
        str, typer.Option(metavar="MONTH", help="第1期简报的月份，YYYY-MM")
    ] = "",
    towns: Annotated[str, typer.Option(help="各镇（街道），用“、”隔开")] = "",
    units: Annotated[str, typer.Option(help="各责任单位，用“、”隔开")] = "",
    as_json: JsonOption = False,
) -> None:
    """
    新建一个县：county.toml 和各种台账的空表。

    已有的从不覆盖。已有 county.toml 的县不带选项再执行一次，按它的镇办、单位补上缺的空表。
    """
    from briefing.settings.county import load
    from briefing.starter.new_county import county_toml, empty_workbooks
    from briefing.system import files

    folder = Project.here().county(county)
    written: list[Path] = []
    given = {
        "--name": name, "--code": code, "--growth": growth, "--first-month": first_month,
        "--towns": towns, "--units": units,
    }  # fmt: skip
    if folder.config.exists():
        if unused := [option for option, value in given.items() if value]:
            message = (
                f"{shown(folder.config)} 已有，不覆盖，{'、'.join(unused)}没有用上；"
                "改县情请直接改这个文件，补空表请不带选项再执行。"
            )
            raise UsageError(message)
    else:
        text = county_toml(_new_county(county, given)).encode()
        files.write_all_or_explain(folder.root, {folder.config.name: text})
        written.append(shown(folder.config))
    missing = {
        file: content
        for file, content in empty_workbooks(load(folder.config)).items()
        if not (folder.templates / file).exists()
    }
    if not missing:
        message = f"{shown(folder.root)}：county.toml 与空表都已有，没有改动；要重做空表请先移走 templates 里的旧表。"
        raise UsageError(message)
    files.write_all_or_explain(folder.templates, missing)
    written += [shown(folder.templates / file) for file in missing]
    if as_json:
        print_json({"county": county, "written": written})
        return
    for path in written:
        typer.echo(f"已写 {path}")
    typer.echo("请先逐项核对 county.toml；空表每月复制一份，填好放进 raw/月份。")


def _new_county(folder: str, given: dict[str, str]) -> NewCounty:
    """Read the options that a new county needs. Raises UsageError that names those missing or wrong."""
    from briefing.starter.new_county import NewCounty

    needed = ("--name", "--code", "--growth", "--first-month")
    if missing := [option for option in needed if not given[option]]:
        message = (
            f"新建县还要写明{'、'.join(missing)}，例如：briefing init {folder} --name 洛川县 "
            "--code 610629 --growth 8 --first-month 2026-01"
        )
        raise UsageError(message)
    if not re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]+)?", given["--growth"]):
        message = f"--growth “{given['--growth']}”不合规，应为百分数的数字，如 8 或 8.5。"
        raise UsageError(message)
    return NewCounty(
        given["--name"].strip(),
        given["--code"],
        Decimal(given["--growth"]),
        Month.parse(given["--first-month"]),
        _listed(given["--towns"]),
        _listed(given["--units"]),
    )


def _listed(text: str) -> list[str]:
    """Split a list at any of the commas that clerks type, and drop what is listed twice."""
    parts = (part.strip() for part in re.split(r"[、,，;；]", text))
    return list(dict.fromkeys(part for part in parts if part))
