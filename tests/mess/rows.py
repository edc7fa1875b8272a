"""Plant mess in the rows of projects: serials, parts, merges."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.mess.draft import NoRoom, is_number, one_of

if TYPE_CHECKING:
    from random import Random

    from tests.mess.draft import Desk, Draft, Line, Spot

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_PARTS = ("主体工程", "附属工程", "配套工程", "道路及管网", "设备购置")


def serial_restart(desk: Desk, chance: Random) -> list[Spot]:
    """Begin the serial again in each band."""
    draft = _serials(desk, chance, ("projects", "reserve"))
    number = 0
    for line in draft.lines:
        if line.kind in {"band", "sub_band"}:
            number = 0
        elif line.kind == "row":
            number += 1
            draft.cell(line, "serial").write(number)
    return [desk.spot(draft, line) for line in draft.rows()]


def serial_point(desk: Desk, chance: Random) -> list[Spot]:
    """Write the serial as 1.0, as text or by the format of its cell."""
    draft = _serials(desk, chance, ("projects", "reserve", "permits", "sponsorship", "statistics"))
    is_text = draft.ledger == "statistics" or chance.random() < 0.5
    for line in draft.rows():
        cell = draft.cell(line, "serial")
        cell.write(f"{cell.true}.0" if is_text else cell.true)
        cell.number_format = "" if is_text else "0.0"
    return [desk.spot(draft, line) for line in draft.rows()]


def serial_circled(desk: Desk, chance: Random) -> list[Spot]:
    """Write the serial in circles: ①, or in brackets: (1)."""
    draft = _serials(desk, chance, ("projects", "reserve", "permits"))
    style = chance.choice(("circled", "circled", "bracketed", "dotted"))
    number = 0
    for line in draft.lines:
        if line.kind in {"band", "sub_band"}:
            number = 0
        elif line.kind == "row":
            number += 1
            circled = _CIRCLED[number - 1] if number <= len(_CIRCLED) else str(number)
            words = {"circled": circled, "bracketed": f"（{number}）", "dotted": f"{number}."}[
                style
            ]
            draft.cell(line, "serial").write(words)
    return [desk.spot(draft, line) for line in draft.rows()]


def serial_blank(desk: Desk, chance: Random) -> list[Spot]:
    """Leave the serial out, of all rows or of some."""
    draft = _serials(desk, chance, ("projects", "reserve", "permits"))
    rows = (
        draft.rows()
        if chance.random() < 0.5
        else [line for line in draft.rows() if chance.random() < 0.2]
    )
    if not rows:
        raise NoRoom
    for line in rows:
        draft.cell(line, "serial").write(None)
    return [desk.spot(draft, line) for line in rows]


def _serials(desk: Desk, chance: Random, ledgers: tuple[str, ...]) -> Draft:
    _, draft = desk.find(chance.choice(ledgers))
    desk.claim(f"serials:{draft.ledger}")
    return draft


def merged_down(desk: Desk, chance: Random) -> list[Spot]:
    """Merge equal cells of rows below each other: 责任单位, 行业类别."""
    _, draft = desk.find(
        chance.choice(("projects", "permits", "sponsorship", "problems", "reserve"))
    )
    desk.claim(f"spans:{draft.ledger}")
    keys = [
        key
        for key in (
            "responsible_unit",
            "sector",
            "field",
            "nature",
            "town",
            "project_name",
            "aspect",
        )
        if draft.has(key)
    ]
    if draft.ledger == "projects":
        keys.remove("project_name")
    chance.shuffle(keys)
    for key in keys:
        runs = _runs(draft, key)
        if runs:
            return _merged(desk, draft, key, runs)
    raise NoRoom


def _runs(draft: Draft, key: str) -> list[list[Line]]:
    """Neighbouring rows of one department's words, of one project where it is its name."""
    runs: list[list[Line]] = []
    before: Line | None = None
    for line in draft.lines:
        cell = draft.cell(line, key) if line.kind == "row" else None
        same = (
            cell is not None
            and before is not None
            and not cell.is_taken
            and not line.is_taken
            and cell.true is not None
            and cell.shown == cell.true == draft.cell(before, key).shown
        )
        if same:
            runs[-1].append(line)
        elif cell is not None and not cell.is_taken and not line.is_taken:
            runs.append([line])
        before = line if cell is not None and not cell.is_taken and not line.is_taken else None
    return [run for run in runs if len(run) > 1]


