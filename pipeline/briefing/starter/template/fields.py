"""A column of the dictionary goes in; what its cells take, look like and say to who fills them comes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ledgers.dictionary import Column
    from briefing.settings.county import County

MONEY_UNIT = "万元"
# Excel keeps a list in the cell's rule up to so many characters.
_LONGEST_LIST = 255
_FORMATS = {
    "money": "#,##0.00", "percent": "0.0", "points": "0.00", "count": "0", "date": "yyyy-mm-dd",
    "code": "@", "project_code": "@", "credit_code": "@", "period": "@",
}  # fmt: skip
_WIDTHS = {
    "name": 30, "project_code": 27, "credit_code": 22, "problems": 30, "text": 16, "list": 24,
    "date": 13,
}  # fmt: skip
_HOW = {
    "text": "文字，照实填写",
    "name": "项目全称；同一项目在各种台账里写法一致",
    "code": "编码，按文本填写",
    "project_code": "在线平台的24位代码（含连字符），按文本填写",
    "credit_code": "18位统一社会信用代码，按文本填写",
    "money": f"数字，单位{MONEY_UNIT}；没有报来的留空，确实为零的填0",
    "percent": "数字，8.5就是8.5%，不写百分号；下降填负数",
    "points": "数字，以百分点计",
    "count": "整数",
    "date": "日期，如 2026-03-15；只知道月份的写作“2026年3月”",
    "period": "自年初累计的时期，如 1—5月",
    "state": "从列出的词里选一个",
    "states": "列出的词，可写几个，用“、”隔开",
    "list": "可写几样，用“、”隔开；都齐的写“无”",
    "problems": "几个问题写作“1.…；2.…”；没有问题的留空",
    "yes_no": "是或否；不清楚的留空",
    "presence": "有的填“有”，不必写姓名；没有的写“无”",
    "permit": "已办的写“已办”、批准日期或文号，在办的写“办理中”，不需要的写“不需要”，没有办的留空",
    "town": "所在镇（街道）；跨镇的用“、”隔开",
    "unit": "县级单位名称，县名前缀不必写",
}


@dataclass(frozen=True)
class Choice:
    """The words that a cell may take; a strict one takes no other, a mild one asks, a free one offers."""

    words: tuple[str, ...]
    error: str = "stop"


@dataclass(frozen=True)
class Entry:
    """One column of a template: its header, how wide and in which form, and what fills it."""

    column: Column
    header: str
    choice: Choice | None = None
    rule: dict[str, Any] = field(default_factory=dict)

    @property
    def is_required(self) -> bool:
        """Whether every row must have it."""
        return self.column.required

    @property
    def number_format(self) -> str:
        """The cells' form; texts that are no numbers keep the general one."""
        return _FORMATS.get(self.column.type, "General")

    @property
    def width(self) -> int:
        """How wide the column is, in half-width characters."""
        return 6 if self.column.key == "serial" else _WIDTHS.get(self.column.type, 12)

    @property
    def how(self) -> str:
        """What to fill in, in one line."""
        bound = self.column.minimum
        least = "" if bound is None else f"，不小于{bound:g}"
        return _HOW[self.column.type] + least


def entries(columns: Sequence[Column], county: County) -> list[Entry]:
    """Return the template's columns: all of the dictionary but those that are never kept."""
    return [
        Entry(column, _header(column), _choice(column, county), _rule(column))
        for column in columns
        if column.type != "private"
    ]


def fits_in_rule(choice: Choice) -> bool:
    """Tell whether a list is short enough to stand in the rule itself."""
    return len(",".join(choice.words)) <= _LONGEST_LIST and not any(
        {",", '"'} & set(word) for word in choice.words
    )


def _header(column: Column) -> str:
    unit = {"money": f"（{MONEY_UNIT}）", "percent": "（%）"}.get(column.type, "")
    return f"{'*' if column.required else ''}{column.label}{unit}"


def _choice(column: Column, county: County) -> Choice | None:
    """The list that a cell offers, of the dictionary or of county.toml; None where there is none."""
    if column.key == "sector":
        return _offered(county.sectors, "warning")
    lists = {
        "state": Choice(tuple(map(column.state_label, column.values))),
        "states": Choice(tuple(map(column.state_label, column.values)), "none"),
        "yes_no": Choice(("是", "否")),
        "presence": Choice(("有", "无"), "none"),
        "permit": Choice(("已办", "办理中", "不需要"), "none"),
        "period": Choice(tuple(f"1—{month}月" for month in range(2, 13)), "warning"),
        "town": _offered([town.name for town in county.towns], "none"),
        "unit": _offered([unit.name for unit in county.units], "warning"),
    }
    return lists.get(column.type)


def _offered(words: Sequence[str], error: str) -> Choice | None:
    return Choice(tuple(words), error) if words else None


def _rule(column: Column) -> dict[str, Any]:
    """What Excel itself holds a number, a date or a code to."""
    least = column.minimum
    if column.type == "count":
        return {"validate": "integer", "criteria": ">=", "value": 0 if least is None else least}
    if column.type in {"money", "percent", "points"}:
        bound = -1e12 if least is None else least
        return {"validate": "decimal", "criteria": ">=", "value": bound}
    if column.type == "date":
        span = {"minimum": dt.date(1950, 1, 1), "maximum": dt.date(2100, 12, 31)}
        return {"validate": "date", "criteria": "between", "error_type": "warning"} | span
    lengths = {"project_code": 24, "credit_code": 18}
    if column.type in lengths:
        length = {"criteria": "==", "value": lengths[column.type]}
        return {"validate": "length", "error_type": "warning"} | length
    return {}
