"""
county.toml in, one frozen and validated value out: everything that differs between counties.

Nothing else in the code knows a county. An unknown or misspelt key is an error that lists the
right ones.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from pipeline.errors import UsageError
from pipeline.months import Month
from pipeline.units import fold
from pipeline.working_days import nth_working_day

if TYPE_CHECKING:
    from pathlib import Path

ANY_COMMON_YEAR = 2021


def _month(value: object) -> object:
    try:
        return Month.parse(str(value))
    except UsageError as error:
        raise ValueError(str(error)) from None


def _decimal(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


MonthField = Annotated[Month, BeforeValidator(_month)]
DecimalField = Annotated[Decimal, BeforeValidator(_decimal)]


class Section(BaseModel):
    """A table of county.toml: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Reading(Section):
    """How much one ledger file may ask of the machine before it is refused unread."""

    memory_mib: int = Field(default=1024, ge=128)
    cpu_seconds: int = Field(default=30, ge=1)
    cells: int = Field(default=5_000_000, ge=1)
    unzipped_mib: int = Field(default=500, ge=1)
    # How many times its size a part of a file may unpack to.
    ratio: int = Field(default=200, ge=1)


class Bulletin(Section):
    """The form of the 简报: masthead, issuing office, numbering, date, and who receives it."""

    masthead: str
    office: str
    first_month: MonthField
    issue_working_day: int = Field(ge=1, le=20)
    marking: str = ""
    reported_to: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    issued_to: tuple[str, ...] = ()
    copies: int | None = Field(default=None, ge=1)


class Fonts(Section):
    """Font families by their part on the page, and a folder that holds the office's own faces."""

    body: str = "Noto Serif SC"
    heading: str = "Noto Sans SC"
    masthead: str = "Noto Serif SC"
    folder: str = ""


class Targets(Section):
    """What the year is measured against."""

    growth_pct: DecimalField
    half_year_pct: DecimalField = Decimal(50)


class Lights(Section):
    """
    When a project turns yellow or red; the default is the published rule of Yinchuan (2025).

    The county's headline figures have bounds of their own, which are a choice of the house.
    """

    progress_yellow_points: DecimalField = Decimal(10)
    progress_red_points: DecimalField = Decimal(30)
    progress_least_task_wan: DecimalField = Decimal(100)
    start_yellow_months: int = 1
    start_red_months: int = 3
    headline_red_points: DecimalField = Decimal(10)
    start_rate_green_pct: DecimalField = Decimal(90)
    start_rate_yellow_pct: DecimalField = Decimal(75)
    reserve_green_times: DecimalField = Decimal(3)
    reserve_yellow_times: DecimalField = Decimal(1)


class Documents(Section):
    """
    The papers that a kind of project hands in; “甲|乙” asks for either.

    Without sectors it is for all, from a size (万元) on; of several that fit, the last counts.
    """

    sectors: tuple[str, ...] = ()
    from_wan: DecimalField = Decimal(0)
    required: tuple[str, ...]


class Inclusion(Section):
    """
    When a project belongs in the statistics, by which day its papers are due, and which they are.

    The papers are those of 铜川市王益区 (2018); the days of waiting are Yinchuan's (2025).
    """

    threshold_wan: DecimalField = Decimal(500)
    always_sectors: tuple[str, ...] = ("房地产",)
    window_day: int = Field(default=10, ge=1, le=28)
    yellow_days: int = Field(default=30, ge=0)
    red_days: int = Field(default=60, ge=0)
    # The bureau's amounts are told only of so many projects together.
    least_disclosed: int = Field(default=3, ge=1)
    documents: tuple[Documents, ...] = (
        Documents(required=("立项审批文件", "施工合同|现场照片", "营业执照")),
        Documents(
            sectors=("房地产",),
            required=("土地证|土地出让合同", "立项审批文件", "施工合同", "现场照片"),
        ),
    )


class Replacement(Section):
    """The day by which a project must start, or be replaced at an unchanged scale of investment."""

    month: int = Field(default=9, ge=1, le=12)
    day: int = Field(default=30, ge=1, le=31)

    @model_validator(mode="after")
    def _exists(self) -> Replacement:
        """Refuse a day that a month does not have in every year."""
        last = Month(ANY_COMMON_YEAR, self.month).last_day.day
        if self.day > last:
            message = f"{self.month}月没有{self.day}日"
            raise ValueError(message)
        return self

    @property
    def label(self) -> str:
        """The day as print says it: 9月底, or 9月15日 where it is not the month's last."""
        last = Month(ANY_COMMON_YEAR, self.month).last_day.day
        return f"{self.month}月底" if self.day >= last else f"{self.month}月{self.day}日"

    def deadline(self, year: int) -> dt.date:
        """Return the day in *year*."""
        return dt.date(year, self.month, self.day)


