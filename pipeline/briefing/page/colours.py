"""The colours that charts, HTML, Typst, Word and Excel share, as #rrggbb."""

from __future__ import annotations

from string import Template

RED, BLUE, GREEN, YELLOW = "#b3261e", "#1f5a99", "#2e7d32", "#c77700"
INK, GREY, GRID, BAR, WHITE = "#222222", "#6b6b6b", "#e8e8e8", "#d9d9d9", "#ffffff"
# Of what is not chosen on the analysts' board.
PALE = "#c9d6e3"
LAMPS = {"green": GREEN, "yellow": YELLOW, "red": RED}

# Colours by the names that templates know them by; at night a page changes those of charts.
CHART = {
    "ink": INK, "grey": GREY, "grid": GRID, "bar": BAR, "white": WHITE,
    "red": RED, "blue": BLUE, "green": GREEN, "yellow": YELLOW,
}  # fmt: skip
TEMPLATE = {**CHART, "soft": "#5c5c5c", "faint": "#f4f4f2"}


def coloured(style: str) -> str:
    """
    Fill the colours into a style sheet.

    >>> coloured("h1 { color: $red; }")
    'h1 { color: #b3261e; }'
    """
    return Template(style).substitute(TEMPLATE)
