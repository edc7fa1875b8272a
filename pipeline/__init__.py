"""A county's raw investment ledgers in, a briefing that its leaders can sign out."""

from __future__ import annotations

import importlib.util
import sys
import types
from typing import Any

__version__ = "0.1.0"


def _leave_for_later(name: str, function: str) -> None:
    """
    Let a module be imported when it is first used, and not when it is first named.

    jsonschema, which nbformat and Altair import, names rfc3987_syntax: it builds the grammar of
    every address there can be, which takes longer than all else that we import, and which no
    notebook and no chart ever asks for.
    """

    def really() -> Any:
        del sys.modules[name]
        return importlib.import_module(name)

    def of_module(attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return getattr(really(), attribute)

    def called(*given: Any) -> Any:
        module = really() if sys.modules.get(name) is placeholder else sys.modules[name]
        return getattr(module, function)(*given)

    if name in sys.modules or not (spec := importlib.util.find_spec(name)):
        return
    placeholder = types.ModuleType(name)
    vars(placeholder).update({"__spec__": spec, "__getattr__": of_module, function: called})
    sys.modules[name] = placeholder


_leave_for_later("rfc3987_syntax", "is_valid_syntax")
