"""Numbers that identify a person are masked however they are written; all other numbers stay."""

from __future__ import annotations

import datetime as dt
import random
import time
from typing import TYPE_CHECKING

import pytest

from briefing.domain import privacy
from briefing.domain.identifiers import credit_check
from briefing.domain.privacy import (
    CARD,
    IDENTITY,
    MOBILE,
    TELEPHONE,
    mask,
    masked_cells,
    masked_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# Every digit is invented by a generator: the set holds nobody's number.
CHANCE = random.Random(20200531)
EACH = 4000

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = (11, 13, 21, 31, 32, 37, 42, 44, 50, 51, 61, 62, 65)
_SEPARATORS = ("-", " ", "—", "－", ".", "·", "\u00a0", "\u3000", "\u200b", "‑", "–", "  ", " - ")
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def digits(count: int, first: str = "0123456789") -> str:
    return CHANCE.choice(first) + "".join(CHANCE.choices("0123456789", k=count - 1))


def birthday(first: int = 1930) -> dt.date:
    return dt.date(first, 1, 1) + dt.timedelta(days=CHANCE.randrange(69 * 365))


def region() -> str:
    return f"{CHANCE.choice(_PROVINCES)}{CHANCE.randrange(1, 13):02d}{CHANCE.randrange(1, 30):02d}"


def identity() -> str:
    body = f"{region()}{birthday():%Y%m%d}{digits(3)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def spelled_identity() -> str:
    number = identity()
    return CHANCE.choice(
        [number, number, number.lower(), spaced(number, (6, 8, 4)), spaced(number, (6, 4, 4, 4))]
    )


def old_identity() -> str:
    return f"{region()}{birthday():%y%m%d}{digits(3)}"


def mobile() -> str:
    return f"1{CHANCE.choice('3456789')}{digits(8)}{CHANCE.choice('123456789')}"


def spelled_mobile() -> str:
    number = mobile()
    groups = CHANCE.choice(
        [(11,), (11,), (3, 4, 4), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (1,) * 11]
    )
    prefix = CHANCE.choice(["", "", "", "+86", "+86 ", "86-", "0086", "0086-", "（+86）", "(86)"])
    return prefix + spaced(number, groups)


def landline() -> str:
    area, count = CHANCE.choice([("010", 8), ("029", 8), ("0914", 7), ("0755", 8), ("0371", 8)])
    number = digits(count, "2345678")
    joint = CHANCE.choice(["-", " ", "—", "－", "\u3000", "-", ""])
    plain = f"{area}{joint}{number}"
    extension = CHANCE.choice(["", "", "-801", "转8012"])
    return CHANCE.choice([plain, f"({area}){number}", f"（{area}）{number}"]) + extension


def local() -> str:
    return digits(CHANCE.choice([7, 8]), "345678")


def card() -> str:
    prefix, length = CHANCE.choice(
        [
            ("622848", 19),
            ("621700", 19),
            ("6222", 16),
            ("955880", 19),
            ("601382", 19),
            ("4367", 16),
            ("5213", 16),
        ]
    )
    body = prefix + digits(length - 1 - len(prefix))
    number = next(body + last for last in "0123456789" if luhn(body + last))
    groups = (4,) * (length // 4) + ((length % 4,) if length % 4 else ())
    return CHANCE.choice([number, spaced(number, groups), spaced(number, (6, length - 6))])


def luhn(number: str) -> bool:
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def spaced(number: str, groups: tuple[int, ...]) -> str:
    """The number's groups with one separator between them, at times in full width."""
    ends = [sum(groups[: at + 1]) for at in range(len(groups))]
    parts = [number[end - size : end] for end, size in zip(ends, groups, strict=True)]
    # Two groups with a point between them are a decimal: 1381234.5678.
    separators = [each for each in _SEPARATORS if each != "." or len(groups) > 2]
    joined = CHANCE.choice(separators).join(parts)
    return joined.translate(_FULL_WIDTH) if CHANCE.random() < 0.15 else joined


# One kind for each rule of the module, and the word that takes its place.
PERSONS: dict[str, tuple[Callable[[], str], str]] = {
    "identity": (spelled_identity, IDENTITY),
    "old identity": (old_identity, IDENTITY),
    "mobile": (spelled_mobile, MOBILE),
    "landline": (landline, TELEPHONE),
    "local": (local, TELEPHONE),
    "card": (card, CARD),
}
CALLS = ("电话", "联系电话：", "电话: ", "传真", "座机 ", "联系人李某 ", "Tel:", "手机：")
AROUND = (
    "{}",
    "联系人：张某，{}",
    "张某{}，负责征地",
    "项目负责人李某（{}）",
    "1.王某{}；2.待定",
    "手机号{}请勿外传",
    "县水利局 赵某 {} 备用",
    "因{}未接通，已改期",
    "A{}",
    "2020年5月协调会，{}参加",
    "已完成投资3000万元，联系{}",
    "项目代码2020-611026-54-01-003217，{}",
    "会议室\n{}\n备注",
    "钱某：{}。",
)


def project_code() -> str:
    first = CHANCE.choice(
        [
            str(CHANCE.randrange(2013, 2021)),
            f"{CHANCE.randrange(21, 27)}{CHANCE.randrange(1, 13):02d}",
        ]
    )
    parts = [
        first,
        CHANCE.choice(["611026", "611000", "620102", "610000", "320193"]),
        digits(2),
        digits(2),
        digits(6),
    ]
    return CHANCE.choice(["-", "-", "-", "", "—", "－", " ", "‐"]).join(parts)


def firm() -> str:
    kind = CHANCE.choice(["91", "91", "92", "93", "11", "12", "52"])
    middle = CHANCE.choice([f"MA{digits(2)}{CHANCE.choice('ABCDEFGHJ')}{digits(4)}", digits(9)])
    body = f"{kind}{region()}{middle}"
    code = body + credit_check(body)
    return CHANCE.choice([code, code, code.lower()])


def amount() -> str:
    number = CHANCE.randrange(1, 10 ** CHANCE.randrange(4, 12))
    fen = f"{CHANCE.randrange(100):02d}"
    return CHANCE.choice(
        [f"{number:,}", f"{number:,}.{fen}", f"{number}.{fen}", f"{number}元", f"{number:,}元",
         f"{number}.{fen}万元", f"￥{number}", f"{number % 10**8}万元", f"{number % 10**6}亩",
         f"{number / 7:.6f}", f"{number}平方米"]
    )  # fmt: skip


def day() -> str:
    date = birthday(1990)
    return CHANCE.choice(
        [date.isoformat(), f"{date:%Y%m%d}", f"{date:%Y.%m.%d}", f"{date.year}年{date.month}月{date.day}日",
         f"{date:%Y-%m-%d} 00:00:00", f"{date:%Y.%m}-{date.year + 3}.12", f"{date:%Y/%m/%d}",
         f"{date:%Y%m%d}-{date:%Y}1231"]
    )  # fmt: skip


def serial() -> str:
    return CHANCE.choice(
        [str(CHANCE.randrange(1, 10**6)), f"{CHANCE.randrange(2008, 2023)}{CHANCE.randrange(1, 13):02d}{digits(5)}", digits(6),
         f"611026{CHANCE.randrange(1000):09d}", f"{CHANCE.randrange(1, 99)}-{CHANCE.randrange(1, 99)}",
         f"2020-{CHANCE.randrange(1, 999):03d}", f"{CHANCE.randrange(1, 9)}.{CHANCE.randrange(1, 9)}.{CHANCE.randrange(1, 9)}",
         f"№{digits(8)}", f"G{digits(3)}", f"{digits(4)}-{digits(4)}"]
    )  # fmt: skip


def document() -> str:
    year = CHANCE.randrange(2010, 2021)
    number = CHANCE.randrange(1, 900)
    return CHANCE.choice(
        [f"柞发改发〔{year}〕{number}号", f"柞自资规[{year}]{number}号", f"陕发改审批〔{year}〕{number:04d}号",
         f"地字第6110262020{number:05d}号", f"商政环批（{year}）{number}号"]
    )  # fmt: skip


def area() -> str:
    return CHANCE.choice(
        [f"{CHANCE.randrange(10**4, 10**7)}平方米", f"{CHANCE.randrange(10**6)}.{digits(2)}㎡",
         f"东经109.{digits(6)}，北纬33.{digits(6)}", f"K{digits(2)}+{digits(3)}", f"{digits(3)}个、{digits(4)}户"]
    )  # fmt: skip


OTHERS: dict[str, Callable[[], str]] = {
    "project code": project_code,
    "credit code": firm,
    "amount": amount,
    "date": day,
    "serial": serial,
    "document": document,
    "area": area,
}
AROUND_OTHERS = (
    "{}",
    "总投资{}",
    "{}，详见附件",
    "该项目{}已完成",
    "1.{}；2.征地未完成",
    "备注（{}）",
    "编号{}",
    "{}\n{}",
    "截至5月底{}、累计{}",
    "联系县水利局核实。{}",
)


def test_every_number_of_a_person_is_masked_and_no_other() -> None:
    """A set with its labels: thousands of spellings of each kind, in the midst of texts."""
    positives = [_told(kind) for kind in CHANCE.choices(list(PERSONS), k=EACH)]
    negatives = [_not_told(kind) for kind in CHANCE.choices(list(OTHERS), k=EACH)]

    missed = [(text, mask(text)) for text, wanted in positives if mask(text) != wanted]
    masked = [(text, mask(text)) for text in negatives if mask(text) != text]

    print(f"recall {1 - len(missed) / EACH:.4f} of {EACH}, false masks {len(masked)} of {EACH}")
    assert missed == []
    assert masked == []


def _told(kind: str) -> tuple[str, str]:
    """A text with a person's number, and the text as it should be masked."""
    number, word = PERSONS[kind]
    around = CHANCE.choice(AROUND)
    if kind == "local":
        around = around.format(CHANCE.choice(CALLS) + "{}")
    return around.format(number()), around.format(word)


def _not_told(kind: str) -> str:
    around = CHANCE.choice(AROUND_OTHERS)
    return around.format(*(OTHERS[kind]() for _ in range(around.count("{}"))))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张某 138-1234-5678（办公室 0914-4321234转801）", f"张某 {MOBILE}（办公室 {TELEPHONE}）"),
        ("李某(13812345678)", f"李某({MOBILE})"),
        ("1.13812345678张某；2.13987654321李某", f"1.{MOBILE}张某；2.{MOBILE}李某"),
        ("电话4321234、4325678", f"电话{TELEPHONE}、{TELEPHONE}"),
        ("身份证号110101199003070000", f"身份证号{IDENTITY}"),
        ("卡号6222 0000 0000 0000 000", "卡号6222 0000 0000 0000 000"),
        ("2020-05-01 13812345678", f"2020-05-01 {MOBILE}"),
        ("13812345678/13987654321", f"{MOBILE}/{MOBILE}"),
        ("手机13812345678，借款5000000元", f"手机{MOBILE}，借款5000000元"),
    ],
)
def test_the_rest_of_a_text_stays(text: str, masked: str) -> None:
    """A mask says what stood there, and nothing of it; brackets, numbering and neighbours remain."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "总投资13812345678元",
        "13812345678.50",
        "比值3.14159265359",
        "13,812,345,678",
        "15000000000",
        "投资额1500 2300 180",
        "联系时间20200501",
        "联系资金4321万元",
        "20206110265401003217",
        "91110000802100433B",
        "1588291200000",
        "统计编码611026200512001",
        "",
        "七个数字没有",
    ],
)
def test_a_number_that_is_nobodys_stays(text: str) -> None:
    """An amount of eleven digits, a ratio, a code, a moment in milliseconds."""
    assert mask(text) == text


def test_masking_is_done_once() -> None:
    """What is masked has nothing left to mask."""
    once = mask("张某13812345678，李某0914-4321234")

    assert mask(once) == once


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (13812345678.0, MOBILE),
        (13812345678, MOBILE),
        (8613812345678.0, MOBILE),
        (110101199003070000.0, IDENTITY),
        (6.222021001112e18, CARD),
        (115_400.0, None),
        (15_000_000_000.0, None),
        (13812345678.5, None),
        (611026000000001.0, None),
        (2.02061102654e19, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
    ],
)
def test_a_numeric_cell_may_be_a_persons_number(number: float, word: str | None) -> None:
    """A mobile typed into a cell is a number to the spreadsheet; half an identity number is too much."""
    assert masked_number(number) == word


def test_columns_of_amounts_keep_their_numbers() -> None:
    """13812345678元 as a number is an amount, where amounts stand."""
    cells = [13812345678.0, "13812345678", None, dt.date(2020, 5, 1), True]

    assert masked_cells(cells) == [MOBILE, MOBILE, None, dt.date(2020, 5, 1), True]
    assert masked_cells(cells, numbers=False) == [13812345678.0, *masked_cells(cells)[1:]]


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 50_000,
        "138 1234 " * 10_000,
        "9" * 100_000,
        "2020-611026-54-01-003217 " * 4_000,
        "(" * 100_000,
        "1x" * 50_000,
    ],
)
def test_a_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    """A hundred thousand characters are masked in seconds, whatever they are."""
    begun = time.perf_counter()
    mask(text)

    assert time.perf_counter() - begun < 10


def test_most_cells_are_not_looked_at() -> None:
    """A name without digits is passed on as the same object."""
    name = "瓦房口镇连接线大桥建设项目"

    assert mask(name) is name
    assert privacy.masked_cells([name])[0] is name
