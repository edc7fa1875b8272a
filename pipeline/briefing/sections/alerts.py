"""预警: every rule that was triggered, with its light, its unit, the step, and the cells behind it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.indicators.alerts import RULES, Alert
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import RED
from briefing.page import tables
from briefing.page.blocks import Block, Cell, note, paragraph

if TYPE_CHECKING:
    from briefing.sections.report import Report


def in_short(report: Report) -> Block:
    """How many warnings there are by rule, red ones first."""
    words = report.words
    found = report.alerts
    if not found:
        return note(words("本月没有触发预警。"))
    red = sum(alert.light == RED for alert in found)
    counts = Counter(alert.rule for alert in found)
    told = words.listed(
        words("{name}{count}个", name=words(RULES[rule].name), count=count)
        for rule, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    )
    return paragraph(
        [
            words(
                "本月触发预警{count}条，其中红色{red}条：{told}，详见附表。",
                count=len(found),
                red=red,
                told=told,
            )
        ]
    )


def table(report: Report) -> Block:
    """Every warning, rule by rule: what, whose, which step, and the cells that it rests on."""
    words = report.words
    found = report.alerts
    if not found:
        return note("")
    rows: list[list[Cell] | str] = []
    for rule in RULES:
        of_rule = [alert for alert in found if alert.rule == rule]
        if of_rule:
            told = RULES[rule]
            rows.append(
                words(
                    "{rule} {name}（{step}）",
                    rule=rule,
                    name=words(told.name),
                    step=words(told.step),
                )
            )
            rows += [_alert(report, alert) for alert in of_rule]
    return tables.table(
        words("预警清单"),
        [
            tables.column("灯", "center", 0.5),
            tables.column("项目", "left", 3.2),
            tables.column("责任单位", "left", 1.9),
            tables.column("情况", "left", 2.8),
            tables.column("依据", "left", 3.4),
        ],
        rows,
        note=report.note(
            report.source(DISPATCH, "projects", "permits", "problems"),
            words("W05、W06为统计口径，只列状态，不列单个项目的统计数据。")
            if any(alert.rule in {"W05", "W06"} for alert in found)
            else "",
            words("括号内为建议措施；依据为台账单元格所载。"),
        ),
        annex=True,
        words=words,
    )


def _alert(report: Report, alert: Alert) -> list[Cell]:
    words = report.words
    return [
        tables.light(alert.light),
        words.name(alert.project),
        words.name(alert.unit),
        alert.what,
        words("；").join(
            words("{name}{figure}", name=evidence.label, figure=evidence.says)
            for evidence in alert.evidence
        )
        + _place(report, alert),
    ]


def _place(report: Report, alert: Alert) -> str:
    """The sheet's row that all the evidence of a warning stands in."""
    return report.words("（{place}）", place=alert.place) if alert.place else ""
