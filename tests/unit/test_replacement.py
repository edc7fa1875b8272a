"""The exchange keeps the scale of investment, and is the best there is."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal

import pytest

from briefing.indicators.replacement import (
    Candidate,
    annual,
    as_frame,
    exchange,
    own_shortfall,
    proposed,
    total,
    versions,
)
from tests.conftest import facts_of

UNITS = ["水利局", "交通运输局", "住房和城乡建设局"]


def project(key: str, unit: str, whole: str, this_year: str) -> Candidate:
    return Candidate(key, unit, Decimal(whole), Decimal(this_year))


LEAVING = [project("学校", "水利局", "9000", "3000"), project("桥", "交通运输局", "2000", "1000")]


def keys(chosen: tuple[Candidate, ...]) -> list[str]:
    return [entry.key for entry in chosen]


def test_the_scale_is_kept_with_the_fewest_projects() -> None:
    """Total and this year's investment both; one large project is better than three."""
    found = exchange(
        [project("学校", "水利局", "9000", "3000")],
        [
            project("管网", "水利局", "12000", "3100"),
            project("水库", "水利局", "4000", "1500"),
            project("水厂", "水利局", "4000", "1500"),
            project("堤防", "水利局", "4000", "1500"),
            project("渠", "水利局", "90000", "2999.999999"),
        ],
    )

    assert keys(found.chosen) == ["管网"]
    assert found.is_proved
    assert (found.surplus_total_wan, found.surplus_annual_wan) == (3000, 100)


def test_the_department_replaces_its_own_project_first() -> None:
    """Even where another's single project would do for all."""
    offered = [
        project("大厦", "住房和城乡建设局", "99000", "4000"),
        project("水库", "水利局", "9000", "3000"),
        project("路", "交通运输局", "2000", "1000"),
    ]

    assert keys(exchange(LEAVING, offered).chosen) == ["水库", "路"]
    assert keys(exchange(LEAVING, offered[:1]).chosen) == ["大厦"]


def test_what_is_missing_is_said_plainly() -> None:
    """Nothing is proposed that does not keep the scale."""
    found = exchange(LEAVING, [project("水库", "水利局", "9000", "3000")])

    assert not found.is_possible
    assert found.chosen == ()
    assert (found.missing_total_wan, found.missing_annual_wan) == (2000, 1000)


def test_to_the_last_fen() -> None:
    """A 分 too little is too little."""
    offered = [
        project("甲", "水利局", "9000", "2999.999999"),
        project("乙", "水利局", "9000", "3000.000001"),
    ]
    found = exchange(LEAVING[:1], offered)

    assert keys(found.chosen) == ["乙"]


def test_nobody_leaves_nobody_comes() -> None:
    """An empty exchange is possible, and empty."""
    assert exchange([], [project("甲", "水利局", "9000", "3000")]).chosen == ()
    assert exchange([], []).is_possible
    assert not exchange(LEAVING, []).is_possible


def brute_force(leaving: list[Candidate], offered: list[Candidate]) -> tuple[Decimal, ...] | None:
    """The best value of every wish, in order, over all choices."""
    values = [
        (own_shortfall(leaving, chosen), Decimal(len(chosen)), annual(chosen), total(chosen))
        for size in range(len(offered) + 1)
        for chosen in itertools.combinations(offered, size)
        if total(chosen) >= total(leaving) and annual(chosen) >= annual(leaving)
    ]
    return min(values, default=None)


@pytest.mark.parametrize(
    "seed", [*range(60), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(60, 200))]
)
def test_it_is_as_good_as_trying_every_choice(seed: int) -> None:
    """Two hundred random instances, some of them impossible, some with amounts down to 分."""
    chance = random.Random(seed)

    def some(prefix: str, count: int, largest: int) -> list[Candidate]:
        places = chance.choice([0, 0, 2, 6])
        found = []
        for number in range(count):
            whole = Decimal(chance.randint(1, largest * 10**places)).scaleb(-places)
            this_year = whole * chance.randint(0, 100) / 100
            amounts = (whole, this_year.quantize(Decimal(1).scaleb(-places)))
            found.append(Candidate(f"{prefix}{number}", chance.choice(UNITS), *amounts))
        return found

    leaving = some("出", chance.randint(1, 4), 50_000)
    offered = some("入", chance.randint(1, 11), 40_000)
    best = brute_force(leaving, offered)
    found = exchange(leaving, offered)
    mixed = exchange(leaving[::-1], chance.sample(offered, len(offered)))

    if best is None:
        assert not found.is_possible
        return
    values = (
        own_shortfall(leaving, found.chosen),
        Decimal(len(found.chosen)),
        annual(found.chosen),
        total(found.chosen),
    )
    assert values == best
    assert found.is_proved
    assert mixed.chosen == found.chosen or brute_force(leaving, list(mixed.chosen)) == best


