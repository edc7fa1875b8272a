"""Read how the cells of a web page look, from attributes and style sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from briefing.workbooks.formats.number_format import NAMED

_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
# A value may be quoted, and hold semicolons then.
_PROPERTY = re.compile(
    r"""(?:^|;)\s*([\w.-]+)\s*:\s*((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^;"'])*)"""
)
_FORMATS = ("mso-number-format", "vnd.ms-excel.numberformat")
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{4})|(.))", re.DOTALL)
_STRIKING = {"s", "strike", "del"}


@dataclass(frozen=True)
class Look:
    """What a page says of the looks of one element."""

    is_struck: bool = False
    is_hidden: bool = False
    # The format of numbers as Excel writes it; none where the page does not name one.
    code: str = ""
    # Named in the element itself, the format is still to be applied; in a class of Excel's it was.
    is_to_be_applied: bool = False


@dataclass
class Styles:
    """The classes that a page's style sheets define."""

    _classes: dict[str, dict[str, str]] = field(default_factory=dict)
    # Thousands of cells look alike.
    _known: dict[tuple[str, ...], Look] = field(default_factory=dict)

    def learn(self, sheet: str) -> None:
        """Read a style sheet."""
        self._known.clear()
        for name, body in _RULE.findall(sheet):
            self._classes.setdefault(name, {}).update(_properties(body))

    def look(self, tag: str, attributes: dict[str, str]) -> Look:
        """Return how an element looks."""
        key = (tag, attributes.get("class", ""), attributes.get("style", ""))
        if (look := self._known.get(key)) is None:
            look = self._known[key] = self._look(*key)
        return replace(look, is_hidden=True) if "hidden" in attributes else look

    def _look(self, tag: str, classes: str, style: str) -> Look:
        own = _properties(style)
        properties: dict[str, str] = {}
        for name in classes.split():
            properties |= self._classes.get(name, {})
        properties |= own
        lines = properties.get("text-decoration", "") + properties.get("text-decoration-line", "")
        return Look(
            is_struck=tag in _STRIKING or "line-through" in lines,
            is_hidden=properties.get("display") == "none",
            code=next((_code(properties[key]) for key in _FORMATS if key in properties), ""),
            is_to_be_applied=any(key in own for key in _FORMATS),
        )


def _properties(body: str) -> dict[str, str]:
    return {
        name.lower(): value.strip() if name.lower() in _FORMATS else value.strip().lower()
        for name, value in _PROPERTY.findall(body)
    }


def _code(value: str) -> str:
    r"""
    Undo the escapes of style sheets, and spell out the formats that go by a name.

    >>> _code(r'"yyyy\0022年\0022m\0022月\0022"'), _code("Percent"), _code(r"'\@'")
    ('yyyy"年"m"月"', '0.00%', '@')
    """
    if value[:1] in {'"', "'"}:
        value = value[1:].removesuffix(value[0])
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], value)
    return NAMED.get(plain, plain)
