"""
A papermill engine that runs a notebook's cells in a forked process, and records what they show.

nbclient does all that it does with a kernel; only the connection is ours.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import queue
import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# First: where the entry point still names this module, papermill looks for it while we import it.
from briefing.engine.fork_engine import ForkEngine  # noqa: F401  # isort: skip

from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.exceptions import PapermillException
from papermill.log import logger

from briefing.engine.order import MOST_OUTPUT
from briefing.engine.start import Cells, Fork
from briefing.engine.wire import Channel, new_session
from briefing.system.processes import CAN_FORK

# Seconds for a notebook's process to end by itself, as for a standard kernel.
_GRACE = 5.0
_CHUNK = 1 << 16
# What papermill says of where output goes beside the notebook.
_PASSED_ON = {"log_output", "stdout_file", "stderr_file"}


class TooMuchOutput(PapermillException):  # type: ignore[misc]  # papermill ships no types
    """The notebook printed more than a page can hold."""


class CountingClient(PapermillNotebookClient):  # type: ignore[misc]  # papermill ships no types
    """Counts the characters that a notebook prints, and stops it after `most_output`."""

    most_output = MOST_OUTPUT
    printed = 0

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take in a message, unless too much was printed."""
        content = msg["content"]
        self.printed += len(content.get("text", "")) + sum(
            len(str(part)) for part in content.get("data", {}).values()
        )
        if self.printed > self.most_output:
            self.stop_flood()
            return None
        return super().process_message(msg, cell, cell_index)

    def stop_flood(self) -> None:
        """End the run at once: the cell may never stop printing."""
        raise NotImplementedError


class Connection:
    """Takes the place of nbclient's kernel client: sends requests, receives replies and outputs."""

    allow_stdin = False

    def __init__(self, cells: Cells) -> None:
        self.ended = asyncio.Event()
        self.shell_channel, self.iopub_channel = Inbox(self), Inbox(self)
        self._cells = cells
        self._inboxes = {b"shell": self.shell_channel, b"iopub": self.iopub_channel}
        self._session = new_session()
        self._channel = Channel(cells.wire, b"shell")
        self._asked: dict[str, Any] = {}
        new_decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = {name: new_decoder("replace") for name in cells.pipes}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watched: list[int] = []
        self._process: int | None = None

    async def execute(self, code: str, *, store_history: bool, stop_on_error: bool) -> str:
        """Ask for a cell to be run; return the name of the request."""
        return self._ask(
            "execute_request",
            code=code,
            silent=False,
            store_history=store_history,
            user_expressions={},
            allow_stdin=False,
            stop_on_error=stop_on_error,
        )

    def kernel_info(self) -> str:
        """Ask for the kernel's language; return the name of the request."""
        return self._ask("kernel_info_request")

    def is_alive(self) -> bool:
        """Tell whether the process is still running."""
        return not self._cells.has_ended

    def close(self) -> None:
        """Stop reading."""
        for descriptor in [*self._watched]:
            self._forget(descriptor)
        if self._process is not None:
            os.close(self._process)

    def _ask(self, kind: str, **content: Any) -> str:
        request = self._session.msg(kind, content)
        self._asked = request["header"]
        with contextlib.suppress(ConnectionError):
            # That the process has ended is noticed elsewhere.
            self._session.send(self._channel, request)  # type: ignore[arg-type]  # as ZMQ's
        return str(request["msg_id"])

    def watch(self) -> None:
        """Read whatever comes at once, and notice the end of the process at once."""
        if self._loop:
            return
        self._loop = asyncio.get_running_loop()
        for descriptor in (self._cells.wire.end.fileno(), *self._cells.pipes.values()):
            self._loop.add_reader(descriptor, self._take_in)
            self._watched.append(descriptor)
        if hasattr(os, "pidfd_open"):
            self._process = os.pidfd_open(self._cells.pid)
            self._loop.add_reader(self._process, self._take_in_last, self._process)
            self._watched.append(self._process)

    def _forget(self, descriptor: int) -> None:
        if descriptor in self._watched and self._loop:
            self._watched.remove(descriptor)
            self._loop.remove_reader(descriptor)

    def _take_in(self) -> None:
        """
        Sort what has come into the inboxes, in the order in which it was sent.

        The other side sends a message only when its pipes are empty. So messages that are here
        before we read a pipe are older than what is in the pipe.
        """
        ready, _, _ = select.select([*self._cells.pipes.values()], [], [], 0)
        filled = [name for name, pipe in self._cells.pipes.items() if pipe in ready]
        for channel, parts in self._cells.wire.received():
            _, content = self._session.feed_identities(parts)
            self._sort(channel, self._session.deserialize(content))
        for name in filled:
            printed = os.read(self._cells.pipes[name], _CHUNK)
            self._print(name, self._decoders[name].decode(printed))
            if not printed:
                self._forget(self._cells.pipes[name])
        if not self._cells.wire.is_open:
            self._forget(self._cells.wire.end.fileno())

    def _sort(self, channel: bytes, message: dict[str, Any]) -> None:
        if message["content"].get("execution_state") == "idle":
            # Half a character at the end of a cell's output stays half.
            for name, decoder in self._decoders.items():
                self._print(name, decoder.decode(b"", final=True))
        self._inboxes[channel].put(message)

    def _print(self, name: str, text: str) -> None:
        if text:
            message = self._session.msg("stream", {"name": name, "text": text}, parent=self._asked)
            self.iopub_channel.put(message)

    def _take_in_last(self, process: int) -> None:
        """Take in what the process sent before its end."""
        self._take_in()
        self._forget(process)
        self.ended.set()


