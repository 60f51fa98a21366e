"""Sends what waits in the outbox, in a thread of its own: no request waits for a mail server."""

import threading

import structlog

from server.core.database import Database
from server.core.mail import outbox
from server.core.mail.outbox import Claimed, MailOutcome
from server.core.mail.smtp import RefusedError, SmtpServer, send

_PAUSE_S = 15.0

log = structlog.get_logger(__name__)


class MailSender:
    """Sends mail as one server, from one address; sends none where no server is set."""

    def __init__(self, database: Database, smtp_url: str, sender: str) -> None:
        self._database, self._sender = database, sender
        self._server = SmtpServer.of(smtp_url) if smtp_url else None
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)

    @property
    def is_set(self) -> bool:
        """Whether mail can be sent."""
        return self._server is not None

    def start(self) -> None:
        """Begin, where mail can be sent."""
        if self.is_set:
            self._thread.start()

    def close(self) -> None:
        """End, once the mail that is under way is sent or not."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Look at once: something was put."""
        self._wake.set()

    def send_due(self) -> None:
        """Send what is due."""
        while not self._stopping.is_set():
            with self._database.read() as session:
                if not outbox.is_due(session):
                    return
            for claimed in self._database.write(outbox.claim):
                self._send(claimed)

    def _send(self, claimed: Claimed) -> None:
        assert self._server is not None
        known = {"mail": claimed.id, "tries": claimed.tries}
        try:
            send(self._server, self._sender, claimed.mail)
        except RefusedError as error:
            self._database.write(outbox.end, claimed.id, MailOutcome.REFUSED, str(error))
            log.warning("a mail was refused", **known)
        except OSError as error:
            is_kept = self._database.write(outbox.postpone, claimed)
            said = "a mail was not sent yet" if is_kept else "a mail was given up"
            log.warning(said, why=type(error).__name__, **known)
        else:
            self._database.write(outbox.end, claimed.id, MailOutcome.SENT)
            log.info("a mail was sent", **known)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.send_due()
            except Exception as error:  # noqa: BLE001 - there is a next time
                log.warning("the outbox was not looked through", why=type(error).__name__)
            self._wake.wait(_PAUSE_S)