PLAN = """
    project_name | nature | status      | responsible_unit | expected_start | total_plan_wan | annual_task_wan
    公路         | new    | not_started | 交通运输局       | 2020-10-31     |           9000 |            2000
    学校         | new    | not_started | 教育局           | 2020-11-30     |           6000 |            1000
    水厂         | new    | not_started | 水利局           | 2020-08-31     |           6000 |            1000
"""
RESERVE = """
    project_name | responsible_unit | feasibility | total_plan_wan | years     | replaces | replacement_task_wan
    新公路       | 交通运输局       | done        |          10000 | 2021-2024 |          |
    新桥         | 交通运输局       | done        |           9900 | 2021-2025 |          |
    大桥         | 交通运输局       | not_begun   |          99000 | 2021      |          |                99000
    新学校       | 教育局           | done        |           7000 | 2021-2022 | 学校     |                 1200
    水厂         | 水利局           | done        |          50000 | 2021      |          |                50000
"""


def test_the_reserve_proposes_what_is_ripe_and_free() -> None:
    """学校 is replaced already, 大桥 is not ripe, 水厂 is on the list: 新公路 brings 2500 a year."""
    found = proposed(facts_of(PLAN, reserve=RESERVE))

    assert [each.name for each in found.leaving] == ["公路"]
    assert [(each.name, each.annual_wan, each.is_estimated) for each in found.chosen] == [
        ("新公路", 2500, True)
    ]
    assert found.surplus_annual_wan == 500


def test_nobody_late_needs_no_proposal() -> None:
    """And an empty reserve proposes nothing, saying what is missing."""
    assert (
        proposed(
            facts_of(
                PLAN.replace("2020-1", "2020-08-3").replace("0-31", "0").replace("1-30", "1"),
                reserve=RESERVE,
            )
        ).leaving
        == ()
    )
    found = proposed(facts_of(PLAN))
    assert (found.missing_total_wan, found.missing_annual_wan) == (15000, 3000)


APRIL = """
    project_name | nature | status      | responsible_unit | total_plan_wan | annual_task_wan | done_this_year_wan | expected_start
    水厂         | new    | started     | 水利局           |           5000 |            1000 |                400 |
    公路         | new    | not_started | 交通运输局       |           9000 |            2000 |                  0 | 2020-10-01
    旧桥         | new    | not_started | 交通运输局       |           3000 |             500 |                  0 |
"""
NOW = """
    project_name | nature | status      | responsible_unit | total_plan_wan | annual_task_wan | done_this_year_wan | expected_start
    水厂         | new    | started     | 水利局           |           5000 |            1000 |                600 |
    公路         | new    | not_started | 交通运输局       |           9000 |            2000 |                  0 | 2020-10-01
    学校         | new    | started     | 教育局           |           4000 |             800 |                300 |
"""


def _versions(reserve: str) -> list[tuple[str, int, int, object, object]]:
    facts = facts_of(NOW, earlier={"2020-04": APRIL}, reserve=reserve)
    return [
        (each.name, len(each.projects), each.started, each.total_wan, each.task_wan)
        for each in versions(facts)
    ]


def test_the_list_stands_in_its_versions() -> None:
    """As it was at first, as it is, and as the declared and the proposed exchange will have it."""
    ripe = "project_name | feasibility | total_plan_wan | replacement_task_wan | responsible_unit"

    assert _versions(f"{ripe}\n新路 | done | 9500 | 2100 | 交通运输局") == [
        ("年初名单", 3, 1, 17000, 3500),
        ("现行名单", 3, 2, 18000, 3800),
        ("按建议替换调整", 3, 2, 18500, 3900),
    ]
    assert _versions(
        "project_name | replaces | total_plan_wan | replacement_task_wan\n新路 | 公路 | 9000 | 2000"
    ) == [
        ("年初名单", 3, 1, 17000, 3500),
        ("现行名单", 3, 2, 18000, 3800),
        ("按已申报替换调整", 3, 2, 18000, 3800),
    ]


def test_a_list_that_nobody_touched_has_one_version() -> None:
    """The same projects as in January, none of them late."""
    facts = facts_of(NOW.replace("2020-10-01", ""), earlier={"2020-04": NOW})

    assert [each.name for each in versions(facts)] == ["现行名单"]


def test_the_versions_as_a_file() -> None:
    """One row for each project of each version; what is missing is blank."""
    frame = as_frame(versions(facts_of(NOW, earlier={"2020-04": APRIL})), "2020-05")

    assert list(frame.columns[:4]) == ["month", "list", "project_key", "project_name"]
    assert len(frame) == 6
