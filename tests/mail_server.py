"""A mail server on loopback, whose inbox a test reads."""

import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Inbox:
    """What came. answer: to who hands a mail over for somebody. logins: who has logged in."""

    def __init__(self) -> None:
        self.port = 0
        self.answer = "250 OK"
        self.logins: list[tuple[bytes, bytes]] = []
        self._came: queue.Queue[EmailMessage] = queue.Queue()

    @property
    def url(self) -> str:
        """Where it listens, unencrypted."""
        return f"smtp://127.0.0.1:{self.port}"

    def next(self) -> EmailMessage:
        """The next mail, once it is there."""
        return self._came.get(timeout=60)

    def is_empty(self) -> bool:
        """Whether none is there."""
        return self._came.empty()

    async def handle_RCPT(self, _: object, __: object, envelope: Any, to: str, ___: object) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.answer

    async def handle_DATA(self, _: object, __: object, envelope: Any) -> str:  # noqa: N802 - theirs
        message = message_from_bytes(
            envelope.content.replace(b"\r\n", b"\n"), policy=policy.default
        )
        assert isinstance(message, EmailMessage)
        self._came.put(message)
        return "250 OK"

    def log_in(self, _: SMTP, __: object, ___: object, ____: str, shown: Any) -> AuthResult:
        """Let in who knows the password."""
        assert isinstance(shown, LoginPassword)
        self.logins.append((shown.login, shown.password))
        is_right = shown.password == b"p@ss"
        return AuthResult(success=is_right, handled=is_right)  # else it is answered for us


@contextmanager
def mail_server(**options: Any) -> Iterator[Inbox]:
    """One that takes mail for everybody. options: of aiosmtpd's controller."""
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        inbox.port = free.getsockname()[1]
    controller = Controller(inbox, "127.0.0.1", inbox.port, authenticator=inbox.log_in, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
