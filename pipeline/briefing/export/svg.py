"""Render Vega-Lite specs as SVG or PNG: the same spec gives the same bytes on every machine."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import vl_convert

from briefing.system import cache as kept_files

VL_VERSION = "6.4"
MOST_KEPT = 4000
_TINY = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}


def render(spec: dict[str, Any]) -> str:
    """Render a chart to SVG. Nothing is fetched: data that a spec names by address is left out."""
    return _render(json.dumps(spec, ensure_ascii=False, sort_keys=True))


def picture(spec: dict[str, Any], pixels_per_inch: int = 192) -> bytes:
    """Render a chart to PNG, for formats that cannot hold SVG."""
    _register_fonts()
    return bytes(vl_convert.svg_to_png(render(spec), ppi=pixels_per_inch))


@lru_cache(maxsize=64)
def _render(spec: str) -> str:
    """Return a chart from the user's cache folder, or draw it and keep it there."""
    kept = kept_files.folder("charts") / f"{_name(spec)}.svg"
    drawn = kept_files.recall(kept)
    if drawn is None:
        drawn = draw(spec)
        kept_files.keep(kept, drawn)
    return drawn


def draw(spec: str) -> str:
    """Draw a chart, given as JSON, without the cache."""
    _register_fonts()
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VL_VERSION, allowed_base_urls=[])
    return _own_ids(svg, f"c{hashlib.sha256(spec.encode()).hexdigest()[:8]}")


def get_ready() -> None:
    """Start V8 and load Vega, by drawing a chart."""
    draw(json.dumps(_TINY))


def tidy() -> None:
    """Delete the charts that were not used for the longest time, beyond the most that are kept."""
    kept_files.tidy(kept_files.folder("charts"), MOST_KEPT)


def _name(spec: str) -> str:
    """Name a drawing by the hash of its spec and of the versions of Vega-Lite and the fonts."""
    parts = [spec, VL_VERSION, *map(version, ("vl-convert-python", "pylopdf-fonts-zh-cn"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _register_fonts() -> None:
    """Let Vega measure text with the fonts of the page."""
    vl_convert.register_font_directory(str(Path(fonts.__file__).parent))


def _own_ids(svg: str, name: str) -> str:
    """Replace Vega's ids, which count up during a process, by ids that depend on the chart alone."""
    names: dict[str, str] = {}
    for old in re.findall(r'\bid="([^"]+)"', svg):
        names.setdefault(old, f"{name}-{len(names) + 1}")
    return re.sub(
        r'(\bid="|url\(#)([^")]+)', lambda found: found[1] + names.get(found[2], found[2]), svg
    )