class Reserve(Section):
    """Which fields are the 两新一重, and what makes a reserve project ready for funds."""

    focus_fields: tuple[str, ...] = ("new_infrastructure", "new_urbanisation", "major_works")
    period: str = "十四五"
    # An entry not updated for so many days is stale.
    fresh_days: int = Field(default=90, ge=1)
    # Where one size class ends and the next begins, in 万元.
    sizes_wan: tuple[DecimalField, ...] = (Decimal(5000), Decimal(10000))
    # Words of a name or content that tell its field, where the ledger does not.
    keywords: dict[str, tuple[str, ...]] = {
        "new_infrastructure": (
            "5G", "特高压", "城际", "轨道交通", "充电桩", "充电站", "数据中心", "大数据",
            "人工智能", "工业互联网", "物联网", "智慧", "信息化",
        ),
        "new_urbanisation": (
            "老旧小区", "棚户区", "城镇", "县城", "街区", "停车", "供水管网", "污水管网", "燃气",
            "市政", "社区", "海绵城市",
        ),
        "major_works": (
            "高速公路", "国道", "省道", "公路", "铁路", "桥", "水库", "水利", "防洪", "堤防", "引水",
            "灌区", "机场",
        ),
    }  # fmt: skip


class Service(Section):
    """How long a project may stand between two papers before it is asked after, in days."""

    stage_days: int = Field(default=60, ge=1)
    # By the paper that is waited for, where it differs: feasibility = 90.
    stage_days_of: dict[str, int] = {}


class Weights(Section):
    """What each part of a unit's score weighs; a part that a unit lacks leaves its weight to others."""

    start: DecimalField = Decimal(30)
    investment: DecimalField = Decimal(30)
    inclusion: DecimalField = Decimal(20)
    service: DecimalField = Decimal(10)
    rectification: DecimalField = Decimal(10)


class Supervision(Section):
    """How often, and by which rule units are named for praise or criticism."""

    commend_top: int = Field(default=3, ge=0)
    criticise_bottom: int = Field(default=3, ge=0)
    least_projects: int = Field(default=3, ge=1)
    weights: Weights = Weights()


class Alerts(Section):
    """When a project is warned of, beside the lights: months, days and points of the rules W03–W12."""

    idle_yellow_months: int = Field(default=2, ge=1)
    idle_red_months: int = Field(default=3, ge=1)
    # Unstarted with papers missing: months of the year from whose end on it is yellow, red.
    papers_yellow_month: int = Field(default=7, ge=1, le=12)
    papers_red_month: int = Field(default=8, ge=1, le=12)
    window_days: int = Field(default=7, ge=0)
    funds_points: DecimalField = Decimal(20)
    finish_days: int = Field(default=60, ge=0)
    finish_least_pct: DecimalField = Decimal(80)
    jump_pct: DecimalField = Decimal(60)


class Stand(Section):
    """Which share of its year's investment a former year had done by the end of a month."""

    year: int = Field(ge=2000, le=2100)
    month: int = Field(ge=1, le=12)
    done_pct: DecimalField = Field(gt=0)


class Forecast(Section):
    """What former years tell: without it there is no seasonal method and no probability."""

    history: tuple[Stand, ...] = ()


