"""Write the letter that carries an edition, and the one that tells of failures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from briefing.delivery.content import PDF, Edition
from briefing.delivery.header_text import header
from briefing.settings.delivery import Mail, Mailbox

_MOST_LINES = 100


def of_edition(edition: Edition, mail: Mail) -> EmailMessage:
    """Write the letter that carries an edition's PDF."""
    lines = [
        f"现送上《{edition.title}》，请查收附件。",
        *([f"本版为第{edition.number}版，请以本版为准。"] if edition.number > 1 else []),
        "",
        *(f"{name}：{text}" for name, text in edition.points),
        "",
        *([edition.note, ""] if edition.note else []),
        edition.office,
        "本邮件由简报系统自动发送。",
    ]
    identity = f"{edition.county} {edition.month} {edition.key}"
    letter = _letter(mail, mail.to, edition.stem, lines, identity)
    letter.add_attachment(
        edition.files[PDF],
        maintype="application",
        subtype="pdf",
        filename=edition.names()[PDF],
    )
    return letter


def of_failures(county: str, title: str, lines: Sequence[str], mail: Mail) -> EmailMessage:
    """Write the letter that tells which months could not be made, and why."""
    text = [
        f"{title}：下列月份未能生成，此前发布的各期保留不变。",
        "",
        *(header(line) for line in lines[:_MOST_LINES]),
        "",
        f"请在简报系统所在的机器上执行 briefing due --county {county} --dry-run 查看。",
        "本邮件由简报系统自动发送，同一问题只发一次。",
    ]
    return _letter(mail, mail.failures_to, f"未能生成：{title}", text, "\n".join([county, *lines]))


def _letter(
    mail: Mail, to: Iterable[Mailbox], subject: str, lines: Sequence[str], identity: str
) -> EmailMessage:
    letter = EmailMessage(policy=policy.SMTP)
    letter["Subject"] = header(subject)
    letter["From"] = _address(mail.sender)
    letter["To"] = tuple(_address(mailbox) for mailbox in to)
    letter["Date"] = format_datetime(localtime())
    # Always the same for the same edition: where a run was killed before it noted that a letter was
    # taken, mail programs know the second copy as one.
    domain = mail.sender.address.rpartition("@")[2]
    letter["Message-ID"] = f"<{hashlib.sha256(identity.encode()).hexdigest()[:40]}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content("\n".join(lines) + "\n", cte="base64")
    return letter


def _address(mailbox: Mailbox) -> Address:
    return Address(header(mailbox.name), addr_spec=mailbox.address)
