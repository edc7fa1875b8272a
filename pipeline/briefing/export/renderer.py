"""
Executed notebooks go in, from one thread or several; the files of their editions come out.

Charts need V8, which must not be in a process that forks, and warm engines should not be started
anew for each report: rendering has processes of its own, which get ready while ledgers are read.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from briefing.domain.errors import PublishFailed
from briefing.export.kinds import kinds_of, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

# Seconds that one share of an edition may take: hundreds of times what it does.
PATIENCE = 600
_COMPLAINT = 20_000
_PACKAGES = str(Path(__file__).parents[2])
_OTHERS = [path for path in [os.environ.get("PYTHONPATH")] if path]


class RendererDied(PublishFailed):
    """A process ended in the middle of a page; another try may do better."""

    may_try_again = True


class RendererBroke(Exception):
    """A fault of ours in the rendering process; the message is its traceback."""


class Renderer:
    """
    Processes that render in a project's *root*, as long as the context lasts.

    There is one for each of *shares*, the kinds of file that it gets ready to make; any makes any.
    They begin when they are told to, or are needed. `render` may be called from several threads.
    """

    def __init__(self, root: Path, shares: Sequence[list[str]]) -> None:
        self._root, self._shares = root, shares
        self._processes: list[_Process] = []
        self._idle: queue.Queue[_Process] = queue.Queue()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.end()

    def get_ready(self) -> None:
        """Let every process import what it will need, in its own time."""
        with self._lock:
            for kinds in self._shares[len(self._processes) :]:
                self._processes.append(_Process(self._root, kinds))
                self._idle.put(self._processes[-1])

    def render(self, executed: NotebookNode, report: str, shares: int = 1) -> dict[str, bytes]:
        """
        Return every file of a report's edition by its name, made in *shares* at the same time.

        Raises PublishFailed where a glyph or a font is missing, or a process ended in the middle.
        """
        import nbformat

        self.get_ready()
        text = nbformat.writes(executed) + "\n"
        kinds = kinds_of(executed)
        with tempfile.TemporaryDirectory(prefix="briefing-render-") as temporary:
            folder = Path(temporary)
            (folder / f"{report}.ipynb").write_text(text, encoding="utf-8")
            parts = share(kinds, shares)
            with ThreadPoolExecutor(len(parts)) as pool:
                list(pool.map(lambda part: self._have_made(folder, report, part), parts))
            return {path.name: path.read_bytes() for path in folder.iterdir()}

    def _have_made(self, folder: Path, report: str, kinds: list[str]) -> None:
        process = self._idle.get()
        try:
            answer = process.answer({"folder": str(folder), "report": report, "kinds": kinds})
        finally:
            self._idle.put(process)
        if "broke" in answer:
            raise RendererBroke(answer["broke"])
        if "refused" in answer:
            raise PublishFailed(answer["refused"])


class _Process:
    """One process that renders; a fresh one takes its place when it dies."""

    def __init__(self, root: Path, kinds: list[str]) -> None:
        self._root, self._kinds = root, kinds
        # Into a file: nobody reads a pipe while a library complains at length.
        self._complaint = tempfile.TemporaryFile()  # noqa: SIM115
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "briefing.export.render_process", *self._kinds],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaint,
            # Fonts of the county's own are named from there.
            cwd=self._root,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([_PACKAGES, *_OTHERS])},
            start_new_session=True,
            encoding="utf-8",
        )

    def answer(self, order: dict[str, object]) -> dict[str, str]:
        """Have an order carried out. Raises PublishFailed when the process ended in the middle."""
        if self._process.poll() is not None:
            self._close_pipes()
            self._start()
        assert self._process.stdin
        assert self._process.stdout
        clock = threading.Timer(PATIENCE, self._process.kill)
        clock.start()
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            told = self._process.stdout.readline()
        except OSError:
            told = ""
        finally:
            clock.cancel()
        if told.endswith("\n"):
            answer: dict[str, str] = json.loads(told)
            return answer
        raise RendererDied(self._died())

    def _died(self) -> str:
        status = self._process.wait()
        self._complaint.seek(0)
        last = self._complaint.read(_COMPLAINT).decode("utf-8", "replace").strip().splitlines()
        said = f"，{last[-1]}" if last else ""
        return f"排版进程中途退出（{status}{said}），未发布，请再执行一次。"

    def end(self) -> None:
        """Let it go, however busy it is."""
        self._process.kill()
        self._process.wait()
        self._close_pipes()
        self._complaint.close()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            # What it still holds is for a process that is gone.
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
