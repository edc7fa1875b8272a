"""Explain how each head of a sheet was understood, for who looks after the dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ledgers.heads.meaning import Meaning, meaning_of
from briefing.workbooks.sheet import letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ledgers.heads.column_header import ColumnHeader
    from briefing.ledgers.heads.period import Period
    from briefing.ledgers.heads.table_head import Head

_FACETS = {
    "thing": "量",
    "aspect": "计划或实际",
    "period": "时间",
    "part": "其中的",
    "indicator": "指标",
    "area": "范围",
    "quantity": "比或个数",
}
_WORDS = {
    "investment": "投资",
    "total_investment": "总投资",
    "funds": "到位资金",
    "growth": "增速",
    "rank": "位次",
    "start_date": "开工时间",
    "finish_date": "竣工时间",
    "progress": "进度",
    "content": "建设内容",
    "inclusion": "纳统",
    "tax": "税收、产值",
    "plan": "计划",
    "expected": "预计",
    "actual": "实际",
    "requested": "申请",
    "shortfall": "未完成",
    "unclear": "说不清",
    "since_start": "开工以来",
    "to_last_year": "到上年底",
    "year": "全年",
    "year_to_date": "年初以来",
    "to_date": "截至当月",
    "month": "一个月",
    "five_years": "五年",
    "to_another_year": "到别的年底",
    "elsewhere": "别的年月",
    "of_which": "其中",
    "source": "某一资金来源",
    "investor": "某一投资主体",
    "cost": "某一费用",
    "several": "几种",
    "fixed_assets": "固定资产投资",
    "private": "民间投资",
    "other": "别的指标",
    "city": "全市",
    "beyond": "县外",
    "county": "全县",
    "share": "占比",
    "gap": "差",
    "count": "个数",
}


def explained(head: Head) -> Iterator[str]:
    """Return a line for each column of a head: letter, header, what it says, and what it was taken for."""
    taken = {column.index: head.ledger.column(column.key).label for column in head.placed}
    months = {column.index: (month, column.key) for month, column in head.by_month}
    doubled = {column.index: head.ledger.column(column.key).label for column in head.doubled}
    for each in head.headers:
        if each.index in taken:
            outcome = f"读作“{taken[each.index]}”"
        elif each.index in months:
            month, key = months[each.index]
            outcome = f"是{month}月的“{head.ledger.column(key).label}”"
        elif each.index in doubled:
            outcome = f"与另一列重复，都是“{doubled[each.index]}”"
        else:
            outcome = _why_not(each, head)
        path = " › ".join(" ".join(level.split()) for level in each.levels)
        yield f"{letter(each.index)}列 {path}　{_said(_meaning(each, head))}→ {outcome}"


def _meaning(header: ColumnHeader, head: Head) -> Meaning:
    return meaning_of(header.names, head.month)


def _said(meaning: Meaning) -> str:
    told = [
        f"{name}：{_value(getattr(meaning, facet))}"
        for facet, name in _FACETS.items()
        if getattr(meaning, facet) and _value(getattr(meaning, facet))
    ]
    return f"[{'，'.join(told)}] " if told else ""


def _value(value: str | Period) -> str:
    if isinstance(value, str):
        return _WORDS.get(value, value)
    kind = _WORDS.get(value.kind, value.kind)
    return f"{kind}（到{value.month}月）" if kind and value.month else kind


def _why_not(header: ColumnHeader, head: Head) -> str:
    meaning = _meaning(header, head)
    if meaning.rest:
        return f"没有读，不认得“{'”“'.join(meaning.rest)}”"
    if header.is_orphan and meaning.period.kind:
        return "没有读，上一级表头是空的"
    return "没有读，台账不要这一列"
