"""
Tell whether a table is the ledger that its head fits best, by more than the columns of every table.

A city's plan or the list of a ceremony has names, investments and offices too. What tells a ledger
is a title that calls it so, or columns that no other table has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from briefing.domain.privacy import mask
from briefing.domain.text import quoted, shorten
from briefing.domain.units import fold
from briefing.ledgers.cut import report_year
from briefing.ledgers.dictionary import all_ledgers, ledger
from briefing.ledgers.heads.columns import column_named
from briefing.ledgers.heads.table_head import Head, find_heads
from briefing.workbooks.sheet import Sheet, as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Ledger, LedgerColumn
    from briefing.workbooks.sheet import Cell

# What tables are called that lie beside ledgers and are none.
_OTHERWISE = re.compile(
    r"计划(?:任务)?(?:表|清单|安排|书|一览|汇总|台账|名册|目录|$|[(（])|(?:投资|年度|建设|工作)计划"
    r"|签约|开工仪式|集中(?:开|竣)工|开工活动|政府性?(?:直接)?投资|招商|招引|洽谈|推介|专项债|债券|国债|预算"
    r"|企业|规上|限上|商品房|房地产|考核|评分|打分|观摩|拉练|通讯录|花名册|值班|采购|招标|投标|决算|审计|扶贫"
    r"|资金(?:安排|分配|下达|使用|拨付|申请|需求)|奖补|补助|土地供应|出让|征地|用电|用工|债务|验收|抽查"
)
# Columns that are of one ledger, and that tables of all kinds have nevertheless.
_OF_EVERY_TABLE = {
    "total_plan_wan", "total_plan_stat_wan", "content", "years", "nature", "town", "owner",
    "sector", "contact", "stat_code", "annual_goal", "problem", "physical_progress", "matter",
    "topic", "held_on", "credit_code", "industry_code",
}  # fmt: skip
_MOST_TITLE = 60
_MOST_NAMED = 4
# So many rows of a sheet without a head are looked at for the nearest ledger.
_MOST_ROWS, _MOST_COLUMNS = 40, 60


@dataclass(frozen=True)
class Doubt:
    """Why a table may be none of ours, with the ledger that it is nearest to."""

    nearest: Ledger
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    reason: str

    @property
    def found(self) -> str:
        """What was found, in Chinese words."""
        return f"像《{self.nearest.name}》，但{self.reason}"

    @property
    def expected(self) -> str:
        """Why it was taken for the nearest ledger, and what that should have."""
        has = f"像它是因为有{quoted(self.has, _MOST_NAMED)}列；" if self.has else ""
        lacks = f"，{self.lacking}" if self.lacks else ""
        return f"{has}《{self.nearest.name}》应在标题中写明{lacks}；不能确定，未计入"

    @property
    def lacking(self) -> str:
        """The columns that the nearest ledger should have and this table has not."""
        if not self.lacks:
            return f"应有《{self.nearest.name}》规定的各列"
        return f"还缺{quoted(self.lacks, _MOST_NAMED)}列"


def is_called(ledger_id: str, words: Sequence[str]) -> bool:
    """Tell whether a title, or the name of a sheet or file, calls a table by its ledger."""
    called = ledger(ledger_id).called
    return any(word in fold(text[:_MOST_TITLE]) for text in words for word in called)


def ledgers_called(text: str) -> list[str]:
    """Return the ids of the ledgers that a file's name may mean."""
    return [entry.id for entry in all_ledgers() if is_called(entry.id, [text])]


def other_name(words: Sequence[str]) -> str:
    """Return the title that calls a table something that is no ledger; “” where none does."""
    return next((text for text in words if _OTHERWISE.search(fold(text[:_MOST_TITLE]))), "")


def telling(head: Head) -> set[str]:
    """Return the keys of a head's columns that tell its ledger from other tables."""
    keys = head.keys | {column.key for _, column in head.by_month}
    return keys & _telling(head.ledger.id)


def is_called_by_file(head: Head, titles: Sequence[str], heads: Sequence[Head]) -> bool:
    """
    Tell whether a file's name is the name of a table in it. *heads* are all of the file: a list
    behind the ledger, with fewer columns that tell it, or with others and a title of its own, is
    not called by it.
    """
    others = [other for other in heads if other.ledger is head.ledger and other is not head]
    is_fullest = all(len(telling(other)) <= len(telling(head)) for other in others)
    is_alike = any(other.keys == head.keys for other in others)
    return not others or (is_fullest and (is_alike or not other_name(titles)))


