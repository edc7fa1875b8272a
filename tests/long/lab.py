"""Run `briefing explore` in Chromium, with no address but this machine's."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.long.browser import ARGUMENTS, FONTS, Visit, find_chromium
from tests.project import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

HOST, TOKEN, SECONDS = "127.0.0.1", "explore", 60
# As for a file, but that this machine has its own name.
RULE = next(each for each in ARGUMENTS if each.startswith("--host-resolver-rules"))
OWN = [each for each in ARGUMENTS if each != RULE] + [f"{RULE} , EXCLUDE {HOST}"]


@contextmanager
def open_lab(project: Path, *words: str) -> Iterator[Visit]:
    """
    Run `briefing explore` in a project, and open what it serves in a window of 1280 pixels.

    `requests` lists every address asked for beyond this machine; each was refused.
    """
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        server = {"open_browser": False, "port": port, "port_retries": 0}
        config = {"ServerApp": server, "IdentityProvider": {"token": TOKEN}}
        Path(folder, "jupyter_server_config.json").write_text(json.dumps(config), "utf-8")
        started = subprocess.Popen(
            [sys.executable, "-m", "briefing", "explore", *words],
            cwd=project,
            env={
                **os.environ,
                "PYTHONPATH": str(SOURCE),
                "JUPYTER_CONFIG_DIR": folder,
                "JUPYTER_DATA_DIR": folder,
                "IPYTHONDIR": folder,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await_port(port, started)
            with _page(folder, port) as visit:
                yield visit
        finally:
            started.terminate()
            started.wait(timeout=SECONDS)


def _await_port(port: int, started: subprocess.Popen[bytes]) -> None:
    for _ in range(SECONDS * 10):
        assert started.poll() is None, "briefing explore has ended"
        with socket.socket() as asked:
            if asked.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    message = "JupyterLab does not answer"
    raise AssertionError(message)


@contextmanager
def _page(folder: str, port: int) -> Iterator[Visit]:
    fonts = Path(folder, "fonts.conf")
    fonts.write_text(FONTS, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=OWN,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        try:
            context = browser.new_context(
                viewport={"width": 1280, "height": 1000}, locale="zh-CN", service_workers="block"
            )
            visit = Visit(context.new_page())

            def admit_this_machine(route: Route) -> None:
                if urlsplit(route.request.url).hostname == HOST:
                    route.continue_()
                else:
                    visit.requests.append(route.request.url)
                    route.abort()

            context.route("**/*", admit_this_machine)
            visit.page.on("pageerror", lambda error: visit.console_errors.append(str(error)))
            visit.page.goto(f"http://{HOST}:{port}/?token={TOKEN}")
            yield visit
        finally:
            browser.close()


def run_all(page: Page) -> None:
    """Run every cell of the notebook that is open, and wait for the last."""
    # Before its kernel answers, a notebook runs nothing and says nothing of it.
    page.get_by_text("(ipykernel) | Idle").wait_for(timeout=SECONDS * 1000)
    page.locator(".jp-Notebook .jp-CodeCell .jp-Editor").first.click()
    page.get_by_text("Run", exact=True).first.click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputArea-prompt')]"
        ".every(prompt => /\\[\\d+\\]/.test(prompt.textContent))",
        timeout=SECONDS * 1000,
    )
