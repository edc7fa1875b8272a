"""What is published reaches each recipient once, through a real mail server and into a folder."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest

from briefing import editions
from briefing.delivery import deliver, memory, secret
from briefing.delivery import sent as record
from briefing.delivery.header_text import file_name, header
from briefing.domain.errors import Busy, NotDelivered, PublishFailed, UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import Provenance
from briefing.settings import delivery
from briefing.settings.paths import Project
from tests.mailserver import PASSWORD, USER, Server, listening
from tests.project import ROOT
from tests.project import run as run_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

MAY = Month(2020, 5)
OFFICE, BUREAU = "zfb@example.cn", "tjj@example.cn"
FIGURES = """month,indicator,name,value,unit,basis,scope
2020-05,A03,开复工率,90.5,%,调度口径,county
2020-05,A10,完成投资,43,亿元,调度口径,county
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Zhashui's rules, and May published."""
    found = Project(tmp_path / "project")
    (found.root / "notebooks").mkdir(parents=True)
    config = found.county("zhashui").config
    config.parent.mkdir(parents=True)
    config.write_bytes((ROOT / "data" / "zhashui" / "county.toml").read_bytes())
    publish(found)
    return found


def publish(project: Project, pdf: bytes = b"%PDF-1.7 first") -> None:
    target = project.published("zhashui", MAY)
    made_of = Provenance({"county": "zhashui", "month": "2020-05"}, {}, code="")
    files = {"briefing.pdf": pdf, "briefing.html": b"<p>", "indicators.csv": FIGURES.encode()}
    with editions.locked(target):
        editions.publish(target, files, made_of, {})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with listening(tmp_path) as found:
        yield found


def settle(project: Project, server: Server, kept: str = "", **words: str) -> None:
    """Write delivery.toml; the password is *kept* in a file, *words* are keys that differ."""
    keys = {
        "host": '"localhost"',
        "port": str(server.port),
        "ca_file": f'"{server.authority}"',
        "sender": '"柞水县发展和改革局 <fgj@example.cn>"',
        "to": f'["县政府办公室 <{OFFICE}>", "{BUREAU}"]',
        "timeout_seconds": "5",
        "backoff_seconds": "[0.5, 2]",
    } | words
    if kept:
        keys |= {"username": f'"{USER}"', "password_file": f'"{kept}"'}
    lines = [f"{key} = {value}" for key, value in keys.items()]
    text = "\n".join(["[mail]", *lines])
    project.county("zhashui").delivery.write_text(text, encoding="utf-8")


class Pauses(list[float]):
    """Waits are noted, not waited for."""

    def __call__(self, seconds: float) -> None:
        """Note a wait."""
        self.append(seconds)


def send(project: Project, pauses: Pauses | None = None, **more: Any) -> deliver.Delivered:
    return deliver.deliver(
        project, "zhashui", MAY, pause=Pauses() if pauses is None else pauses, **more
    )


def attachment(letter: EmailMessage) -> EmailMessage:
    (found,) = letter.iter_attachments()
    return found  # type: ignore[return-value]


def test_the_pdf_reaches_everybody_once(project: Project, server: Server) -> None:
    """In one letter, encrypted, with its points; a second run sends nothing."""
    settle(project, server)

    first, second = send(project), send(project)

    (letter,) = server.box.letters
    assert server.box.recipients == [[OFFICE, BUREAU]]
    assert server.box.was_encrypted == [True]
    assert (first.exit_code, len(first.done), second.done, second.failed) == (0, 1, [], [])
    assert letter["Subject"] == "柞水县固定资产投资运行简报（2020年5月）"
    assert letter["From"] == "柞水县发展和改革局 <fgj@example.cn>"
    assert letter["To"] == f"县政府办公室 <{OFFICE}>, {BUREAU}"
    assert attachment(letter).get_filename() == "柞水县固定资产投资运行简报（2020年5月）.pdf"
    assert attachment(letter).get_content() == b"%PDF-1.7 first"
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "开复工率：90.5%" in text
    assert "完成投资：43亿元" in text
    assert "台账逐行数据、项目名称均为虚构" in text


def test_a_new_edition_is_sent_and_the_same_pages_are_not(
    project: Project, server: Server
) -> None:
    """What its readers would read again as it was is no news."""
    settle(project, server)
    send(project)
    publish(project, b"%PDF-1.7 second")
    send(project)
    publish(project, b"%PDF-1.7 second")
    send(project)

    first, second = server.box.letters
    assert second["Subject"] == "柞水县固定资产投资运行简报（2020年5月）（第2版）"
    assert first["Message-ID"] != second["Message-ID"]


