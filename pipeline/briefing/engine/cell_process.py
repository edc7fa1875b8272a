"""
The process of one notebook: it gets cells over a wire, runs them, and sends what they show.

It is ipykernel's own kernel, with one wire in place of the sockets and two pipes in place of the
streams. So whatever a cell does, it does as in the standard kernel.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import importlib
import logging
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from IPython.core.profiledir import ProfileDir
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets.config import Config
from zmq import Frame

from briefing.engine.streams import Pipe, redirect
from briefing.engine.wire import Channel, Lines, Wire, new_session
from briefing.system.own_process import bound_memory, die_with_parent, redirect_to_nothing

SHELL, IOPUB = b"shell", b"iopub"


class Kernel(IPythonKernel):
    """The standard kernel without sockets and without threads."""

    shell: Any
    session: Any
    shell_stream = AnyTrait()
    # Cells run in the main thread, and only there.
    shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
    _supports_kernel_subshells = False

    def start(self) -> None:
        """Start in the running loop."""
        self.io_loop = IOLoop.current()
        self.shell.exit_now = False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Do nothing: requests come one by one, and none waits."""

    def wants_to_leave(self) -> bool:
        """Tell whether a cell has called `exit` or `quit`."""
        return bool(self.shell.exit_now)


def new_kernel(profile: Path) -> Kernel:
    """
    Make the kernel that the processes of notebooks are forked with; *profile* is an empty folder.

    No user's IPython profile is read: the same notebook shows the same on every machine.
    """
    log = logging.getLogger("briefing.engine.kernel")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    # In memory: a file would need a thread.
    config = Config({"HistoryManager": {"hist_file": ":memory:"}})
    # Libraries look into the configuration to know that they are in a notebook.
    config.IPKernelApp = Config({"log_level": logging.WARNING})
    with _no_debugger():
        importlib.import_module("ipykernel.debugger")
    return Kernel.instance(
        config=config,
        session=new_session(),
        profile_dir=ProfileDir(location=str(profile)),
        log=log,
    )


@contextlib.contextmanager
def _no_debugger() -> Iterator[None]:
    """Let no debugger be imported: it would trace the process that is to be forked."""
    known = sys.modules.get("debugpy")
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["debugpy"]
        if known:
            sys.modules["debugpy"] = known


def run(kernel: Kernel, lines: Lines, memory_mib: int | None, parent: int) -> None:
    """
    Run the cells that come in until the client closes its end, then end this process.

    It may take *memory_mib* MiB more than now, and is killed when the process *parent* ends.
    """
    os.setsid()
    die_with_parent(signal.SIGKILL, parent)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Our own faults are not the notebook's output.
    complaints = os.dup(2)
    _close_all_but({*lines.all, complaints})
    _look_like_a_kernel(kernel)
    settle = redirect(Pipe(*lines.out), Pipe(*lines.err))
    wire = Wire(socket.socket(fileno=lines.wire), before=settle)
    _connect(kernel, wire)
    # No two notebooks may draw the same random numbers.
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    time.tzset()
    gc.enable()
    bound_memory(memory_mib)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    serving = loop.create_task(_serve(kernel, wire))
    serving.add_done_callback(lambda _: loop.stop())
    while not serving.done():
        # `exit` in a cell stops the loop; what was asked for is answered nevertheless.
        loop.run_forever()
    if error := serving.exception():
        os.write(complaints, "".join(traceback.format_exception(error)).encode())
        os._exit(1)
    _finish(kernel)


async def _serve(kernel: Kernel, wire: Wire) -> None:
    """Answer requests one by one; tasks that cells started go on in between."""
    kernel.start()
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(wire.end, arrived.set)
    while wire.is_open:
        await arrived.wait()
        arrived.clear()
        for _, request in wire.received():
            if kernel.wants_to_leave() and b'"execute_request"' in request[2]:
                return
            await kernel.dispatch_shell([Frame(part) for part in request])
    loop.remove_reader(wire.end)


def _connect(kernel: Kernel, wire: Wire) -> None:
    iopub = Channel(wire, IOPUB)
    # A process that a cell forks shares the wire; it must not speak on it.
    kernel.session.pid = os.getpid()
    kernel.shell_stream = Channel(wire, SHELL)
    kernel.iopub_socket = iopub
    kernel.shell.displayhook.pub_socket = iopub
    kernel.shell.display_pub.pub_socket = iopub


def _look_like_a_kernel(kernel: Kernel) -> None:
    """Set standard input, arguments, path and environment as a kernel started here has them."""
    redirect_to_nothing(0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # for as long as we live
    sys.argv = [""]
    # As in IPython, modules are found in the working folder before the first site-packages.
    places = [at for at, path in enumerate(sys.path) if Path(path).name.endswith("-packages")]
    sys.path.insert(places[0] if places else 0, "")
    kernel.shell.init_environment()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    kernel.shell.user_ns["_dh"] = [Path.cwd()]
    kernel.shell.user_ns_hidden["_dh"] = kernel.shell.user_ns["_dh"]


def _close_all_but(kept: set[int]) -> None:
    """Close every descriptor above 2 but those *kept*."""
    for descriptor in [int(name) for name in os.listdir("/dev/fd")]:  # noqa: PTH208  # only names
        if descriptor > 2 and descriptor not in kept:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _finish(kernel: Kernel) -> None:
    """End this process as Python does, without taking every module apart."""
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()  # noqa: SLF001
    with contextlib.suppress(BaseException):
        # A file that a cell left open is written when nothing refers to it any more.
        kernel.shell.user_ns.clear()
        kernel.shell.displayhook.flush()
        gc.collect()
    os._exit(0)
