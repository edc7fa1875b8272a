"""A function is called in a process that was forked for it; its answer goes out through a pipe."""

from __future__ import annotations

import gc
import importlib
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import psutil

from briefing.engine.order import Call
from briefing.system.processes import MARK


def called(function: str, arguments: Mapping[str, Any], tell: Callable[[Any], None]) -> Any:
    """Call a function, `module:name`, in this process, and return its answer."""
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)(**arguments, tell=tell)


def run(call: Call, answers: int) -> bool:
    """
    Call the function and write its answer to the descriptor *answers*, a line of JSON.

    Before it stand lines of what the function told on its way. Tell whether the process may stay:
    one that has threads, which a library may have started, must not fork.
    """
    os.environ.clear()
    os.environ.update(call.environment | {MARK: call.mark})
    os.chdir(call.root)
    with os.fdopen(answers, "w", encoding="utf-8") as told:

        def write(what: str, value: Any) -> None:
            told.write(json.dumps({what: value}, ensure_ascii=False) + "\n")
            told.flush()

        answer = called(call.function, call.arguments, lambda value: write("told", value))
        gc.collect()
        # Otherwise the first collection in each fork would copy all that it shares with us.
        gc.freeze()
        may_stay: bool = psutil.Process().num_threads() == 1
        write("answer", {"value": answer, "stays": may_stay})
    return may_stay
