"""Publishing: the new edition whole, or the former one as it was."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import filelock
import pytest

from briefing import editions
from briefing.domain.errors import Busy, PublishFailed
from briefing.editions.provenance import Provenance, fonts_hash
from briefing.system import files

if TYPE_CHECKING:
    from pathlib import Path

PLACE = "data/zhashui/raw/2020-05/台账.xlsx"
MADE_OF = Provenance(
    parameters={"county": "zhashui", "month": "2020-05"},
    inputs={PLACE: ("ab12", 7)},
    code="c0de",
    version="0.1.0",
    lock="10c4",
)
FONTS = {"body": "Noto Serif SC"}
FIRST = {"briefing.html": b"<p>5</p>", "indicators.csv": b"month\n"}
SECOND = FIRST | {"briefing.html": "<p>改</p>".encode()}


@pytest.fixture
def can_exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the system exchanges two folders by one rename; Windows does not."""
    if not request.param:
        monkeypatch.setattr(files, "exchange", lambda *_: False)
    return bool(request.param)


each_system = pytest.mark.parametrize(
    "can_exchange", [True, False], indirect=True, ids=["exchange", "two renames"]
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where May is published, with its first edition in it."""
    folder = tmp_path / "zhashui" / "2020-05"
    folder.parent.mkdir()
    editions.publish(folder, FIRST, MADE_OF, FONTS)
    return folder


def _files(target: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in target.iterdir() if path.name != "manifest.json"
    }


def _beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def _manifest(target: Path) -> dict[str, Any]:
    found = editions.manifest(target)
    assert found is not None
    return found


def test_an_edition_is_its_files_and_a_manifest(target: Path) -> None:
    """The manifest names parameters, inputs, outputs, code, lock and fonts, and no clock."""
    assert _files(target) == FIRST
    assert _beside(target) == ["2020-05"]
    assert _manifest(target) == {
        "edition": 1,
        "parameters": {"county": "zhashui", "month": "2020-05"},
        "inputs": [{"path": "data/zhashui/raw/2020-05/台账.xlsx", "sha256": "ab12", "bytes": 7}],
        "outputs": [
            {
                "path": "briefing.html",
                "sha256": _manifest(target)["outputs"][0]["sha256"],
                "bytes": 8,
            },
            {
                "path": "indicators.csv",
                "sha256": _manifest(target)["outputs"][1]["sha256"],
                "bytes": 6,
            },
        ],
        "code": {"version": "0.1.0", "sha256": "c0de"},
        "lock": "10c4",
        "fonts": {"body": "Noto Serif SC"},
        "font_files": fonts_hash(),
        "follows": "",
        "sha256": _manifest(target)["sha256"],
    }


def test_a_change_is_the_second_edition_and_none_is_not(target: Path) -> None:
    """The number grows when an output changes, and only then."""
    editions.publish(target, FIRST, dataclasses.replace(MADE_OF, code="new"), FONTS)
    assert _manifest(target)["edition"] == 1
    assert _manifest(target)["code"]["sha256"] == "new"

    assert editions.publish(target, SECOND, MADE_OF, FONTS) == 2
    assert _manifest(target)["edition"] == 2
    assert _files(target) == SECOND


@each_system
def test_the_former_edition_stays_readable(target: Path, can_exchange: bool) -> None:
    """Each has a folder by its number, as it was; and each names the one before."""
    first = editions.seal_of(target)
    editions.publish(target, SECOND, MADE_OF, FONTS)
    second = editions.seal_of(target)
    editions.publish(target, FIRST, MADE_OF, FONTS)

    kept = editions.former(target)
    assert list(kept) == [1, 2]
    assert kept[1] == target.parent / "editions" / "2020-05" / "1"
    assert [_files(folder) for folder in kept.values()] == [FIRST, SECOND]
    assert [editions.seal_of(folder) for folder in kept.values()] == [first, second]
    assert [found["follows"] for found in editions.manifests(target)] == ["", first, second]
    assert editions.folder_of(target, 2) == kept[2]
    assert editions.folder_of(target, 3) == target
    assert _beside(target) == ["2020-05", "editions"]


@each_system
def test_a_damaged_edition_is_replaced_by_its_own_bytes(target: Path, can_exchange: bool) -> None:
    """The same edition, whole again; what was damaged is no edition of its own."""
    (target / "briefing.html").write_bytes(b"<p>6</p>")

    assert editions.publish(target, FIRST, MADE_OF, FONTS) == 1
    assert _files(target) == FIRST
    assert editions.changes(target, MADE_OF) == []
    assert _beside(target) == ["2020-05"]


def test_a_file_that_is_no_longer_made_goes(target: Path) -> None:
    """An edition replaces the former one whole."""
    editions.publish(target, {"briefing.html": b"x"}, MADE_OF, FONTS)

    assert _files(target) == {"briefing.html": b"x"}


def test_a_month_is_current_while_nothing_changed(target: Path) -> None:
    """Same inputs, same code, untouched outputs: nothing is to be done."""
    assert editions.changes(target, MADE_OF) == []
    assert editions.changes(target.with_name("2020-06"), MADE_OF)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lock": "other"}, "依赖清单 requirements.lock 有改动"),
        ({"code": "new"}, "程序有改动（版本 0.1.0）"),
        ({"inputs": {}}, "移除 data/zhashui/raw/2020-05/台账.xlsx"),
        ({"inputs": {PLACE: ("ffff", 7)}}, "有改动 data/zhashui/raw/2020-05/台账.xlsx"),
        ({"inputs": {PLACE: ("ab12", 7), "a.toml": ("1", 1)}}, "新增 a.toml"),
        (
            {"parameters": {"county": "zhashui", "month": "2020-06"}},
            "参数 month：“2020-05”改为“2020-06”",
        ),
    ],
)
def test_what_changed_is_said(target: Path, change: dict[str, Any], said: str) -> None:
    """Of each kind of input, by its name."""
    assert editions.changes(target, dataclasses.replace(MADE_OF, **change)) == [said]


def test_a_flipped_byte_is_found(target: Path) -> None:
    """One byte of an output, or a missing one, is named."""
    (target / "briefing.html").write_bytes(b"<p>6</p>")

    assert editions.altered(target, _manifest(target)["outputs"]) == ["briefing.html"]
    assert editions.changes(target, MADE_OF)

    (target / "indicators.csv").unlink()
    assert editions.altered(target, _manifest(target)["outputs"]) == [
        "briefing.html",
        "indicators.csv",
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", json.dumps({"outputs": []})])
def test_a_damaged_manifest_is_none(target: Path, text: str) -> None:
    """What cannot be read whole is no manifest, and the month is published anew: nothing is lost."""
    (target / "manifest.json").write_text(text)

    assert editions.manifest(target) is None
    assert editions.changes(target, MADE_OF)
    assert editions.number_of(target) == 1

    assert editions.publish(target, SECOND, MADE_OF, FONTS) == 2
    assert _files(editions.former(target)[1]) == FIRST


def test_a_lost_manifest_is_written_again(target: Path) -> None:
    """Files that are just those that are made are the edition that they were."""
    (target / "manifest.json").unlink()

    assert editions.publish(target, FIRST, MADE_OF, FONTS) == 1
    assert editions.changes(target, MADE_OF) == []


def test_each_byte_of_a_manifest_is_sealed(target: Path) -> None:
    """A number, a hash, a space, the seal itself: whichever is changed, it is a manifest no more."""
    path = target / "manifest.json"
    data = path.read_bytes()

    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert editions.manifest(target) is None, data[place - 20 : place + 20]


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_the_former_edition(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails nothing is changed, nothing is left, and the message says what to do."""
    monkeypatch.setattr(os, "fsync", _full)

    with pytest.raises(
        PublishFailed, match="磁盘已满），原有简报保留不变。请清理磁盘后再执行一次。"
    ):
        editions.publish(target, SECOND, MADE_OF, FONTS)

    assert _files(target) == FIRST
    assert _beside(target) == ["2020-05"]


@each_system
@pytest.mark.parametrize("step", ["exchange", "replace", "fsync", "mkdir", "open", "write"])
def test_whatever_fails_keeps_the_former_edition(
    target: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, step: str
) -> None:
    """Whichever call to the system fails, the former edition stands whole, and nothing else."""
    owner = files if step == "exchange" else os
    really, count = getattr(owner, step), 0
    calls: list[object] = []

    def failing(*words: Any, **more: Any) -> Any:
        calls.append(words)
        if len(calls) == count:
            raise OSError(errno.EIO, "Input/output error")
        return really(*words, **more)

    monkeypatch.setattr(owner, step, failing)
    for number in range(1, 100):
        calls, count = [], number
        try:
            editions.publish(target, SECOND, MADE_OF, FONTS)
        except PublishFailed:
            assert _files(target) == FIRST
            assert editions.changes(target, MADE_OF) == []
            assert _beside(target) == ["2020-05"]
        else:
            break

    assert number > 1
    assert _files(target) == SECOND


@each_system
def test_a_crash_between_the_renames_is_mended(target: Path, can_exchange: bool) -> None:
    """The next run brings the former edition back and clears what was staged."""
    former = target.parent / "editions" / "2020-05" / "1"
    former.parent.mkdir(parents=True)
    os.replace(target, former)
    (target.parent / ".2020-05.new").mkdir()

    with editions.locked(target):
        assert _files(target) == FIRST
        assert editions.former(target) == {}

    editions.publish(target, SECOND, MADE_OF, FONTS)
    assert list(editions.former(target)) == [1]


def test_a_crash_while_the_same_edition_is_renewed_is_mended(target: Path) -> None:
    """What was renamed aside comes back."""
    os.replace(target, target.parent / ".2020-05.old")

    with editions.locked(target):
        assert _files(target) == FIRST

    assert _beside(target) == [".2020-05.lock", "2020-05"]


def test_a_crash_after_the_exchange_keeps_both_editions(target: Path) -> None:
    """The new one stands; the former is where it was exchanged to, and gets its place."""
    editions.publish(target, SECOND, MADE_OF, FONTS)
    os.replace(editions.former(target)[1], target.parent / ".2020-05.new")

    with editions.locked(target):
        assert _files(target) == SECOND
        assert _files(editions.former(target)[1]) == FIRST

    assert _beside(target) == [".2020-05.lock", "2020-05", "editions"]


def test_a_crash_while_the_third_is_staged_leaves_two(target: Path) -> None:
    """What was half written is no edition, though one be missing."""
    editions.publish(target, SECOND, MADE_OF, FONTS)
    shutil.rmtree(editions.former(target)[1])
    (target.parent / ".2020-05.new").mkdir()
    (target.parent / ".2020-05.new" / "briefing.html").write_bytes(b"<p>")

    with editions.locked(target):
        assert editions.former(target) == {}

    assert _beside(target) == [".2020-05.lock", "2020-05", "editions"]


def test_a_dead_holders_lock_is_taken_over(target: Path) -> None:
    """A run that was killed holds nothing up."""
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom briefing import editions as archive\n"
        "with archive.locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(target)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy), editions.locked(target):
            pytest.fail("the lock was given twice")
        holder.kill()
        holder.wait()

        with editions.locked(target):
            assert _files(target) == FIRST


def test_a_held_lock_is_busy(target: Path) -> None:
    """Two runs never publish the same month at once."""
    other = filelock.FileLock(target.parent / ".2020-05.lock", is_singleton=False)

    with other, pytest.raises(Busy, match="另一个进程正在生成"), editions.locked(target):
        pytest.fail("the lock was given twice")


def test_a_fault_under_the_lock_stays_what_it_is(target: Path) -> None:
    """What fails while the lock is held is not taken for a folder that cannot be written."""
    with pytest.raises(FileNotFoundError), editions.locked(target):
        (target / "absent").read_bytes()

    with editions.locked(target):
        assert target.is_dir()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file where the folder should be, or any other fault of the system, is a PublishFailed."""
    (tmp_path / "zhashui").write_text("")

    with (
        pytest.raises(PublishFailed, match="无法写入"),
        editions.locked(tmp_path / "zhashui" / "2020-05"),
    ):
        pytest.fail("nothing can be locked there")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said(target: Path) -> None:
    """A folder without the right to write is a PublishFailed, and the edition stands."""
    target.parent.chmod(0o555)
    try:
        with pytest.raises(PublishFailed):
            editions.publish(target, SECOND, MADE_OF, FONTS)
    finally:
        target.parent.chmod(0o755)

    assert _files(target) == FIRST


def test_files_are_put_whole_and_replace_their_former_selves(tmp_path: Path) -> None:
    """The folder is made; what else stands in it stays."""
    folder = tmp_path / "new" / "folder"
    files.write_all_or_explain(folder, {"a": b"1", "b": b"2"})
    files.write_all_or_explain(folder, {"a": b"3"})

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a": b"3", "b": b"2"}


def test_nothing_is_put_when_one_of_the_files_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the former files, and nothing half."""
    files.write_all_or_explain(tmp_path, {"a": b"1", "b": b"2"})
    really = files.write_new

    def full(path: Path, data: bytes) -> None:
        if path.name == "b":
            raise OSError(errno.ENOSPC, "no space left")
        really(path, data)

    monkeypatch.setattr(files, "write_new", full)

    with pytest.raises(PublishFailed, match="未能写入"):
        files.write_all_or_explain(tmp_path, {"a": b"3", "b": b"4"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}


def test_what_a_former_run_put_is_named_and_left(tmp_path: Path) -> None:
    """Only what begins like ours; a folder that is not there holds nothing."""
    files.write_all_or_explain(tmp_path, {"反馈（甲）": b"", "反馈（乙）": b"", "别的": b""})

    assert files.list_others(tmp_path, "反馈（", ["反馈（甲）"]) == ["反馈（乙）"]
    assert files.list_others(tmp_path / "none", "反馈（", []) == []


def test_what_a_killed_run_staged_is_swept(tmp_path: Path) -> None:
    """After an hour; until then it may be another's that is still writing."""
    for name in (".new-dead", ".new-alive"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / ".new-dead", (0, 0))

    files.write_all_or_explain(tmp_path, {"a": b"1"})

    assert sorted(path.name for path in tmp_path.iterdir()) == [".new-alive", "a"]


def test_only_what_is_old_and_ours_is_swept(tmp_path: Path) -> None:
    """By the beginning of its name, and its age."""
    for name in ("briefing-run-old", "briefing-run-new", "briefing-notes", "briefing-call-old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "order.json").touch()
        if name != "briefing-run-new":
            os.utime(tmp_path / name, (0, 0))

    files.remove_old(tmp_path, "briefing-run-", "briefing-call-", hours=48)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "briefing-notes",
        "briefing-run-new",
    ]


def test_what_a_killed_run_staged_alone_is_swept_at_once(tmp_path: Path) -> None:
    """Who holds the lock of a name knows that nobody else writes under it."""
    for name in (".new-zhashui-dead", ".new-other-alive"):
        (tmp_path / name).mkdir()

    files.write_all_or_explain(tmp_path, {"a": b"1"}, owner="zhashui")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".new-other-alive", "a"]
