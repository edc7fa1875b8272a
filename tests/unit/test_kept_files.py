"""Texts in the user's cache: given back whole, or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from briefing.export import svg
from briefing.system import cache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff", b"no seal", b"0\n<svg/>"])
def test_a_damaged_text_is_none(tmp_path: Path, damage: bytes) -> None:
    """A chart of which a byte was changed would be printed."""
    path = tmp_path / "charts" / "a.svg"
    cache.keep(path, "<svg>5</svg>\n")
    assert cache.recall(path) == "<svg>5</svg>\n"

    path.write_bytes(damage)
    assert cache.recall(path) is None

    cache.keep(path, "<svg>5</svg>\n")
    path.write_bytes(path.read_bytes().replace(b"5</svg>", b"6</svg>"))
    assert cache.recall(path) is None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    """It costs time, and nothing else."""
    (tmp_path / "file").write_text("")

    cache.keep(tmp_path / "file" / "a.svg", "<svg/>")
    cache.tidy(tmp_path / "file", 1)

    assert cache.recall(tmp_path / "file" / "a.svg") is None


def test_those_that_nobody_asks_for_go_first(tmp_path: Path) -> None:
    """Half of them, when there are too many."""
    for number in range(6):
        cache.keep(tmp_path / f"{number}", "x")
        os.utime(tmp_path / f"{number}", (number, number))
    cache.recall(tmp_path / "0")

    cache.tidy(tmp_path, 6)
    assert len(list(tmp_path.iterdir())) == 6

    cache.tidy(tmp_path, 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "4", "5"]


def test_a_chart_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process or in one before it; another chart is another drawing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    drawn = []
    monkeypatch.setattr(svg, "draw", lambda spec: drawn.append(spec) or "<svg/>")

    for _ in range(2):
        svg._render.cache_clear()
        svg.render({"mark": "bar"})
    svg.render({"mark": "line"})
    svg._render.cache_clear()

    assert len(drawn) == 2
