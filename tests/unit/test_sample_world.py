"""The invented county keeps its promises: totals, identities, unique names, the same bytes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
import python_calamine

from briefing.domain.errors import UsageError
from briefing.domain.identifiers import is_credit_code
from briefing.domain.months import Month
from briefing.settings import county
from briefing.starter.sample import DEFAULT_MONTHS, DEFAULT_SEED, county_toml, generate
from briefing.starter.sample.geography import invented, zhashui
from briefing.starter.sample.invented_county import InventedCounty, invent

if TYPE_CHECKING:
    from pathlib import Path

MAY = Month(2020, 5)
MONTHS = {
    # month: started or resumed, 1–m月累计 in 万元, reserve projects
    1: (34, 32_000, 206),
    2: (38, 69_000, 208),
    3: (66, 178_000, 212),
    4: (80, 296_000, 216),
    5: (86, 430_000, 220),
}


@cache
def _zhashui(seed: int = DEFAULT_SEED, last: Month = MAY, projects: int = 95) -> InventedCounty:
    return invent(zhashui(), projects=projects, months=[last], seed=seed, factor=1.0)


@pytest.fixture(scope="module")
def world() -> InventedCounty:
    """Zhashui in 2020."""
    return _zhashui()


@pytest.mark.parametrize("number", MONTHS)
@pytest.mark.parametrize("seed", [DEFAULT_SEED, 1, 2, 3])
def test_each_month_has_its_totals(seed: int, number: int) -> None:
    """Starts, cumulative investment and the reserve are as planned in every month, by any seed."""
    started, done_wan, reserve = MONTHS[number]
    world = _zhashui(seed)
    projects = world.years[2020].projects

    assert len(projects) == 95
    assert Counter(project.is_new for project in projects) == {False: 56, True: 39}
    assert sum(project.task_wan for project in projects) == 1_154_000
    assert sum(project.done_to(number) for project in projects) == done_wan
    assert sum(project.is_started(number) for project in projects) == started
    assert len(world.listed(Month(2020, number))) == reserve


@pytest.mark.parametrize("seed", [DEFAULT_SEED, 1, 2, 3])
@pytest.mark.parametrize("count", [12, 95, pytest.param(300, marks=pytest.mark.long)])
def test_amounts_agree_with_each_other(seed: int, count: int) -> None:
    """Through two years no project spends before it starts, too much at once or past its total."""
    for year in _zhashui(seed, Month(2021, 3), count).years.values():
        for project in year.projects:
            assert min(project.total_wan, project.before_wan, *project.done_wan) >= 0
            assert (project.before_wan == 0) == project.is_new
            assert project.task_wan <= project.total_wan - project.before_wan
            assert project.before_wan + project.done_to(12) <= project.total_wan
            assert max(project.done_wan) * 10 <= project.task_wan * 6
            for number in range(1, 13):
                assert project.is_started(number) or project.done_to(number) == 0


def test_the_next_year_goes_on_from_the_last() -> None:
    """A project carried over into 2021 begins with what it had done by the end of 2020."""
    years = _zhashui(last=Month(2021, 2)).years
    before = {project.name: project for project in years[2020].projects}
    carried = [project for project in years[2021].projects if not project.is_new]

    assert carried
    for project in carried:
        old = before[project.name]
        assert project.before_wan == old.before_wan + old.done_to(12)


def test_nine_projects_are_not_started_in_may(world: InventedCounty) -> None:
    """One carried-over and eight new ones wait for land, money or papers; three past September."""
    waiting = [p for p in world.years[2020].projects if not p.is_started(5)]
    obstacles = Counter(obstacle for p in waiting for obstacle in p.obstacles)

    assert Counter(p.is_new for p in waiting) == {True: 8, False: 1}
    assert obstacles == {"land": 5, "funding": 3, "approval": 2}
    assert sum(p.expected_in > 9 for p in waiting) == 3
    assert 60_000 <= sum(p.task_wan for p in waiting) <= 90_000


def test_units_and_projects_stand_differently_in_may(world: InventedCounty) -> None:
    """Two are finished, two ahead of the year, four idle, eight red and eighteen yellow."""
    projects = world.years[2020].projects
    started = [p for p in projects if p.is_started(5)]
    rates = [p.done_to(5) / p.task_wan for p in started]

    assert sum(p.is_finished(5) for p in projects) == 2
    assert sum(rate > 1 for rate in rates) == 2
    assert sum(rate == 0 for rate in rates) == 4
    assert sum(0 < rate < 0.11 for rate in rates) == 8
    assert sum(5 / 12 - 0.3 <= rate < 5 / 12 - 0.1 for rate in rates) == 18
    assert min(Counter(p.unit for p in projects).values()) == 2


def test_inclusion_in_may(world: InventedCounty) -> None:
    """Of 82 that belong in the statistics 71 are in; five are submitted, four lack documents."""
    rows = world.years[2020].inclusions
    due = [row for row in rows if row.is_started(5) and not row.is_small]
    states = Counter(row.status(MAY) for row in due)
    promised = [row for row in rows if row.window and row.window <= dt.date(2020, 5, 10)]
    kept = [r for r in promised if r.included and r.included <= Month.of(r.window or dt.date.max)]

    assert len(due) == 82
    assert states == {"已纳统": 71, "正在申报": 5, "资料不全": 4, "未申报": 2}
    assert sum(row.total_wan < 500 for row in rows) == 1
    assert (len(promised), len(kept)) == (22, 19)
    assert sum(row.done_wan[4] for row in due if row.status(MAY) == "已纳统") == pytest.approx(
        369_000, abs=500
    )


def test_nothing_is_included_before_it_starts(world: InventedCounty) -> None:
    """No new project enters the statistics before its main works begin (先开工、后入库)."""
    for row in world.years[2020].inclusions:
        if row.project.is_new and row.included and row.started_in:
            assert row.included >= Month(2020, row.started_in)


def test_credit_codes_have_a_right_check_character(world: InventedCounty) -> None:
    """Every invented credit code has 18 characters of which the last is the check character."""
    for row in world.years[2020].inclusions:
        assert is_credit_code(row.credit_code)


def test_reserve_in_may(world: InventedCounty) -> None:
    """220 projects of 736亿元, of them 53 of 68亿元 that seek funds; about forty are mature."""
    entries = world.listed(MAY)
    seeking = [entry for entry in entries if entry.sought_wan]

    assert (len(entries), sum(entry.total_wan for entry in entries)) == (220, 7_360_000)
    assert (len(seeking), sum(entry.total_wan for entry in seeking)) == (53, 680_000)
    assert sorted(Counter(e.work.field for e in entries).values()) == [12, 18, 28, 40, 58, 64]
    assert sum(entry.is_mature(MAY.last_day) for entry in entries) == 40
    assert all(e.sought_wan <= e.plan_wan <= e.total_wan for e in entries)


def test_replacements_keep_the_scale_of_investment(world: InventedCounty) -> None:
    """Three reserve projects name the three late ones and bring slightly more than their tasks."""
    late = {
        p.name: p.task_wan
        for p in world.years[2020].projects
        if not p.is_started(5) and p.expected_in > 9
    }
    chosen = {entry.replaces: entry for entry in world.reserve if entry.replaces}

    assert chosen.keys() == late.keys()
    gain = sum(entry.replacement_wan for entry in chosen.values()) - sum(late.values())
    assert 0 <= gain <= 1_000
    assert all(entry.replacement_wan <= entry.total_wan for entry in chosen.values())


def test_names_and_codes_are_unique(world: InventedCounty) -> None:
    """No name and no project code comes twice among key projects and reserve."""
    projects = world.years[2020].projects
    names = [*(p.name for p in projects), *(entry.name for entry in world.reserve)]
    codes = [*(p.code for p in projects), *(entry.code for entry in world.reserve)]

    assert len(names) == len(codes) == 315
    assert len(set(names)) == len(set(codes)) == 315


def test_service_in_may(world: InventedCounty) -> None:
    """78 of 95 have all of 六个一; of 60 matters 45 closed in time, 4 late, 2 are overdue."""
    year, day = world.years[2020], MAY.last_day
    tasks = [task for task in year.tasks if task.accepted_on <= day]
    closed = [task for task in tasks if task.is_closed(day)]

    assert sum(row.is_complete(5) for row in year.sponsorships) == 78
    assert sum(not row.leader for row in year.sponsorships) == 2
    assert len(tasks) == 60
    assert sum(task.actual_days <= task.promised_days for task in closed) == 45
    assert sum(task.actual_days > task.promised_days for task in closed) == 4
    assert sum(task.is_overdue(day) for task in tasks) == 2


def test_supervision_in_may(world: InventedCounty) -> None:
    """Of 26 problems sent to offices 15 are due, 12 closed in time and 3 overdue."""
    year, day = world.years[2020], MAY.last_day
    sent = [row for row in year.inspections if row.transferred_on and row.transferred_on <= day]
    visited = {row.project.number for row in year.inspections if row.inspected_on.month == 5}

    assert Counter(row.state(day) for row in sent) == {"已办结": 12, "逾期": 3, "推进中": 11}
    assert sum(row.due_on is not None and row.due_on <= day for row in sent) == 15
    assert len({row.serial for row in year.inspections}) == len(year.inspections)
    assert {p.number for p in year.projects if not p.is_started(5)} <= visited


def test_meetings_in_may(world: InventedCounty) -> None:
    """Six meetings on site, five on progress and four special ones were held by May."""
    held = [row.kind for row in world.years[2020].meetings if row.held_on <= MAY.last_day]

    assert Counter(held) == {"现场会": 6, "推进会": 5, "专题会": 4}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    """Generating twice gives the same files, byte by byte, whatever other months are asked for."""
    generate(tmp_path / "one")
    generate(tmp_path / "two")
    generate(tmp_path / "may", months=[MAY])
    one, two, may = (_bytes(tmp_path / name) for name in ("one", "two", "may"))

    assert one == two
    assert may.items() <= one.items()


def test_january_has_six_files_and_other_months_seven(tmp_path: Path) -> None:
    """January has no growth rates (1月免报); every later month has seven ledgers."""
    (folder,) = generate(tmp_path)
    counts = {
        month: len(list((folder / "raw" / str(month)).iterdir())) for month in DEFAULT_MONTHS
    }

    assert list(counts.values()) == [6, 7, 7, 7, 7]


def test_the_sheet_adds_up_as_it_is_read(tmp_path: Path) -> None:
    """Read back, the May report has 95 numbered rows whose columns add up to its 合计."""
    (folder,) = generate(tmp_path, months=[MAY])
    (path,) = (folder / "raw" / "2020-05").glob("*进展情况月报表*.xlsx")
    rows = (
        python_calamine.CalamineWorkbook.from_path(path)
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    projects = [row for row in rows if isinstance(row[0], float)]
    (total,) = [row for row in rows if str(row[0]).startswith("合计")]

    assert len(projects) == 95
    assert (total[10], total[13]) == (1_154_000, 430_000)
    for column in (9, 10, 12, 13, 14):
        assert sum(float(str(row[column])) for row in projects) == total[column]


def test_another_county_works(tmp_path: Path) -> None:
    """A second county with 12 projects and two months has its own names, code and folder."""
    folders = generate(tmp_path, counties=2, projects=12, months=[MAY.previous, MAY])
    other = county.load(folders[1] / "county.toml")

    assert [folder.name for folder in folders] == ["zhashui", "county002"]
    assert (other.name, other.town("示例一镇")) == ("示例县002", "示例一镇")
    assert len(list(folders[1].glob("raw/*/*"))) == 14
    assert "柞水" not in (folders[1] / "county.toml").read_text(encoding="utf-8")


def test_county_toml_is_copied_word_for_word(tmp_path: Path) -> None:
    """Zhashui's rules are the package's own file, and valid."""
    (folder,) = generate(tmp_path, months=[MAY])

    assert (folder / "county.toml").read_text(encoding="utf-8") == county_toml(zhashui())
    assert county.load(folder / "county.toml").name == "柞水县"


def test_every_unit_and_town_is_known_to_its_county(tmp_path: Path) -> None:
    """The spellings of offices and towns in the ledgers are those of county.toml."""
    for folder in generate(tmp_path, counties=2, months=[MAY]):
        rules = county.load(folder / "county.toml")
        (path,) = (folder / "raw" / "2020-05").glob("*进展情况月报表*.xlsx")
        book = python_calamine.CalamineWorkbook.from_path(path)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        for row in (row for row in rows if isinstance(row[0], float)):
            assert rules.unit(str(row[5])), row[5]
            assert row[4] == "全县" or rules.town(str(row[4])), row[4]


@pytest.mark.parametrize("request_", [{"counties": 0}, {"projects": 3}, {"months": []}])
def test_an_impossible_request_is_refused(tmp_path: Path, request_: dict[str, object]) -> None:
    """No county, too few projects or no month is an error of usage."""
    with pytest.raises(UsageError):
        generate(tmp_path, **request_)  # type: ignore[arg-type]


def test_invented_counties_have_codes_of_no_province() -> None:
    """The code of a further county begins with 99."""
    assert invented(2).code == "990002"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