class Town(Section):
    """A township-level division, with the other names that ledgers use for it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


class Unit(Section):
    """An office that answers for projects, with the other names that ledgers use for it."""

    name: str
    aliases: tuple[str, ...] = ()


class County(Section):
    """All that the code may know of one county."""

    name: str
    code: str = Field(pattern=r"^\d{6}$")
    superior_codes: tuple[str, ...] = ()
    note: str = ""
    coverage_warning_pct: DecimalField = Decimal(95)
    bulletin: Bulletin
    reading: Reading = Reading()
    fonts: Fonts = Fonts()
    targets: Targets
    lights: Lights = Lights()
    inclusion: Inclusion = Inclusion()
    replacement: Replacement = Replacement()
    reserve: Reserve = Reserve()
    service: Service = Service()
    supervision: Supervision = Supervision()
    alerts: Alerts = Alerts()
    forecast: Forecast = Forecast()
    towns: tuple[Town, ...] = ()
    units: tuple[Unit, ...] = ()
    working_days: tuple[dt.date, ...] = ()
    days_off: tuple[dt.date, ...] = ()

    @property
    def calendar(self) -> dict[dt.date, bool]:
        """The county's own working days (True) and days off (False)."""
        return dict.fromkeys(self.working_days, True) | dict.fromkeys(self.days_off, False)

    def issue_date(self, month: Month) -> dt.date:
        """Return the day that the month's issue bears: a rule of the county, never the clock."""
        return nth_working_day(month.next, self.bulletin.issue_working_day, self.calendar)

    def issue_number(self, month: Month) -> tuple[int, int]:
        """Return the number within the year, and the number since the first issue."""
        first = self.bulletin.first_month
        if first > month:
            message = (
                f"{month}早于 county.toml 的 bulletin.first_month（{first}），没有期号，请改正。"
            )
            raise UsageError(message)
        start = max(first, Month(month.year, 1))
        return month.since(start) + 1, month.since(first) + 1

    def town(self, text: str) -> str | None:
        """Return the town's official name for any spelling that ledgers use; None if unknown."""
        return self._towns_by_name.get(_bare(text, self.name))

    def unit(self, text: str) -> str | None:
        """Return the office's name for any spelling that ledgers use; None if unknown."""
        return self._units_by_name.get(_bare(text, self.name))

    @cached_property
    def _towns_by_name(self) -> dict[str, str]:
        return _by_name(self.towns, self.name)

    @cached_property
    def _units_by_name(self) -> dict[str, str]:
        return _by_name(self.units, self.name)


def _by_name(entries: tuple[Town, ...] | tuple[Unit, ...], county: str) -> dict[str, str]:
    """Map every spelling to its official name; the first entry that claims a spelling has it."""
    names: dict[str, str] = {}
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            names.setdefault(_bare(name, county), entry.name)
    return names


def _bare(name: str, county: str) -> str:
    """Fold a name and take the county's own prefix off: 柞水县发改局, 县发改局 → 发改局."""
    folded = fold(name)
    for prefix in (county, county.removesuffix("县"), "县"):
        if prefix and folded.startswith(prefix) and len(folded) > len(prefix) + 1:
            return folded[len(prefix) :]
    return folded


def load(path: Path) -> County:
    """Read and validate a county.toml. Raises UsageError with one line for each fault."""
    try:
        # Some editors begin a text with a mark of its encoding.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        message = f"{path}：未找到，每个县的文件夹里应有 county.toml。"
        raise UsageError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}：无法读取（{error}），应为 UTF-8 文本。"
        raise UsageError(message) from None
    try:
        return County.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = f"{path}：不是正确的 TOML（{error}）。"
        raise UsageError(message) from None
    except ValidationError as error:
        lines = [_explain(path, fault) for fault in error.errors()]
        raise UsageError("\n".join(lines)) from None


def _explain(path: Path, fault: object) -> str:
    """Turn one pydantic fault into a line; a misspelt key gets the keys that exist."""
    assert isinstance(fault, dict)
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        section = _section(fault["loc"][:-1])
        near = difflib.get_close_matches(str(fault["loc"][-1]), section, n=1)
        hint = f"是否想写“{near[0]}”？" if near else ""
        return f"{path} › {place}：没有这个键。{hint}可用的键：{'、'.join(section)}。"
    if fault["type"] == "missing":
        return f"{path} › {place}：缺少这个键，请补上。"
    if fault["type"] == "value_error":
        return f"{path} › {place}：{str(fault['ctx']['error']).removesuffix('。')}。"
    return f"{path} › {place}：读到“{fault['input']}”，{_expected(fault)}。"


def _expected(fault: dict[str, Any]) -> str:
    """Say in Chinese what pydantic expected; in its own words where we have none."""
    kind, bounds = fault["type"].split("_")[0], fault.get("ctx", {})
    if kind == "greater":
        return f"应不小于{bounds['ge']}"
    if kind == "less":
        return f"应不大于{bounds['le']}"
    return _EXPECTED.get(kind, str(fault["msg"]))


def _section(loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys of the section that a fault lies in."""
    if not loc:
        return sorted(County.model_fields)
    lists: dict[object, type[Section]] = {"towns": Town, "units": Unit}
    section = lists.get(loc[0]) or County.model_fields[str(loc[0])].annotation
    return sorted(section.model_fields) if section else []


_EXPECTED = {
    "string": "应为加引号的文字，且格式正确",
    "int": "应为整数",
    "decimal": "应为数字",
    "finite": "应为数字",
    "is": "应为数字",
    "tuple": "应为列表，写在方括号里",
    "model": "应为一节，写作 [节名] 后逐行列出",
    "date": "应为日期，如 2020-05-01（不加引号）",
}
