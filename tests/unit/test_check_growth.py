"""The bureau's growth rates beside each other: a lost point, a wrong sign, a missing month."""

from __future__ import annotations

import pytest

from briefing.ledgers.check import check_month
from tests.conftest import MAY, ZHASHUI, tidied

HEAD = "统计期|固定资产投资增速\n1—2月|-18.6\n1—3月|-6.3\n1—4月|{}\n"


def told(text: str) -> list[tuple[str, str, str]]:
    """Code, severity and expectation of what is said of the rates."""
    found = check_month(tidied(text).tables, None, MAY, ZHASHUI)
    return [(f.code, str(f.severity), f.expected) for f in found]


@pytest.mark.parametrize("rate", ["4.7", "6.1", "8", "2.5", "1.9"])
def test_a_rate_that_follows_is_left_alone(rate: str) -> None:
    """Somewhat better or worse than the months before."""
    assert told(f"{HEAD.format('1.2')}1—5月|{rate}") == []


@pytest.mark.parametrize(
    ("rate", "severity", "likely"),
    [("47", "error", "4.7%"), ("61", "error", "6.1%"), ("-4.7", "warning", "4.7%")],
)
def test_a_slip_in_a_rate_is_told_with_what_it_may_have_been(
    rate: str, severity: str, likely: str
) -> None:
    """A lost point is beyond doubt; a month may really fall."""
    ((code, told_as, expected),) = told(f"{HEAD.format('1.2')}1—5月|{rate}")

    assert (code, told_as) == ("G01", severity)
    assert expected.endswith(f"是否应为{likely}")


def test_last_months_rate_is_asked_about() -> None:
    """A row that was copied and not filled in."""
    assert told(f"{HEAD.format('1.2')}1—5月|1.2") == [
        ("G01", "warning", "与上期完全相同（1.2%），应为本期的增速")
    ]


@pytest.mark.parametrize(
    ("period", "severities"),
    [
        ("", ["warning"]),
        ("1—6月|4.7", ["error", "warning"]),
        ("2019年1—5月|4.7", ["error", "warning"]),
    ],
)
def test_a_month_that_is_missing_or_mislabelled_is_told(
    period: str, severities: list[str]
) -> None:
    """Its growth would be missing without a word."""
    found = told(HEAD.format("1.2") + period)

    assert sorted(severity for _, severity, _ in found) == severities
    assert {code for code, *_ in found} == {"G02"}


def test_last_years_rates_may_stand_beside_this_years() -> None:
    """A bureau that returns both years has mislabelled nothing."""
    last = "2019年1—4月|9.1\n2019年1—5月|9.4"

    assert told(f"{HEAD.format('1.2')}1—5月|4.7\n{last}") == []


def test_a_rate_that_stands_alone_is_held_against_the_target() -> None:
    """Only its size can tell."""
    assert [code for code, *_ in told("统计期|固定资产投资增速\n1—5月|470")] == ["G02", "G01"]
