"""The guarded reader: whatever one file does to its process, the others are read."""

from __future__ import annotations

import dataclasses
import gc
import io
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from briefing.system import processes
from briefing.workbooks import codec, guard
from briefing.workbooks.guard import Guard, ReaderBroke
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Merge, Remark, Sheet, Unreadable
from tests.conftest import sheet, workbook

if TYPE_CHECKING:
    from collections.abc import Callable

# In the child, files of these names do what their names say.
EVIL = """
import os, signal, sys, time
from briefing.workbooks import formats
from briefing.workbooks.sheet import Book, Sheet
read = formats.read
def evil(path, limits):
    name = path.stem
    if name == "crash": os.kill(os.getpid(), signal.SIGSEGV)
    if name == "abort": os.abort()
    if name == "rust":
        os.write(2, b"memory allocation of 8589934592 bytes failed"); os.abort()
    if name == "killed": os.kill(os.getpid(), signal.SIGKILL)
    if name == "spin":
        while True: pass
    if name == "sleep": time.sleep(600)
    if name == "eat": return [bytearray(1 << 24) for _ in range(10**6)]
    if name == "panic":
        class PanicException(BaseException): pass
        exec(compile("raise PanicException('index out of bounds')", "<rust>", "exec"), {"PanicException": PanicException, "__name__": "rust"})
    if name == "library": int("x" * 10**5 + "1", 99)
    if name == "bug": raise AttributeError("'NoneType' object has no attribute 'rows'")
    if name == "quit": sys.exit(3)
    if name == "noise": print("noise" * 10**5); sys.stderr.write("noise" * 10**6)
    if name == "recursion": (f := lambda: f())()
    if name == "write": open(path.with_suffix(".out"), "wb").write(bytes(1 << 25))
    if name == "leftover": return Book([Sheet("a", "b", [["x"]] * 10), object()])
    return read(path, limits)
evil.__globals__["__name__"] = "briefing.evil"
formats.read = evil
"""


@pytest.fixture
def evil(monkeypatch: pytest.MonkeyPatch) -> None:
    start = processes._START.replace("\nsys.exit(", f"{EVIL}\nsys.exit(")
    monkeypatch.setattr(processes, "_START", start)


LIMITS = FileLimits(memory_mib=256, cpu_seconds=1)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return workbook(tmp_path / "good.xlsx", sheet("甲|1.5"))


def _readers() -> list[psutil.Process]:
    """The children that read files; other tests of this process may have children of their own."""
    return [
        child
        for child in psutil.Process().children()
        if any("briefing.workbooks.child" in word for word in child.cmdline())
    ]


def named(good: Path, name: str) -> Path:
    path = good.with_name(f"{name}.xlsx")
    path.write_bytes(good.read_bytes())
    return path


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("crash", "F17"),
        ("abort", "F17"),
        ("rust", "F12"),
        ("killed", "F12"),
        ("spin", "F16"),
        ("eat", "F12"),
        ("panic", "F01"),
        ("recursion", "F01"),
        ("write", "F01"),
    ],
)
def test_what_a_file_does_to_the_reader_costs_only_itself(
    good: Path, name: str, code: str
) -> None:
    """It is refused with a line for the clerk, and the next file is read."""
    with Guard(LIMITS) as reader:
        first = reader.read(good)
        with pytest.raises(Unreadable) as caught:
            reader.read(named(good, name))
        again = reader.read(good)

    assert caught.value.remark.code == code
    assert caught.value.remark.found.isprintable()
    assert first == again


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(
    ("name", "code"),
    [("crash", "F17"), ("killed", "F12"), pytest.param("spin", "F16", marks=pytest.mark.long)],
)
def test_a_file_that_was_opened_ahead_costs_only_itself(good: Path, name: str, code: str) -> None:
    """It is refused when it is read, and the next file is opened by another child."""
    bad = named(good, name)
    with Guard(LIMITS) as reader:
        first = reader.read(good)
        reader.begin(bad)
        with pytest.raises(Unreadable) as caught:
            reader.read(bad)
        reader.begin(good)
        again = reader.read(good)

    assert caught.value.remark.code == code
    assert first == again


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(
    "name", ["crash", "killed", pytest.param("spin", marks=pytest.mark.long), "bug"]
)
def test_what_was_asked_for_behind_a_file_that_kills_its_reader_is_read(
    tmp_path: Path, good: Path, name: str
) -> None:
    """Another child is asked for all that the one before did not come to."""
    bad, other = named(good, name), workbook(tmp_path / "other.xlsx", sheet("乙|2.5"))
    with Guard(LIMITS) as reader:
        for path in (good, bad, other, good):
            reader.begin(path)
        first = reader.read(good)
        with pytest.raises(ReaderBroke if name == "bug" else Unreadable):
            reader.read(bad)
        assert reader.read(other).sheets[0].rows == [["乙", 2.5]]
        assert reader.read(good) == first


