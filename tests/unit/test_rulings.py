"""What a row is may be ruled: by whom and why, and only while the row still says what it said."""

from __future__ import annotations

import dataclasses

import pytest

from briefing.domain.errors import UsageError
from briefing.ledgers import correct
from briefing.ledgers.check import reconciliation, row_counts
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy.tidy_month import Tidied, tidy_month
from tests.conftest import MAY, ZHASHUI, reading, sheet

LEDGER = """
序号|项目名称          |项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态
1  |木耳产业园        |新建    |水利局  |500           |100           |50               |在建
   |                  |        |        |500           |              |                 |
2  |水厂              |新建    |水利局  |700           |100           |50               |在建
以上|                  |        |        |1200          |200           |100              |
"""


def written(**entries: object) -> str:
    """Return one ruling as TOML, of the row that says only 以上."""
    ruling = {
        "month": "2020-05",
        "ledger": "projects",
        "text": "以上",
        "kind": "total",
        "reason": "是全表合计，漏写合计二字",
        "confirmed_by": "县重点项目办",
    } | entries
    lines = [
        f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
        for key, value in ruling.items()
    ]
    return "\n".join(["[[row]]", *lines, "confirmed_on = 2020-06-02", ""])


def ruled(*texts: str, ledger: str = LEDGER) -> tuple[correct.Ruled, Tidied]:
    """Read the ledger, apply the rulings, tidy it."""
    found = reading(sheet(ledger))
    rulings = correct.load({"a.toml": "".join(texts)}).rows
    result = correct.rule(found.tables, found.findings, rulings, MAY)
    return result, tidy_month(result.tables, MAY, ZHASHUI)


def codes(month: Tidied) -> list[tuple[str, int]]:
    return [(finding.code, finding.row) for finding in month.findings]


def test_a_row_that_nobody_understands_is_an_error_until_it_is_ruled() -> None:
    """The ruling ends the error, and says of itself that it was applied, by whom and why."""
    assert ("R01", 5) in codes(ruled()[1])

    result, month = ruled(written())

    assert ("R01", 5) not in codes(month)
    [told] = result.findings
    assert (told.code, told.row, told.severity) == ("R10", 5, "warning")
    assert "无法识别" in told.found
    assert "合计" in told.expected
    assert "漏写合计二字" in told.expected
    assert "县重点项目办" in told.advice


def test_a_ruled_total_is_held_against_its_rows() -> None:
    """A ruling takes no figure out of the count: 1200 is the sum of 500 and 700."""
    declared = reconciliation(ruled(written())[1].tables["projects"])
    sums = {entry["column"]: entry["difference"] for entry in declared.to_dict("records")}

    assert sums["total_plan_wan"] == 0
    assert sums["annual_task_wan"] == 0


def test_a_ruled_band_heads_the_rows_below_it() -> None:
    """And what it declares is held against them."""
    ledger = LEDGER.replace("2  |水厂", "水利口 |||||||\n2  |水厂")

    result, month = ruled(written(text="水利口", kind="band"), ledger=ledger)

    assert result.tables[0].bands[-2:] == ["水利口", "水利口"]
    assert ("R01", 4) not in codes(month)


@pytest.mark.parametrize("kind", ["note", "removed"])
def test_a_project_may_be_ruled_out(kind: str) -> None:
    """A row that was taken for a project is counted as what it is, and keeps its words."""
    _, month = ruled(written(text="水厂", kind=kind))
    table = month.tables["projects"]

    assert list(table.frame["project_name"]) == ["木耳产业园"]
    assert ("水厂", kind) in list(zip(table.rows["text"], table.rows["kind"], strict=True))
    assert row_counts(table)[["rows", "project", kind]].iloc[0].tolist() == [4, 1, 1]


def test_a_row_may_be_ruled_in() -> None:
    """Struck through by mistake: the project counts, and nobody says any longer that it does not."""
    struck = dataclasses.replace(sheet(LEDGER), struck=frozenset({(3, 1)}))
    found = reading(struck)
    assert [finding.code for finding in found.findings] == ["S05"]

    rulings = correct.load({"a.toml": written(text="水厂", kind="project")}).rows
    result = correct.rule(found.tables, found.findings, rulings, MAY)

    assert result.tables[0].kinds[2] is RowKind.PROJECT
    assert [finding.code for finding in result.findings] == ["R10"]


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ({"text": "以下"}, "没有找到这一行"),
        ({"row": 4}, "没有找到这一行"),
        ({"sheet": "别表"}, "没有找到这一行"),
        ({"text": "水厂", "kind": "project"}, "这一行本就是项目"),
    ],
)
def test_a_ruling_that_does_not_fit_is_an_error(entries: dict[str, object], fault: str) -> None:
    """Nothing is ruled on a guess."""
    result, _ = ruled(written(**entries))

    [told] = result.findings
    assert (told.code, told.severity) == ("R05", "error")
    assert told.found == fault


def test_two_rows_that_say_the_same_are_told_apart_by_their_number() -> None:
    """Without it the ruling is refused, and names both."""
    ledger = LEDGER + "以上|||1200||||\n"

    refused, _ = ruled(written(), ledger=ledger)
    result, month = ruled(written(row=5), written(row=6), ledger=ledger)

    assert "第5行" in refused.findings[0].found
    assert "第6行" in refused.findings[0].found
    assert [finding.code for finding in result.findings] == ["R10", "R10"]
    assert not [finding for finding in month.findings if finding.row in {5, 6}]


def test_a_packed_project_is_not_ruled_away_from_its_parts() -> None:
    """Its parts would hang in the air."""
    ledger = """
序号|项目名称    |项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态
1  |产业园      |新建    |水利局  |500           |100           |50               |在建
1-1|产业园一区  |新建    |水利局  |300           |60            |30               |在建
1-2|产业园二区  |新建    |水利局  |200           |40            |20               |在建
2  |水厂        |新建    |水利局  |700           |100           |50               |在建
"""
    result, _ = ruled(written(text="产业园", kind="note"), ledger=ledger)

    assert result.findings[0].found == "这一行下面有分项"


def test_a_ruling_of_another_month_is_left_alone() -> None:
    """Each month is ruled for itself."""
    result, _ = ruled(written(month="2020-04"))

    assert result.findings == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            written(kind="maybe"),
            "a.toml › 第5行 › row（第1条）.kind：读到“maybe”，应为 'project', 'band', ",
        ),
        (written(ledger="nothing"), "没有台账“nothing”"),
        (written() + "[[rows]]\na = 1\n", "a.toml › 第9行 › rows：没有这个键。是否想写“row”？"),
        ("row = 1\n", "a.toml › 第1行 › row：读到“1”，应为列表"),
    ],
)
def test_a_ruling_must_be_well_written(text: str, message: str) -> None:
    """A misspelt one is no ruling at all."""
    with pytest.raises(UsageError, match=message):
        correct.load({"a.toml": text})
