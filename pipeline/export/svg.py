"""A Vega-Lite spec goes in, an SVG comes out, the same bytes wherever and whenever it is made."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import vl_convert

VL_VERSION = "6.4"


def render(spec: dict[str, Any]) -> str:
    """Render a chart to SVG. No data is fetched: a spec with an address renders without its data."""
    return _render(json.dumps(spec, ensure_ascii=False, sort_keys=True))


def picture(spec: dict[str, Any], pixels_per_inch: int = 192) -> bytes:
    """Render a chart to PNG, for programs that show no SVG."""
    _register_fonts()
    return bytes(vl_convert.svg_to_png(render(spec), ppi=pixels_per_inch))


@cache
def _render(spec: str) -> str:
    _register_fonts()
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VL_VERSION, allowed_base_urls=[])
    return _own_ids(svg, f"c{hashlib.sha256(spec.encode()).hexdigest()[:8]}")


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
