"""
Render executed notebooks to the files of their editions, in processes of their own.

Charts need V8, which must not be in a process that forks, and takes long to start: the processes
get ready while ledgers are read, and serve every report.
"""

from __future__ import annotations

import json
import queue
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from briefing.domain.errors import PublishFailed
from briefing.export.kinds import kinds_of, share
from briefing.system.processes import Child

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

# Seconds that one share of an edition may take: hundreds of times what it does.
PATIENCE = 600


class RendererDied(PublishFailed):
    """A rendering process ended before it had answered; another try may succeed."""

    may_try_again = True


class RendererBroke(Exception):
    """A fault of ours in the rendering process; the message is its traceback."""


class Renderer:
    """
    Processes that render in a project's folder *root*, as long as the context lasts.

    There is one for each of *shares*, the kinds of file that it prepares for; each can make all.
    They start with `get_ready` or the first `render`, which several threads may call.
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
        """Start the processes, without waiting until they have imported what they need."""
        with self._lock:
            for kinds in self._shares[len(self._processes) :]:
                self._processes.append(_Process(self._root, kinds))
                self._idle.put(self._processes[-1])

    def render(self, executed: NotebookNode, report: str, shares: int = 1) -> dict[str, bytes]:
        """
        Return every file of a report's edition by its name, made by *shares* processes at once.

        Raises PublishFailed where a glyph or a font is missing, its subclass RendererDied where a
        process died, and RendererBroke where the fault is ours.
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
        self._process = self._started()

    def _started(self) -> Child:
        # Fonts of the county's own are named from the root.
        return Child("briefing.export.render_process", *self._kinds, cwd=self._root)

    def answer(self, order: dict[str, object]) -> dict[str, str]:
        """Have an order carried out. Raises RendererDied when the process ended in the middle."""
        if self._process.poll() is not None:
            self._process.end()
            self._process = self._started()
        assert self._process.stdin
        assert self._process.stdout
        clock = threading.Timer(PATIENCE, self._process.kill)
        clock.start()
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        finally:
            clock.cancel()
        if line.endswith(b"\n"):
            answer: dict[str, str] = json.loads(line)
            return answer
        status = self._process.wait()
        reasons = [f"，{last}" for last in self._process.complaint().strip().splitlines()[-1:]]
        message = f"排版进程中途退出（{status}{''.join(reasons)}），未发布，请再执行一次。"
        raise RendererDied(message)

    def end(self) -> None:
        """End it, however busy it is."""
        self._process.end()