def _merged(desk: Desk, draft: Draft, key: str, runs: list[list[Line]]) -> list[Spot]:
    spots = []
    for run in runs:
        draft.cell(run[0], key).is_taken = True
        for line in run[1:]:
            draft.cell(line, key).write(None)
            spots.append(desk.spot(draft, line, key))
        draft.spans.append((run[0], run[-1], draft.column(key)))
        for line in run:
            line.is_taken = True
    return spots


def merged_amount(desk: Desk, chance: Random) -> list[Spot]:
    """Merge the amounts of two projects into one cell."""
    _, draft = desk.find("projects")
    key = chance.choice(
        ("annual_task_wan", "done_this_year_wan", "total_plan_wan", "done_this_month_wan")
    )
    pairs = [
        (first, second)
        for first, second in zip(draft.lines, draft.lines[1:], strict=False)
        if first in draft.free(key, is_number) and second in draft.free(key, is_number)
    ]
    if not pairs:
        raise NoRoom
    first, second = chance.choice(pairs)
    draft.cell(first, key).is_taken = True
    draft.cell(second, key).write(None)
    draft.spans.append((first, second, draft.column(key)))
    first.is_taken = second.is_taken = True
    return [desk.spot(draft, second, key)]


def unmerged(desk: Desk, chance: Random) -> list[Spot]:
    """Leave the office blank below the first of its projects, as after unmerging."""
    _, draft = desk.find("projects")
    rows = draft.free("responsible_unit")
    if len(rows) < 3:
        raise NoRoom
    line = chance.choice(rows[1:])
    draft.cell(line, "responsible_unit").write(None)
    return [desk.spot(draft, line, "responsible_unit")]


def packed(desk: Desk, chance: Random) -> list[Spot]:
    """Put the parts of a packed project below it; their amounts add up to its own."""
    draft, _, parts = _packed(desk, chance)
    return [desk.spot(draft, part) for part in parts]


def packed_wrongly(desk: Desk, chance: Random) -> list[Spot]:
    """Put parts below a project that do not add up to it."""
    draft, line, parts = _packed(desk, chance, is_numbered=True)
    keys = [column.key for column in draft.money() if is_number(draft.cell(line, column.key))]
    key = chance.choice(keys)
    cell = draft.cell(parts[-1], key)
    step = Decimal(chance.choice((50, 700, 4000))) / (draft.column(key).factor or Decimal(1))
    cell.true = cell.shown = Decimal(str(cell.true or 0)) + step
    return [desk.spot(draft, line, key)]


def _packed(
    desk: Desk, chance: Random, *, is_numbered: bool = False
) -> tuple[Draft, Line, list[Line]]:
    _, draft = desk.find("projects")
    keys = [column.key for column in draft.money()]
    rows = [
        line
        for line in draft.rows()
        if not line.is_taken
        and not any(draft.cell(line, key).is_taken for key in (*keys, "serial"))
        and is_number(draft.cell(line, "annual_task_wan"))
        and is_number(draft.cell(line, "total_plan_wan"))
    ]
    line = one_of(chance, rows)
    line.is_taken = True
    for key in (*keys, "serial", "project_name"):
        draft.cell(line, key).is_taken = True
    count = chance.randint(2, 4)
    styles = (
        ("{up}-{at}", "（{at}）", "{circled}")
        if is_numbered
        else ("{up}-{at}", "{up}.{at}", "（{at}）", "{circled}", "")
    )
    style = chance.choice(styles)
    parts = []
    for number in range(1, count + 1):
        words = style.format(
            up=draft.cell(line, "serial").true, at=number, circled=_CIRCLED[number - 1]
        )
        part = draft.line("part", words or None, f"{chance.choice(_PARTS)}{number}")
        draft.cell(part, "responsible_unit").shown = draft.cell(line, "responsible_unit").shown
        for key in keys:
            whole = draft.cell(line, key).true
            if isinstance(whole, int | Decimal):
                cell = draft.cell(part, key)
                cell.true = cell.shown = _share(whole, number, count)
        for cell in part.cells:
            cell.is_taken = True
        parts.append(part)
    at = draft.lines.index(line)
    draft.lines[at + 1 : at + 1] = parts
    return draft, line, parts


