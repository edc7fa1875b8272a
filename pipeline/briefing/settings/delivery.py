"""
Read delivery.toml: when a county's months are due, and who receives them.

It is separate from county.toml because county.toml is an input of every edition: a new recipient
must not make published editions stale.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from briefing.settings import toml_file
from briefing.settings.toml_file import MonthField, Settings

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.settings.county import County
    from briefing.settings.paths import CountyFolder

# ASCII only: every server accepts it, and it cannot end a header or a command.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class Mailbox:
    """A mail address with the name that is shown for it."""

    address: str
    name: str = ""


def _mailbox(value: object) -> object:
    text = str(value).strip()
    named = _NAMED.fullmatch(text)
    address, name = (named["address"], named["name"]) if named else (text, "")
    if not _ADDRESS.fullmatch(address):
        message = f"“{text}”不是邮箱地址，应写作 名称 <name@example.cn> 或 name@example.cn"
        raise ValueError(message)
    return Mailbox(address, name.strip().strip('" '))


MailboxField = Annotated[Mailbox, BeforeValidator(_mailbox)]


class Schedule(Settings):
    """When a month is due; the defaults follow the issue's date in county.toml."""

    first_month: MonthField | None = None
    working_day: int | None = Field(default=None, ge=1, le=20)
    # In addition to the published calendar and those of county.toml.
    working_days: tuple[dt.date, ...] = ()
    days_off: tuple[dt.date, ...] = ()
    # How many times a month is tried that fails for another reason than its ledgers.
    attempts: int = Field(default=3, ge=1)


class Mail(Settings):
    """The mail server, the sender and the recipients."""

    host: str = Field(min_length=1)
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    # For a server whose certificate was issued by the county's own authority.
    ca_file: str = ""
    username: str = ""
    password_file: str = ""
    keyring_service: str = ""
    sender: MailboxField
    to: tuple[MailboxField, ...] = Field(min_length=1)
    failures_to: tuple[MailboxField, ...] = ()
    timeout_seconds: int = Field(default=60, ge=1)
    # Seconds before each new attempt within a run.
    backoff_seconds: tuple[Annotated[float, Field(ge=0)], ...] = (5, 30, 120)
    # After so many runs a recipient is no longer tried, only reported.
    runs: int = Field(default=10, ge=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Mail:
        if self.username and bool(self.password_file) == bool(self.keyring_service):
            message = "写了 username，请在 password_file 与 keyring_service 中写一个"
            raise ValueError(message)
        if self.username and self.security == "none":
            message = "security 为 none 时口令会明文传送，请改用 starttls 或 tls"
            raise ValueError(message)
        return self

    @property
    def server_port(self) -> int:
        """The port: as set, else the standard one of the security."""
        return self.port or _PORTS[self.security]


class Folder(Settings):
    """A folder into which published files are copied for others."""

    path: str = Field(min_length=1)
    files: tuple[str, ...] = Field(default=("briefing.pdf",), min_length=1)


class Delivery(Settings):
    """The settings of delivery.toml."""

    schedule: Schedule = Schedule()
    mail: Mail | None = None
    folder: Folder | None = None

    @property
    def is_on(self) -> bool:
        """Whether published months are delivered at all."""
        return self.mail is not None or self.folder is not None

    def first_month(self, rules: County) -> Month:
        """Return the first month that is ever due."""
        return self.schedule.first_month or rules.bulletin.first_month

    def working_day(self, rules: County) -> int:
        """Return the working day of the following month on which a month is due."""
        return self.schedule.working_day or rules.bulletin.issue_working_day

    def calendar(self, rules: County) -> dict[dt.date, bool]:
        """Return the exceptions to the published calendar: working days (True), days off (False)."""
        own = dict.fromkeys(self.schedule.working_days, True)
        return rules.calendar | own | dict.fromkeys(self.schedule.days_off, False)


def load(folder: CountyFolder) -> Delivery:
    """Read a county's delivery.toml, defaults where there is none. Raises UsageError."""
    path = folder.delivery
    if not path.is_file():
        return Delivery()
    return toml_file.validated(toml_file.read(path), Delivery, path)