def doubt(sheet: Sheet, head: Head, words: Sequence[str], month: Month) -> Doubt | None:
    """
    Return why a table may not be the ledger of its head; None for one that surely is.

    *words* are the table's titles, the nearest first, then the names of its sheet and its file,
    where that is called by it.
    """
    if is_called(head.ledger.id, words):
        return None
    lacks = [column for column in head.missing if column.key != "serial"]
    named = other_name(words)
    if not telling(head):
        reason = "只有各种项目表都有的列"
    elif named and (lacks or head.ledger.id != "projects"):
        reason = f"表名写“{mask(shorten(named, _MOST_TITLE // 2))}”"
    elif len(lacks) > 1 and (other := _of_another(head, words)):
        reason = f"表名写“{mask(shorten(other, _MOST_TITLE // 2))}”"
    else:
        return None
    nearest = _nearest(sheet, head, month)
    if nearest.ledger is not head.ledger and nearest.missing:
        reason = "缺必有的列"
    if years := report_year.in_heads(nearest, month):
        reason += f"，且表头写“{mask(shorten(years[0].written, _MOST_TITLE // 3))}”"
    return Doubt(nearest.ledger, _headers(nearest), _labels(nearest.missing), reason)


def _of_another(head: Head, words: Sequence[str]) -> str:
    """Return the name that calls a table by another ledger, where no name calls it by its own."""
    others = [entry.id for entry in all_ledgers() if entry is not head.ledger]
    return next((text for text in words for other in others if is_called(other, [text])), "")


def _nearest(sheet: Sheet, head: Head, month: Month) -> Head:
    """Return the head of the ledger with the most telling columns in the same rows."""
    heads = [
        other
        for entry in all_ledgers()
        for other in find_heads(sheet, [entry], month)[:1]
        if other.top <= head.bottom and head.top <= other.bottom
    ]
    return max([head, *heads], key=lambda each: (len(telling(each)), each is head))


def _headers(head: Head) -> tuple[str, ...]:
    """Return the headers that a head was recognised by, the telling ones first."""
    tells = telling(head)
    shown = [column for column in head.placed if column.key not in {"serial", "remark"}]
    ordered = sorted(shown, key=lambda column: column.key not in tells)
    return tuple(mask(column.header) for column in ordered)


def _labels(columns: Sequence[LedgerColumn]) -> tuple[str, ...]:
    return tuple(column.label for column in columns)


@cache
def _telling(ledger_id: str) -> frozenset[str]:
    """Return the keys of a ledger's columns that other ledgers and tables have not."""
    counts: dict[str, int] = {}
    for entry in all_ledgers():
        for column in entry.columns:
            counts[column.key] = counts.get(column.key, 0) + 1
    return frozenset(
        column.key
        for column in ledger(ledger_id).columns
        if (counts[column.key] == 1 or column.type == "permit")
        and column.key not in _OF_EVERY_TABLE
    )


def nearest_without_head(sheet: Sheet, month: Month) -> Doubt | None:
    """Return the ledger whose columns most words in one row of a sheet are; None where none is."""
    best: tuple[tuple[int, int], Ledger, dict[str, str]] | None = None
    for row in sheet.rows[:_MOST_ROWS]:
        words = [as_text(cell) for cell in row[:_MOST_COLUMNS] if _is_word(cell)]
        for entry in all_ledgers():
            named = {column_named(word, entry, month): word for word in words}
            keys = {key: word for key, word in named.items() if key}
            score = len(keys.keys() & _telling(entry.id)), len(keys)
            if keys and (best is None or score > best[0]):
                best = score, entry, keys
    if best is None:
        return None
    _, entry, keys = best
    needed = [c for c in entry.columns if (c.required or c.head_required) and c.key not in keys]
    has = tuple(mask(" ".join(word.split())) for word in keys.values())
    return Doubt(entry, has, _labels(needed), "缺必有的列")


def _is_word(cell: Cell) -> bool:
    """Tell whether a cell may be a header."""
    return isinstance(cell, str) and 0 < len(cell.strip()) <= _MOST_TITLE