def _share(whole: int | Decimal, number: int, count: int) -> int | Decimal:
    """One of *count* parts of an amount; the last takes the rest."""
    if isinstance(whole, int):
        return whole // count + (whole % count if number == count else 0)
    share = (whole / count).quantize(Decimal("0.0001"))
    return whole - share * (count - 1) if number == count else share


def nameless(desk: Desk, chance: Random) -> list[Spot]:
    """Put a row among the projects that has amounts and no name."""
    _, draft = desk.find(chance.choice(("projects", "reserve")))
    line = draft.line("stray")
    column = chance.choice(draft.money())
    draft.cell(line, column.key).shown = chance.randint(1, 900)
    draft.lines.insert(
        draft.lines.index(
            one_of(chance, [row for row in draft.rows() if not draft.is_inside(row)])
        ),
        line,
    )
    return [desk.spot(draft, line)]


def twice(desk: Desk, chance: Random) -> list[Spot]:
    """List a project a second time, in another spelling and without its code."""
    _, draft = desk.find(chance.choice(("projects", "reserve")))
    desk.claim(f"copies:{draft.ledger}")
    rows = [line for line in draft.free("project_name") if not draft.is_inside(line)]
    line = one_of(chance, rows)
    again = draft.line("double", *(cell.shown for cell in line.cells))
    for cell in again.cells:
        cell.is_taken = True
    name = str(draft.cell(line, "project_name").true)
    draft.cell(again, "project_name").write(respelt(name, desk.county, chance))
    # Of two rows without a code the name alone tells that they are one.
    draft.cell(line, "project_name").is_taken = draft.cell(line, "project_code").is_taken = True
    if chance.random() < 0.5:
        draft.cell(again, "project_code").write(None)
    later = [
        at
        for at in range(draft.lines.index(line) + 1, len(draft.lines))
        if draft.lines[at].kind == "row" and not draft.is_inside(draft.lines[at])
    ]
    draft.lines.insert(chance.choice([draft.lines.index(line) + 1, *later]), again)
    return [desk.spot(draft, again, "project_name"), desk.spot(draft, line, "project_name")][:1]


def respelt(name: str, county: str, chance: Random) -> str:
    """Spell a project's name in another way that means the same."""
    pairs = (
        ("（", "("),
        ("）", ")"),
        ("一期", "1期"),
        ("二期", "2期"),
        ("三期", "3期"),
        ("1期", "一期"),
        ("Ⅰ期", "一期"),
    )
    found = name
    for old, new in pairs:
        if old in found and chance.random() < 0.8:
            found = found.replace(old, new)
    choices = (
        lambda text: text.removeprefix(county) if text.startswith(county) else f"{county}{text}",
        lambda text: f"{text}　",
        lambda text: f" {text}",
        lambda text: text,
    )
    return chance.choice(choices)(found)


def respelt_elsewhere(desk: Desk, chance: Random) -> list[Spot]:
    """Spell a project's name differently in another ledger, which has no code for it."""
    _, draft = desk.find(chance.choice(("statistics", "permits", "sponsorship")))
    line = one_of(chance, draft.free("project_name"))
    file, master = desk.find("projects")
    # Who has no code is known by the list: it must stay readable.
    desk.touched.add(file)
    code = draft.cell(line, "project_code").true
    own = next(
        (
            str(master.cell(row, "project_name").true)
            for row in master.rows()
            if master.cell(row, "project_code").true == code
        ),
        None,
    )
    if code is None or own is None:
        raise NoRoom
    draft.cell(line, "project_name").write(respelt(own, desk.county, chance))
    draft.cell(line, "project_code").write(None)
    return [desk.spot(draft, line, "project_name")]
