"""三、项目储备: size, fields, papers, ripeness and movement of the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators import reserve as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.indicator import summed
from briefing.indicators.reserve_fields import classify
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.sections import charts
from briefing.sections.reserve import sentences
from briefing.sections.sentence import joined, plain_text, say

if TYPE_CHECKING:
    from briefing.page.blocks import Cell
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """The reserve and the part of it that seeks funds."""
    return paragraph(sentences.reserve(report.indicators, report.facts, report.words))


def papers(report: Report) -> Block:
    """How far its papers are, what is ripe, and what moved."""
    found, words = report.indicators, report.words
    return paragraph(
        joined(
            words,
            sentences.reserve_papers(found, words),
            sentences.movement(found, report.facts, words),
        )
    )


def funnel(report: Report) -> Block:
    """From the reserve to what waits only for funds: how many have each paper."""
    found, words = report.indicators, report.words
    steps = [
        (words("储备项目"), found["C01"].value),
        *(
            (words(name), found.of("C06", f"paper:{name}").numerator)
            for name in found.scopes("C06", "paper")
        ),
        (words("手续成熟"), found["C07"].value),
    ]
    known = [(name, count) for name, count in steps if count is not None]
    data = pd.DataFrame(
        {
            "group": [name for name, _ in known],
            "value": [float(count) for _, count in known],
            "text": [words.quantity(str(count), "个") for _, count in known],
        }
    )
    title = plain_text(say(words, found, "储备项目{C01}，手续成熟的{C07}"))
    told = words.paired(data["group"], data["text"], between="；")
    return charts.share_bars(
        data,
        label=words("阶段"),
        value=words("项目（个）"),
        title=title,
        note=report.note(
            report.source(DISPATCH, "reserve"),
            words("各项手续为已办的项目数，一个项目可办有多项。"),
        ),
        alt_text=words("{title}。条形图：{told}。", title=title, told=told),
    )


def _focus_share(report: Report) -> str:
    found = report.indicators
    column = ledger("reserve").column("field")
    focus = [
        found.of("C05", f"field:{column.state_label(field)}", "亿元").value
        for field in report.county.reserve.focus_fields
    ]
    return tables.percent(sum(value for value in focus if value is not None), found["C02"].value)


def table(report: Report) -> Block:
    """Each field: projects, investment, share, and how many are ripe."""
    found, words = report.indicators, report.words
    rows = report.facts.frame("reserve")
    labels = classify(rows, report.county)["field"]
    ripe = measure.is_ripe(rows)
    seeking = rows["sought_funds_wan"] > 0
    return tables.table(
        words("储备项目分领域情况"),
        [
            tables.column("领域", "left", 2.4),
            tables.column("项目（个）", "right"),
            tables.column("总投资", "right"),
            tables.column("占比（%）", "right"),
            tables.column("拟争取资金（个）", "right", 1.3),
            tables.column("手续成熟（个）", "right", 1.3),
        ],
        [
            [
                words.name(name),
                tables.figure(found, "C05", f"field:{name}"),
                tables.yi_figure(found, "C05", f"field:{name}", words),
                tables.percent(found.of("C05", f"field:{name}", "亿元").value, found["C02"].value),
                str(int((seeking & (labels == name)).sum())),
                str(int((ripe & (labels == name)).sum())),
            ]
            for name in found.scopes("C05", "field")
        ],
        unit=words("金额单位：亿元"),
        total=[
            words("合计"),
            tables.figure(found, "C01"),
            tables.yi_figure(found, "C02", words=words),
            "100.0",
            tables.figure(found, "C03"),
            tables.figure(found, "C07"),
        ],
        note=report.note(
            report.source(DISPATCH, "reserve"),
            words("“两新一重”项目占储备总投资的{percent}%。", percent=_focus_share(report)),
            words("手续成熟指可研已批，或备案并用地已办。"),
            _told_by_words(report),
        ),
        words=words,
    )


def _told_by_words(report: Report) -> str:
    """Say of how many projects a keyword told the field, and of how many it speaks for another."""
    rows = classify(report.facts.frame("reserve"), report.county)
    by_word, doubted = int((rows["word"] != "").sum()), int((rows["other_word"] != "").sum())
    words = report.words
    return report.note(
        words("{count}个项目台账未填领域，按关键词归类。", count=by_word) if by_word else "",
        words("{count}个项目名称含其他领域的关键词，仍按台账归类。", count=doubted)
        if doubted
        else "",
    )


def channels(report: Report) -> Block:
    """Those that seek funds from above, by channel: projects, investment, what is sought and came."""
    words = report.words
    rows = report.facts.frame("reserve")
    rows = rows[rows["sought_funds_wan"] > 0]
    if rows.empty:
        return note(words("没有拟争取资金项目。"))
    named = rows.assign(channel=rows["fund_channel"].fillna("未填渠道"))
    groups = sorted(
        named.groupby("channel"), key=lambda entry: (-entry[1]["sought_funds_wan"].sum(), entry[0])
    )
    # A reserve table that does not ask what came has no column for it.
    obtained = [tables.column("已到位", "right")] if _tells_what_came(rows) else []
    return tables.table(
        words("拟争取资金分渠道情况"),
        [
            tables.column("资金渠道", "left", 2.6),
            tables.column("项目（个）", "right"),
            tables.column("总投资", "right"),
            tables.column("拟争取资金", "right", 1.2),
            *obtained,
        ],
        [[words.name(name), *_sums(report, group)[: 3 + len(obtained)]] for name, group in groups],
        unit=words("金额单位：亿元"),
        total=[words("合计"), *_sums(report, named)[: 3 + len(obtained)]],
        note=report.source(DISPATCH, "reserve"),
        words=words,
    )


def _tells_what_came(rows: pd.DataFrame) -> bool:
    return bool(rows["obtained_funds_wan"].notna().any())


def _sums(report: Report, rows: pd.DataFrame) -> list[str]:
    words = report.words
    return [
        str(len(rows)),
        *(
            tables.yi(summed(rows[column].dropna()), words)
            for column in ("total_plan_wan", "sought_funds_wan")
        ),
        tables.yi(summed(rows["obtained_funds_wan"].dropna()), words)
        if _tells_what_came(rows)
        else tables.NOT_APPLICABLE,
    ]


def told_by_words(report: Report) -> Block:
    """Whose field a keyword told, or puts in doubt, and which word it was: anyone may disagree."""
    words = report.words
    reserve = report.facts.frame("reserve")
    told = classify(reserve, report.county)
    rows = reserve.assign(**{column: told[column] for column in told})
    rows = rows.loc[(told["word"] != "") | (told["other_word"] != "")]
    if rows.empty:
        return note("")
    return tables.table(
        words("储备项目归类说明"),
        [
            tables.column("项目", "left", 4.4),
            tables.column("归入领域", "left", 2.4),
            tables.column("依据", "left", 3.2),
        ],
        [
            [
                tables.text(row.project_name, words),
                words.name(row.field),
                words("关键词“{word}”", word=row.word)
                if row.word
                else words("台账；名称或内容另有关键词“{word}”", word=row.other_word),
            ]
            for row in rows.itertuples()
        ],
        note=report.note(
            report.source(DISPATCH, "reserve"),
            words("台账写明领域的以台账为准；归类不当的请在台账或更正文件里写明。"),
        ),
        annex=True,
        words=words,
    )


def moved(report: Report) -> Block:
    """Who entered the reserve this month, who left it, and who is a key project already."""
    words, facts = report.words, report.facts
    came, went = measure.moved(facts)
    doubled = measure.doubled(facts)
    rows: list[list[Cell] | str] = []
    for label, found in (("新增", came), ("退出", went), ("已在重点项目名单", doubled)):
        if len(found):
            rows.append(words("{name}（{count}）", name=words(label), count=len(found)))
            rows += [
                [
                    tables.text(row.project_name, words),
                    tables.text(row.responsible_unit, words),
                    tables.wan(row.total_plan_wan, words),
                ]
                for row in found.itertuples()
            ]
    if not rows:
        return note("")
    return tables.table(
        words("本月储备项目增减与重复"),
        [
            tables.column("项目", "left", 4.6),
            tables.column("责任单位", "left", 3),
            tables.column("总投资", "right", 1.4),
        ],
        rows,
        unit=words("金额单位：万元"),
        note=report.source(DISPATCH, "reserve"),
        annex=True,
        words=words,
    )
