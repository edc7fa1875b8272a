"""Rendering in processes of its own: the same files, and the truth when one of them dies."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import nbformat
import psutil
import pytest

from briefing.domain.errors import PublishFailed
from briefing.export import render, renderer
from briefing.export.kinds import ALWAYS, kinds_of
from briefing.export.renderer import Renderer, RendererBroke
from briefing.page.blocks import MIME, paragraph
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {"briefing.ipynb", "briefing.html", "briefing.pdf", "page-one.png", "briefing.docx"}


def _executed(text: str, **about: Any) -> Any:
    output = nbformat.v4.new_output("display_data", data=paragraph([text])._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("x", outputs=[output], id="one")
    return nbformat.v4.new_notebook(cells=[cell], metadata={"briefing": about})


@pytest.fixture(scope="module")
def rendering() -> Iterator[Renderer]:
    with Renderer(ROOT, [ALWAYS] * 2) as made:
        yield made


def test_its_files_are_those_that_this_process_would_make(rendering: Renderer) -> None:
    """Whether one process makes them all, or two share them."""
    executed = _executed("正文", formats=["docx"])
    here = render.render(executed, "briefing", kinds_of(executed))

    for shares in (1, 2):
        there = rendering.render(executed, "briefing", shares)
        assert there.keys() == KINDS
        assert {name: there[name] for name in here} == here
    assert json.loads(there["briefing.ipynb"]) == json.loads(nbformat.writes(executed))


def test_what_cannot_be_printed_is_refused_with_its_place(rendering: Renderer) -> None:
    """The same line as in this process; and the next report is rendered."""
    with pytest.raises(PublishFailed, match=r"没有字形.*PDF 未生成"):
        rendering.render(_executed("水厂\U0002a6d6"), "briefing")

    assert rendering.render(_executed("水厂"), "briefing")


def test_a_fault_of_ours_keeps_its_traceback(rendering: Renderer) -> None:
    """A block without its parts is a bug, not a clerk's mistake."""
    executed = _executed("正文")
    executed.cells[0].outputs[0]["data"] = {MIME: {"kind": "table"}}

    with pytest.raises(RendererBroke, match="Traceback"):
        rendering.render(executed, "briefing")


def test_a_process_that_dies_costs_one_report() -> None:
    """One Chinese line; a fresh process serves the next."""
    with Renderer(ROOT, [ALWAYS]) as made:
        made.get_ready()
        made._processes[0]._process.kill()
        made._processes[0]._process.wait()
        assert made.render(_executed("正文"), "briefing")

        def die(*_: object) -> None:
            made._processes[0]._process.kill()

        made._processes[0]._process.stdin.flush = die  # type: ignore[union-attr, method-assign]
        with pytest.raises(PublishFailed, match="排版进程中途退出"):
            made.render(_executed("正文"), "briefing")
        assert made.render(_executed("正文"), "briefing")


def test_one_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is killed, and the report says so."""
    monkeypatch.setattr(renderer, "PATIENCE", 0.01)
    with Renderer(ROOT, [ALWAYS]) as made, pytest.raises(PublishFailed, match="排版进程中途退出"):
        made.render(_executed("正文"), "briefing")


def test_none_outlives_its_parent() -> None:
    """Even a parent that is killed takes it along."""
    program = (
        "import pathlib, sys; from briefing.export.renderer import Renderer;"
        "made = Renderer(pathlib.Path(sys.argv[1]), [[]]); made.get_ready();"
        "print(made._processes[0]._process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        assert parent.stdout
        server = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()

    deadline = time.monotonic() + 30
    while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
