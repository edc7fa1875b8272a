"""The cells behind every figure, as data that the HTML page shows on demand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.page.blocks import Block

if TYPE_CHECKING:
    from briefing.sections.report import Report

# The rows of a longer ledger are left to `briefing trace`.
MOST_ROWS = 1000


def trace(report: Report) -> Block:
    """Return the cells behind every figure, with the words that the page shows them with."""
    words = report.words
    content = report.trace
    scopes = {figure[1] for figure in content["figures"]}
    units = {unit for figure in content["figures"] for unit in (figure[2], figure[4][2])} | {
        unit for source in content["sources"] for _, unit in source["columns"].values()
    }
    shortened = content | {"sources": [_shortened(source) for source in content["sources"]]}
    return Block(
        "origins",
        {
            # As one text: an indented notebook would have a line for each cell.
            "trace": json.dumps(shortened, ensure_ascii=False, separators=(",", ":")),
            "scopes": {
                scope: words.name(scope.partition(":")[2])
                for scope in sorted(scopes)
                if ":" in scope
            },
            "units": {unit: words.unit(unit) for unit in sorted(units)},
            "words": {
                "ask": words("查看来源"),
                "close": words("关闭"),
                "back": words("返回"),
                "formula": words("公式"),
                "numerator": words("分子"),
                "denominator": words("分母"),
                "cells": words("来源单元格"),
                "figures": words("由这些指标得出"),
                "row": words("行"),
                "subject": words("项目"),
                "sent": words("原值"),
                "blank": words("空"),
                "withheld": words("不公布"),
                "band": words("见分类行"),
                "corrected": words("更正"),
                "ruled": words("认定"),
                "file": words("文件"),
                "none": words("不用台账的单元格。"),
                "long": words("行数太多，请用 briefing trace 查看。"),
            },
        },
    )


def _shortened(source: dict[str, Any]) -> dict[str, Any]:
    if len(source["rows"]) <= MOST_ROWS:
        return source
    lists: dict[str, list[Any]] = {key: [] for key in ("rows", "bands", "corrections", "rulings")}
    return source | lists | {"sent": {}, "read": {}}
