"""
Builds are killed, starved, doubled, and their bytes flipped: one whole edition is there each time.

Whatever is done to a run, afterwards the old edition is whole or the new one is, its hashes verify,
no half file is visible, no process is left, and the next plain run succeeds.

MOMENTS, FLIPS, PAIRS, BUILDS and ERRNOS say how often; the figures are printed with `-s`.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from briefing import editions as archive
from briefing.domain.errors import PublishFailed
from briefing.domain.months import Month
from briefing.editions import provenance, verify
from briefing.editions.provenance import Provenance, code_hash, fonts_hash
from briefing.settings import paths
from briefing.settings.paths import Project
from briefing.starter.sample import generate
from briefing.system import files as system_files
from tests.interference import STEPS, VARIABLE, Interference
from tests.project import ROOT, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long

MOMENTS = int(os.environ.get("MOMENTS", "2"))
FLIPS = int(os.environ.get("FLIPS", "40"))
PAIRS = int(os.environ.get("PAIRS", "1"))
BUILDS = int(os.environ.get("BUILDS", "1"))
ERRNOS = int(os.environ.get("ERRNOS", "1"))

MONTH = "2020-01"
NUMBERS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES][:ERRNOS]
MARK = "BRIEFING_TEST"
MADE_OF = Provenance({"county": "zhashui", "month": MONTH}, {})
OLD = {"briefing.html": b"<p>old</p>" * 100, "briefing.pdf": b"%PDF old", "indicators.csv": b"1\n"}
NEW = {"briefing.html": b"<p>new</p>" * 100, "briefing.pdf": b"%PDF new", "indicators.csv": b"2\n"}
EACH_SYSTEM = pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "renames"])


# What is invariant.


def visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def require_whole(target: Path) -> int:
    """Hold every edition of a month against its manifest; return the number of the newest, or 0."""
    beside = visible(target.parent) - {target.name, "editions", "failed"}
    assert beside == set()
    if not target.exists():
        assert archive.former(target) == {}
        return 0
    found = archive.manifest(target)
    assert found is not None
    folders = [*archive.former(target).values(), target]
    manifests = archive.manifests(target)
    assert [each["edition"] for each in manifests] == list(range(1, found["edition"] + 1))
    follows = ""
    for folder, each in zip(folders, manifests, strict=True):
        assert archive.altered(folder, each["outputs"]) == []
        assert {entry["path"] for entry in each["outputs"]} | {"manifest.json"} == visible(folder)
        assert each["follows"] == follows
        follows = archive.seal_of(folder)
    return int(found["edition"])


def require_recovered(target: Path) -> int:
    """Take the lock, as the next run does: what was staged is gone, and an edition stands."""
    with archive.locked(target):
        number = require_whole(target)
    staged = [path.name for path in target.parent.iterdir() if path.name.startswith(".")]
    assert staged == [f".{target.name}.lock"]
    return number


# The publishing step alone, in this process or in a fork of it.


def published(folder: Path, editions: int) -> Path:
    """A month in so many editions."""
    target = folder / "zhashui" / MONTH
    target.parent.mkdir(parents=True)
    for number in range(editions):
        archive.publish(target, OLD | {"page-one.png": bytes([number])}, MADE_OF, {})
    return target


def died(target: Path, found: Interference) -> bool:
    """Publish the new edition in a fork; tell whether it was killed on the way."""
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            start(found)
            with archive.locked(target):
                archive.publish(target, NEW, MADE_OF, {})
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def steps_of(
    folder: Path, editions: int, step: str, how: str
) -> Iterator[tuple[Path, Interference]]:
    """Give a month, and an interference with each step of its publishing, until there is none more."""
    for number in range(1, 1000):
        target = published(folder / f"{step}-{how}-{editions}-{number}", editions)
        yield target, Interference(step, number, how)
        shutil.rmtree(target.parent)
    pytest.fail("publishing has no end")


def refusal(target: Path, found: Interference) -> str:
    """Publish the new edition here; return what a clerk is told where that failed."""
    start(found)
    try:
        archive.publish(target, NEW, MADE_OF, {})
    except PublishFailed as error:
        (line,) = error.lines
        return line
    finally:
        found.stop()
    return ""


def start(found: Interference) -> None:
    found.start(*([(system_files, "exchange")] if found.step == "rename" else []))


@EACH_SYSTEM
@pytest.mark.parametrize("editions", [0, 1, 2])
@pytest.mark.parametrize("how", ["before", "after"])
def test_a_death_at_every_step_of_publishing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, editions: int, how: str
) -> None:
    """Before and after every open, write, sync, rename: old or new; and the next run publishes."""
    if not can_exchange:
        monkeypatch.setattr(system_files, "exchange", lambda *_: False)
    deaths = 0
    for step in STEPS:
        for target, found in steps_of(tmp_path, editions, step, how):
            if not died(target, found):
                break
            deaths += 1
            # Between two renames there is no edition where a reader looks, until the next start.
            if can_exchange and target.exists():
                assert archive.manifest(target)
            assert require_recovered(target) in {editions, editions + 1}
            archive.publish(target, NEW, MADE_OF, {})
            assert require_recovered(target) == editions + 1

    assert deaths > 10
    print(f"{deaths} deaths {how} a step of edition {editions + 1}: {deaths} whole")


@EACH_SYSTEM
@pytest.mark.parametrize("editions", [0, 1, 2])
@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.__getitem__)
def test_an_error_at_every_step_of_publishing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, editions: int, number: int
) -> None:
    """The former edition stands at once, nothing is left, and one line says what to do."""
    if not can_exchange:
        monkeypatch.setattr(system_files, "exchange", lambda *_: False)
    errors = 0
    for step in STEPS:
        for target, found in steps_of(tmp_path, editions, step, str(number)):
            said = refusal(target, found)
            if not said:
                break
            errors += 1
            assert "原有简报保留不变。请" in said
            assert require_whole(target) == editions
            assert require_recovered(target) == editions
            archive.publish(target, NEW, MADE_OF, {})
            assert require_whole(target) == editions + 1

    assert errors > 10
    print(f"{errors} times {errno.errorcode[number]} in edition {editions + 1}: {errors} whole")


# Real file systems.


def in_a_namespace(script: str, *words: object) -> None:
    """Run a script where it may mount; without the right to, skip with a line."""
    may = (
        subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
        if shutil.which("unshare")
        else None
    )
    if may is None or may.returncode:
        pytest.skip("mounting needs root and unshare")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-euc", script, "sh", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


BUILD = f"{sys.executable} -m briefing build {MONTH}"


@pytest.mark.parametrize(
    ("mount", "said"),
    [
        ("mount -t tmpfs -o size=1m none reports", "磁盘已满"),
        ("mount --bind reports reports; mount -o remount,bind,ro reports", "磁盘是只读的"),
    ],
    ids=["a disk of 1 MB", "a read-only disk"],
)
def test_a_real_disk_that_takes_nothing(small: Path, mount: str, said: str) -> None:
    """One clear line, exit code 5, nothing half; and with another disk the same command succeeds."""
    (small / "reports" / "zhashui").mkdir(parents=True)
    shutil.rmtree(small / "reports" / "zhashui")
    script = f"""
        cd "$1"; export PYTHONPATH="$2"
        {mount}
        {BUILD} >out 2>err && exit 1 || test $? = 5
        grep -q '{said}' err; ! grep -q Traceback err; test "$(grep -vc '^提示' err)" -le 3
        test ! -e reports/zhashui/{MONTH}
        umount reports
        {BUILD}
        {sys.executable} -m briefing verify
    """
    in_a_namespace(script, small, SOURCE)
    assert require_whole(small / "reports" / "zhashui" / MONTH) == 1


# The whole command.


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small county of one month, read once."""
    folder = tmp_path_factory.mktemp("sample") / "project"
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder)
    generate(folder / "data", projects=12, months=[Month.parse(MONTH)])
    (folder / "reports").mkdir()
    assert build(folder) == 0
    shutil.rmtree(folder / "reports")
    return folder


