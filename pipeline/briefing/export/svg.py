"""A Vega-Lite spec goes in, an SVG comes out, the same bytes wherever and whenever it is made."""

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
# A chart that nobody sees.
_FIRST = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}


def render(spec: dict[str, Any]) -> str:
    """Render a chart to SVG. No data is fetched: a spec with an address renders without its data."""
    return _render(json.dumps(spec, ensure_ascii=False, sort_keys=True))


def picture(spec: dict[str, Any], pixels_per_inch: int = 192) -> bytes:
    """Render a chart to PNG, for programs that show no SVG."""
    _register_fonts()
    return bytes(vl_convert.svg_to_png(render(spec), ppi=pixels_per_inch))


@lru_cache(maxsize=64)
def _render(spec: str) -> str:
    """Draw a chart, unless the same was drawn before: it is kept in the user's cache folder."""
    kept = kept_files.folder("charts") / f"{_name(spec)}.svg"
    drawn = kept_files.recall(kept)
    if drawn is None:
        drawn = draw(spec)
        kept_files.keep(kept, drawn)
    return drawn


def draw(spec: str) -> str:
    """Draw a chart, given as JSON, anew."""
    _register_fonts()
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VL_VERSION, allowed_base_urls=[])
    return _own_ids(svg, f"c{hashlib.sha256(spec.encode()).hexdigest()[:8]}")


def get_ready() -> None:
    """Start V8, which reads Vega when it draws the first chart."""
    draw(json.dumps(_FIRST))


def tidy() -> None:
    """Let charts go that were not asked for the longest, when there are too many."""
    kept_files.tidy(kept_files.folder("charts"), MOST_KEPT)


def _name(spec: str) -> str:
    """Name a drawing by all that it is made of: the spec, who draws it, in which fonts."""
    made_of = [spec, VL_VERSION, *map(version, ("vl-convert-python", "pylopdf-fonts-zh-cn"))]
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


@cache
def _register_fonts() -> None:
    """Measure text with the face that the page is set in."""
    vl_convert.register_font_directory(str(Path(fonts.__file__).parent))


def _own_ids(svg: str, name: str) -> str:
    """Vega numbers its clips through a counter of the process; ids of its own make a chart stable."""
    names: dict[str, str] = {}
    for old in re.findall(r'\bid="([^"]+)"', svg):
        names.setdefault(old, f"{name}-{len(names) + 1}")
    return re.sub(
        r'(\bid="|url\(#)([^")]+)', lambda found: found[1] + names.get(found[2], found[2]), svg
    )
