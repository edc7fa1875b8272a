"""Notebooks go in, from any number of threads; each is run by a process forked from a warm one."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from pathlib import Path

from briefing.engine.forks import PATIENCE, Forks
from briefing.engine.start import module

# A process that forks may have but one thread: these libraries would start their own when loaded.
# On macOS the system's own libraries would refuse to work in a forked process.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
}


class Warm(Forks):
    """
    A warm process, as long as the context lasts.

    It begins to import at once, in its own time, while the caller goes on. `execute` may be called
    from several threads; each call is a process of its own. The caller may have threads and V8: it
    never forks.
    """

    def __init__(self, root: Path) -> None:
        """Start it; notebooks will run in the folder *root*."""
        self._profile = tempfile.TemporaryDirectory(prefix="briefing-profile-")
        self._process, control = _started(root, self._profile.name)
        super().__init__(root, control)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def close(self) -> None:
        """End it, and every run that is still going on."""
        self._control.close()
        # It may still be importing, and not see yet that we are done.
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def _awake(self) -> socket.socket:
        """Begin anew where it was killed; of one that is killed on the way its run's end tells."""
        if self._process.poll() is not None:
            self._control.close()
            self._process, self._control = _started(self._root, self._profile.name)
        return self._control


def _started(root: Path, profile: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    control, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [*module("fork_server"), str(theirs.fileno()), profile],
            env=os.environ | _ONE_THREAD,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=root,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    return process, control