@pytest.fixture
def small(sample: Path, tmp_path: Path) -> Path:
    """The small county in a folder of the test's own; nothing is published."""
    shutil.copytree(sample, tmp_path / "project")
    return tmp_path / "project"


def begun(folder: Path, mark: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", "build", MONTH],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(SOURCE), MARK: mark} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def build(folder: Path, **environment: str) -> int:
    """Build as a clerk does; nothing may be left running."""
    return built(folder, **environment)[0]


def built(folder: Path, **environment: str) -> tuple[int, str]:
    """Build; return the exit code, and what was said of it."""
    mark = uuid.uuid4().hex
    with begun(folder, mark, **environment) as process:
        _, said = process.communicate(timeout=300)
    assert "Traceback" not in said, said
    require_no_orphan(mark)
    return process.returncode, said


def require_no_orphan(mark: str) -> None:
    """Whatever a run has started ends with it; what is just ending gets the time to."""
    for _ in range(300):
        left = [process for process in psutil.process_iter() if _mark_of(process) == mark]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"left running: {[process.cmdline() for process in left]}")


def _mark_of(process: psutil.Process) -> str | None:
    with suppress(psutil.Error):
        if process.status() != psutil.STATUS_ZOMBIE:
            return process.environ().get(MARK)
    return None


def change(folder: Path) -> None:
    """Change the rules, so that there is something to publish."""
    with (folder / "data" / "zhashui" / "county.toml").open("a", encoding="utf-8") as file:
        file.write("#\n")


