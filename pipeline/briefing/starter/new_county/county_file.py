"""Write a new county's county.toml, in which every key is explained."""

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
_LONGEST_NAME = 40


@dataclass(frozen=True)
class NewCounty:
    """What has no default: a county's name, code, growth target, first month, towns and offices."""

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


def county_toml(county: NewCounty) -> str:
    """Return county.toml with the county's own values and every default."""
    code, name = county.code, county.name
    values = {
        "name_plain": name,
        "name": _toml_text(name),
        "code": _toml_text(code),
        "superior_codes": json.dumps([code[:4] + "00", code[:2] + "0000", "000000"]),
        "masthead": _toml_text(f"{name}固定资产投资运行简报"),
        "office": _toml_text(f"{name}发展和改革局"),
        "first_month": _toml_text(str(county.first_month)),
        "growth_pct": f"{county.growth_pct:f}",
        "towns": _tables("towns", county.towns, "城关镇", "城关街道"),
        "units": _tables("units", county.units, "发展和改革局", "发改局"),
    }
    form = _FORM.read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], form)


def _tables(key: str, names: Sequence[str], example: str, alias: str) -> str:
    """Return a TOML table for each name, or an example in comments where there is none."""
    if not names:
        return f'# [[{key}]]\n# name = "{example}"\n# aliases = ["{alias}"]\n'
    return "\n".join(f"[[{key}]]\nname = {_toml_text(name)}\naliases = []\n" for name in names)


def _toml_text(text: str) -> str:
    """Write a printable text as TOML does, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
