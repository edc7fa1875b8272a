"""Tell which conditional formats of an .xlsx may show something else than the cell holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.workbooks.formats.format_code import split
from briefing.workbooks.formats.number_format import is_plain
from briefing.workbooks.formats.written import colour, whole
from briefing.workbooks.formats.xlsx_parts import at as place_of
from briefing.workbooks.formats.xlsx_parts import is_struck, local, merge_of
from briefing.workbooks.sheet import Mark, Merge

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where newer programs keep the rules that older ones do not know.
_LATER = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main "
_RANGES = "http://schemas.microsoft.com/office/excel/2006/main sqref"
WHITE = {"white", "theme 0", "indexed 1", "indexed 9"}


def colour_of(attributes: dict[str, str]) -> str:
    """Name a colour by what a part says of it, the same for the same words."""
    if "rgb" in attributes:
        return colour(attributes["rgb"])
    if "theme" in attributes and attributes.get("tint", "0") in {"0", "0.0"}:
        return f"theme {attributes['theme']}"
    return f"indexed {attributes['indexed']}" if "indexed" in attributes else ""


def blends(colour: str, ground: str) -> bool:
    """
    Tell whether nobody sees letters of a colour on their ground; “” is none that is known.

    >>> blends("indexed 9", ""), blends("FFFF0000", "FFFF0000"), blends("", "FF000000")
    (True, True, False)
    """
    is_white = colour in WHITE and ground in {"", *WHITE}
    return bool(colour) and (colour == ground or is_white)


@dataclass
class Effects:
    """Gathers what one differential format changes, in the words of a clerk."""

    found: list[str] = field(default_factory=list)
    letters: str = ""
    ground: str = ""

    def note(self, tag: str, attributes: dict[str, str], within: str) -> None:
        """Take an element of a differential format; *within* is its part: font, fill."""
        if tag == "numFmt" and (code := attributes.get("formatCode", "")):
            text = code.replace('"', "")
            if not is_plain(code) or any(map(str.isalpha, _literals(code))):
                self.found.append(f"数字格式“{text[:30]}”")
        elif tag == "strike" and is_struck(attributes.get("val")):
            self.found.append("删除线")
        elif tag == "color" and within == "font":
            self.letters = colour_of(attributes)
        elif tag == "bgColor" and within == "fill":
            self.ground = colour_of(attributes) or "unknown"

    @property
    def words(self) -> str:
        """All of it; empty where nothing changes what a reader takes the cell for."""
        is_unseen = blends(self.letters, self.ground)
        unseen = "白色文字" if self.letters in WHITE else "与底色相同的文字"
        return "、".join([*self.found, *[unseen] * is_unseen])


def _literals(code: str) -> Iterator[str]:
    return (token["quoted"] or "" for part in split(code) for token in part)


class Conditions:
    """Hears the conditional formats of a worksheet, of either kind, and makes marks of them."""

    def __init__(self, effects: list[str]) -> None:
        # By the number of the differential format.
        self._effects = effects
        self.marks: list[Mark] = []
        self._ranges = ""
        self._words: list[str] = []
        self._later: Effects | None = None
        self._within = ""
        self._hears_ranges = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        tag = local(name.removeprefix(_LATER))
        if tag == "conditionalFormatting":
            self._ranges, self._words = attributes.get("sqref", ""), []
        elif tag == "cfRule":
            number = whole(attributes.get("dxfId"), otherwise=-1)
            if 0 <= number < len(self._effects) and self._effects[number]:
                self._words.append(self._effects[number])
        elif tag in {"iconSet", "dataBar"} and attributes.get("showValue") in {"0", "false"}:
            self._words.append("只显示图标或数据条")
        elif tag == "dxf":
            self._later = Effects()
        elif tag in {"font", "fill"}:
            self._within = tag
        elif name == _RANGES:
            self._ranges, self._hears_ranges = "", True
        elif self._later:
            self._later.note(tag, attributes, self._within)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        tag = local(name.removeprefix(_LATER))
        self._hears_ranges = False
        if tag == "dxf" and self._later:
            self._words += [self._later.words] if self._later.words else []
            self._later = None
        elif tag == "conditionalFormatting" and self._words:
            words = "、".join(dict.fromkeys(self._words))
            for reference in self._ranges.split()[:100]:
                single = place_of(reference)
                for each in merge_of(reference) or ([Merge(*single, *single)] if single else []):
                    self.marks.append(
                        Mark(each.top, each.left, each.bottom, each.right, "condition", words)
                    )

    def text(self, data: str) -> None:
        """Take a text, or a part of one."""
        if self._hears_ranges:
            self._ranges += data
