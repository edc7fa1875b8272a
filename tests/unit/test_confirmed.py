"""A warning about what is right is confirmed once, and silent as long as the value stands."""

from __future__ import annotations

import dataclasses

import pytest

from briefing.domain.findings import Finding, Severity
from briefing.ledgers import correct
from tests.conftest import MAY, ZHASHUI, tidied

LEDGER = """
序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态
1   |水厂    |新建    |水利局  |约1000        |600             |50               |在建
2   |堤防    |新建    |水利局  |2000          |800             |60               |在建
"""
ERROR = "是错误，或由它而来的有错误，不能确认了事，应改正"
TOTAL = Finding.of_file("1.xlsx", "K04", Severity.WARNING, "缺2个重点项目", "应有", "请补报")


def confirmed(
    *more: Finding, drawn: str = LEDGER, **entries: str
) -> tuple[list[tuple[str, str]], list[correct.Confirmation]]:
    """Return code and words of what is left, and what is confirmed of 约1000."""
    entry = {
        "month": "2020-05",
        "finding": "V04",
        "ledger": "重点项目进展月报表",
        "project": "水厂",
        "column": "总投资",
        "value": "约1000",
        "reason": "可研批复前只有估算",
        "confirmed_by": "水利局",
    } | entries
    lines = [f'{key} = "{value}"' for key, value in entry.items() if value]
    text = "\n".join(["[[confirmed]]", *lines, "confirmed_on = 2020-06-02"])
    month = tidied(drawn)
    written = correct.load({"a.toml": text}).confirmed
    left, done = correct.confirm([*month.findings, *more], written, month.tables, MAY, ZHASHUI)
    return [(finding.code, finding.found) for finding in left], done


def test_a_confirmed_warning_is_silent_and_kept() -> None:
    """With the reason, and who says so."""
    left, (done,) = confirmed()

    assert left == []
    assert done.line == (
        "[V04] 1.xlsx › 月报 › 第2行 › 总投资（E列）：读到“约1000”"
        "（可研批复前只有估算，水利局，2020-06-02）"
    )
    assert correct.confirmation_of(done.as_dict()) == done


def test_a_cell_may_be_confirmed_by_its_address() -> None:
    """As it may be corrected."""
    assert confirmed(cell="E2", project="", column="", ledger="")[0] == []


def test_a_value_that_changed_is_asked_about_again() -> None:
    """What was right of one number says nothing of the next."""
    left, done = confirmed(drawn=LEDGER.replace("约1000", "约3000"))

    assert left == [("V04", "读到“约3000”"), ("R12", "单元格现为“约3000”，确认时为“约1000”")]
    assert done == []


def test_a_confirmation_of_nothing_says_so() -> None:
    """In one line, and as a warning: the month is sound without it."""
    left, _ = confirmed(drawn=LEDGER.replace("约1000", "1000"))

    assert left == [("R12", "没有这样一条 V04，可能已经改正，或所说的已经不同")]


def test_an_error_is_not_confirmed() -> None:
    """It stays, whoever says that it is right."""
    left, done = confirmed(drawn=LEDGER.replace("约1000", "数百"), finding="V02", value="数百")

    assert left == [("V02", "读到“数百”"), ("R12", f"V02 {ERROR}")]
    assert done == []


def test_a_warning_about_no_cell_is_confirmed_by_its_words() -> None:
    """As long as it says the same."""
    of_file = {"finding": "K04", "ledger": "", "project": "", "column": "", "file": "1.xlsx"}

    assert confirmed(TOTAL, **of_file, value="缺2个重点项目")[0] == [("V04", "读到“约1000”")]
    left, _ = confirmed(TOTAL, **of_file, value="缺1个重点项目")
    assert [code for code, _ in left] == ["V04", "K04", "R12"]


def test_what_follows_from_a_confirmed_warning_goes_with_it_unless_it_is_an_error() -> None:
    """An error shows itself, whatever it was folded under."""
    follows = (dataclasses.replace(TOTAL, code="X02"),)
    of_file = {"finding": "K04", "ledger": "", "project": "", "column": "", "value": TOTAL.found}

    left, _ = confirmed(dataclasses.replace(TOTAL, follows=follows), **of_file)
    assert "K04" not in dict(left)
    wrong = (dataclasses.replace(TOTAL, code="R03", severity=Severity.ERROR),)
    left, done = confirmed(dataclasses.replace(TOTAL, follows=wrong), **of_file)
    assert (left[-1], done) == (("R12", f"K04 {ERROR}"), [])


@pytest.mark.parametrize("month", ["2020-04", "2020-06"])
def test_another_months_confirmation_waits(month: str) -> None:
    """It belongs to its month."""
    assert confirmed(month=month) == ([("V04", "读到“约1000”")], [])
