"""A mail handed over by SMTP, encrypted unless the setting says otherwise or it stays here."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cache
from urllib.parse import parse_qs, unquote, urlsplit

from server.core.mail.outbox import Mail

_TIMEOUT_S = 20.0
_REFUSED_FOR_GOOD = 500
_HERE = ("localhost", "127.0.0.1", "::1")


class RefusedError(Exception):
    """The mail will not be taken, however often it is sent."""


@dataclass(frozen=True)
class SmtpServer:
    """Who takes mail. starttls: whether to insist on encryption once connected."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str

    @classmethod
    def of(cls, url: str) -> "SmtpServer":
        """The server of ``smtp://user:password@host:587`` or ``smtps://...``, as it was checked."""
        found = urlsplit(url)
        host, tls = found.hostname or "", found.scheme == "smtps"
        wanted = parse_qs(found.query).get("starttls", ["no" if host in _HERE else "yes"])[0]
        return cls(
            host=host,
            port=found.port or (465 if tls else 587),
            tls=tls,
            starttls=not tls and wanted == "yes",
            user=unquote(found.username or ""),
            password=unquote(found.password or ""),
        )


def send(server: SmtpServer, sender: str, mail: Mail) -> None:
    """Hand a mail over. Raises RefusedError where that is final, OSError where it may be repeated.

    smtplib's errors are of OSError.
    """
    try:
        with _connect(server) as connection:
            _enter(server, connection)
            connection.send_message(_message(sender, mail))
    except smtplib.SMTPRecipientsRefused as error:
        answers = error.recipients.values()
        if all(code >= _REFUSED_FOR_GOOD for code, _ in answers):
            raise RefusedError("; ".join(_in_words(*answer) for answer in answers)) from None
        raise
    except ValueError:
        raise RefusedError("this is no address") from None


def _in_words(code: int, answer: bytes) -> str:
    text = answer.decode("utf-8", "replace")
    return f"{code} " + "".join(char if char.isprintable() else " " for char in text)


def probe(server: SmtpServer) -> None:
    """Go as far as handing a mail over would, and hand none. Raises OSError."""
    with _connect(server) as connection:
        connection.ehlo_or_helo_if_needed()
        _enter(server, connection)
        connection.noop()


def _enter(server: SmtpServer, connection: smtplib.SMTP) -> None:
    if server.starttls:
        connection.starttls(context=_trusted())
    if server.user:
        connection.login(server.user, server.password)


def _connect(server: SmtpServer) -> smtplib.SMTP:
    if server.tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_S, context=_trusted())
    return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)


def _message(sender: str, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
