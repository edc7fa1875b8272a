"""The summary of all counties: masthead, totals, how many keep time, each county's curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import elapsed_pct
from briefing.indicators.province import PROVINCE, WHOLE_PCT
from briefing.page import tables
from briefing.page.blocks import Block, Blocks, Figure, note, paragraph
from briefing.page.cards import Card
from briefing.page.cards import cards as cards_of
from briefing.sections import charts, mastheads
from briefing.sections.mastheads import indicator_card
from briefing.sections.province import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.sections.prose import Sentence
    from briefing.sections.province.counties import Member, Summary

# The most different notes of counties that are quoted.
MOST_QUOTED = 3


def masthead(summary: Summary, edition: int = 1) -> Block:
    """Return the red head: which month, and what the summary is made of."""
    month, words = summary.month, summary.words
    name = words("各县固定资产投资运行汇总")
    office = words("由各县已公布的简报汇总")
    return mastheads.masthead(
        words,
        name,
        words.month_of_year(month),
        edition=edition,
        office=office,
        author=office,
        date=summary.as_of,
        issued_on=month.last_day,
        title=words("{masthead}（{month}）", masthead=name, month=words.month_of_year(month)),
        subject=words(
            "各县{months}固定资产投资与重点项目运行情况", months=words.cumulative(month)
        ),
        keywords=[words("固定资产投资"), words("重点项目"), str(month)],
        marking=summary.marking,
        fonts=summary.fonts,
    )


def cards(summary: Summary) -> Block:
    """Return the number of counties, and the five main totals."""
    words, prose = summary.words, summary.prose
    counted, missing = len(summary.counted), len(summary.missing)
    covers = words("{missing}个县未计入", missing=missing) if missing else words("各县均已公布")
    told = (
        ("重点项目", "A01", "已开复工{A02@province}"),
        ("开复工率", "A03", "未开复工{A04@province}"),
        ("完成年度任务", "A11", "完成投资{A10@province}，年度任务{A09@province}"),
        ("纳统率（统计口径）", "B08", "应纳统{B06@province}，已纳统{B07@province}"),
        ("储备项目", "C01", "总投资{C02@province}"),
    )
    return cards_of(
        Card(words("汇总县数"), Figure(words("{count}个县", count=counted), ""), covers),
        *(
            indicator_card(
                prose, words.heading(label), summary.found.of(id_, PROVINCE), prose.say(clause)
            )
            for label, id_, clause in told
        ),
    )


def lead(summary: Summary) -> Block:
    """Return the totals, the first and the last county, and the missing ones."""
    prose = summary.prose
    return paragraph(
        prose.joined(
            sentences.whole(prose, summary.month, len(summary.counted), len(summary.members)),
            _standing(summary),
            sentences.absent([member.name for member in summary.missing], prose.words),
            sentences.outdated([member.name for member in summary.outdated], prose.words),
        )
    )


def _standing(summary: Summary) -> Sentence:
    ranked = [member for member in summary.in_order if member.folder in summary.ranks]
    last = max(summary.ranks.values(), default=1)
    if last == 1:
        return []
    best, worst = (
        [(each.name, each.scope) for each in ranked if summary.ranks[each.folder] == place]
        for place in (1, last)
    )
    ahead = len(ranked) - len(_behind(summary, ranked))
    return sentences.standing(summary.prose, ahead, len(ranked), best, worst)


def _behind(summary: Summary, members: Sequence[Member]) -> list[Member]:
    """Return the counties whose published completion is behind 序时进度."""
    gaps = {member.folder: summary.found.of("A15", member.scope).value for member in members}
    return [member for member in members if (gap := gaps[member.folder]) is not None and gap < 0]


def spread(summary: Summary) -> Block:
    """Draw how many counties keep time, and how far the others are behind."""
    words = summary.words
    gaps = [
        gap
        for member in summary.counted
        if (gap := summary.found.of("A15", member.scope).value) is not None
    ]
    if not gaps:
        return note("")
    bands = (
        ("达到序时进度", [gap for gap in gaps if gap >= 0]),
        ("低于序时进度不到10个百分点", [gap for gap in gaps if -10 < gap < 0]),
        ("低于序时进度10—30个百分点", [gap for gap in gaps if -30 <= gap <= -10]),
        ("低于序时进度30个百分点以上", [gap for gap in gaps if gap < -30]),
    )
    data = pd.DataFrame(
        {
            "group": [words.heading(name) for name, _ in bands],
            "value": [float(len(within)) for _, within in bands],
            "text": [words("{count}个县", count=len(within)) for _, within in bands],
        }
    )
    title = _claim(summary, len(gaps), len([gap for gap in gaps if gap < 0]))
    told = words.paired(data["group"], data["text"])
    return charts.share_bars(
        data,
        label=words("与序时进度之差"),
        value=words("县数"),
        title=title,
        note=summary.note(summary.source(DISPATCH), words("按各县公布的与序时进度之差分档。")),
        alt_text=words("{title}。条形图：{told}。", title=title, told=told),
    )


def _claim(summary: Summary, counties: int, behind: int) -> str:
    claim = "{counties}个县中{behind}个低于序时进度" if behind else "{counties}个县均达到序时进度"
    return summary.words(claim, counties=counties, behind=behind)


def basis(summary: Summary) -> Block:
    """Return how the totals are made, and what counties note of their own data."""
    words = summary.words
    unreported = [
        member.name
        for member in summary.counted
        if (rate := summary.found.of("A26", member.scope).value) is not None and rate < WHOLE_PCT
    ]
    return note(
        summary.note(
            words("个数、金额为各县公布数相加，比率按相加后的分子、分母计算，不以各县比率平均。"),
            words("纳统为统计口径，其余为调度口径，两本账不相加减。"),
            words("{names}有未报项目，合计偏低。", names=words.listed(unreported))
            if unreported
            else "",
            *_partial(summary),
            *_quoted(summary),
        )
    )


def _partial(summary: Summary) -> list[str]:
    """For each total that lacks some of the counted counties, say how many it covers."""
    words = summary.words
    totals = (("开复工率", "A03"), ("投资完成率", "A11"), ("纳统率", "B08"), ("储备项目", "C01"))
    covers = ((name, len(summary.found.of(id_, PROVINCE).rows)) for name, id_ in totals)
    return [
        words("{name}只含报有此数的{count}个县。", name=words(name), count=count)
        for name, count in covers
        if count < len(summary.counted)
    ]


def _quoted(summary: Summary) -> list[str]:
    """Quote what counties note of their own data, the most frequent first."""
    words = summary.words
    said: dict[str, list[str]] = {}
    for member in summary.counted:
        if member.note:
            said.setdefault(member.note, []).append(member.name)
    most = sorted(said.items(), key=lambda entry: -len(entry[1]))[:MOST_QUOTED]
    return [
        words("{name}注明：“{note}”", name=names[0], note=told)
        if len(names) == 1
        else words("{count}个县注明：“{note}”", count=len(names), note=told)
        for told, names in most
    ]


def panels(summary: Summary) -> Blocks:
    """Draw one small chart for each county, in order of rank, on one page or more."""
    members = summary.in_order
    step = charts.PANELS_ON_A_PAGE
    pages = [members[at : at + step] for at in range(0, len(members), step)]
    return Blocks(
        _panels_of(summary, page, number, len(pages)) for number, page in enumerate(pages, 1)
    )


def _panels_of(summary: Summary, members: Sequence[Member], number: int, pages: int) -> Block:
    words = summary.words
    rows = [
        _month_of(summary, member, month)
        for member in members
        for month in summary.month.year_to_date
    ]
    known = [
        member for member in members if summary.found.of("A15", member.scope).value is not None
    ]
    title = _claim(summary, len(known), len(_behind(summary, known)))
    if pages > 1:
        title = words(
            "第{number}组（共{pages}组）：{title}", number=number, pages=pages, title=title
        )
    told = words("，").join(
        words(
            "{name}{figure}",
            name=member.name,
            figure=summary.found.of("A11", member.scope).said(words),
        )
        for member in members
    )
    return charts.panels(
        pd.DataFrame(rows).astype({"done_pct": float}),
        title=title,
        note=summary.note(
            summary.source(DISPATCH),
            words(
                "实线为各月投资完成率，虚线为序时进度，空心为低于序时进度；缺的月份没有公布或不能核对。"
            ),
        ),
        alt_text=words("{title}。各县小图：{told}。", title=title, told=told),
        words=words,
    )


def _month_of(summary: Summary, member: Member, month: Month) -> dict[str, object]:
    """Return a county's month for its chart, without figures where none can be relied upon."""
    words, found = summary.words, summary.completion(member, month)
    place = summary.ranks.get(member.folder)
    head = summary.found.of("A11", member.scope).said(words)
    named = f"{member.name} {head}"
    done = found.value if found else None
    return {
        "county": named if place is None else f"{place}. {named}",
        "month": month.number,
        "done_pct": None if done is None else float(done),
        "elapsed_pct": float(elapsed_pct(month)),
        "text": found.said(words) if found else tables.NOT_APPLICABLE,
    }