def test_sent_again_it_is_the_same_letter(project: Project, server: Server) -> None:
    """Its identity is the edition's, by which receivers know a double."""
    settle(project, server)
    send(project)
    send(project, resend=True)

    first, second = server.box.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_tls_from_the_start_and_a_login(project: Project, tmp_path: Path) -> None:
    """The password comes from its file and goes to the server alone."""
    kept = tmp_path / "口令"
    kept.write_text(PASSWORD + "\n", encoding="utf-8")
    kept.chmod(0o600)
    for security in ("tls", "starttls"):
        with listening(tmp_path, security, login=True) as server:
            settle(project, server, str(kept), security=f'"{security}"')
            told = send(project, resend=True)

            assert (told.failed, len(server.box.letters)) == ([], 1)
            assert server.box.logins == [(USER, PASSWORD)]


def test_a_wrong_password_is_told_without_it(
    project: Project, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried once: a server locks who tries too often. Nothing shows it, nor is it kept."""
    caplog.set_level(logging.DEBUG)
    kept = tmp_path / "口令"
    kept.write_text("another-secret", encoding="utf-8")
    kept.chmod(0o600)
    with listening(tmp_path, login=True) as server:
        settle(project, server, str(kept))
        told = send(project)
        told_others = "".join(record.message for record in caplog.records)

        # smtplib offers each of the server's ways to log in once.
        assert set(server.box.logins) == {(USER, "another-secret")}
    assert "用户名或口令不被接受" in told.failed[0]
    everything = "".join(
        [*told.failed, *(path.read_text() for path in project.county("zhashui").memory.glob("*"))]
    )
    assert "another-secret" not in everything + told_others.replace("b'", "")


def test_a_certificate_of_nobody_is_refused(project: Project, server: Server) -> None:
    """Nothing is sent to a server that cannot say who it is, and no second try makes it another."""
    settle(project, server, ca_file='""')
    pauses = Pauses()

    told = send(project, pauses)

    assert "服务器证书不可信" in told.failed[0]
    assert (server.box.letters, pauses) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(
    project: Project, tmp_path: Path, security: str
) -> None:
    """Even where the authority is trusted."""
    with listening(tmp_path, security, name="other.example.cn") as server:
        settle(project, server, security=f'"{security}"')
        told = send(project)

        assert "服务器证书不可信" in told.failed[0]
        assert server.box.letters == []


def test_a_server_without_encryption_gets_nothing(project: Project, tmp_path: Path) -> None:
    """Whoever stands in between may have taken STARTTLS out."""
    with listening(tmp_path, "none") as server:
        settle(project, server)
        told = send(project)

        assert "不支持所要求的加密" in told.failed[0]
        assert server.box.letters == []


def test_who_is_refused_is_named_and_the_others_have_it(project: Project, server: Server) -> None:
    """The next run asks only for those who are left."""
    settle(project, server)
    server.box.to_rcpt[BUREAU] = ["550 5.1.1 No such user\x07here"]

    told = send(project)
    assert server.box.recipients == [[OFFICE]]
    assert told.exit_code == NotDelivered.exit_code == 5
    assert told.failed == [
        f"zhashui 2020-05：邮件未能发给 {BUREAU}：服务器答复 550 5.1.1 No such user〓here"
    ]

    send(project)
    assert server.box.recipients == [[OFFICE], [BUREAU]]


def test_what_may_pass_is_tried_again_after_a_pause(project: Project, server: Server) -> None:
    """A busy server, a greylisted recipient, a connection that drops: each once."""
    settle(project, server)
    pauses = Pauses()
    server.box.to_data = ["451 busy", "drop"]

    told = send(project, pauses)
    assert (told.failed, pauses, len(server.box.letters)) == ([], [0.5, 2], 1)

    publish(project, b"%PDF second")
    server.box.to_rcpt[BUREAU] = ["450 greylisted"]
    assert send(project).failed == []
    assert server.box.recipients[1:] == [[OFFICE], [BUREAU]]


def test_a_server_that_is_away_is_resumed_by_the_next_run(
    project: Project, tmp_path: Path
) -> None:
    """Nothing is lost, and what is refused in a run is not asked for without end."""
    with listening(tmp_path) as server:
        settle(project, server, runs="2")
    pauses = Pauses()
    told = send(project, pauses)
    assert "连不上 localhost" in told.failed[0]
    assert pauses == [0.5, 2]

    deliver.deliver(project, "zhashui", MAY, is_asked=False, pause=pauses)
    given_up = deliver.deliver(project, "zhashui", MAY, is_asked=False, pause=pauses)
    assert "2个收件人多次投送不成，不再自动重试" in given_up.failed[0]
    assert len(pauses) == 4

    with listening(tmp_path) as server:
        settle(project, server)
        assert send(project).failed == []
        assert len(server.box.letters) == 1


def test_a_run_that_died_after_sending_sends_the_same_letter_again(
    project: Project, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP cannot tell whether the letter was taken; its identity lets receivers drop the double."""
    settle(project, server)

    really = record.Record.note

    def die(self: record.Record, edition: str, places: Any, state: str) -> None:
        if state != record.SENDING:
            raise KeyboardInterrupt
        really(self, edition, places, state)

    with monkeypatch.context() as patched:
        patched.setattr(record.Record, "note", die)
        with pytest.raises(KeyboardInterrupt):
            send(project)
    send(project)
    send(project)

    first, second = server.box.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_only_what_comes_after_it_was_asked_for_is_delivered_by_itself(
    project: Project, server: Server
) -> None:
    """A county that begins to send mail does not send its whole past."""
    settle(project, server)
    assert deliver.resume(project, "zhashui", MAY).done == []

    deliver.expect(project, "zhashui", MAY)
    assert deliver.resume(project, "zhashui", MAY).done == []

    publish(project, b"%PDF second")
    deliver.expect(project, "zhashui", MAY)
    assert len(deliver.resume(project, "zhashui", MAY).done) == 1
    assert deliver.resume(project, "zhashui", MAY).done == []


def test_what_was_altered_is_not_sent(project: Project, server: Server) -> None:
    """The bytes that are hashed are the bytes that are sent."""
    settle(project, server)
    (project.published("zhashui", MAY) / "briefing.pdf").write_bytes(b"%PDF altered")

    with pytest.raises(PublishFailed, match="与清单不符"):
        send(project)
    assert server.box.letters == []


def test_two_runs_at_once_do_not_both_send(project: Project, server: Server) -> None:
    """The second is told of the first."""
    settle(project, server)
    folder = project.county("zhashui")

    with memory.lock(folder, record.name(MAY), "投送"), pytest.raises(Busy):
        send(project)


def test_what_is_remembered_names_nobody(project: Project, server: Server) -> None:
    """It holds hashes, counts and states."""
    settle(project, server)
    send(project)
    text = (project.county("zhashui").memory / "delivered-2020-05.json").read_text("utf-8")

    assert "example.cn" not in text
    assert '"state": "taken"' in text


def test_a_name_cannot_add_a_header(project: Project, server: Server) -> None:
    """Line ends, turning marks and nulls in a county's names end, turn and hide nothing."""
    config = project.county("zhashui").config
    evil = r"简报\r\nBcc: thief@example.cn\u0000\u202efdp.\u2028x/../../y"
    text = config.read_text("utf-8").replace("柞水县固定资产投资运行简报", evil, 1)
    config.write_text(text, encoding="utf-8")
    settle(project, server, sender=r'"局\r\nBcc: a\u202e <fgj@example.cn>"')

    send(project)

    (letter,) = server.box.letters
    assert server.box.recipients == [[OFFICE, BUREAU]]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "简报 Bcc: thief@example.cnfdp. x/../../y（2020年5月）"
    assert letter["From"].addresses[0].display_name == "局 Bcc: a"
    assert attachment(letter).get_filename() == (
        "简报 Bcc_ thief@example.cnfdp. x_.._.._y（2020年5月）.pdf"
    )


@pytest.mark.parametrize("name", ["..", "", "NUL", "lpt1", "a" * 500, "/etc/passwd", "\x00\r\n"])
def test_a_files_name_stays_in_its_folder(name: str) -> None:
    """And is one that Windows takes as well."""
    shown = file_name(name, ".pdf")

    assert shown.endswith(".pdf")
    assert not set(shown) & set('/\\:*?"<>|\x00\r\n')
    assert shown.partition(".")[0].lower() not in {"", "nul", "lpt1"}
    assert len(shown) <= 90


def test_every_character_stays_in_the_line() -> None:
    """None of Unicode's ends a header."""
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)]))

    assert not any(len(header(f"a{character}b").splitlines()) > 1 for character in everything)


