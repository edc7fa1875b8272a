"""Calculate formulas that hold only numbers, to hold them against the results that are stored."""

from __future__ import annotations

import math
import re

# No clerk writes a longer one, and each bracket is a call.
_LONGEST, _DEEPEST = 200, 20
_TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]*)?|\.[0-9]+)|([-+*/^()%]))")


class _NoConstant(Exception):
    """The formula holds something else than numbers, or divides by zero."""


def constant(expression: str) -> float | None:
    """
    Return what a formula of numbers gives; None for any other formula.

    >>> constant("1154000*1"), constant("-2^2"), constant("(1+2)*50%"), constant("A1+1")
    (1154000.0, 4.0, 1.5, None)
    """
    try:
        return _Reader(expression).result()
    except (_NoConstant, ArithmeticError, ValueError):
        return None


def contradicts(expression: str, stored: float) -> bool:
    """Tell whether a formula of numbers gives another number than the one that is stored."""
    result = constant(expression)
    return result is not None and not math.isclose(result, stored, rel_tol=1e-9, abs_tol=1e-9)


class _Reader:
    """Reads a formula from left to right; a minus binds more closely than a power, as in Excel."""

    def __init__(self, expression: str) -> None:
        if len(expression) > _LONGEST:
            raise _NoConstant
        self._tokens: list[str] = []
        self._at = self._depth = 0
        end = 0
        for match in _TOKEN.finditer(expression):
            if match.start() != end:
                raise _NoConstant
            end = match.end()
            self._tokens.append(match[1] or match[2])
        if expression[end:].strip():
            raise _NoConstant

    def result(self) -> float:
        value = self._sum()
        if self._at < len(self._tokens):
            raise _NoConstant
        return value

    def _take(self, *signs: str) -> str:
        """Return the next token, and pass it, where it is one of the signs; else nothing."""
        if self._at < len(self._tokens) and self._tokens[self._at] in signs:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def _sum(self) -> float:
        value = self._product()
        while sign := self._take("+", "-"):
            value += self._product() if sign == "+" else -self._product()
        return value

    def _product(self) -> float:
        value = self._power()
        while sign := self._take("*", "/"):
            value = value * self._power() if sign == "*" else value / self._power()
        return value

    def _power(self) -> float:
        value = self._signed()
        while self._take("^"):
            value = math.pow(value, self._signed())
        return value

    def _signed(self) -> float:
        factor = 1.0
        while sign := self._take("+", "-"):
            factor = -factor if sign == "-" else factor
        value = self._single()
        while self._take("%"):
            value /= 100
        return factor * value

    def _single(self) -> float:
        if self._take("("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise _NoConstant
            value = self._sum()
            if not self._take(")"):
                raise _NoConstant
            self._depth -= 1
            return value
        if self._at >= len(self._tokens) or not self._tokens[self._at][:1].strip("+-*/^()%"):
            raise _NoConstant
        self._at += 1
        return float(self._tokens[self._at - 1])
