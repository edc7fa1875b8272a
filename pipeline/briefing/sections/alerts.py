"""预警: every alert, with its light, its unit, the step to take, and the cells behind it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.indicators.alerts import RULES
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import RED
from briefing.page import tables
from briefing.page.blocks import Block, Light, note, paragraph
from briefing.page.tables import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.indicators.alerts import Alert
    from briefing.sections.report import Report


def in_short(report: Report) -> Block:
    """Return how many alerts there are, how many are red, and how many each rule has."""
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
    """Return every alert, rule by rule: what, whose, the step, and the cells behind it."""
    words = report.words
    found = report.alerts
    if not found:
        return note("")
    rows: list[Alert | str] = []
    for id_, rule in RULES.items():
        if of_rule := [alert for alert in found if alert.rule == id_]:
            name, step = words(rule.name), words(rule.step)
            rows += [words("{rule} {name}（{step}）", rule=id_, name=name, step=step), *of_rule]

    def evidence(alert: Alert) -> str:
        cells = (
            words("{name}{figure}", name=cell.label, figure=cell.says) for cell in alert.evidence
        )
        place = words("（{place}）", place=alert.place) if alert.place else ""
        return words("；").join(cells) + place

    return tables.table(
        words("预警清单"),
        [
            Column("灯", lambda alert: Light(alert.light), "center", 0.5),
            Column("项目", lambda alert: words.name(alert.project), width=3.2),
            Column("责任单位", lambda alert: words.name(alert.unit), width=1.9),
            Column("情况", lambda alert: alert.what, width=2.8),
            Column("依据", evidence, width=3.4),
        ],
        rows,
        note=report.note(
            report.source(DISPATCH, "projects", "permits", "problems"),
            confidential(report, found),
            words("括号内为建议措施；依据为台账单元格所载。"),
        ),
        annex=True,
        words=words,
    )


def confidential(report: Report, found: Iterable[Alert]) -> str:
    """Return the note of alerts that rest on the bureau's book; without any, nothing."""
    if not any(alert.rule in {"W05", "W06"} for alert in found):
        return ""
    return report.words("W05、W06为统计口径，只列状态，不列单个项目的统计数据。")