def test_a_folder_gets_each_file_whole_under_its_name(project: Project, tmp_path: Path) -> None:
    """Once: whoever fetched it and took it away does not find it again."""
    place = tmp_path / "下发"
    place.mkdir()
    settings = f'[folder]\npath = "{place}"\nfiles = ["briefing.pdf", "briefing.html"]\n'
    project.county("zhashui").delivery.write_text(settings, encoding="utf-8")
    names = {
        "柞水县固定资产投资运行简报（2020年5月）.pdf",
        "柞水县固定资产投资运行简报（2020年5月）.html",
    }

    assert send(project).failed == []
    assert {path.name for path in place.iterdir()} == names

    (place / "柞水县固定资产投资运行简报（2020年5月）.html").unlink()
    assert send(project).done == []
    assert len(list(place.iterdir())) == 1


def test_a_share_that_is_not_mounted_is_no_folder(project: Project, tmp_path: Path) -> None:
    """To make it would hide the file where nobody looks; when it is there again, it gets it."""
    place = tmp_path / "share"
    folder = project.county("zhashui")
    folder.delivery.write_text(f'[folder]\npath = "{place}"\n', encoding="utf-8")

    assert "请检查网络共享是否已连接" in send(project).failed[0]
    place.mkdir()
    assert send(project).failed == []

    folder.delivery.write_text('[folder]\npath = "reports"\n', encoding="utf-8")
    assert "在项目的 reports 里" in send(project).failed[0]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_a_password_that_others_can_read_is_refused(project: Project, server: Server) -> None:
    """Nothing is sent, and what to do is said."""
    kept = project.root / "口令"
    kept.write_text(PASSWORD, encoding="utf-8")
    kept.chmod(0o640)
    settle(project, server, kept="口令")

    told = send(project)

    assert "chmod 600" in told.failed[0]
    assert PASSWORD not in told.failed[0]
    assert server.box.letters == []