def test_another_file_than_was_opened_ahead_is_read_rightly(tmp_path: Path, good: Path) -> None:
    """The answer that nobody took is not taken for its own."""
    other = workbook(tmp_path / "other.xlsx", sheet("乙|2.5"))
    with Guard(LIMITS) as reader:
        reader.begin(other)
        assert reader.read(good).sheets[0].rows == [["甲", 1.5]]
        assert reader.read(other).sheets[0].rows == [["乙", 2.5]]


def test_a_book_that_waited_to_be_taken_is_no_fault_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent was busy with the file before: its time is not this file's."""
    # More than a pipe holds: the child waits in the middle of its answer.
    long = workbook(tmp_path / "long.xlsx", sheet("\n".join(f"甲{n:030000}" for n in range(80))))
    monkeypatch.setattr(guard, "_PATIENCE", -1.5)
    monkeypatch.setattr(guard, "_LOOK_EVERY", 0.01)
    with Guard(LIMITS) as reader:
        reader.begin(long)
        time.sleep(1)
        assert len(reader.read(long).sheets[0].rows) == 80


@pytest.mark.usefixtures("evil")
def test_a_file_that_waits_for_ever_is_given_up(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It burns no processor time, so the parent looks at the clock."""
    monkeypatch.setattr(guard, "_PATIENCE", 1)
    started = time.monotonic()

    with Guard(LIMITS) as reader, pytest.raises(Unreadable) as caught:
        reader.read(named(good, "sleep"))

    assert caught.value.remark.code == "F16"
    assert time.monotonic() - started < 20


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(("name", "code"), [("spin", "F16"), ("eat", "F12"), ("crash", "F17")])
def test_where_the_system_keeps_no_bounds_the_parent_does(
    good: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    """On Windows and macOS it watches memory and time of the child."""
    monkeypatch.setattr(guard, "_SYSTEM_KEEPS_BOUNDS", False)
    unbound = processes._START.replace(
        "read = formats.read",
        "from briefing.system import own_process; own_process.resource = None; read = formats.read",
    )
    monkeypatch.setattr(processes, "_START", unbound)

    with Guard(LIMITS) as reader:
        with pytest.raises(Unreadable) as caught:
            reader.read(named(good, name))
        assert reader.read(good).sheets[0].rows == [["甲", 1.5]]

    assert caught.value.remark.code == code


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("name", ["bug", "leftover"])
def test_a_fault_of_ours_keeps_its_traceback(good: Path, name: str) -> None:
    """The clerk cannot mend it; whoever can must see where it is."""
    with Guard(LIMITS) as reader:
        with pytest.raises(ReaderBroke) as caught:
            reader.read(named(good, name))
        assert reader.read(good).sheets[0].rows == [["甲", 1.5]]

    assert "Traceback" in str(caught.value)
    assert f"{name}.xlsx" in str(caught.value)


def test_a_child_that_cannot_start_says_why(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is missing is no fault of the file."""
    monkeypatch.setattr(processes, "_START", "import no_such_package")

    with Guard(LIMITS) as reader, pytest.raises(ReaderBroke, match="no_such_package"):
        reader.read(good)


@pytest.mark.usefixtures("evil")
def test_what_a_library_prints_stays_in_the_child(
    good: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither does it come between the books, nor on the clerk's screen."""
    with Guard(LIMITS) as reader:
        assert reader.read(named(good, "noise")).sheets[0].rows == [["甲", 1.5]]
        with pytest.raises(Unreadable):
            reader.read(named(good, "abort"))

    assert capfd.readouterr() == ("", "")


def test_one_child_serves_all_files(good: Path) -> None:
    """Its start is paid once, and only when there is a file to read."""
    with Guard(LIMITS) as reader:
        assert not _readers()
        reader.read(good)
        (first,) = _readers()
        reader.read(good)
        (second,) = _readers()

    assert first == second
    assert not psutil.pid_exists(first.pid)


def test_a_child_that_has_grown_is_replaced(good: Path, tmp_path: Path) -> None:
    """The next file must not find the memory taken."""
    large = tmp_path / "large.csv"
    large.write_text("项目名称,总投资\n" + "水厂,500\n" * 400_000, encoding="utf-8")
    with Guard(FileLimits(memory_mib=512)) as reader:
        reader.read(good)
        (first,) = _readers()
        assert len(reader.read(large).sheets[0].rows) == 400_001
        reader.read(good)
        (second,) = _readers()

    assert first != second


def test_the_garbage_collector_is_as_it_was(good: Path) -> None:
    """It is only spared the rows while they are made."""
    with Guard(LIMITS) as reader:
        reader.read(good)

    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no signals of this kind")
def test_ctrl_c_ends_the_child(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the interrupt goes on to whoever asked for the file."""

    def interrupted(file: io.BytesIO) -> Book:
        raise KeyboardInterrupt

    monkeypatch.setattr(codec, "load", interrupted)
    with Guard(LIMITS) as reader:
        with pytest.raises(KeyboardInterrupt):
            reader.read(good)
        assert not _readers()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends with its next word")
def test_the_child_dies_with_its_parent(good: Path) -> None:
    """Even a parent that was killed leaves nobody behind."""
    script = (
        "import os, sys, psutil; from pathlib import Path\n"
        "from briefing.workbooks.limits import FileLimits; from briefing.workbooks.guard import Guard\n"
        "reader = Guard(FileLimits()); reader.read(Path(sys.argv[1]))\n"
        "print(psutil.Process().children()[0].pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, good], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL

    pid = int(done.stdout)
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the child lives on")


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not show them")
def test_the_child_inherits_nothing(good: Path, tmp_path: Path) -> None:
    """No open file of the parent's is within a hostile file's reach."""
    with (tmp_path / "secret").open("w") as secret, Guard(LIMITS) as reader:
        os.set_inheritable(secret.fileno(), True)
        reader.read(good)
        (child,) = _readers()
        opened = {link.readlink().name for link in Path(f"/proc/{child.pid}/fd").iterdir()}

    assert not any("secret" in name for name in opened)


@pytest.mark.parametrize("name", ["没有.xlsx", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """It went away, or is a folder."""
    with Guard(LIMITS) as reader, pytest.raises(Unreadable) as caught:
        reader.read(tmp_path / name)

    assert caught.value.remark.code in {"F01", "F13"}


def test_odd_names_are_no_matter(good: Path) -> None:
    """Spaces, Chinese, quotes, bytes that are no text."""
    with Guard(LIMITS) as reader:
        for name in ("附件2：5月 (定稿)", 'a"b', "-c", os.fsdecode(b"\xb8\xbd\xbc\xfe")):
            path = named(good, name)
            assert reader.read(path).sheets[0].file == path.name


BOOK = Book(
    [
        Sheet("a.xlsx", "5月", [[n, None, "甲"] for n in range(12_000)], [Merge(0, 0, 1, 1)]),
        Sheet(
            "a.xlsx",
            "旧",
            [],
            is_hidden=True,
            hidden_rows=frozenset({1}),
            struck=frozenset({(1, 2)}),
            comments={(0, 0): "注"},
        ),
    ],
    [Remark("F14", "文件含有宏", "…", "…")],
)


def written(book: Book) -> bytes:
    codec.dump(book, file := io.BytesIO())
    return file.getvalue()


def test_a_book_comes_out_as_it_went_in() -> None:
    """In a file too, where it is kept."""
    assert codec.load(io.BytesIO(written(BOOK))) == BOOK


@pytest.mark.parametrize("cut", [0, 1, 100, 5000, -1])
def test_a_book_that_was_cut_off_is_torn(cut: int) -> None:
    """It is read anew from its source."""
    with pytest.raises(codec.Torn):
        codec.load(io.BytesIO(written(BOOK)[:cut]))


class Evil:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("echo evil",)


@pytest.mark.parametrize(
    "thing", [Evil(), object(), ["甲"], "1", {}, Remark("", "", "", ""), 10**9, print]
)
def test_only_a_book_comes_out(thing: object, capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever has the child in hand has not the parent."""
    with pytest.raises(codec.Torn):
        codec.load(io.BytesIO(pickle.dumps(thing)))

    assert capfd.readouterr() == ("", "")


def test_the_wire_knows_every_field() -> None:
    """A field that a sheet is given later must pass too."""
    for kind, known in codec._FIELDS.items():
        assert [each.name for each in dataclasses.fields(kind)] == list(known)


def test_bytes_at_random_are_torn() -> None:
    """Whatever the unpickler stumbles over."""
    whole = written(BOOK)
    for at in range(400):
        broken = bytearray(whole)
        broken[at] ^= 1 << at % 8
        try:
            codec.load(io.BytesIO(broken))
        except codec.Torn:
            continue
