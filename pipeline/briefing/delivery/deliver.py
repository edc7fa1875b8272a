"""
Deliver a published month to its recipients, each once, and tell who did not get it and why.

A delivery that fails takes nothing back: the month stays published, and the next run resumes.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefing.delivery import letter, memory, post, sent
from briefing.delivery.content import Edition, edition_of, present_key
from briefing.delivery.secret import password
from briefing.delivery.sent import Record
from briefing.domain.errors import NotDelivered, PublishFailed, UsageError
from briefing.domain.months import Month
from briefing.settings import county as counties
from briefing.settings import delivery
from briefing.settings.delivery import Folder, Mail
from briefing.settings.paths import CountyFolder, Project
from briefing.system import files

Pause = Callable[[float], None]


@dataclass
class Delivered:
    """What a run delivered, and what it could not: a Chinese line each."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """That of the command: 0 where all have it."""
        return NotDelivered.exit_code if self.failed else 0


def expect(project: Project, county: str, month: Month) -> None:
    """Note, before a month is made, that it is to be delivered: a killed run is then resumed."""
    folder = project.county(county)
    if not delivery.load(folder).is_on:
        return
    with memory.lock(folder, sent.name(month), f"投送{month}"):
        found = sent.load(folder, month)
        if found.since is None:
            found.since = present_key(project.published(county, month))
            sent.save(folder, month, found)


def resume(project: Project, county: str, month: Month, *, pause: Pause = time.sleep) -> Delivered:
    """Deliver a month that was to be delivered to those who do not have it yet."""
    folder = project.county(county)
    settings = delivery.load(folder)
    if not settings.is_on:
        return Delivered()
    key = present_key(project.published(county, month))
    if not sent.load(folder, month).is_wanted(key):
        return Delivered()
    return deliver(project, county, month, is_asked=False, pause=pause)


def deliver(
    project: Project,
    county: str,
    month: Month,
    *,
    resend: bool = False,
    is_asked: bool = True,
    pause: Pause = time.sleep,
) -> Delivered:
    """
    Deliver a published month to all who do not have it yet; with *resend* to all.

    With *is_asked*, recipients that were given up are tried again. Raises UsageError, Busy or
    PublishFailed.
    """
    folder = project.county(county)
    settings = delivery.load(folder)
    if not settings.is_on:
        message = f"{folder.delivery}：没有写 [mail] 或 [folder]，不知道投送给谁。"
        raise UsageError(message)
    rules = counties.load(folder.config)
    told = Delivered()
    with memory.lock(folder, sent.name(month), f"投送{month}"):
        names = settings.folder.files if settings.folder else ()
        edition = edition_of(project, county, month, rules, names)
        found = sent.load(folder, month)
        if resend:
            found.forget(edition.key)
        sending = _Sending(project, folder, edition, found, told, is_asked)
        if settings.folder:
            _put(sending, settings.folder)
        if settings.mail:
            _send(sending, settings.mail, pause)
    return told


@dataclass(frozen=True)
class _Sending:
    """One edition that is being delivered."""

    project: Project
    folder: CountyFolder
    edition: Edition
    record: Record
    told: Delivered
    is_asked: bool

    def note(self, places: Sequence[str], state: str) -> None:
        self.record.note(self.edition.key, places, state)
        sent.save(self.folder, self.edition.month, self.record)

    def tell(self, lines: list[str], text: str) -> None:
        lines.append(f"{self.edition.county} {self.edition.month}：{text}")


def _put(sending: _Sending, folder: Folder) -> None:
    """Put the files into the folder from which others fetch them."""
    place = (sending.project.root / Path(folder.path).expanduser()).resolve()
    if sending.record.has(sending.edition.key, str(place)):
        return
    names = sending.edition.names()
    sending.note([str(place)], sent.SENDING)
    try:
        _require_folder(sending.project, place)
        named = {names[name]: sending.edition.files[name] for name in folder.files}
        # Other counties and machines write to the same share.
        here = (platform.node(), sending.folder.root.resolve(), sending.edition.month)
        files.write_all_or_explain(place, named, owner=memory.digest(str(here)))
    except (PublishFailed, UsageError) as error:
        sending.note([str(place)], sent.WAITING)
        sending.tell(sending.told.failed, f"未能放入下发文件夹：{error}")
        return
    sending.note([str(place)], sent.TAKEN)
    sending.tell(sending.told.done, f"已放入 {place}：{'、'.join(named)}")


def _require_folder(project: Project, place: Path) -> None:
    """Raise UsageError for a folder that is missing, as a share that is not mounted, or is ours."""
    if not place.is_dir():
        message = f"{place} 不存在，请检查网络共享是否已连接，或先建好这个文件夹。"
        raise UsageError(message)
    for taken in (project.data, project.reports):
        if place.resolve().is_relative_to(taken.resolve()):
            message = f"{place} 在项目的 {taken.name} 里，请换一个文件夹。"
            raise UsageError(message)


def _send(sending: _Sending, mail: Mail, pause: Pause) -> None:
    """Send the letter to all who do not have it; recipients that are given up are only counted."""
    key, kept, failed = sending.edition.key, sending.record, sending.told.failed
    left = [box.address for box in mail.to if not kept.has(key, box.address)]
    spent = [
        address
        for address in left
        if not sending.is_asked and kept.is_given_up(key, address, mail.runs)
    ]
    to = [address for address in left if address not in spent]
    if spent:
        command = f"briefing deliver {sending.edition.month} --county {sending.edition.county}"
        sending.tell(
            failed, f"{len(spent)}个收件人多次投送不成，不再自动重试，请改正后执行 {command}。"
        )
    if not to:
        return
    try:
        secret = password(mail, sending.project.root)
        at_home = _with_authority(mail, sending.project.root)
    except UsageError as error:
        sending.tell(failed, f"邮件未发出：{error}")
        return
    sending.note(to, sent.SENDING)
    outcome = post.send(
        at_home,
        secret,
        letter.of_edition(sending.edition, mail),
        to,
        pause=pause,
        taken=lambda addresses: sending.note(addresses, sent.TAKEN),
    )
    sending.note(list(outcome.refused), sent.REFUSED)
    sending.note(list(outcome.waiting), sent.WAITING)
    if outcome.taken:
        sending.tell(sending.told.done, f"邮件已发给 {'、'.join(outcome.taken)}")
    for address, why in outcome.refused.items():
        sending.tell(failed, f"邮件未能发给 {address}：{why}")
    for address, why in outcome.waiting.items():
        sending.tell(failed, f"邮件暂时未能发给 {address}：{why}。下次执行时续发。")


def tell_failures(
    project: Project, county: str, lines: Sequence[str], *, pause: Pause = time.sleep
) -> bool:
    """
    Mail failures to those responsible; return False where the mail has to be sent again.

    No error is raised where it cannot be sent: the command prints the same.
    """
    folder = project.county(county)
    mail = delivery.load(folder).mail
    if mail is None or not mail.failures_to:
        return True
    title = counties.load(folder.config).bulletin.masthead
    written = letter.of_failures(county, title, lines, mail)
    to = [box.address for box in mail.failures_to]
    try:
        secret = password(mail, project.root)
        outcome = post.send(_with_authority(mail, project.root), secret, written, to, pause=pause)
    except UsageError:
        return False
    return not outcome.waiting


def _with_authority(mail: Mail, root: Path) -> Mail:
    """Return the settings with the path of the county's own CA file. Raises UsageError without it."""
    if not mail.ca_file:
        return mail
    path = root / Path(mail.ca_file).expanduser()
    if not path.is_file():
        message = f"ca_file {path}：没有这个文件，请改正 delivery.toml。"
        raise UsageError(message)
    return mail.model_copy(update={"ca_file": str(path)})
