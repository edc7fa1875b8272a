"""The folder of templates, and what every HTML page shares: its Jinja environment and its policy."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from briefing.page.colours import coloured

if TYPE_CHECKING:
    from collections.abc import Iterable

TEMPLATES = Path(__file__).parent / "templates"


def environment() -> jinja2.Environment:
    """Return an environment that escapes every value and refuses a missing one."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def read(name: str) -> str:
    """Return the text of a template, style or script; a style has the shared colours."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return coloured(text) if name.endswith(".css") else text


def hashes(texts: Iterable[str]) -> str:
    """Name styles or scripts by their SHA-256, as a Content-Security-Policy allows them."""
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