class Inbox:
    """The messages of one channel, in place of a channel of Jupyter's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def put(self, message: dict[str, Any]) -> None:
        """Add a message."""
        self._messages.put_nowait(message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # noqa: ASYNC109  # nbclient asks so
        """Return the next message. Raises Empty when none comes in *timeout* seconds."""
        self._connection.watch()
        is_last = self._connection.ended.is_set() and self._messages.empty()
        if is_last and timeout is not None:
            raise queue.Empty
        try:
            return await asyncio.wait_for(self._messages.get(), timeout)
        except TimeoutError:
            raise queue.Empty from None


class ForkClient(CountingClient):
    """nbclient with a forked process in place of a kernel."""

    def __init__(
        self, nb_man: Any, *, memory_mib: int | None, fork: Fork | None, **options: Any
    ) -> None:
        super().__init__(nb_man, **options)
        self._memory_mib = memory_mib
        self._fork = fork
        self._is_flooded = False

    @contextmanager
    def setup_kernel(self, **_: Any) -> Iterator[None]:
        """Have a process while the notebook runs; it gets time to end only after the last cell."""
        cells = Cells(self._memory_mib, self._fork)
        self.kc = Connection(cells)
        grace = 0.0
        try:
            yield
            grace = _GRACE
        except DeadKernelError:
            if self._is_flooded:
                message = f"The notebook printed more than {self.most_output} characters."
                raise TooMuchOutput(message) from None
            raise
        finally:
            self.kc.close()
            cells.end(grace)

    async def _async_poll_kernel_alive(self) -> None:
        """Stop waiting for a reply as soon as the process has ended."""
        while not (self.kc.ended.is_set() or self._is_flooded):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.kc.ended.wait(), 0.5)
            if not self.kc.is_alive():
                break
        self.task_poll_for_reply.cancel()

    def stop_flood(self) -> None:
        """Treat the process as ended: nbclient leaves its cell at once."""
        self._is_flooded = True
        self.kc.ended.set()


class CellsEngine(Engine):  # type: ignore[misc]  # papermill ships no types
    """
    `papermill --engine briefing`: runs each notebook in a process forked for it, without ports.

    Its options beside papermill's own: `memory_mib`, the MiB of memory that a notebook may take,
    and `most_output`, the characters that it may print.
    """

    # Set in the processes that a warm one forks.
    fork: Fork | None = None

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        execution_timeout: int | None = None,
        memory_mib: int | None = None,
        most_output: int = MOST_OUTPUT,
        **options: Any,
    ) -> Any:
        """Run the cells. Raises TooMuchOutput, and what papermill's own engine raises."""
        about = nb_man.nb.metadata
        language = about.get("kernelspec", {}).get("language") or "python"
        language = about.get("language_info", {}).get("name") or language
        if language != "python":
            message = f"The engine runs Python notebooks; this one says {language}."
            raise PapermillException(message)
        if not CAN_FORK:
            return NBClientEngine.execute_managed_notebook(
                nb_man, kernel_name, execution_timeout=execution_timeout, **options
            )
        client = ForkClient(
            nb_man,
            memory_mib=memory_mib,
            fork=cls.fork,
            timeout=execution_timeout,
            kernel_name=kernel_name,
            log=logger,
            **{key: options[key] for key in _PASSED_ON & options.keys()},
        )
        client.most_output = most_output
        return client.execute()
