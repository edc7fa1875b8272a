"""A finding is one Chinese line: where, found, expected, advice."""

from __future__ import annotations

import random
from dataclasses import replace

from briefing.domain.findings import (
    MOST_ALIKE,
    MOST_OF_COLUMN,
    Finding,
    Severity,
    beyond,
    errors,
    gathered,
)
from briefing.domain.text import shorten

FINDING = Finding(
    file="重点项目进展.xlsx",
    sheet="5月",
    row=17,
    column="年度计划投资",
    code="V02",
    severity=Severity.ERROR,
    found="读到“约500”",
    expected="应为数字",
    advice="请县水利局核对后改正",
    letter="H",
)


def test_a_finding_says_where_what_and_what_next() -> None:
    """In the order that a clerk needs it."""
    assert FINDING.line == (
        "[V02] 重点项目进展.xlsx › 5月 › 第17行 › 年度计划投资（H列）："
        "读到“约500”，应为数字。请县水利局核对后改正。"
    )


def test_places_that_do_not_apply_are_left_out() -> None:
    """A missing ledger has neither sheet nor row."""
    finding = Finding("raw/2020-05", "", 0, "", "F02", Severity.ERROR, "没有", "应报", "请报")

    assert finding.place == "raw/2020-05"


def test_a_line_stays_a_line() -> None:
    """Line breaks and control characters of a cell do not reach the page, nor does a novel."""
    assert shorten("一\n二\t三\x00四\x1b[31m") == "一 二 三 四 [31m"
    assert shorten("长" * 200) == "长" * 79 + "…"
    assert shorten("长" * 80) == "长" * 80


def test_only_errors_stop_a_build() -> None:
    """A warning is printed and counted."""
    warning = Finding("a", "", 0, "", "F03", Severity.WARNING, "", "", "")

    assert errors([warning, FINDING]) == [FINDING]


def test_findings_sort_by_place() -> None:
    """File, sheet and row, whatever the order in which they arose."""
    first = Finding("a", "", 2, "", "Z", Severity.WARNING, "", "", "")
    second = Finding("a", "", 10, "", "A", Severity.ERROR, "", "", "")

    assert sorted([FINDING, second, first]) == [first, second, FINDING]


def in_rows(*rows: int) -> list[Finding]:
    return [replace(FINDING, row=row, found=f"读到“{row}万”") for row in rows]


def test_a_column_that_is_wrong_throughout_is_named_once() -> None:
    """Its first cells one by one, and the others together, with their rows and their number."""
    wrong = in_rows(*range(3, 100_003))
    random.Random(1).shuffle(wrong)

    *one_by_one, others = gathered(wrong)

    assert one_by_one == in_rows(*range(3, 3 + MOST_ALIKE))
    assert others.row == 3 + MOST_ALIKE
    assert others.found == "第203–100002行（共99800行）也是如此，不再逐一列出"
    assert others.severity is Severity.ERROR


def test_other_faults_are_not_hidden_by_it() -> None:
    """Another column, another office and another sheet have their own."""
    others = [
        replace(FINDING, row=900, column="总投资"),
        replace(FINDING, row=901, advice="请县交通局核对后改正"),
        replace(FINDING, row=902, sheet="6月"),
        replace(FINDING, row=903, expected="应为整数"),
    ]

    found = gathered([*in_rows(*range(3, 600)), *others])

    assert set(others) <= set(found)
    assert len(found) == MOST_ALIKE + 1 + len(others)


def test_as_many_as_a_clerk_can_look_at_are_named_one_by_one() -> None:
    """In order, and each once."""
    few = in_rows(*range(3, 3 + MOST_ALIKE))

    assert gathered([*reversed(few), few[0]]) == few


def test_what_was_gathered_can_be_gathered_again() -> None:
    """Of two tables in one sheet the cells are named as if they were one; none is counted twice."""
    wrong = in_rows(*range(3, 3003))
    apart = [gathered(wrong[:1500], 1000), gathered(wrong[1500:], 1000)]

    found = gathered([finding for part in apart for finding in part])

    assert found == gathered(wrong)
    assert "others" not in found[-1].as_dict()


def test_a_column_in_which_no_two_faults_are_alike_has_an_end() -> None:
    """Beyond what anybody reads, rows are told by their numbers alone, and stay errors."""
    wrong = [
        replace(FINDING, row=row, advice=f"请第{row}办核对") for row in range(3, 3 + 2 * 10_000)
    ]

    found = gathered(wrong)

    assert len(found) == MOST_OF_COLUMN + 1
    assert found[-1].found == "第10003–20002行（共10000行）也各有问题，不再逐一列出"
    assert found[-1].severity is Severity.ERROR


def test_what_is_said_of_no_row_is_counted() -> None:
    """Projects that are gone stand in no row of this month."""
    gone = [replace(FINDING, row=0, found=f"上月的“{number}”本月没有") for number in range(500)]

    assert "另有300处也是如此，不再逐一列出" in {finding.found for finding in gathered(gone)}


def test_other_words_at_one_place_are_no_other_finding() -> None:
    """A sum that is still wrong by another amount is not gone; a second one of its kind is new."""
    sum_of = Finding("1.xlsx", "月报", 9, "总投资", "R03", Severity.ERROR, "差5", "一致", "核对")
    other = Finding("1.xlsx", "月报", 9, "总投资", "R03", Severity.ERROR, "差7", "一致", "核对")

    assert beyond([sum_of], [other]) == beyond([other], [sum_of]) == []
    assert beyond([sum_of, other], [other]) == [sum_of]
    assert beyond([other], [sum_of, other]) == beyond([sum_of], [sum_of, other]) == []
    assert beyond([sum_of, other], [sum_of]) == [other]
