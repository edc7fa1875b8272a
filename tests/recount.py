"""
Recompute each published figure from the cells that its trace names, as they stand in the workbooks
as received.

Nothing of what reads and measures ledgers is used here: cells are opened with openpyxl and csv,
read by the few words below, and added up by hand.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import statistics
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl

from briefing.indicators.trace.reading import Name, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from briefing.indicators.trace import TracedCell

Row = dict[str, Any]
STARTED = {"复工", "已复工", "开工", "已开工", "在建", "竣工"}
INCLUDED = {"已纳统", "在库"}
OUTSIDE = {"不纳统", "退库"}
PENDING = {"", "—", "办理中", "未办", "/"}
YES = {"是", "有", "√"}
BLANK = {"", "—", "-", "/"}
NUMBERS = {
    "growth_pct",
    "contribution_points",
    "problems_solved",
    "promised_days",
    "actual_days",
    "transfers",
}
DAYS = {"started_on", "planned_start", "planned_finish", "expected_start", "updated_on", "included_on",
        "started_stat_on", "promised_window", "inspected_on", "transferred_on", "due_on", "closed_on",
        "accepted_on"}  # fmt: skip
# What needs the county's rules on papers and lists; its own tests hold these.
LEFT_OUT = {"A23", "B12", "B18", "D07", "E08"}
DECIMALS = {"个": 0, "次": 0, "件": 0, "条": 0, "名": 0, "亿元": 2, "%": 1, "个百分点": 1, "分": 1}


@dataclass
class Raw:
    """A county's workbooks as received."""

    folder: Path
    _sheets: dict[tuple[str, str, str], list[list[Any]]] = field(default_factory=dict)

    def rows(self, month: str, file: str, sheet: str) -> list[list[Any]]:
        """Return all rows of a sheet, each a list of plain values."""
        name = (month, file, sheet)
        if name not in self._sheets:
            path = self.folder / "raw" / month / file
            if path.suffix == ".csv":
                content = path.read_bytes()
                text = next(
                    text for code in ("utf-8-sig", "gb18030") if (text := _decoded(content, code))
                )
                self._sheets[name] = [list(row) for row in csv.reader(io.StringIO(text))]
            else:
                page = openpyxl.load_workbook(path, data_only=True)[sheet]
                self._sheets[name] = [list(row) for row in page.iter_rows(values_only=True)]
        return self._sheets[name]

    def at(self, month: str, cell: TracedCell) -> tuple[str, Decimal]:
        """Return what stands in a traced cell, as text, and how many 万元 one of it is."""
        rows = self.rows(month, cell.file, cell.sheet)
        if cell.band and not cell.address:
            return "".join(
                str(value) for value in rows[cell.band - 1] if value is not None
            ), Decimal(1)
        if not cell.address:
            return "", Decimal(1)
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.address).groups()  # type: ignore[union-attr]
        column = openpyxl.utils.column_index_from_string(letters) - 1
        above = [str(row[column] or "") for row in rows[: int(number) - 1] if column < len(row)]
        named = [re.search(r"（(亿元|万元)）", text) for text in above]
        line = [
            str(value) for row in rows[:6] for value in row if value and "单位：" in str(value)
        ]
        units = [found[1] for found in named if found] or re.findall("亿元|万元", "".join(line))[
            :1
        ]
        row = rows[int(number) - 1]
        value = row[column] if column < len(row) else None
        text = (
            value.date().isoformat()
            if isinstance(value, dt.datetime)
            else str(value if value is not None else "")
        )
        return text.strip(), Decimal(10_000 if units[-1:] == ["亿元"] else 1)


def _decoded(content: bytes, code: str) -> str:
    try:
        return content.decode(code)
    except UnicodeDecodeError:
        return ""


def typed(column: str, text: str, factor: Decimal) -> Any:
    """Read a cell by its column: an amount in 万元, a number, a day, or the text."""
    if column == "nature":
        return "new" if "新建" in text else "carried_over" if "续建" in text else text
    if column.endswith("_wan") or column in NUMBERS:
        return None if text in BLANK else Decimal(text.replace(",", "")) * factor
    if column in DAYS:
        parts = [int(part) for part in re.findall(r"\d+", text)]
        return dt.date(*[*parts, 1, 1][:3]) if len(parts) > 1 else None
    return text


