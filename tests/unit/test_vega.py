"""Vega's scripts: one text, no address, kept for the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.export import vega

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_scripts_ask_for_no_address() -> None:
    """Only the W3C's names of namespaces stand in the scripts."""
    words = vega.bundle().replace("http://www.w3.org/", "")

    assert "vegaEmbed" in words
    assert "http://" not in words
    assert "https://" not in words


def test_the_scripts_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was bundled once is read from the user's cache; a folder that cannot be written is no fault."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(vega, "_bundle", lambda: "// 一次")
    made = vega.bundle.__wrapped__()
    monkeypatch.setattr(vega, "_bundle", lambda: "// 又一次")

    assert made == vega.bundle.__wrapped__() == "// 一次"

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert vega.bundle.__wrapped__() == "// 又一次"
