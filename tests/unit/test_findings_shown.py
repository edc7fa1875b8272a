"""Findings in the order in which a clerk reads them."""

from __future__ import annotations

from dataclasses import replace

from briefing.domain.findings import Finding, Severity
from briefing.domain.findings_shown import causes_first, lines

HINT = Finding(
    "月报.xlsx", "5月", 8, "本月完成投资", "W6", Severity.WARNING, "读到“550”", "一般不超过5倍",
    "请水利局核实", "M",
)  # fmt: skip
ERROR = replace(
    HINT, code="E1", row=9, severity=Severity.ERROR, found="读到“7”", expected="应等于和"
)
CAUSE = replace(ERROR, row=30, follows=(ERROR, HINT), repair="M30应为70万元（少一个0）")


def test_what_explains_most_comes_first() -> None:
    """Errors before hints, and a cause before what stands for itself."""
    assert causes_first([HINT, ERROR, CAUSE]) == [CAUSE, ERROR, HINT]


def test_hints_of_one_kind_share_a_line() -> None:
    """With the list of their cells; errors and repairs have lines of their own."""
    other = replace(HINT, row=12, found="读到“1340”", advice="请交通运输局核实")
    mended = replace(HINT, row=14, repair="M14应为5万元（多一个0）")

    told = [line for _, line in lines([HINT, ERROR, other, mended])]

    assert told == [
        ERROR.line,
        (
            "[W6] 月报.xlsx › 5月 › 本月完成投资：2处：M8读到“550”；M12读到“1340”。一般不超过5倍。"
            "请各责任单位核实，属实的不必改。"
        ),
        mended.line,
    ]


def test_hints_that_expect_different_things_say_each() -> None:
    """What last month had differs from row to row."""
    hints = [
        replace(HINT, code="X03", expected="上月为5万元"),
        replace(HINT, code="X03", row=0, column="总投资", letter="", expected="上月为7万元"),
    ]

    ((_, told),) = lines(hints)

    assert told.startswith("[X03] 月报.xlsx › 5月：2处：")
    assert "M8读到“550”，上月为5万元" in told
    assert "读到“550”，上月为7万元" in told


def test_a_cause_says_its_repair_and_what_follows() -> None:
    """At the end of its line."""
    assert CAUSE.line.endswith("最可能：M30应为70万元（少一个0）。（另有2处由此而来）")
