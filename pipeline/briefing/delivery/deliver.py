"""
A published month goes in; its recipients have it, each once, or it is said who has not and why.

A delivery that fails takes nothing back: the month stays published, and the next run resumes.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import editions
from briefing.delivery import letter, memory, post
from briefing.delivery import sent as record
from briefing.delivery.content import Edition, edition_of, present_key
from briefing.delivery.secret import password
from briefing.domain.errors import NotDelivered, PublishFailed, UsageError
from briefing.settings import county as counties
from briefing.settings import delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.delivery.sent import Record
    from briefing.domain.months import Month
    from briefing.settings.delivery import Folder, Mail
    from briefing.settings.paths import CountyFolder, Project

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
    """
    Note, before a month is made, that what will be published is to be delivered: a run that dies in
    between is resumed by the next. Nothing where the county delivers nothing.
    """
    folder = project.county(county)
    if not delivery.load(folder).is_on:
        return
    with memory.held(folder, record.name(month), f"投送{month}"):
        found = record.load(folder, month)
        if found.since is None:
            found.since = present_key(project.published(county, month))
            record.save(folder, month, found)


def resume(project: Project, county: str, month: Month, *, pause: Pause = time.sleep) -> Delivered:
    """Deliver what is to be and is not yet; nothing where all have it, or nobody asked for it."""
    folder = project.county(county)
    settings = delivery.load(folder)
    if not settings.is_on:
        return Delivered()
    key = present_key(project.published(county, month))
    if not record.load(folder, month).is_wanted(key):
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
    Deliver a published month to all who have it not yet; with *resend* to all.

    Where somebody *is_asked* for it, who was given up is tried again. Raises UsageError, Busy or
    PublishFailed.
    """
    folder = project.county(county)
    settings = delivery.load(folder)
    if not settings.is_on:
        message = f"{folder.delivery}：没有写 [mail] 或 [folder]，不知道投送给谁。"
        raise UsageError(message)
    rules = counties.load(folder.config)
    told = Delivered()
    with memory.held(folder, record.name(month), f"投送{month}"):
        files = settings.folder.files if settings.folder else ()
        edition = edition_of(project, county, month, rules, files)
        found = record.load(folder, month)
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
    """One edition on its way."""

    project: Project
    folder: CountyFolder
    edition: Edition
    record: Record
    told: Delivered
    is_asked: bool

    def begin(self, places: Sequence[str]) -> None:
        self.record.begin(self.edition.key, places)
        record.save(self.folder, self.edition.month, self.record)

    def end(self, places: Sequence[str], state: str) -> None:
        self.record.end(self.edition.key, places, state)
        record.save(self.folder, self.edition.month, self.record)

    def line(self, text: str) -> str:
        return f"{self.edition.county} {self.edition.month}：{text}"


def _put(sending: _Sending, folder: Folder) -> None:
    """Put the files where others fetch them, each whole at once under its name."""
    place = (sending.project.root / Path(folder.path).expanduser()).resolve()
    if sending.record.has(sending.edition.key, str(place)):
        return
    names = sending.edition.names()
    sending.begin([str(place)])
    try:
        _require_folder(sending.project, place)
        files = {names[name]: sending.edition.files[name] for name in folder.files}
        # The share is other counties' and other machines' too.
        here = (platform.node(), sending.folder.root.resolve(), sending.edition.month)
        editions.put(place, files, alone=memory.digest(str(here)))
    except (PublishFailed, UsageError) as error:
        sending.end([str(place)], record.WAITING)
        sending.told.failed.append(sending.line(f"未能放入下发文件夹：{error}"))
        return
    sending.end([str(place)], record.TAKEN)
    sending.told.done.append(sending.line(f"已放入 {place}：{'、'.join(files)}"))


def _require_folder(project: Project, place: Path) -> None:
    """A share that is not mounted is an empty place to which nobody would ever come."""
    if not place.is_dir():
        message = f"{place} 不存在，请检查网络共享是否已连接，或先建好这个文件夹。"
        raise UsageError(message)
    for taken in (project.data, project.reports):
        if place.resolve().is_relative_to(taken.resolve()):
            message = f"{place} 在项目的 {taken.name} 里，请换一个文件夹。"
            raise UsageError(message)


def _send(sending: _Sending, mail: Mail, pause: Pause) -> None:
    """Send the letter to all who have it not; a recipient that is given up is only named."""
    key, kept = sending.edition.key, sending.record
    left = [box.address for box in mail.to if not kept.has(key, box.address)]
    spent = [
        address
        for address in left
        if not sending.is_asked and kept.is_given_up(key, address, mail.runs)
    ]
    to = [address for address in left if address not in spent]
    if spent:
        command = f"briefing deliver {sending.edition.month} --county {sending.edition.county}"
        sending.told.failed.append(
            sending.line(
                f"{len(spent)}个收件人多次投送不成，不再自动重试，请改正后执行 {command}。"
            )
        )
    if not to:
        return
    try:
        secret = password(mail, sending.project.root)
        at_home = _with_authority(mail, sending.project.root)
    except UsageError as error:
        sending.told.failed.append(sending.line(f"邮件未发出：{error}"))
        return
    sending.begin(to)
    sent = post.send(
        at_home,
        secret,
        letter.of_edition(sending.edition, mail),
        to,
        pause=pause,
        taken=lambda addresses: sending.end(addresses, record.TAKEN),
    )
    sending.end(list(sent.refused), record.REFUSED)
    sending.end(list(sent.waiting), record.WAITING)
    if sent.taken:
        sending.told.done.append(sending.line(f"邮件已发给 {'、'.join(sent.taken)}"))
    for address, why in sent.refused.items():
        sending.told.failed.append(sending.line(f"邮件未能发给 {address}：{why}"))
    for address, why in sent.waiting.items():
        sending.told.failed.append(
            sending.line(f"邮件暂时未能发给 {address}：{why}。下次执行时续发。")
        )


def tell_failures(
    project: Project, county: str, lines: Sequence[str], *, pause: Pause = time.sleep
) -> bool:
    """
    Tell those who answer for failures; return whether nobody has to be told again.

    A letter that does not get through is no fault of its own: the command tells the same.
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
        sent = post.send(_with_authority(mail, project.root), secret, written, to, pause=pause)
    except UsageError:
        return False
    return not sent.waiting


def _with_authority(mail: Mail, root: Path) -> Mail:
    """Name the county's own authority by its place. Raises UsageError where it is not there."""
    if not mail.ca_file:
        return mail
    path = root / Path(mail.ca_file).expanduser()
    if not path.is_file():
        message = f"ca_file {path}：没有这个文件，请改正 delivery.toml。"
        raise UsageError(message)
    return mail.model_copy(update={"ca_file": str(path)})
