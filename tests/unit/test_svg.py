"""A chart as SVG: the same bytes, real text, nothing fetched."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from briefing.export import svg

if TYPE_CHECKING:
    from pathlib import Path

BARS = {
    "mark": {"type": "bar", "clip": True},
    "data": {"values": [{"单位": "</svg><script>", "值": 3}]},
    "encoding": {
        "x": {"field": "值", "type": "quantitative"},
        "y": {"field": "单位", "type": "nominal"},
    },
}


def test_the_same_chart_is_the_same_bytes() -> None:
    """A second rendering, past the cache, differs in no byte: ids are the chart's own."""
    spec = json.dumps(BARS)

    assert svg.draw(spec) == svg.draw(spec)


def test_text_stays_text() -> None:
    """Labels are text with their markup escaped."""
    drawn = svg.render(BARS)

    assert "&lt;/svg&gt;&lt;script&gt;" in drawn
    assert "<script" not in drawn


def test_every_reference_has_its_target() -> None:
    """Ids are renamed together with what points at them."""
    drawn = svg.render(BARS)

    targets = set(re.findall(r'\bid="([^"]+)"', drawn))
    assert targets
    assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= targets


def test_no_data_is_fetched(tmp_path: Path) -> None:
    """A spec that names an address is drawn without its data."""
    (tmp_path / "secret.csv").write_text("x\n机密\n", encoding="utf-8")
    drawn = svg.render(
        BARS | {"data": {"url": (tmp_path / "secret.csv").as_uri(), "format": {"type": "csv"}}}
    )

    assert "机密" not in drawn
