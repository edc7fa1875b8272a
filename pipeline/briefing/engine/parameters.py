"""
Validate the parameters of a notebook before anything starts.

Papermill injects what it does not know as unescaped code, and only logs a warning for an unknown
parameter or a notebook without a parameters cell. Here each of these is an error.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from briefing.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PARAMETERS = "parameters"
# What survives JSON unchanged; dates and money travel as text.
_TYPES: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "list[str]": list[str],
    "list[int]": list[int],
    "dict[str, str]": dict[str, str],
    "str | None": str | None,
    "int | None": int | None,
}


def validated(notebook: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the notebook's parameters with *given* put over its defaults.

    Each must be declared in the one cell tagged `parameters`, as `name: type = default`, and have
    a value of that type. Raises UsageError.
    """
    declared = _declared(notebook)
    if unknown := sorted(set(given) - set(declared)):
        message = (
            f"{notebook.name}：没有参数“{'、'.join(unknown)}”，可用的参数：{'、'.join(declared)}。"
        )
        raise UsageError(message)
    # It takes long to import: the warm process starts before.
    from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

    model = create_model(
        "Parameters",
        __config__=ConfigDict(extra="forbid", strict=True),
        **{name: (kind, default) for name, (kind, default) in declared.items()},  # type: ignore[call-overload]
    )
    try:
        values = TypeAdapter(model).validate_python(dict(given))
    except ValidationError as error:
        faults = "；".join(
            f"参数“{fault['loc'][0]}”读到“{fault['input']}”，{fault['msg']}"
            for fault in error.errors()
        )
        message = f"{notebook.name}：{faults}。"
        raise UsageError(message) from None
    return {name: getattr(values, name) for name in declared}


def _declared(notebook: Path) -> dict[str, tuple[Any, Any]]:
    """Return type and default of every parameter by name, read from the syntax of the cell."""
    import nbformat

    try:
        page = nbformat.read(notebook, as_version=4)
    except FileNotFoundError:
        message = f"没有找到笔记本 {notebook}，请检查报告名称。"
        raise UsageError(message) from None
    except Exception as error:
        message = f"{notebook} 不是可读的笔记本（{error}）。"
        raise UsageError(message) from None
    cells = [
        cell
        for cell in page.cells
        if cell.cell_type == "code" and PARAMETERS in cell.metadata.get("tags", [])
    ]
    if len(cells) != 1:
        message = f"{notebook.name}：应恰有一个标记为 parameters 的单元格，现有{len(cells)}个。"
        raise UsageError(message)
    declared = {}
    for statement in ast.parse(cells[0].source).body:
        if not (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.value is not None
            and (kind := _TYPES.get(ast.unparse(statement.annotation))) is not None
        ):
            message = (
                f"{notebook.name}：参数应写作“名称: 类型 = 默认值”，读到“{ast.unparse(statement)}”，"
                f"可用的类型：{'、'.join(_TYPES)}。"
            )
            raise UsageError(message)
        declared[statement.target.id] = (kind, ast.literal_eval(statement.value))
    return declared
