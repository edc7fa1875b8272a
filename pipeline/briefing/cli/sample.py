"""`briefing sample`: write invented counties."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefing.cli.app import app
from briefing.cli.options import months_in
from briefing.cli.output import JsonOption, print_json, shown
from briefing.domain.errors import PublishFailed


@app.command(
    examples=[
        "briefing sample data --force",
        "briefing sample data --counties 3 --months 2020-01..2020-12 --seed 7",
    ]
)
def sample(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="写到哪个文件夹，通常是 data")
    ],
    counties: Annotated[int, typer.Option(help="几个县", min=1)] = 1,
    projects: Annotated[int, typer.Option(help="每县几个重点项目", min=1)] = 95,
    months: Annotated[str, typer.Option(metavar="A..B", help="月份范围")] = "2020-01..2020-05",
    seed: Annotated[int, typer.Option(help="随机种子；同样的种子得到同样的文件")] = 20200531,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的示例县")] = False,
    as_json: JsonOption = False,
) -> None:
    """生成虚构的示例县：各部门原样的台账，逐行虚构，合计可核。"""
    from briefing.starter.sample import generate

    span = months_in(months)
    try:
        folders = generate(
            destination, counties=counties, projects=projects, months=span, seed=seed, force=force
        )
    except OSError as error:
        message = f"{destination}：无法写入（{error.strerror}），请换一个文件夹。"
        raise PublishFailed(message) from error
    if as_json:
        print_json({"folders": [shown(folder) for folder in folders]})
        return
    for folder in folders:
        typer.echo(f"已生成 {shown(folder)}")
