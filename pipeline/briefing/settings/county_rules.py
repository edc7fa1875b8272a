"""The sections of county.toml: what a county may set, its default, and where the default is from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath

from pydantic import Field, field_validator, model_validator

from briefing.domain.months import Month
from briefing.domain.text import shorten
from briefing.settings.toml_file import DecimalField, MonthField, Section

ANY_COMMON_YEAR = 2021


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
    # From the project's root, and below it.
    folder: str = ""

    @field_validator("folder")
    @classmethod
    def _stays_inside(cls, folder: str) -> str:
        """Refuse a folder that is not the project's own, as every system would read it."""
        is_absolute = PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).anchor
        if is_absolute or ".." in PureWindowsPath(folder).parts or "\0" in folder:
            message = f"读到“{shorten(folder)}”，应是项目里的文件夹，如 fonts；请把字库复制进来"
            raise ValueError(message)
        return folder


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
    # What an unstarted project still needs at the least, in calendar days: the papers one after
    # the other, an obstacle beside them. Practice of the house, not a citation.
    paper_days: dict[str, int] = Field(default={
        "proposal": 7, "feasibility": 20, "filing": 3, "design": 20, "land_review": 20,
        "land_use": 30, "planning_land": 10, "planning_works": 10, "environment": 20,
        "construction": 7,
    })  # fmt: skip
    obstacle_days: dict[str, int] = Field(default={"land": 45, "funding": 45, "approval": 30})

    @model_validator(mode="after")
    def _exists(self) -> Replacement:
        """Refuse a day that a month does not have in every year."""
        last = Month(ANY_COMMON_YEAR, self.month).last_day.day
        if self.day > last:
            message = f"{self.month}月没有{self.day}日"
            raise ValueError(message)
        return self

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


class Service(Section):
    """How long a project may stand between two papers before it is asked after, in days."""

    stage_days: int = Field(default=60, ge=1)
    # By the paper that is waited for, where it differs: feasibility = 90.
    stage_days_of: dict[str, int] = Field(default={})


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
    # A problem that is overdue by more days than these shows red.
    overdue_red_days: int = Field(default=15, ge=0)
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


class Translation(Section):
    """What a county is called in another language: its page's head and foot, and proper names."""

    name: str
    masthead: str
    office: str
    note: str = ""
    marking: str = ""
    reported_to: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    issued_to: tuple[str, ...] = ()
    # Offices, towns, projects and other names, each by its Chinese one; the rest stays Chinese.
    names: dict[str, str] = Field(default={})


class Town(Section):
    """A township-level division, with the other names that ledgers use for it."""

    code: str = ""
    name: str
    aliases: tuple[str, ...] = ()


class Unit(Section):
    """An office that answers for projects, with the other names that ledgers use for it."""

    name: str
    aliases: tuple[str, ...] = ()
