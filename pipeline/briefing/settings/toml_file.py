"""
Read and validate the TOML files that people write: settings and corrections.

All faults of a file are reported together: one Chinese line for each, with its place, what was
read and what was expected.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from briefing.domain.errors import SettingsWrong, UsageError
from briefing.domain.months import Month
from briefing.domain.privacy import mask
from briefing.domain.suggest import suggestions
from briefing.domain.text import legible, shorten
from briefing.settings import toml_faults
from briefing.settings.paths import refuse_link
from briefing.system import files, os_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

S = TypeVar("S", bound="Settings")


class Settings(BaseModel):
    """Base class of a table in a TOML file: frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _month(value: object) -> object:
    try:
        return Month.parse(str(value))
    except UsageError as error:
        raise ValueError(str(error)) from None


def _decimal(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


MonthField = Annotated[Month, BeforeValidator(_month)]
DecimalField = Annotated[Decimal, BeforeValidator(_decimal)]


def read(path: Path) -> str:
    """Return the text of a file. Raises SettingsWrong for a link and for a file that is not UTF-8."""
    refuse_link(path, f"请放入 {path.name} 本身")
    try:
        # Some editors write a byte order mark.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"{path} › 第{line}行：不是 UTF-8 文本，请用编辑器另存为 UTF-8 编码。"
        raise SettingsWrong(message) from None
    except OSError as error:
        raise SettingsWrong(os_errors.explain(path, "无法读取", error)) from None


def validated(text: str, kind: type[S], place: object) -> S:
    """
    Parse TOML *text* as settings of class *kind*; *place* names the file in messages.

    Raises SettingsWrong with one line for each fault.
    """
    try:
        return kind.model_validate(_legible(tomllib.loads(text)))
    except tomllib.TOMLDecodeError:
        written = text.split("\n")
        lines = [
            f"{place} › 第{number}行：读到“{shorten(mask(written[number - 1].strip()))}”，{what}。"
            for number, what in toml_faults.syntax_faults(text).items()
        ]
    except ValidationError as error:
        lines = [f"{place}{_explained(kind, fault, text)}" for fault in error.errors()]
    raise SettingsWrong("\n".join(lines))


def append(path: Path, text: str) -> None:
    """
    Add *text* at the end of a file, made if need be; what is there stays as it is.

    Raises SettingsWrong for a link, and PublishFailed where it cannot be written.
    """
    refuse_link(path.parent, "请放入文件夹本身")
    refuse_link(path, f"请放入 {path.name} 本身")
    before = path.read_bytes().decode() if path.exists() else ""
    whole = joined(before, text)
    if "\r\n" in before:
        whole = whole.replace("\r\n", "\n").replace("\n", "\r\n")
    files.write_all_or_explain(path.parent, {path.name: whole.encode()})


def joined(before: str, text: str) -> str:
    """Return a file's text with another one at its end, an empty line between them."""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    return f"{before}{gap}{text}"


def _legible(content: Any) -> Any:
    """Remove invisible characters from all texts, because they are printed and sent by mail."""
    if isinstance(content, dict):
        return {legible(key): _legible(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_legible(value) for value in content]
    return legible(content) if isinstance(content, str) else content


def _explained(kind: type[Settings], fault: Any, text: str) -> str:
    """Explain one pydantic fault in a line; for an unknown key, list the known ones."""
    line = toml_faults.line_of(text, fault["loc"])
    place = f" › 第{line}行" if line else ""
    place += f" › {_place(fault['loc'])}" if fault["loc"] else ""
    if fault["type"] == "extra_forbidden":
        keys = _keys(kind, fault["loc"][:-1])
        meant = suggestions(str(fault["loc"][-1]), keys, most=1)
        hint = f"是否想写“{meant[0]}”？" if meant else ""
        if sections := _sections_with(kind, fault["loc"]):
            hint = f"它应写在 {' 或 '.join(sections)} 下面。"
        return f"{place}：没有这个键。{hint}可用的键：{'、'.join(keys)}。"
    if fault["type"] == "missing":
        return f"{place}：缺少这个键，请补上。"
    if fault["type"] == "value_error":
        message = str(fault["ctx"]["error"])
        return f"{place}：{message}" + ("" if message.endswith(("。", "？")) else "。")
    if fault["type"] == "tuple_type" and isinstance(fault["input"], dict):
        name = fault["loc"][-1]
        return f"{place}：读到 [{name}]，应写作 [[{name}]]，每条各写一次。"
    return f"{place}：读到“{shorten(mask(str(fault['input'])))}”，{_expected(fault)}。"


def _place(loc: Iterable[str | int]) -> str:
    """Write the path of a fault; list entries are counted from one."""
    words = "".join(f"（第{part + 1}条）" if isinstance(part, int) else f".{part}" for part in loc)
    return shorten(words.removeprefix("."))


def _expected(fault: Any) -> str:
    """Return in Chinese what pydantic expected, or pydantic's own message as a last resort."""
    kind, bounds = fault["type"].split("_")[0], fault.get("ctx", {})
    if kind == "greater":
        return f"应不小于{bounds['ge']}"
    if kind == "less":
        return f"应不大于{bounds['le']}"
    if kind == "literal":
        return f"应为 {bounds['expected'].replace(' or ', ', ')} 之一"
    if fault["type"] == "string_too_short":
        return "不能为空"
    return _EXPECTED.get(kind, str(fault["msg"]))


def _keys(kind: type[Settings], loc: Iterable[str | int]) -> list[str]:
    """Return the keys of the table that holds the fault at *loc*."""
    table = kind
    for part in loc:
        field = table.model_fields.get(str(part))
        table = (_table_in(field.annotation) if field else None) or table
    return sorted(table.model_fields)


def _sections_with(kind: type[Settings], loc: Sequence[str | int]) -> list[str]:
    """Return the sections, as they are written, that know a key which stands before all of them."""
    found = []
    for name, field in kind.model_fields.items() if len(loc) == 1 else ():
        table = _table_in(field.annotation)
        if table and loc[0] in table.model_fields:
            is_list = get_origin(field.annotation) is tuple
            found.append(f"[[{name}]]" if is_list else f"[{name}]")
    return found


def _table_in(annotation: Any) -> type[Settings] | None:
    """Return the class of the table(s) in a field: `T`, `T | None`, `tuple[T, ...]`, `dict[…, T]`."""
    inner = [annotation, *get_args(annotation)]
    return next(
        (one for one in inner if isinstance(one, type) and issubclass(one, Settings)), None
    )


_EXPECTED = {
    "string": "应为加引号的文字，且格式正确",
    "int": "应为整数",
    "decimal": "应为数字",
    "finite": "应为数字",
    "is": "应为数字",
    "tuple": "应为列表，写在方括号里",
    "model": "应为一节，写作 [节名] 后逐行列出",
    "too": "至少要有一项",
    "date": "应为日期，如 2020-05-01（不加引号）",
}