def test_a_death_at_any_moment(small: Path) -> None:
    """The whole group of processes is killed; the next plain run makes what was to be made."""
    chance = random.Random(6)
    target = small / "reports" / "zhashui" / MONTH
    began = time.monotonic()
    assert build(small) == 0
    longest = time.monotonic() - began
    old = new = 0
    for moment in range(MOMENTS):
        if moment % 10 == 9:
            # The first edition can be killed too; and editions take room.
            shutil.rmtree(small / "reports")
        before = require_whole(target) if target.parent.exists() else 0
        change(small)
        mark = uuid.uuid4().hex
        with begun(small, mark) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, longest))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        require_no_orphan(mark)
        after = require_whole(target) if target.parent.exists() else 0
        assert after in {before, before + 1}
        old, new = old + (after == before), new + (after > before)
        assert build(small) == 0
        assert require_recovered(target) == before + 1

    print(f"{MOMENTS} deaths: {old} times the old edition, {new} times the new one, all whole")


def test_an_error_somewhere_in_the_whole_command(small: Path, tmp_path: Path) -> None:
    """Below data, reports and logs: one line and exit code 5, or it was none that matters."""
    (tmp_path / "python").mkdir()
    shutil.copy(ROOT / "tests" / "interference.py", tmp_path / "python" / "sitecustomize.py")
    path = os.pathsep.join([str(tmp_path / "python"), str(SOURCE)])
    target = small / "reports" / "zhashui" / MONTH
    chance = random.Random(6)
    assert build(small) == 0
    codes = []
    for turn in range(BUILDS):
        step = list(STEPS)[turn % len(STEPS)]
        number, how = chance.randint(1, 12), NUMBERS[turn // len(STEPS) % len(NUMBERS)]
        before = require_whole(target)
        change(small)
        fault = f"{step}:{number}:{how}:{small}"
        code, said = built(small, PYTHONPATH=path, **{VARIABLE: fault})
        codes.append(code)
        # The archive page comes after the edition, which stands whatever befalls the page.
        is_published = code == 0 or "已发布的各期不受影响" in said
        assert code in {0, 5}, fault
        assert require_whole(target) == before + is_published, fault
        assert build(small) == 0
        assert require_recovered(target) == before + 1

    print(f"{BUILDS} errors: {codes.count(5)} told, {codes.count(0)} of no matter; all whole")


def test_two_builds_at_once(small: Path) -> None:
    """One publishes; the other finds the lock held, or nothing to do. One edition more."""
    target = small / "reports" / "zhashui" / MONTH
    codes = []
    for pair in range(PAIRS):
        change(small)
        mark = uuid.uuid4().hex
        with begun(small, mark) as one:
            time.sleep(random.Random(pair).choice([0, 0.1, 1]))
            with begun(small, mark) as other:
                other.communicate(timeout=300)
            one.communicate(timeout=300)
        codes.append(tuple(sorted((one.returncode, other.returncode))))
        assert codes[-1] in {(0, 0), (0, 6)}
        require_no_orphan(mark)
        assert require_recovered(target) == pair + 1
        assert build(small) == 0
        assert require_whole(target) == pair + 1

    print(f"{PAIRS} pairs, one edition each: {codes}")


def test_every_flipped_byte_is_found(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In ledgers, rules, corrections, notebook, lock, program and fonts; in all of both editions."""
    assert build(small) == 0
    folder = small / "data" / "zhashui" / "corrections"
    folder.mkdir()
    (folder / "1月.toml").write_text("无", encoding="utf-8")
    assert build(small) == 2
    failed = small / "reports" / "zhashui" / "failed" / f"{MONTH}.html"
    page = failed.read_bytes()
    (folder / "1月.toml").write_text("# 无\n", encoding="utf-8")
    assert build(small) == 0
    failed.parent.mkdir()
    failed.write_bytes(page)
    project, package = Project(small), tmp_path / "pipeline"
    shutil.copytree(paths.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(paths, "PACKAGE", package)
    of_program = list(provenance.code_files().values())
    files = _published_files(project)

    def faults() -> Any:
        code_hash.cache_clear()
        return verify.verify(project, archive.targets(project.reports)).faults

    chance = random.Random(6)
    assert faults() == []
    missed = []
    for _ in range(FLIPS):
        path = chance.choice(files if chance.random() < 0.9 else of_program)
        data = bytearray(path.read_bytes())
        if not data:
            continue
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        whole = path.read_bytes()
        path.write_bytes(data)
        if not faults():
            missed.append((path, place))
        path.write_bytes(whole)

    assert missed == []
    assert faults() == []
    code_hash.cache_clear()
    fonts_hash.cache_clear()
    print(f"{FLIPS} flips in {len(files) + len(of_program)} files: {FLIPS} found")


def _published_files(project: Project) -> list[Path]:
    """All that the newest edition is made of, and all of every edition."""
    target = project.reports / "zhashui" / MONTH
    found = archive.manifest(target)
    assert found is not None
    inputs = [project.root / entry["path"] for entry in found["inputs"]]
    outputs = [path for path in project.reports.rglob("*") if path.is_file()]
    kept = [path for path in outputs if not path.name.startswith(".")]
    return sorted([*inputs, *kept, project.root / "requirements.lock"])
