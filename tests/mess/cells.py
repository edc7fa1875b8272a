"""Plant mess in words and signs: nothing, dittos, states, spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mess.draft import NoRoom, one_of, same_words

if TYPE_CHECKING:
    from random import Random

    from briefing.starter.sample.books.layout import Value
    from tests.mess.draft import Cell, Desk, Draft, Line, Spot

_NOTHING = ("/", "—", "-", "——", "无", "暂无", "待定", "\\", "…", "　")
# Columns that may say nothing, by ledger.
_OPTIONAL = {
    "projects": ("started_on", "expected_start", "problem", "remark", "obstacles"),
    "reserve": ("sought_funds_wan", "replaces", "replacement_task_wan", "project_code"),
    "statistics": ("started_stat_on", "included_on", "promised_window", "missing_documents"),
    "tasks": ("actual_days", "closed_on"),
    "problems": ("transferred_on", "due_on", "closed_on", "measure", "obstacle"),
}
# Lists say themselves what is none: of them 待定 would be an item.
_LISTS = {"missing_documents"}
_NEEDED = {
    "projects": ("total_plan_wan", "annual_task_wan", "status", "responsible_unit"),
    "reserve": ("total_plan_wan",),
    "statistics": ("total_plan_stat_wan", "inclusion_status"),
}
_AMOUNTS = {
    "projects": (
        "total_plan_wan",
        "annual_task_wan",
        "done_this_month_wan",
        "done_this_year_wan",
        "done_before_wan",
    ),
    "reserve": ("total_plan_wan", "plan_five_year_wan"),
    "statistics": ("total_plan_stat_wan", "done_this_year_stat_wan"),
}
_DITTOS = ("同上", "〃", "同 上", "″", "”")
# What departments write for a state that the clean ledger writes so.
_STATES = {
    "已开工": (
        "开工",
        "在建",
        "正在施工",
        "已开工建设",
        "是",
        "√",
        "☑",
        "已开工（3月）",
        "施工中",
    ),
    "开工": ("已开工", "在建", "正在施工", "是", "√", "☑", "开工（2月）"),
    "在建": ("已开工", "开工", "正在施工", "是", "√", "☑"),
    "已复工": ("复工", "续建", "已复工（3月）", "全面复工"),
    "复工": ("已复工", "续建", "复工（2月20日）"),
    "未开工": ("拟开工", "前期", "否", "×", "尚未开工", "未动工"),
    "未复工": ("未开工", "否", "×", "尚未复工"),
    "竣工": ("已竣工", "已建成", "投产", "建成投用"),
}
_ANSWERS = {"是": ("√", "☑", "有", "✓"), "否": ("×", "✗"), "√": ("是", "☑"), "×": ("否", "✗")}
_INCLUDED = {"已纳统": ("纳统", "已入库", "在库", "√"), "在库": ("已纳统", "入库"), "正在申报": ("申报中",)}  # fmt: skip
_NO_STATE = ("基本可以", "详见附件", "？", "进展顺利", "已开工（停工）", "开工（9月）")
_SPACES = ("　", "\u00a0", "  ", "\u200b", " \n", "\t")


def nothing(desk: Desk, chance: Random) -> list[Spot]:
    """Write that there is nothing to write, in all the ways of it."""
    _, draft = desk.find(chance.choice(tuple(_OPTIONAL)))
    spots = []
    for key in _OPTIONAL[draft.ledger]:
        for line in draft.free(key, lambda cell: cell.true in {None, "—"}):
            if chance.random() < 0.5:
                signs = _NOTHING[:7] if key not in _LISTS else ("/", "—", "无", "暂无")
                draft.cell(line, key).write(chance.choice(signs))
                spots.append(desk.spot(draft, line, key))
    return _some(spots)


def nothing_needed(desk: Desk, chance: Random) -> list[Spot]:
    """Write that there is nothing where something must stand."""
    draft, key, line = _drawn(desk, chance, _NEEDED)
    draft.cell(line, key).write(chance.choice((*_NOTHING, None)))
    return [desk.spot(draft, line, key)]


def ditto(desk: Desk, chance: Random) -> list[Spot]:
    """Write 同上 below the same words."""
    _, draft = desk.find(
        chance.choice(("projects", "permits", "sponsorship", "reserve", "problems"))
    )
    keys = [
        key
        for key in (
            "responsible_unit",
            "town",
            "sector",
            "owner",
            "aspect",
            "progress",
            "field",
            "transferred_to",
        )
        if draft.has(key)
    ]
    chance.shuffle(keys)
    spots: list[Spot] = []
    for key in keys:
        above: Cell | None = None
        for line in draft.lines:
            cell = draft.cell(line, key) if line.kind == "row" else None
            if cell is None:
                # Below a band or another page 同上 would point at nobody knows what.
                above = None
                continue
            is_free = not cell.is_taken and not line.is_taken
            if (
                is_free
                and above is not None
                and same_words(above.true, cell.true)
                and chance.random() < 0.6
            ):
                cell.write(chance.choice(_DITTOS))
                above.is_taken = True
                spots.append(desk.spot(draft, line, key))
            above = cell if is_free else None
        if spots:
            return spots
    raise NoRoom


def ditto_amount(desk: Desk, chance: Random) -> list[Spot]:
    """Write 同上 for an amount, which nobody may repeat."""
    draft, key, line = _drawn(desk, chance, _AMOUNTS)
    draft.cell(line, key).write(chance.choice(_DITTOS))
    return [desk.spot(draft, line, key)]


def states(desk: Desk, chance: Random) -> list[Spot]:
    """Write states and ticks as other departments write them."""
    name, keys, words = chance.choice((
        ("projects", ("status",), _STATES), ("statistics", ("inclusion_status",), _INCLUDED),
        ("statistics", ("is_started_stat", "is_submitted"), _ANSWERS),
        ("sponsorship", ("has_team", "has_schedule", "has_chat_group"), _ANSWERS),
    ))  # fmt: skip
    _, draft = desk.find(name)
    spots = []
    for key in keys:
        for line in draft.free(key, lambda cell: str(cell.true) in words):
            if chance.random() < 0.6:
                cell = draft.cell(line, key)
                cell.write(chance.choice(words[str(cell.true)]))
                spots.append(desk.spot(draft, line, key))
    return _some(spots)


def no_state(desk: Desk, chance: Random) -> list[Spot]:
    """Write for a state what is none, or what contradicts itself."""
    _, draft = desk.find("projects")
    line = one_of(chance, draft.free("status"))
    draft.cell(line, "status").write(chance.choice(_NO_STATE))
    return [desk.spot(draft, line, "status")]


def trailing_spaces(desk: Desk, chance: Random) -> list[Spot]:
    """Put blanks that nobody sees before and behind words."""
    _, draft = desk.find(
        chance.choice(("projects", "statistics", "reserve", "permits", "sponsorship", "problems"))
    )
    keys = [
        key
        for key in (
            "project_name",
            "project_code",
            "responsible_unit",
            "status",
            "town",
            "inclusion_status",
            "started_on",
            "field",
            "aspect",
        )
        if draft.has(key)
    ]
    spots = []
    for key in keys:
        for line in draft.free(
            key, lambda cell: isinstance(cell.true, str) and cell.true not in {"", "—"}
        ):
            if chance.random() < 0.3:
                cell = draft.cell(line, key)
                before = chance.choice(_SPACES) if chance.random() < 0.3 else ""
                cell.write(f"{before}{cell.true}{chance.choice(_SPACES)}")
                spots.append(desk.spot(draft, line, key))
    return _some(spots)


def code_as_number(desk: Desk, chance: Random) -> list[Spot]:
    """Let a program make a number of a long code: 2.02061E+19."""
    _, draft = desk.find("statistics")
    key = chance.choice(("stat_code", "credit_code"))
    line = one_of(chance, draft.free(key, lambda cell: cell.true is not None))
    draft.cell(line, key).write(chance.choice(("2.02061E+19", "9.16110E+17", "6.11026E+23")))
    return [desk.spot(draft, line, key)]


def _drawn(
    desk: Desk, chance: Random, options: dict[str, tuple[str, ...]]
) -> tuple[Draft, str, Line]:
    _, draft = desk.find(chance.choice(tuple(options)))
    key = chance.choice(options[draft.ledger])
    return draft, key, one_of(chance, draft.free(key, lambda cell: _says(cell.true)))


def _says(value: Value) -> bool:
    return value not in {None, "—"}


def _some(spots: list[Spot]) -> list[Spot]:
    if not spots:
        raise NoRoom
    return spots
