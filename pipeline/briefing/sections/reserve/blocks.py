"""三、项目储备: size, fields, papers, ripeness and changes of the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from briefing.indicators import reserve as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.indicator import summed
from briefing.indicators.reserve_fields import classify
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, Cell, note, paragraph
from briefing.page.tables import Column
from briefing.sections import charts
from briefing.sections.breakdown import (
    Scoped,
    by_unit,
    count_column,
    figure,
    name_column,
    yi_figure,
)
from briefing.sections.prose import plain_text
from briefing.sections.reserve import sentences

if TYPE_CHECKING:
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Return the size of the reserve, and of the part that seeks funds."""
    return paragraph(sentences.reserve(report.prose, report.facts))


def papers(report: Report) -> Block:
    """Return how far the papers are, what is ripe, and what changed."""
    prose = report.prose
    return paragraph(
        prose.joined(sentences.reserve_papers(prose), sentences.movement(prose, report.facts))
    )


def funnel(report: Report) -> Block:
    """Draw how many reserve projects have each paper, and how many are ripe."""
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
    title = plain_text(report.prose.say("储备项目{C01}，手续成熟的{C07}"))
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


class _Field(NamedTuple):
    """One line of the table of fields."""

    name: str
    projects: Cell
    investment: Cell
    share: str
    seeking: Cell
    ripe: Cell


def table(report: Report) -> Block:
    """Return each field: projects, investment, share, how many seek funds and how many are ripe."""
    found, words = report.indicators, report.words
    rows = report.facts.frame("reserve")
    fields = classify(rows, report.county)
    ripe, seeking = measure.is_ripe(rows), rows["sought_funds_wan"] > 0
    whole = found["C02"].value

    def line(name: str) -> _Field:
        scope, here = f"field:{name}", fields["field"] == name
        return _Field(
            words.name(name),
            figure(found, "C05", scope),
            yi_figure(found, "C05", scope, words),
            tables.percent(found.of("C05", scope, "亿元").value, whole),
            str(int((seeking & here).sum())),
            str(int((ripe & here).sum())),
        )

    label = ledger("reserve").column("field").state_label
    focus = [
        found.of("C05", f"field:{label(field)}", "亿元").value or 0
        for field in report.county.reserve.focus_fields
    ]
    by_word, doubted = (int((fields[column] != "").sum()) for column in ("word", "other_word"))
    return tables.table(
        words("储备项目分领域情况"),
        [
            Column("领域", lambda field: field.name, width=2.4),
            Column("项目（个）", lambda field: field.projects, "right"),
            Column("总投资", lambda field: field.investment, "right"),
            Column("占比（%）", lambda field: field.share, "right"),
            Column("拟争取资金（个）", lambda field: field.seeking, "right", 1.3),
            Column("手续成熟（个）", lambda field: field.ripe, "right", 1.3),
        ],
        [line(name) for name in found.scopes("C05", "field")],
        unit=words("金额单位：亿元"),
        total=_Field(
            words("合计"),
            figure(found, "C01"),
            yi_figure(found, "C02", words=words),
            "100.0",
            figure(found, "C03"),
            figure(found, "C07"),
        ),
        note=report.note(
            report.source(DISPATCH, "reserve"),
            words(
                "“两新一重”项目占储备总投资的{percent}%。",
                percent=tables.percent(sum(focus), whole),
            ),
            words("手续成熟指可研已批，或备案并用地已办。"),
            words("{count}个项目台账未填领域，按关键词归类。", count=by_word) if by_word else "",
            words("{count}个项目名称含其他领域的关键词，仍按台账归类。", count=doubted)
            if doubted
            else "",
        ),
        words=words,
    )


def channels(report: Report) -> Block:
    """Return the projects that seek funds, by channel: how many, investment, sought, obtained."""
    words = report.words
    rows = report.facts.frame("reserve")
    rows = rows[rows["sought_funds_wan"] > 0]
    if rows.empty:
        return note(words("没有拟争取资金项目。"))
    named = rows.assign(channel=rows["fund_channel"].fillna("未填渠道"))

    def sum_of(line: Scoped, amount: str) -> str:
        return tables.yi(summed(line.rows[amount].dropna()), words)

    def obtained(line: Scoped) -> str:
        is_told = line.rows["obtained_funds_wan"].notna().any()
        return sum_of(line, "obtained_funds_wan") if is_told else tables.NOT_APPLICABLE

    columns = [
        name_column("资金渠道", 2.6),
        count_column("项目（个）", len),
        Column("总投资", lambda line: sum_of(line, "total_plan_wan"), "right"),
        Column("拟争取资金", lambda line: sum_of(line, "sought_funds_wan"), "right", 1.2),
    ]
    # A reserve table that does not ask for the obtained funds has no column for them.
    if rows["obtained_funds_wan"].notna().any():
        columns.append(Column("已到位", obtained, "right"))
    return tables.table(
        words("拟争取资金分渠道情况"),
        columns,
        by_unit(words, named, "channel", lambda group: group["sought_funds_wan"].sum()),
        unit=words("金额单位：亿元"),
        total=Scoped(words("合计"), rows=named),
        note=report.source(DISPATCH, "reserve"),
        words=words,
    )


def told_by_words(report: Report) -> Block:
    """Return the projects whose field a keyword decides, or puts in doubt, with the keyword."""
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
            Column("项目", lambda row: tables.text(row.project_name, words), width=4.4),
            Column("归入领域", lambda row: words.name(row.field), width=2.4),
            Column(
                "依据",
                lambda row: (
                    words("关键词“{word}”", word=row.word)
                    if row.word
                    else words("台账；名称或内容另有关键词“{word}”", word=row.other_word)
                ),
                width=3.2,
            ),
        ],
        rows.itertuples(),
        note=report.note(
            report.source(DISPATCH, "reserve"),
            words("台账写明领域的以台账为准；归类不当的请在台账或更正文件里写明。"),
        ),
        annex=True,
        words=words,
    )


def moved(report: Report) -> Block:
    """Return the projects that entered or left the reserve this month, or are key projects too."""
    words, facts = report.words, report.facts
    came, went = measure.moved(facts)
    rows: list[Any] = []
    for label, found in (
        ("新增", came),
        ("退出", went),
        ("已在重点项目名单", measure.doubled(facts)),
    ):
        if len(found):
            rows.append(words("{name}（{count}）", name=words(label), count=len(found)))
            rows += found.itertuples()
    if not rows:
        return note("")
    return tables.table(
        words("本月储备项目增减与重复"),
        [
            Column("项目", lambda row: tables.text(row.project_name, words), width=4.6),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=3),
            Column("总投资", lambda row: tables.wan(row.total_plan_wan, words), "right", 1.4),
        ],
        rows,
        unit=words("金额单位：万元"),
        note=report.source(DISPATCH, "reserve"),
        annex=True,
        words=words,
    )
