"""Bundle Vega's scripts into one text that requests nothing from outside the page."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import vl_convert

from briefing.export.svg import VL_VERSION
from briefing.system import cache as kept_files

# Addresses in the scripts, removed. vega-embed needs the end of the schema's path.
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
    kept = kept_files.folder("vega") / f"{version('vl-convert-python')}-{VL_VERSION}.js"
    script = kept_files.recall(kept)
    if script is None:
        script = _bundle()
        kept_files.keep(kept, script)
    return script


def _bundle() -> str:
    script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VL_VERSION)
    for address, instead in _ADDRESSES:
        assert address in script, f"vl-convert's bundle no longer holds {address}"
        script = script.replace(address, instead)
    # Without a function around it, the bundle would define thousands of global names.
    return f"(() => {{{script}}})();"
