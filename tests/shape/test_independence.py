"""Two runs of the tests at once do not meet: no test names a place or a port that both would use."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
FILES = sorted(
    path
    for path in TESTS.rglob("*")
    if path.suffix in {".py", ".txt", ".java"} and path != Path(__file__)
)
# Folders that every user or program of a machine has in common, and addresses with a fixed port.
SHARED = re.compile(
    r"gettempdir|(?<![\w.])/tmp\b|/var/tmp|/dev/shm|Path\.home\(|expanduser|[\"'/ ]~/"
    r"|\.cache/|(?:localhost|127\.0\.0\.1):\d+|\bport\"?\s*[=:]\s*[1-9]\d*"
)
# Why each of these is no place where two runs meet.
ALLOWED = {
    # A command that is run as a clerk's has the clerk's home; its cache is the run's.
    ("project.py", "Path.home("),
    # HOME is the test's own folder there.
    ("unit/test_deliver.py", '"~/'),
    # Nobody listens there: that is what the test needs.
    ("unit/test_batch.py", "127.0.0.1:1"),
}
# A command line that is looked for among all processes must hold a word of this run alone.
OF_ALL_PROCESSES = {
    "long/test_batch.py": "the folder of the test is in what it looks for",
    "long/test_deaths.py": "a number that is drawn anew is in what it looks for",
    "long/test_faults.py": "a mark that is drawn anew is in what it looks for",
}


def test_no_place_or_port_is_shared_with_another_run() -> None:
    """Files stand below tmp_path, and the system chooses ports; each exception is still needed."""
    found = {
        (path.relative_to(TESTS).as_posix(), words)
        for path in FILES
        for words in SHARED.findall(path.read_text(encoding="utf-8"))
    }

    assert found == ALLOWED


def test_processes_of_another_run_are_not_looked_for() -> None:
    """Few tests look at all processes, and each for its own."""
    looking = {
        path.relative_to(TESTS).as_posix()
        for path in FILES
        if re.search(r"process_iter|\bpids\(|pgrep|pkill|killall", path.read_text("utf-8"))
    }

    assert looking == OF_ALL_PROCESSES.keys()