def test_a_password_may_lie_in_a_keyring(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the library is installed; where it is not, it is said how to go on."""
    with listening(tmp_path, login=True) as server:
        settle(project, server, username=f'"{USER}"', keyring_service='"briefing"')
        monkeypatch.setitem(sys.modules, "keyring", None)
        assert "没有安装 keyring" in send(project).failed[0]

        ring = types.SimpleNamespace(
            get_password=lambda service, user: {("briefing", USER): PASSWORD}[service, user],
            errors=types.SimpleNamespace(KeyringError=RuntimeError),
        )
        monkeypatch.setitem(sys.modules, "keyring", ring)
        assert send(project).failed == []
        assert server.box.logins == [(USER, PASSWORD)]


def test_those_who_answer_for_failures_are_told(project: Project, server: Server) -> None:
    """In a letter of their own, to nobody else."""
    settle(project, server, failures_to='["gly@example.cn"]')

    assert deliver.tell_failures(project, "zhashui", ["zhashui 2020-06：台账\r\n有错误"])

    (letter,) = server.box.letters
    assert server.box.recipients == [["gly@example.cn"]]
    assert letter["Subject"] == "未能生成：柞水县固定资产投资运行简报"
    assert "zhashui 2020-06：台账 有错误" in letter.get_content()


def test_a_month_that_is_not_published_or_goes_nowhere_is_refused(project: Project) -> None:
    """Both are told with what to do."""
    with pytest.raises(UsageError, match=r"没有写 \[mail\] 或 \[folder\]"):
        send(project)
    project.county("zhashui").delivery.write_text('[folder]\npath = "x"\n', encoding="utf-8")

    with pytest.raises(UsageError, match="还没有发布"):
        deliver.deliver(project, "zhashui", Month(2020, 4))


def test_a_password_file_may_lie_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Project, server: Server
) -> None:
    """As ~ says it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "p").write_text("x\nsecond line\n", encoding="utf-8")
    (tmp_path / "p").chmod(0o600)
    settle(project, server, kept="~/p")
    mail = delivery.load(project.county("zhashui")).mail

    assert mail is not None
    assert secret.password(mail, project.root) == "x"


def test_the_command_delivers_and_ends_with_five_where_somebody_is_left(
    project: Project, server: Server
) -> None:
    """What was delivered is said, what was not too; the month stays published."""
    settle(project, server, backoff_seconds="[]")
    server.box.to_rcpt[BUREAU] = ["550 unknown"]
    before = hashlib.sha256((project.published("zhashui", MAY) / "manifest.json").read_bytes())

    first = run_command(project.root, "deliver", "2020-05")
    second = run_command(project.root, "deliver", "2020-05")
    third = run_command(project.root, "deliver", "2020-05")

    assert (first.returncode, second.returncode, third.returncode) == (5, 0, 0), first.stderr
    assert f"邮件已发给 {OFFICE}" in first.stdout
    assert BUREAU in first.stderr
    assert "都已投送过" in third.stdout
    after = hashlib.sha256((project.published("zhashui", MAY) / "manifest.json").read_bytes())
    assert after.digest() == before.digest()
