"""A document goes in, one HTML file comes out: no address outside itself, under a strict CSP."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline.blocks import LIGHTS
from pipeline.export import svg, vega
from pipeline.paths import PACKAGE
from pipeline.words import words as words_of

TEMPLATES = PACKAGE / "export" / "templates"


def render(document: dict[str, Any]) -> str:
    """Render a document as one HTML file."""
    style = (TEMPLATES / "briefing.css").read_text(encoding="utf-8")
    script = (TEMPLATES / "briefing.js").read_text(encoding="utf-8")
    words = words_of(document["language"])
    has_charts = any(node["kind"] == "chart" for node in document["nodes"])
    scripts = [vega.bundle(), script] if has_charts else []
    return (
        _environment()
        .get_template("briefing.html.j2")
        .render(
            document=document,
            words=words,
            lights={colour: words(name) for colour, name in LIGHTS.items()},
            style=Markup(style),
            scripts=[Markup(text) for text in scripts],
            policy=_policy([style], scripts),
            contents=[node for node in document["nodes"] if node["kind"] == "heading"],
        )
    )


def _policy(styles: list[str], scripts: list[str]) -> str:
    """Only what stands in this file may run or style it, and nothing may be fetched."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(texts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["svg"] = lambda spec: Markup(svg.render(spec))
    environment.filters["json_script"] = _json_script
    return environment


def _json_script(value: object) -> Markup:
    """JSON that no text in it can end: “</script>” in a project's name stays a name."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Markup(
        text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )
