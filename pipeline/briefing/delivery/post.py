"""
Send a letter by SMTP, and tell for each recipient whether the server took it.

Temporary errors (a busy server, a lost connection, no network yet) are tried again after a pause;
permanent ones are told at once. Of what was sent to the server, nothing is shown.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from briefing.delivery.header_text import header
from briefing.settings.delivery import Mail

_PERMANENT = 500
_ANSWER = 120


@dataclass
class Sent:
    """The recipients that were taken, refused for good, or not reached yet; why, in Chinese."""

    taken: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


def send(
    mail: Mail,
    password: str,
    letter: EmailMessage,
    to: Sequence[str],
    *,
    pause: Callable[[float], None],
    taken: Callable[[Sequence[str]], None] = lambda _: None,
) -> Sent:
    """Send a letter; *taken* is called at once with the recipients for whom the server took it."""
    sent = Sent(waiting=dict.fromkeys(to, ""))
    for seconds in (0, *mail.backoff_seconds):
        if not sent.waiting:
            break
        if seconds:
            pause(seconds)
        asked, sent.waiting = list(sent.waiting), {}
        failed = _send_once(mail, password, letter, asked)
        for address, (code, why) in failed.items():
            (sent.refused if code >= _PERMANENT else sent.waiting)[address] = why
        if done := [address for address in asked if address not in failed]:
            sent.taken += done
            taken(done)
    return sent


def _send_once(
    mail: Mail, password: str, letter: EmailMessage, to: Sequence[str]
) -> dict[str, tuple[int, str]]:
    """Send a letter once; return the error code and the reason for each recipient that failed."""
    code, why = 0, ""
    failed: dict[str, tuple[int, bytes]] = {}
    try:
        with _connected(mail, password) as server:
            failed = server.send_message(letter, mail.sender.address, to)
    except smtplib.SMTPRecipientsRefused as error:
        failed = error.recipients
    except smtplib.SMTPAuthenticationError as error:
        # The server's answer may quote the password.
        code, why = error.smtp_code, f"用户名或口令不被接受（{error.smtp_code}）"
    except smtplib.SMTPResponseException as error:
        code, why = error.smtp_code, _answer(error.smtp_code, error.smtp_error)
    except ssl.SSLCertVerificationError as error:
        code, why = _PERMANENT, f"服务器证书不可信（{error.verify_message}），没有发送任何内容"
    except smtplib.SMTPNotSupportedError:
        code, why = _PERMANENT, "服务器不支持所要求的加密或登录方式，没有发送任何内容"
    except smtplib.SMTPServerDisconnected:
        why = "连接中断"
    except OSError as error:
        reason = header(error.strerror or str(error) or type(error).__name__)
        why = f"连不上 {mail.host}:{mail.server_port}（{reason}）"
    if why:
        return dict.fromkeys(to, (code, why))
    return {address: (code, _answer(code, said)) for address, (code, said) in failed.items()}


@contextlib.contextmanager
def _connected(mail: Mail, password: str) -> Iterator[smtplib.SMTP]:
    """Open a connection, encrypted and logged in as the county's settings say."""
    context = ssl.create_default_context(cafile=mail.ca_file or None)
    where, seconds = (mail.host, mail.server_port), mail.timeout_seconds
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(*where, timeout=seconds)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.username:
            server.login(mail.username, password)
        yield server
    finally:
        # Once the letter is taken, an error on quitting changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"服务器答复 {code} {header(text)[:_ANSWER]}".rstrip()
