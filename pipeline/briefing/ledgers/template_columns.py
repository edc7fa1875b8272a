"""Say how the columns of a ledger are filled in: header, format, choices, the rule for a cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.settings.county import County

MONEY_UNIT = "万元"
# A validation rule of Excel can hold a list of so many characters.
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
    "money": "数字，单位{unit}；没有报来的留空，确实为零的填0",
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
    """The words that a cell offers; *error* says whether Excel refuses, questions or takes others."""

    words: tuple[str, ...]
    error: Literal["stop", "warning", "none"] = "stop"

    @property
    def fits_in_rule(self) -> bool:
        """Whether the list is short enough to stand in the validation rule itself."""
        return len(",".join(self.words)) <= _LONGEST_LIST and not any(
            {",", '"'} & set(word) for word in self.words
        )


@dataclass(frozen=True)
class TemplateColumn:
    """A column that someone fills in: its header, choices and validation rule."""

    column: LedgerColumn
    choice: Choice | None = None
    # The unit of its amounts.
    unit: str = MONEY_UNIT
    rule: dict[str, Any] = field(default_factory=dict)

    @property
    def header(self) -> str:
        """The label with its unit, and a star where every row must have a value."""
        unit = {"money": f"（{self.unit}）", "percent": "（%）"}.get(self.column.type, "")
        return f"{'*' if self.column.required else ''}{self.column.label}{unit}"

    @property
    def number_format(self) -> str:
        """The cells' number format in Excel."""
        return _FORMATS.get(self.column.type, "General")

    @property
    def width(self) -> int:
        """The column's width, in half-width characters."""
        return 6 if self.column.key == "serial" else _WIDTHS.get(self.column.type, 12)

    @property
    def how(self) -> str:
        """One line that says what to fill in."""
        bound = self.column.minimum
        least = "" if bound is None else f"，不小于{bound:g}"
        return _HOW[self.column.type].format(unit=self.unit) + least

    def validation(self, place: str, choices: str = "") -> dict[str, Any]:
        """
        Return the rule of Excel for the cells that are filled in, with a message that says what with;
        *choices* is the range of a list that is too long for the rule itself.
        """
        rule = {
            "validate": "any",
            "input_title": self.column.label[:32],
            "input_message": self.how[:255],
            "error_title": "请核对",
            "error_message": f"{place}：{self.how}"[:255],
        } | self.rule
        if self.choice:
            rule |= {"validate": "list", "source": choices or list(self.choice.words)}
            is_free = self.choice.error == "none"
            rule |= {"show_error": False} if is_free else {"error_type": self.choice.error}
        return rule


def template_columns(columns: Sequence[LedgerColumn], county: County) -> list[TemplateColumn]:
    """Return the columns of an empty workbook: all of the dictionary but those that are never kept."""
    return [
        TemplateColumn(column, _choice(column, county), rule=_rule(column))
        for column in columns
        if column.type != "private"
    ]


def _choice(column: LedgerColumn, county: County) -> Choice | None:
    """Return the words that a cell offers, of the dictionary or of county.toml; None without any."""
    states = tuple(map(column.state_label, column.values))
    choices = {
        "sector": Choice(tuple(county.sectors), "warning"),
        "state": Choice(states),
        "states": Choice(states, "none"),
        "yes_no": Choice(("是", "否")),
        "presence": Choice(("有", "无"), "none"),
        "permit": Choice(("已办", "办理中", "不需要"), "none"),
        "period": Choice(tuple(f"1—{month}月" for month in range(2, 13)), "warning"),
        "town": Choice(tuple(town.name for town in county.towns), "none"),
        "unit": Choice(tuple(unit.name for unit in county.units), "warning"),
    }
    choice = choices.get("sector" if column.key == "sector" else column.type)
    return choice if choice and choice.words else None


def _rule(column: LedgerColumn) -> dict[str, Any]:
    """Return Excel's validation rule for a number, a date or a code; none for other columns."""
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
