"""A page's styles and scripts go in; the policy that lets nothing else run, and fetches nothing, comes out."""

from __future__ import annotations

import base64
import hashlib


def policy(styles: list[str], scripts: list[str]) -> str:
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
