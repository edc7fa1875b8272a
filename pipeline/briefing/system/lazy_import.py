"""Delay the import of a slow module until it is used."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from typing import Any


def import_when_used(name: str, function: str) -> None:
    """
    Import a module when it is first used instead of when an import statement names it.

    Until then a placeholder takes its place in `sys.modules`. *function* is the one function that
    others import from it by name. Does nothing where the module is imported already, or missing.
    """

    def load() -> Any:
        del sys.modules[name]
        return importlib.import_module(name)

    def get_attribute(attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return getattr(load(), attribute)

    def call(*arguments: Any) -> Any:
        module = load() if sys.modules.get(name) is placeholder else sys.modules[name]
        return getattr(module, function)(*arguments)

    if name in sys.modules or not (spec := importlib.util.find_spec(name)):
        return
    placeholder = types.ModuleType(name)
    vars(placeholder).update({"__spec__": spec, "__getattr__": get_attribute, function: call})
    sys.modules[name] = placeholder
