"""Plant mess in amounts: texts, units, ranges, percentages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.money import plain
from tests.mess.draft import NoRoom, is_number, one_of, some_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.mess.draft import Cell, Desk, Spot

_PAID = ("projects", "statistics", "reserve")
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def as_text(desk: Desk, chance: Random) -> list[Spot]:
    """Write numbers as text: 1,200 · １２００ · '1200."""
    styles: tuple[Callable[[Decimal, Decimal], str], ...] = (
        lambda amount, _: f"{amount:,}",
        lambda amount, _: plain(amount).translate(_WIDE),
        lambda amount, _: plain(amount),
        lambda amount, _: f" {plain(amount)}　",
        lambda amount, _: f"'{plain(amount)}",
        # 500，200 could be two numbers; 1，500，200 could not.
        lambda amount, _: f"{amount:,}".replace(",", "，" if amount < 100_000 else ","),
    )
    return _written(desk, chance, styles, most=6)


def about(desk: Desk, chance: Random) -> list[Spot]:
    """Write numbers that are not quite sure: 约500, 500左右."""
    return _written(
        desk,
        chance,
        (
            lambda amount, _: f"约{plain(amount)}",
            lambda amount, _: f"{plain(amount)}左右",
            lambda amount, _: f"{plain(amount)}（预计）",
        ),
    )


def own_unit(desk: Desk, chance: Random) -> list[Spot]:
    """Write the unit into the cell: 5000万, 0.5亿元."""
    return _written(
        desk,
        chance,
        (
            lambda amount, factor: f"{plain(amount * factor)}万",
            lambda amount, factor: f"{plain(amount * factor)}万元",
            lambda amount, factor: f"{plain(amount * factor / 10_000)}亿元",
            lambda amount, factor: f"{plain(amount * factor / 10_000)}亿",
            lambda amount, factor: f"{plain(amount * factor * 10_000)}元",
        ),
        most=5,
    )


def remark(desk: Desk, chance: Random) -> list[Spot]:
    """Write a remark behind the number: 500（其中中央资金200）."""
    return _written(
        desk,
        chance,
        (
            lambda amount, _: f"{plain(amount)}（其中：中央预算内资金{plain(amount // 2)}）",
            lambda amount, _: f"{plain(amount)}（其中征地费用{plain(amount // 3)}万元）",
            lambda amount, _: f"{plain(amount)}（含配套）",
            lambda amount, _: f"{plain(amount)}\n（其中设备{plain(amount // 4)}）",
        ),
    )


def span(desk: Desk, chance: Random) -> list[Spot]:
    """Write two numbers where one is asked for: 3000-5000."""
    return _written(
        desk,
        chance,
        (
            lambda amount, _: f"{plain(amount)}-{plain(amount * 2)}",
            lambda amount, _: f"{plain(amount)}～{plain(amount + 500)}",
            lambda amount, _: f"{plain(amount)}至{plain(amount + 100)}",
            lambda amount, _: f"{plain(amount)}/{plain(amount + 100)}",
            lambda amount, _: f"{plain(amount)}\n{plain(amount + 30)}",
            lambda amount, _: f"{plain(amount)}—{plain(amount + 30)}",
        ),
        most=1,
    )


def no_number(desk: Desk, chance: Random) -> list[Spot]:
    """Write words for a number."""
    return _written(
        desk,
        chance,
        (
            lambda _, __: "详见备注",
            lambda _, __: "按进度拨付",
            lambda amount, _: f"{plain(amount)}亩",
            lambda amount, _: f"{plain(amount)}O",
            lambda amount, _: f"△{plain(amount)}",
            lambda _, __: "5.1万亩",
        ),
        most=1,
    )


def _written(
    desk: Desk,
    chance: Random,
    styles: tuple[Callable[[Decimal, Decimal], str], ...],
    most: int = 3,
) -> list[Spot]:
    _, draft = desk.find(chance.choice(_PAID))
    column = chance.choice(draft.money())
    factor = column.factor or Decimal(1)
    spots = []
    for line in some_of(chance, draft.free(column.key, is_number), most):
        cell = draft.cell(line, column.key)
        cell.write(chance.choice(styles)(Decimal(str(cell.true)), factor))
        spots.append(desk.spot(draft, line, column.key))
    return spots


def percents(desk: Desk, chance: Random) -> list[Spot]:
    """Write per cents as 4.7, as “4.7%” and as 0.047 that shows 4.7%, in one column."""
    file, draft = desk.find("growth")
    spots = []
    for key in ("growth_pct", "private_growth_pct"):
        for line in draft.free(key, is_number):
            cell, style = draft.cell(line, key), chance.randrange(4)
            if style == 0:
                cell.write(f"{plain(_exact(cell))}%")
            elif style == 1:
                cell.write(plain(_exact(cell)))
            elif style == 2 and file.form == "xlsx":
                cell.write(_exact(cell) / 100)
                cell.number_format = "0.0%"
                desk.claimed.add(f"form:{file.name}")
            else:
                continue
            spots.append(desk.spot(draft, line, key))
    if not spots:
        raise NoRoom
    return spots


def fraction(desk: Desk, chance: Random) -> list[Spot]:
    """Write a per cent as a bare fraction: 0.373."""
    _, draft = desk.find("growth")
    key = chance.choice(("growth_pct", "private_growth_pct"))
    line = one_of(
        chance, draft.free(key, lambda cell: is_number(cell) and abs(_exact(cell)) < 100)
    )
    cell = draft.cell(line, key)
    cell.write(_exact(cell) / 100)
    return [desk.spot(draft, line, key)]


def completion(desk: Desk, chance: Random) -> list[Spot]:
    """Add a column 占年计划% that mixes 0.373, 37.3 and “37.3%”."""
    _, draft = desk.find("projects")
    desk.claim("column:completion")
    from tests.mess.draft import Cell, Column

    at = draft.columns.index(draft.column("done_this_year_wan")) + 1
    parents = draft.columns[at - 1].path.split("/")[:-1]
    column = Column(
        "completion",
        "/".join([*parents, chance.choice(("占年计划%", "占年度任务比例", "完成率（%）"))]),
    )
    draft.columns.insert(at, column)
    for line in draft.lines:
        if line.kind != "head":
            shown = (
                chance.choice((0.373, 37.3, "37.3%", 1, "100%")) if line.kind == "row" else None
            )
            line.cells.insert(at, Cell(None, shown, is_taken=True))
    return [desk.spot(draft, line, "completion") for line in draft.rows()]


def _exact(cell: Cell) -> Decimal:
    return Decimal(str(cell.true))
