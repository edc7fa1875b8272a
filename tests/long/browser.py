"""Open an HTML file in Chromium without network, and note requests and errors."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from playwright.sync_api import sync_playwright
from pylopdf_fonts_zh_cn import sans_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, Page, Route

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Routing sees the page's requests only; this stops the browser's own, and WebSockets.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)

# A bare Debian has no Chinese font: every character would be a box, and every width wrong.
FONTS = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{escape(str(sans_path().parent))}</dir>
</fontconfig>
"""


@dataclass(frozen=True)
class Visit:
    """A page that stands open, and what it did since it was asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    def drawn(self) -> Page:
        """Return the page once all of its charts are drawn."""
        self.page.wait_for_function("!document.querySelector('div.chart:not([data-ready])')")
        return self.page


def find_chromium() -> str | None:
    """Return the path of Debian's Chromium, or None."""
    return shutil.which("chromium", path="/usr/bin") or shutil.which("chromium")


@contextmanager
def open_page(
    html: Path, width: int, height: int = 900, *, dark: bool = False, before: str = ""
) -> Iterator[Visit]:
    """
    Open the file in a window of this size, with the network denied.

    `requests` lists every address asked for besides the file; each was refused.
    `console_errors` lists console errors, uncaught exceptions and CSP violations.
    *before* is a script that the browser runs before any of the page's.
    What a CSP blocks is never asked for, so it stands in `console_errors` alone.
    Raises RuntimeError when there is no Chromium.
    """
    chromium = find_chromium()
    if chromium is None:
        message = "no chromium: apt install chromium"
        raise RuntimeError(message)
    address = html.resolve().as_uri()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(FONTS, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=list(ARGUMENTS),
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        try:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                locale="zh-CN",
                service_workers="block",
            )
            visit = Visit(context.new_page())

            def admit_only_the_file(route: Route) -> None:
                if route.request.url.partition("#")[0] == address:
                    route.continue_()
                else:
                    visit.requests.append(route.request.url)
                    route.abort()

            def note_errors(entry: ConsoleMessage) -> None:
                if entry.type == "error":
                    visit.console_errors.append(entry.text)

            context.add_init_script(before or "undefined")
            context.route("**/*", admit_only_the_file)
            visit.page.on("console", note_errors)
            visit.page.on("pageerror", lambda error: visit.console_errors.append(str(error)))
            visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
            # A busy machine is called idle while it still parses, so first loaded, then idle:
            # a script may ask for something a moment later.
            visit.page.goto(address, wait_until="load")
            visit.page.wait_for_load_state("networkidle")
            yield visit
        finally:
            browser.close()


def screenshot(html: Path, png: Path, width: int, *, full_page: bool = True) -> None:
    """Write a picture of the file, as a window of this width shows it, to `png`."""
    with open_page(html, width) as visit:
        visit.page.screenshot(path=png, full_page=full_page)