class Recount:
    """Reckons the figures of one month from the cells that its trace names."""

    def __init__(self, trace: Trace, folder: Path) -> None:
        self.trace, self.raw = trace, Raw(folder)
        self.rules = tomllib.loads((folder / "county.toml").read_text(encoding="utf-8"))
        self.year, self.month = map(int, trace.month.split("-"))
        following = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        self.as_of = following - dt.timedelta(days=1)
        self.value = cache(self._value)

    def figures(self) -> list[Name]:
        """Every figure that has a value and is reckoned here."""
        return [
            name for name in self.trace.names if self.trace.value(name) and name.id not in LEFT_OUT
        ]

    def printed(self, name: Name) -> Decimal:
        """Reckon a figure and round it as print does."""
        value = self.value(name)
        assert value is not None, name
        places = 4 if name.unit == "亿元" and abs(value) < 1 else DECIMALS.get(name.unit, 0)
        if name.unit == "倍":
            places = 2 if name.id == "B05" else 1
        if name.id == "D04":
            places = 1
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    def office(self, text: str) -> str:
        """The name that the county has for an office."""
        bare = text.removeprefix("县")
        return next(
            (
                unit["name"]
                for unit in self.rules["units"]
                if bare in {unit["name"], *unit.get("aliases", [])}
            ),
            bare,
        )

    def _value(self, name: Name) -> Decimal | None:
        figure = self.trace.of(name)
        over, under = self._rows(figure.numerator_cells), self._rows(figure.denominator_cells)
        return _Sum(self, name, over, under, figure.figures).value()

    def _rows(self, cells: Iterable[TracedCell]) -> dict[str, dict[str, Row]]:
        """Rows by their ledger (with the month of an earlier one) and key."""
        found: dict[str, dict[str, Row]] = defaultdict(lambda: defaultdict(dict))
        for cell in cells:
            where, _, key = cell.citation.partition(":")
            month, slash, told = where.rpartition("/")
            ledger, _, column = told.partition(".")
            text, factor = self.raw.at(month or self.trace.month, cell)
            found[f"{month}{slash}{ledger}"][key][column] = typed(column, text, factor)
        return found


