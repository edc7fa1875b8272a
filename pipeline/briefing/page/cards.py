"""The headline figures of a page, each in a card with a line that explains it and a light."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.page.blocks import Block, Figure
from briefing.page.tables import with_minus


@dataclass(frozen=True)
class Card:
    """One headline figure; *light* is a colour, or blank for none."""

    label: str
    figure: Figure
    note: str = ""
    light: str = ""
    # Whether the unit is set as large as the number, and words as large as a number.
    is_whole: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the card as exporters read it."""
        text = self.figure.text
        before, number, unit = ("", text, "") if self.is_whole else _parted(text)
        return {
            "label": self.label,
            "before": before,
            "number": with_minus(number),
            "unit": unit,
            "figure": self.figure.as_json(),
            "note": self.note,
            "light": self.light,
        }


def plain_card(label: str, text: str, note: str = "", light: str = "") -> Card:
    """Return the card of a figure that is no indicator of the catalogue, set whole."""
    return Card(label, Figure(text, ""), note, light, is_whole=True)


def cards(*shown: Card) -> Block:
    """Return a row of cards."""
    return Block("cards", {"cards": [card.as_json() for card in shown]})


def _parted(text: str) -> tuple[str, str, str]:
    """
    Part a figure into what stands before the number, the number, and its unit.

    >>> _parted("43亿元"), _parted("-4.4个百分点"), _parted("CNY 4.3 billion"), _parted("—")
    (('', '43', '亿元'), ('', '-4.4', '个百分点'), ('CNY ', '4.3', ' billion'), ('', '—', ''))
    """
    first = next((at for at, letter in enumerate(text) if letter in "-—0123456789"), 0)
    rest = text[first:]
    number = rest[: len(rest) - len(rest.lstrip("-—0123456789.,"))]
    return text[:first], number, rest[len(number) :]
