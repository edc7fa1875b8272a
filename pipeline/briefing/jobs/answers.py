"""Pass what is wrong for a clerk from one process to another: as JSON there, raised again here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from briefing.domain import errors
from briefing.domain.errors import BriefingError, LedgersRefused, PublishFailed
from briefing.domain.findings import finding_of
from briefing.system import os_errors

Answer = dict[str, Any]


def answer_faults(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a function answer with what is wrong for a clerk; a fault of our code is still raised."""

    @wraps(function)
    def called(*given: Any, **named: Any) -> Answer:
        try:
            return function(*given, **named)
        except LedgersRefused as error:
            return {"refused": [finding.as_dict() for finding in error.findings]}
        except BriefingError as error:
            return {"fault": type(error).__name__, "message": str(error)}
        except OSError as error:
            if not os_errors.is_of_system(error):
                raise
            return {"fault": PublishFailed.__name__, "message": os_errors.line(error)}

    return called


def raise_faults(answer: Answer) -> Answer:
    """Raise the fault that an answer holds; return an answer that holds none."""
    if "refused" in answer:
        raise LedgersRefused(map(finding_of, answer["refused"]))
    if "fault" in answer:
        raise getattr(errors, answer["fault"])(answer["message"])
    return answer
