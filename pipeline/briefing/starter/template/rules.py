"""What is known of a new county goes in, its county.toml comes out: every key, explained."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month

_FORM = Path(__file__).parent / "county.toml"
_TOWN, _UNIT = "[[towns]]", "[[units]]"
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Given:
    """What nobody but the county itself can tell: its name, code, target and first issue."""

    name: str
    code: str
    growth_pct: Decimal
    first_month: Month
    towns: Sequence[str] = ()
    units: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{6}", self.code) or not self.code.isascii():
            message = f"--code “{self.code}”不合规，应为六位数字的行政区划代码。"
            raise UsageError(message)
        for name in (self.name, *self.towns, *self.units):
            if not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
                message = (
                    f"名称“{name[:_LONGEST_NAME]}”不合规，应为1至{_LONGEST_NAME}个字，不换行。"
                )
                raise UsageError(message)


def county_toml(given: Given) -> str:
    """Return the county's rules: what was given, and every default, each key with what it means."""
    superior = [given.code[:4] + "00", given.code[:2] + "0000", "000000"]
    filled = {
        "name_plain": given.name,
        "name": _text(given.name),
        "code": _text(given.code),
        "superior_codes": json.dumps(superior),
        "masthead": _text(f"{given.name}固定资产投资运行简报"),
        "office": _text(f"{given.name}发展和改革局"),
        "first_month": _text(str(given.first_month)),
        "growth_pct": f"{given.growth_pct:f}",
        "towns": _entries(_TOWN, given.towns, "城关镇", "城关街道"),
        "units": _entries(_UNIT, given.units, "发展和改革局", "发改局"),
    }
    form = _FORM.read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: filled[match[1]], form)


def _entries(head: str, names: Sequence[str], example: str, other: str) -> str:
    """Towns or units, a table each; an example to be uncommented where none is known."""
    if not names:
        return f'# {head}\n# name = "{example}"\n# aliases = ["{other}"]\n'
    return "\n".join(f"{head}\nname = {_text(name)}\naliases = []\n" for name in names)


def _text(text: str) -> str:
    """Write a text as TOML does, which for printable texts is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