@dataclass
class _Sum:
    """One figure with the rows of its two parts."""

    of: Recount
    name: Name
    over: dict[str, dict[str, Row]]
    under: dict[str, dict[str, Row]]
    others: tuple[Name, ...]

    def value(self) -> Decimal | None:
        id_, scope, unit = self.name
        kind, _, self.word = scope.partition(":")
        self._within_scope(kind)
        self.m = Decimal(self.of.month)
        id_ = id_.lower()
        ways = [f"{id_}_{unit}", f"{id_}_{kind}", id_]
        ways = [
            way.replace("%", "pct").replace("个", "n").replace("亿元", "yi").replace("天", "days")
            for way in ways
        ]
        way: Callable[[], Any] = next(getattr(self, each) for each in ways if hasattr(self, each))
        found = way()
        if found is None:
            return None
        value = Decimal(found)
        return value / 10_000 if unit == "亿元" else value

    def _within_scope(self, kind: str) -> None:
        """Each row that says its unit, town or sector says the scope's."""
        parted = {
            "unit": ("responsible_unit", "handling_unit", "transferred_to"),
            "sector": ("sector",),
        }
        if self.name.id in {"A28", "E10"}:
            return
        for row in self.rows("over"):
            for column in parted.get(kind, ()):
                if column in row:
                    assert self.of.office(row[column]) == self.word, (self.name, row)

    def rows(self, side: str = "over", ledger: str = "") -> list[Row]:
        books = getattr(self, side)
        return [
            row
            for book, of in books.items()
            if not ledger or book == ledger
            for row in of.values()
        ]

    def total(self, column: str, side: str = "over", ledger: str = "") -> Decimal:
        return sum(
            (row[column] for row in self.rows(side, ledger) if row.get(column) is not None),
            Decimal(0),
        )

    def count(self, holds: Callable[[Row], Any], side: str = "over", ledger: str = "") -> Decimal:
        return Decimal(sum(bool(holds(row)) for row in self.rows(side, ledger)))

    def pct(self, over: Decimal, under: Decimal) -> Decimal | None:
        return over * 100 / under if under else None

    # Measure one.
    def a01(self) -> Decimal:
        return self.count(lambda row: row["nature"] in {"new", "carried_over"})

    def a02(self) -> Decimal:
        return self.count(started)

    def a03(self) -> Decimal | None:
        return self.pct(self.a02(), self.count(lambda _: True, "under"))

    def a04(self) -> Decimal:
        return self.count(lambda row: not started(row))

    def a05(self) -> Decimal | None:
        return self.pct(self.a02(), self.count(lambda row: row["nature"] == "new", "under"))

    def a06(self) -> Decimal | None:
        return self.pct(
            self.a02(), self.count(lambda row: row["nature"] == "carried_over", "under")
        )

    def a07_pct(self) -> Decimal | None:
        return self.pct(
            self.a02(), self.count(lambda row: row["planned_start"] <= self.of.as_of, "under")
        )

    def a07_n(self) -> Decimal:
        return self.count(lambda row: row["planned_start"] is None)

    def a08(self) -> Decimal:
        return self.count(lambda row: row["nature"] == "new" and self._timing(row) == self.word)

    def _timing(self, row: Row) -> str:
        plan, on = row["planned_start"], row["started_on"]
        if plan is None or (started(row) and on is None):
            return ""
        if not started(row):
            return "逾期" if month_of(plan) < month_of(self.of.as_of) else ""
        return (
            "提前"
            if month_of(on) < month_of(plan)
            else "按期"
            if month_of(on) == month_of(plan)
            else "逾期"
        )

    def a09(self) -> Decimal:
        return self.total("annual_task_wan")

    def a10(self) -> Decimal:
        return self.total("done_this_year_wan")

    def a11(self) -> Decimal | None:
        return self.pct(self.a10(), self.total("annual_task_wan", "under"))

    b03 = a11

    def _in_month(self, back: int, side: str = "over") -> Decimal:
        month = "" if back == 0 else f"{self._earlier(back)}/"
        return self.total("done_this_month_wan", side, f"{month}projects")

    def _earlier(self, back: int) -> str:
        return f"{self.of.year}-{self.of.month - back:02d}"

    def a12(self) -> Decimal:
        return self._in_month(0)

    def a13(self) -> Decimal | None:
        before = self._in_month(1, "under")
        return self._in_month(0) * 100 / before - 100 if before else None

    def a14(self) -> Decimal:
        return self.m * 100 / 12

    def a15(self) -> Decimal | None:
        rate = self.a11()
        return None if rate is None else rate - self.a14()

    def a16(self) -> Decimal:
        return self.m / 12 * self.a09() - self.a10()

    def a17_n(self) -> Decimal:
        return self.count(lambda row: row["annual_task_wan"] and self._on_time(row))

    def a17_pct(self) -> Decimal | None:
        return self.pct(self.a17_n(), self.count(lambda row: row["annual_task_wan"], "under"))

    def _on_time(self, row: Row) -> bool:
        done = row["done_this_year_wan"]
        return done is not None and done * 12 >= row["annual_task_wan"] * self.m

    def a18(self) -> Decimal:
        return self.count(lambda row: started(row) and row["done_this_year_wan"] == 0)

    def a19(self) -> Decimal:
        return self.count(
            lambda row: (row["done_this_year_wan"] or 0) > (row["annual_task_wan"] or 0)
        )

    def a20(self) -> Decimal | None:
        ending = self.count(lambda row: row["planned_finish"].year == self.of.year, "under")
        return self.pct(self.count(lambda row: row["status"] == "竣工"), ending)

    def a21(self) -> Decimal:
        return self.count(
            lambda row: (
                not started(row)
                and self.word in row["obstacles"]
                and row["obstacles"] not in BLANK
            )
        )

    def a22(self) -> Decimal:
        return self.count(lambda row: self.word in row["kind"])

    def a22_n(self) -> Decimal:
        return self.total("problems_solved")

    def a24(self) -> Decimal:
        return self.total("replacement_task_wan", "over", "reserve") - self.total(
            "annual_task_wan", "under"
        )

    def a24_by(self) -> Decimal:
        return self.total("total_plan_wan", "over", "reserve") - self.total(
            "total_plan_wan", "under"
        )

    def a26(self) -> Decimal | None:
        return self.pct(
            self.count(lambda row: row["done_this_year_wan"] is not None),
            self.count(lambda _: True, "under"),
        )

    def a27(self) -> Decimal | None:
        return self.pct(self.total("done_since_start_wan"), self.total("total_plan_wan", "under"))

    def _ranks(self, done: str, task: str, month: str = "") -> dict[str, int]:
        """Places by completion; units of fewer than so many projects have none."""
        column = {"unit": "responsible_unit", "town": "town"}[self.name.scope.partition(":")[0]]
        groups: dict[str, list[Decimal]] = defaultdict(
            lambda: [Decimal(0), Decimal(0), Decimal(0)]
        )
        for side, key, at in ((done, "done_this_year_wan", 0), (task, "annual_task_wan", 1)):
            for row in self.rows(side, f"{month}projects"):
                group = groups[self._group(column, row[column])]
                group[at] += row[key] or 0
                group[2] += at
        least = self.of.rules["supervision"]["least_projects"]
        rates = {name: done / task for name, (done, task, many) in groups.items() if many >= least}
        return {
            name: 1 + sum(other > own for other in rates.values()) for name, own in rates.items()
        }

    def _group(self, column: str, text: str) -> str:
        return (
            self.of.office(text)
            if column == "responsible_unit"
            else "跨区域"
            if text == "全县"
            else text
        )

    def a28(self) -> int:
        return self._ranks("over", "under")[self.word]

    def a29(self) -> Decimal | None:
        return self.pct(self.a10(), self.total("done_this_year_wan", "under"))

    # Measure two.
    def b01(self) -> Decimal:
        return self.total("growth_pct")

    def b02(self) -> Decimal:
        return self.b01() - self.of.rules["targets"]["growth_pct"]

    def b04(self) -> Decimal:
        return self.a09() / 2 - self.a10()

    def b05(self) -> Decimal:
        return self.b04() / (6 - self.m) / (self.a10() / self.m)

    def _due(self, side: str = "over") -> list[Row]:
        sectors = {
            key: row["sector"]
            for key, row in getattr(self, side).get("projects", {}).items()
            if "sector" in row
        }
        return [
            row
            for key, row in getattr(self, side)["statistics"].items()
            if row["is_started_stat"] == "是" and row["inclusion_status"] not in OUTSIDE
            and ((row["total_plan_stat_wan"] or 0) >= 500 or "房地产" in sectors.get(key, ""))
        ]  # fmt: skip

    def b06(self) -> int:
        return len(self._due())

    def b07(self) -> int:
        return sum(row["inclusion_status"] in INCLUDED for row in self._due())

    def b08(self) -> Decimal | None:
        included = sum(row["inclusion_status"] in INCLUDED for row in self._due("under"))
        return self.pct(Decimal(included), Decimal(len(self._due("under"))))

    def b09(self) -> int:
        return sum(row["inclusion_status"] not in INCLUDED for row in self._due())

    def b09_yi(self) -> Decimal:
        return self.total("annual_task_wan", "over", "projects")

    def b10(self) -> Decimal:
        return self.count(
            lambda row: (
                row["inclusion_status"] not in INCLUDED | OUTSIDE and row["is_submitted"] != "是"
            )
        )

    def b11(self) -> Decimal | None:
        windows = self.under["statistics"]
        assert all(row["promised_window"] <= self.of.as_of for row in windows.values())
        came = sum(
            row["inclusion_status"] in INCLUDED and month_of(row["included_on"]) <= month_of(windows[key]["promised_window"])
            for key, row in self.over["statistics"].items()
        )  # fmt: skip
        return self.pct(Decimal(came), Decimal(len(windows)))

    def b13(self) -> Decimal:
        return self.count(lambda row: self.word in row["missing_documents"])

    def b14_days(self) -> float:
        return statistics.median(
            (row["included_on"] - row["started_stat_on"]).days for row in self.rows()
        )

    def b14_n(self) -> Decimal:
        least, most = {"红": (61, 9999), "黄": (31, 60)}[self.word]
        return self.count(lambda row: row["started_stat_on"] and row["inclusion_status"] not in INCLUDED
                          and least <= (self.of.as_of - row["started_stat_on"]).days <= most)  # fmt: skip

    def b15(self) -> Decimal:
        return self.count(self._came)

    def b15_yi(self) -> Decimal:
        return sum(
            (row["total_plan_stat_wan"] for row in self.rows() if self._came(row)), Decimal(0)
        )

    def _came(self, row: Row) -> bool:
        on = row["included_on"]
        return (
            row["inclusion_status"] in INCLUDED
            and bool(on)
            and month_of(on) == (self.of.year, self.of.month)
        )

    def b16(self) -> Decimal:
        return self.total("done_this_year_wan", "over", "projects") - self.total(
            "done_this_year_stat_wan", "over", "statistics"
        )

    def b16_pct(self) -> Decimal | None:
        return self.pct(self.b16(), self.total("done_this_year_wan", "under", "projects"))

    def b17(self) -> Decimal | None:
        left = sum((max(Decimal(0), row["annual_task_wan"] - row["done_this_year_wan"])
                    for row in self.rows("over", "projects")), Decimal(0))  # fmt: skip
        return self.pct(
            left,
            self.total("annual_task_wan", "under") - self.total("done_this_year_wan", "under"),
        )

    def b19(self) -> Decimal:
        return self.count(lambda row: self.word in row["inclusion_status"])

    # Measure three.
    def c01(self) -> int:
        return len(self.rows())

    def c02(self) -> Decimal:
        return self.total("total_plan_wan")

    def c03(self) -> Decimal:
        return self.count(lambda row: row["sought_funds_wan"])

    def c03_yi(self) -> Decimal:
        return sum(
            (row["total_plan_wan"] for row in self.rows() if row["sought_funds_wan"]), Decimal(0)
        )

    def c04(self) -> Decimal | None:
        return self.pct(self.c03(), Decimal(len(self.rows("under"))))

    def c04_by(self) -> Decimal | None:
        return self.pct(self.c03_yi(), self.total("total_plan_wan", "under"))

    def c05(self) -> Decimal:
        return self.count(lambda row: row["field"] == self.word)

    def c05_yi(self) -> Decimal:
        return self.total("total_plan_wan")

    def c06(self) -> Decimal | None:
        cells = [text for row in self.rows() for text in row.values() if text != "/"]
        return self.pct(Decimal(sum(text not in PENDING for text in cells)), Decimal(len(cells)))

    def c07(self) -> Decimal:
        return self.count(ripe)

    def c07_yi(self) -> Decimal:
        return sum((row["total_plan_wan"] for row in self.rows() if ripe(row)), Decimal(0))

    def c08(self) -> Decimal | None:
        return self.pct(self.count(started, "over", "projects"), Decimal(len(self.rows("under"))))

    def c09(self) -> Decimal:
        return self.c02() / self.total("annual_task_wan", "under")

    def c11(self) -> Decimal | None:
        since = self.of.as_of - dt.timedelta(days=90)
        return self.pct(
            self.count(lambda row: row["updated_on"] >= since), Decimal(len(self.rows("under")))
        )

    def c12(self) -> Decimal:
        return self.count(self._in_class)

    def c12_yi(self) -> Decimal:
        return sum(
            (row["total_plan_wan"] for row in self.rows() if self._in_class(row)), Decimal(0)
        )

    def _in_class(self, row: Row) -> bool:
        bounds = [Decimal(number) * (10_000 if unit == "亿" else 1)
                  for number, unit in re.findall(r"([\d.]+)(亿|万)元", self.word)]  # fmt: skip
        amount = row["total_plan_wan"]
        if self.word.endswith("以下"):
            return bool(amount < bounds[0])
        return bool(bounds[0] <= amount and (len(bounds) == 1 or amount < bounds[1]))

    def c13(self) -> int:
        now, before = self.over["reserve"].keys(), self.over[f"{self._earlier(1)}/reserve"].keys()
        return len(now - before if self.word == "新增" else before - now)

    def c14(self) -> int:
        return len(self.over["reserve"].keys() & self.over["projects"].keys())

    # Measure four.
    def d01(self) -> Decimal | None:
        return self.pct(
            self.count(lambda row: row["has_leader"] not in BLANK),
            Decimal(len(self.rows("under"))),
        )

    def d02(self) -> Decimal | None:
        here = self.rows("over", "sponsorship")
        made = len(here) + sum(
            row[key] in YES for row in here for key in row if key.startswith("has_")
        )
        return self.pct(Decimal(made), Decimal(5 * len(self.rows("under"))))

    def d02_n(self) -> Decimal:
        return self.count(
            lambda row: all(row[key] in YES for key in row if key.startswith("has_"))
        )

    def d03(self) -> Decimal | None:
        closed = [
            row for row in self.rows("under") if row["actual_days"] is not None or row["closed_on"]
        ]
        kept = sum(row["actual_days"] <= row["promised_days"] for row in closed)
        return self.pct(Decimal(kept), Decimal(len(self.rows("under"))))

    def d04(self) -> Decimal:
        return self.total("actual_days") / len(self.rows())

    def d04_by(self) -> Decimal:
        return self.total("promised_days") / len(self.rows())

    def d05(self) -> Decimal:
        return self.count(lambda row: row["transfers"] > 1)

    def d06(self) -> Decimal:
        return self.count(lambda row: self._stage(row, (self.of.year, self.of.month)) == self.word)

    def d06_change(self) -> int:
        before = (self.of.year, self.of.month - 1)
        then, now = self.over[f"{self._earlier(1)}/projects"], self.over["projects"]
        return sum(
            f"{self._stage(then[key], before)}→{self._stage(row, (self.of.year, self.of.month))}"
            == self.word
            for key, row in now.items()
        )

    def _stage(self, row: Row, month: tuple[int, int]) -> str:
        if not started(row):
            return "前期"
        if row["status"] == "竣工":
            return "竣工"
        return "开工" if row["started_on"] and month_of(row["started_on"]) == month else "建设"

    def d08(self) -> Decimal | None:
        closed = self.count(lambda row: row["closed_on"] or row["actual_days"] is not None)
        return self.pct(closed, Decimal(len(self.rows("under"))))

    # Measure five.
    def _inspected(self, row: Row) -> bool:
        return month_of(row["inspected_on"]) == (self.of.year, self.of.month)

    def e01(self) -> Decimal | None:
        visited = {
            key.rpartition("|")[0]
            for key, row in self.over["problems"].items()
            if self._inspected(row)
        }
        projects = self.under["projects"].keys()
        return self.pct(Decimal(len(visited & projects)), Decimal(len(projects)))

    def e02(self) -> Decimal:
        return self.count(lambda row: self._inspected(row) and row["problem"] not in {"", "未发现问题"}
                          and self.word in row.get("aspect", self.word))  # fmt: skip

    def e03(self) -> Decimal:
        return self.count(lambda row: row["transferred_on"])

    def _is_due(self, row: Row) -> bool:
        return row["due_on"] < self.of.as_of or (
            row["due_on"] == self.of.as_of and row["closed_on"] is not None
        )

    def e04(self) -> Decimal | None:
        due = [row for row in self.rows() if self._is_due(row)]
        kept = sum(
            row["closed_on"] is not None and row["closed_on"] <= row["due_on"] for row in due
        )
        return self.pct(Decimal(kept), Decimal(len(due)))

    def e05(self) -> Decimal:
        return self.count(lambda row: row["due_on"] and self._is_due(row) and not row["closed_on"]
                          and row["progress"] != "已办结")  # fmt: skip

    def e05_days(self) -> int:
        return max((self.of.as_of - row["due_on"]).days for row in self.rows())

    def e06(self) -> Decimal | None:
        first: dict[tuple[str, str], dt.date] = {}
        kinds = [(key.rpartition("|")[0], row["obstacle"], row["inspected_on"])
                 for key, row in self.under["problems"].items() if row["obstacle"] not in BLANK]  # fmt: skip
        for project, kind, on in kinds:
            first[project, kind] = min(on, first.get((project, kind), on))
        again = sum(on > first[project, kind] for project, kind, on in kinds)
        return self.pct(Decimal(again), Decimal(len(kinds)))

    def e07(self) -> Decimal:
        return self.count(
            lambda row: "绿黄红"[max(self._start_light(row), self._pace_light(row))] == self.word
        )

    def _start_light(self, row: Row) -> int:
        plan = row["planned_start"]
        if started(row) or plan is None:
            return 0
        late = (self.of.year - plan.year) * 12 + self.of.month - plan.month
        return 2 if late >= 3 else 1 if late >= 1 else 0

    def _pace_light(self, row: Row) -> int:
        task, done = row["annual_task_wan"], row["done_this_year_wan"]
        if task is None or task < 100 or done is None or not started(row):
            return 0
        behind = self.a14() - done * 100 / task
        return 2 if behind > 30 else 1 if behind >= 10 else 0

    def e09(self) -> Decimal | None:
        weights = {"A03": 30, "A11": 30, "B08": 20, "D03": 10, "E04": 10}
        points = weight = Decimal(0)
        for other in self.others:
            value = self.of.value(other)
            if other.id == "A14" or value is None or not self.of.trace.value(other):
                continue
            value = min(Decimal(100), value / self.a14() * 100) if other.id == "A11" else value
            points += weights[other.id] * value
            weight += weights[other.id]
        return points / weight if weight else None

    def e10(self) -> int:
        before = self._ranks("over", "over", f"{self._earlier(1)}/")
        return before[self.word] - self._ranks("under", "under")[self.word]

    # The year-end view.
    def f01(self) -> Decimal:
        return (self.a09() - self.a10()) / (12 - self.m)

    def f02(self) -> Decimal:
        return self.f01() / (self.a10() / self.m)

    def f03(self) -> Decimal:
        return self.a10() / self.m * 12

    def _recent(self) -> Decimal:
        return sum((self._in_month(back) for back in range(3)), Decimal(0)) / 3

    def f04(self) -> Decimal:
        return (
            self.total("done_this_year_wan", "over", "projects") + (12 - self.m) * self._recent()
        )

    def f06(self) -> Decimal:
        on = [row for row in self.rows() if started(row) and not self._has_just_begun(row)]
        pace = sum(row["done_this_year_wan"] for row in on) / sum(
            row["annual_task_wan"] for row in on
        )
        whole = Decimal(0)
        for row in self.rows():
            task, done, start = (
                row["annual_task_wan"],
                row["done_this_year_wan"],
                row["started_on" if started(row) else "expected_start"],
            )
            first = (
                self.of.month + 1
                if start is None
                else max((start.year - self.of.year) * 12 + start.month, self.of.month + 1)
            )
            left = 0 if start is None else max(0, 13 - first)
            end = done / self.m * 12 if row in on else done + task * pace / self.m * left
            whole += max(done, min(task, end))
        return whole

    def _has_just_begun(self, row: Row) -> bool:
        begun = row["started_on"]
        return (
            row["done_this_year_wan"] == 0
            and begun is not None
            and (begun.year, begun.month) >= (self.of.year, self.of.month)
        )

    def f07(self) -> Decimal:
        known = [value * 10_000 for other in self.others if self.of.trace.value(other)
                 and (value := self.of.value(other)) is not None]  # fmt: skip
        return min(known) if self.word == "低" else max(known)

    def f09(self) -> Decimal | None:
        done = self.total("done_this_year_wan", "over", "projects")
        return self.pct(
            done + (6 - self.m) * self._recent(), self.total("annual_task_wan", "under")
        )

    def f10(self) -> Decimal | None:
        first = Decimal(0)
        for row in self.rows():
            years = [int(year) for year in re.findall(r"20\d\d", row["years"])]
            first += row["total_plan_wan"] / (max(years) - min(years) + 1) if ripe(row) else 0
        return self.pct(first, self.total("annual_task_wan", "under"))


def started(row: Row) -> bool:
    assert row["status"] in STARTED | {"未开工", "未复工"}, row
    return row["status"] in STARTED


def ripe(row: Row) -> bool:
    done = {key: row[key] not in PENDING for key in ("feasibility", "filing", "land")}
    return done["feasibility"] or (done["filing"] and done["land"])


def month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
