"""Find the expressions that our code compiles, how each is used, and texts that make each slow."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]  # no stubs
from re import _parser as parser  # type: ignore[attr-defined]  # no stubs
from typing import TYPE_CHECKING, Any

import briefing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

USES = ("search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
# What reads files does so in a child process, within bounds of time and memory.
IN_THE_CHILD = ("briefing.workbooks.formats", "briefing.workbooks.child")
_NEVER = "\x00"
_MOST_ATTACKS = 400


@dataclass(frozen=True)
class Expression:
    """An expression, where it stands, and the method that it is used by."""

    where: str
    pattern: re.Pattern[str]
    use: str

    def run(self, text: str) -> None:
        """Use it on a text, as our code does."""
        if self.use in {"sub", "subn"}:
            self.pattern.sub("", text)
        elif self.use == "finditer":
            list(self.pattern.finditer(text))
        else:
            getattr(self.pattern, self.use)(text)


def expressions() -> list[Expression]:
    """Return every expression on texts that may run in the process that starts the child."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(briefing.__path__, "briefing.")
        if not found.name.startswith(IN_THE_CHILD) and not found.name.endswith("__main__")
    ]
    sources = {
        module.__name__: Path(str(module.__file__)).read_text("utf-8") for module in modules
    }
    everything = "\n".join(sources.values())
    found: dict[tuple[str, int, str], Expression] = {}
    for module in modules:
        for name, thing in vars(module).items():
            if isinstance(thing, re.Pattern) and isinstance(thing.pattern, str):
                text = sources[module.__name__] if name.startswith("_") else everything
                uses = set(re.findall(rf"\b{name}\.({'|'.join(USES)})\b", text)) or {"search"}
                for use in uses:
                    key = (thing.pattern, thing.flags, use)
                    found.setdefault(key, Expression(f"{module.__name__}.{name}", thing, use))
        for expression in _in_place(module.__name__, sources[module.__name__]):
            key = (expression.pattern.pattern, expression.pattern.flags, expression.use)
            found.setdefault(key, expression)
    return list(found.values())


def _in_place(module: str, source: str) -> Iterator[Expression]:
    """Yield the expressions that are written where they are used: re.search(r"…", text)."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in USES
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            pattern = re.compile(node.args[0].value)
            yield Expression(f"{module}:{node.lineno}", pattern, node.func.attr)


def worst_case(expression: Expression, length: int) -> str:
    """Return the text of about *length* characters on which the expression takes longest."""
    short = [(_seconds(expression, attack(600)), attack) for attack in _attacks(expression)]
    slowest = sorted(short, key=lambda pair: -pair[0])[:3]
    middling = [(_seconds(expression, attack(3000)), attack) for _, attack in slowest]
    return max(middling, key=lambda pair: pair[0])[1](length)


def seconds_at_most(expression: Expression, text: str, most: float) -> float:
    """
    Return how long the expression takes on a text; it is stopped after *most* seconds.

    They are seconds of this process: others that keep the machine busy do not count.
    """

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        return _seconds(expression, text)
    except TimeoutError:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _seconds(expression: Expression, text: str) -> float:
    start = time.process_time()
    expression.run(text)
    return time.process_time() - start


@dataclass(frozen=True)
class _Attack:
    """A text: a beginning, a piece again and again, and an end that does not match."""

    begin: str
    piece: str
    end: str

    def __call__(self, length: int) -> str:
        return self.begin + self.piece * (length // len(self.piece)) + self.end


def _attacks(expression: Expression) -> list[_Attack]:
    tree = parser.parse(expression.pattern.pattern, expression.pattern.flags)
    atoms = list(dict.fromkeys(_atoms(tree)))[:12] or ["a"]
    sample = _sample(tree)
    pieces = [*atoms, *(a + b for a in atoms for b in atoms if a != b), sample or "a"]
    starts = list(dict.fromkeys(["", *(sample[:at] for at in range(1, min(len(sample), 8) + 1))]))
    attacks = [
        _Attack(begin, piece, end) for begin in starts for piece in pieces for end in (_NEVER, "")
    ]
    step = max(1, len(attacks) // _MOST_ATTACKS)
    return attacks[::step]


def _atoms(tree: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """Yield a character for each place of an expression."""
    for code, value in tree:
        if code is codes.LITERAL:
            yield chr(value)
        elif code in {codes.NOT_LITERAL, codes.ANY, codes.IN}:
            yield _of_class(code, value)
        for inner in _within(code, value):
            yield from _atoms(inner)


def _sample(tree: Iterable[tuple[Any, Any]]) -> str:
    """Return a text that the expression more or less matches."""
    words = ""
    for code, value in tree:
        if code is codes.LITERAL:
            words += chr(value)
        elif code in {codes.NOT_LITERAL, codes.ANY, codes.IN}:
            words += _of_class(code, value)
        elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            words += _sample(value[2]) * max(1, min(value[0], 20))
        elif inner := list(_within(code, value)):
            words += "" if code in {codes.ASSERT, codes.ASSERT_NOT} else _sample(inner[0])
    return words[:200]


def _within(code: Any, value: Any) -> Iterator[Any]:
    """Yield the expressions within a part of one."""
    if code is codes.BRANCH:
        yield from value[1]
    elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
        yield value[2]
    elif code is codes.SUBPATTERN:
        yield value[3]
    elif code in {codes.ASSERT, codes.ASSERT_NOT}:
        yield value[1]
    elif code is codes.ATOMIC_GROUP:
        yield value


def _of_class(code: Any, value: Any) -> str:
    """Return a character that a class of them holds."""
    return next(_candidates(code, value), "a")


def _candidates(code: Any, value: Any) -> Iterator[str]:
    if code is codes.ANY:
        yield "a"
    elif code is codes.NOT_LITERAL:
        yield "b" if chr(value) == "a" else "a"
    else:
        is_negated = value[0][0] is codes.NEGATE
        if is_negated:
            barred = {chr(each) for kind, each in value if kind is codes.LITERAL}
            categories = {each for kind, each in value if kind is codes.CATEGORY}
            for each in "一a5 .":
                is_barred = (each == "5" and codes.CATEGORY_DIGIT in categories) or (
                    each == " " and codes.CATEGORY_SPACE in categories
                )
                if each not in barred and not is_barred:
                    yield each
        for kind, each in value:
            if kind is codes.LITERAL and not is_negated:
                yield chr(each)
            elif kind is codes.RANGE and not is_negated:
                yield chr(each[0])
            elif kind is codes.CATEGORY and not is_negated:
                yield {codes.CATEGORY_DIGIT: "5", codes.CATEGORY_SPACE: " "}.get(each, "a")
