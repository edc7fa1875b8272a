"""Nothing goes in, Vega's scripts come out as one text that asks for no address outside a page."""

from __future__ import annotations

import contextlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import vl_convert

from pipeline.export.svg import VL_VERSION

# Addresses that the scripts hold as words. The schema's path must keep its end, or vega-embed fails.
_ADDRESSES = (
    ("https://vega.github.io/schema/vega/v6.json", "/schema/vega/v6.json"),
    ("https://vega.github.io/editor/", ""),
    (" (https://github.com/vega/vega-lite/issues/2415)", ""),
)


@cache
def bundle() -> str:
    """
    Return vega-embed, Vega-Lite and Vega as one script that sets `window.vegaEmbed` only.

    Bundling takes a second or more, so the text is kept in the user's cache folder, by version.
    """
    name = f"vega-{version('vl-convert-python')}-{VL_VERSION}.js"
    kept = _cache_folder() / name
    with contextlib.suppress(OSError):
        return kept.read_text(encoding="utf-8")
    script = _bundle()
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        descriptor, staged = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(script)
        os.replace(staged, kept)
    return script


def _bundle() -> str:
    script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VL_VERSION)
    for address, instead in _ADDRESSES:
        assert address in script, f"vl-convert's bundle no longer holds {address}"
        script = script.replace(address, instead)
    # Unwrapped, the bundle leaks thousands of names into the page.
    return f"(() => {{{script}}})();"


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "zhashui-briefing"
