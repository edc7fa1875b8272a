"""The tables of county.toml: what a county may set, with the defaults and their sources."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath

from pydantic import Field, field_validator, model_validator

from briefing.domain.months import Month
from briefing.domain.text import shorten
from briefing.settings.toml_file import DecimalField, MonthField, Settings

ANY_COMMON_YEAR = 2021


class Reading(Settings):
    """Limits on one ledger file: a file that exceeds any of them is refused."""

    memory_mib: int = Field(default=1024, ge=128)
    cpu_seconds: int = Field(default=30, ge=1)
    cells: int = Field(default=5_000_000, ge=1)
    unzipped_mib: int = Field(default=500, ge=1)
    # Unpacked size of any part of a file over its packed size.
    ratio: int = Field(default=200, ge=1)


class Bulletin(Settings):
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


class Fonts(Settings):
    """Font families by their use on the page, and a folder with the office's own font files."""

    body: str = "Noto Serif SC"
    heading: str = "Noto Sans SC"
    masthead: str = "Noto Serif SC"
    # Relative to the project's root, and inside it.
    folder: str = ""

    @field_validator("folder")
    @classmethod
    def _stays_inside(cls, folder: str) -> str:
        """Refuse a folder outside the project, as any operating system would resolve it."""
        is_absolute = PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).anchor
        if is_absolute or ".." in PureWindowsPath(folder).parts or "\0" in folder:
            message = f"读到“{shorten(folder)}”，应是项目里的文件夹，如 fonts；请把字库复制进来"
            raise ValueError(message)
        return folder


class Targets(Settings):
    """The targets of the year."""

    growth_pct: DecimalField
    half_year_pct: DecimalField = Decimal(50)


class Lights(Settings):
    """
    When a project shows yellow or red; the defaults are the rule that Yinchuan published in 2025.

    The thresholds of the headline figures have no published source: they are this program's choice.
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


class Documents(Settings):
    """
    The documents required of projects of some sectors (none: all) from a size (万元) on.

    “甲|乙” requires either. Of several entries that apply to a project, the last counts.
    """

    sectors: tuple[str, ...] = ()
    from_wan: DecimalField = Decimal(0)
    required: tuple[str, ...]


class Inclusion(Settings):
    """
    When a project must be included in the statistics (纳统), and with which documents.

    The default documents are those of 铜川市王益区 (2018); the days of waiting are Yinchuan's (2025).
    """

    threshold_wan: DecimalField = Decimal(500)
    always_sectors: tuple[str, ...] = ("房地产",)
    window_day: int = Field(default=10, ge=1, le=28)
    yellow_days: int = Field(default=30, ge=0)
    red_days: int = Field(default=60, ge=0)
    # An amount of the statistics bureau is printed only as a sum of at least so many projects.
    least_disclosed: int = Field(default=3, ge=1)
    documents: tuple[Documents, ...] = (
        Documents(required=("立项审批文件", "施工合同|现场照片", "营业执照")),
        Documents(
            sectors=("房地产",),
            required=("土地证|土地出让合同", "立项审批文件", "施工合同", "现场照片"),
        ),
    )


class Replacement(Settings):
    """The day by which a project must start or be replaced (投资规模不变)."""

    month: int = Field(default=9, ge=1, le=12)
    day: int = Field(default=30, ge=1, le=31)
    # The least calendar days that an unstarted project still needs: permits are obtained one after
    # the other, obstacles are removed meanwhile. Estimates of this program, without a source.
    paper_days: dict[str, int] = Field(default={
        "proposal": 7, "feasibility": 20, "filing": 3, "design": 20, "land_review": 20,
        "land_use": 30, "planning_land": 10, "planning_works": 10, "environment": 20,
        "construction": 7,
    })  # fmt: skip
    obstacle_days: dict[str, int] = Field(default={"land": 45, "funding": 45, "approval": 30})

    @model_validator(mode="after")
    def _exists(self) -> Replacement:
        """Refuse a day that the month does not have in every year."""
        last = Month(ANY_COMMON_YEAR, self.month).last_day.day
        if self.day > last:
            message = f"{self.month}月没有{self.day}日"
            raise ValueError(message)
        return self

    def deadline(self, year: int) -> dt.date:
        """Return the date in *year*."""
        return dt.date(year, self.month, self.day)


class Reserve(Settings):
    """Which fields are the 两新一重, and how the reserve is classified."""

    focus_fields: tuple[str, ...] = ("new_infrastructure", "new_urbanisation", "major_works")
    period: str = "十四五"
    # An entry that was not updated for more days is out of date.
    fresh_days: int = Field(default=90, ge=1)
    # Bounds between the size classes, in 万元.
    sizes_wan: tuple[DecimalField, ...] = (Decimal(5000), Decimal(10000))
    # Words in a name or content that indicate the field, for entries without one.
    keywords: dict[str, tuple[str, ...]] = Field(default={
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
    })  # fmt: skip


class Service(Settings):
    """How many days may pass after one permit before the next counts as delayed."""

    stage_days: int = Field(default=60, ge=1)
    # Exceptions, by the permit that is waited for: feasibility = 90.
    stage_days_of: dict[str, int] = Field(default={})


class Weights(Settings):
    """The weights of the parts of a unit's score (E09)."""

    start: DecimalField = Decimal(30)
    investment: DecimalField = Decimal(30)
    inclusion: DecimalField = Decimal(20)
    service: DecimalField = Decimal(10)
    rectification: DecimalField = Decimal(10)


class Supervision(Settings):
    """By which rule units are proposed for praise or criticism, and scored."""

    commend_top: int = Field(default=3, ge=0)
    criticise_bottom: int = Field(default=3, ge=0)
    least_projects: int = Field(default=3, ge=1)
    # A problem that is overdue by more days shows red.
    overdue_red_days: int = Field(default=15, ge=0)
    weights: Weights = Weights()


class Alerts(Settings):
    """Thresholds of the warnings W03–W14 that are not thresholds of a light."""

    idle_yellow_months: int = Field(default=2, ge=1)
    idle_red_months: int = Field(default=3, ge=1)
    # W04: the first months of the year in which it is yellow, red.
    papers_yellow_month: int = Field(default=7, ge=1, le=12)
    papers_red_month: int = Field(default=8, ge=1, le=12)
    window_days: int = Field(default=7, ge=0)
    funds_points: DecimalField = Decimal(20)
    finish_days: int = Field(default=60, ge=0)
    finish_least_pct: DecimalField = Decimal(80)
    jump_pct: DecimalField = Decimal(60)


class Stand(Settings):
    """The share of its whole investment that a former year had completed by the end of a month."""

    year: int = Field(ge=2000, le=2100)
    month: int = Field(ge=1, le=12)
    done_pct: DecimalField = Field(gt=0)


class Forecast(Settings):
    """Figures of former years: without them there is no seasonal method and no probability."""

    history: tuple[Stand, ...] = ()


class Translation(Settings):
    """The texts of a county in another language: head and foot of the page, and proper names."""

    name: str
    masthead: str
    office: str
    note: str = ""
    marking: str = ""
    reported_to: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    issued_to: tuple[str, ...] = ()
    # Names of offices, towns, projects, by the Chinese name; others stay Chinese.
    names: dict[str, str] = Field(default={})


class Town(Settings):
    """A township-level division and its other names in ledgers."""

    code: str = ""
    name: str
    aliases: tuple[str, ...] = ()


class Unit(Settings):
    """An office responsible for projects, and its other names in ledgers."""

    name: str
    aliases: tuple[str, ...] = ()
