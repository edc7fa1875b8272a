"""A process goes with the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: int, parent: int, *, forks: bool = False) -> None:
    """
    Get signal *number* when the process *parent* ends.

    On Linux the system sends it. Elsewhere we look every second: in a thread, or where the process
    *forks* and may have none, whenever an alarm rings.
    """

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    def look_again() -> None:
        while True:
            look()
            time.sleep(1)

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
        # It may have ended before we asked.
        look()
    elif forks:
        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, 1, 1)
    else:
        threading.Thread(target=look_again, daemon=True).start()
