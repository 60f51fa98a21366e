"""Mail waits until it is sent, is forgotten then, and given up after a day."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import structlog
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.mail import outbox, smtp
from server.core.mail.outbox import Mail
from server.core.mail.sender import MailSender
from server.core.mail.smtp import SmtpServer
from server.core.models import OutboxMail
from server.identity.rules import create_person
from tests.mail_server import Inbox, mail_server
from tests.server.conftest import Database

SENDER = "gradus@example.org"
SECRET = "https://gradus.example.org/sign-in?link=secret"
MAIL = Mail("momo@example.org", "あなたのリンク", f"Hello\n\n{SECRET}\n")
NOWHERE = "smtp://127.0.0.1:1"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def person_id(database: Database) -> str:
    return database.write(create_person, "Momo").id


def put(database: Database, person_id: str, mail: Mail = MAIL) -> None:
    database.write(outbox.put, person_id, mail)


def rows(database: Database) -> list[OutboxMail]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMail)))


def is_forgotten(row: OutboxMail) -> bool:
    return [row.recipient, row.subject, row.body, row.due_at] == [None] * 4


def test_a_mail_is_sent_once_and_forgotten(
    database: Database, inbox: Inbox, person_id: str
) -> None:
    put(database, person_id)
    sender = MailSender(database, inbox.url, SENDER)
    with structlog.testing.capture_logs() as logged:
        sender.send_due()
        sender.send_due()

    came = inbox.next()
    assert inbox.is_empty()
    assert (came["From"], came["To"], came["Subject"]) == (SENDER, MAIL.recipient, MAIL.subject)
    assert came["Auto-Submitted"] == "auto-generated"
    assert came.get_content() == MAIL.body
    (row,) = rows(database)
    assert is_forgotten(row)
    assert [one["event"] for one in logged] == ["a mail was sent"]
    assert "momo" not in str(logged)


def test_a_mail_waits_longer_each_time_and_is_given_up_after_a_day(
    database: Database, person_id: str
) -> None:
    put(database, person_id)
    sender, begun = MailSender(database, NOWHERE, SENDER), now()
    waited = []
    with structlog.testing.capture_logs() as logged, time_machine.travel(begun) as clock:
        while (row := rows(database)[0]).due_at is not None and len(waited) < 100:
            waited.append((row.due_at - now()) / timedelta(minutes=1))
            clock.move_to(row.due_at, tick=False)
            sender.send_due()
    assert [round(minutes) for minutes in waited[1:9]] == [1, 2, 4, 8, 16, 32, 64, 120]
    assert timedelta(days=1) <= timedelta(minutes=sum(waited)) < timedelta(days=1, hours=2.1)
    assert is_forgotten(row)
    assert logged[0]["event"] == "a mail was not sent yet"
    assert (logged[-1]["event"], logged[-1]["why"]) == (
        "a mail was given up",
        "ConnectionRefusedError",
    )


def test_of_two_servers_one_sends_a_mail_until_it_has_died(
    database: Database, person_id: str
) -> None:
    for _ in range(12):
        put(database, person_id)
    first, second, third = (database.write(outbox.claim) for _ in range(3))
    assert (len(first), len(second), len(third)) == (10, 2, 0)
    assert not {one.id for one in first} & {one.id for one in second}
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert [one.tries for one in database.write(outbox.claim)] == [2] * 10


@pytest.mark.parametrize(
    ("answer", "is_final"), [("550 nobody here", True), ("450 try later", False)]
)
def test_who_is_refused_for_good_is_not_written_to_again(
    database: Database, inbox: Inbox, person_id: str, answer: str, is_final: bool
) -> None:
    put(database, person_id)
    inbox.answer = answer
    MailSender(database, inbox.url, SENDER).send_due()
    assert is_forgotten(rows(database)[0]) is is_final
    assert inbox.is_empty()


def test_an_address_that_is_none_is_given_up(
    database: Database, inbox: Inbox, person_id: str
) -> None:
    put(database, person_id, Mail("a@b\nBcc: c@d", "x", "y"))
    MailSender(database, inbox.url, SENDER).send_due()
    assert is_forgotten(rows(database)[0])
    assert inbox.is_empty()


def test_what_was_sent_days_ago_is_gone(database: Database, inbox: Inbox, person_id: str) -> None:
    put(database, person_id)
    sender = MailSender(database, inbox.url, SENDER)
    sender.send_due()
    assert database.write(outbox.count_since, person_id, now() - timedelta(hours=1)) == 1
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        put(database, person_id)
        sender.send_due()
        assert len(rows(database)) == 1


def test_a_thread_sends_what_it_is_woken_for(
    database: Database, inbox: Inbox, person_id: str
) -> None:
    sender = MailSender(database, inbox.url, SENDER)
    sender.start()
    put(database, person_id)
    sender.wake()
    assert inbox.next()["To"] == MAIL.recipient
    sender.close()


def test_a_failure_of_the_database_ends_no_thread(
    database: Database, inbox: Inbox, person_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, real = MailSender(database, inbox.url, SENDER), outbox.is_due

    def fail(session: Session) -> bool:
        monkeypatch.setattr(outbox, "is_due", real)
        sender.wake()
        raise RuntimeError

    put(database, person_id)
    monkeypatch.setattr(outbox, "is_due", fail)
    sender.start()
    assert inbox.next()["To"] == MAIL.recipient
    sender.close()


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.org", 587, False, True),
        ("smtp://mail.example.org?starttls=no", 587, False, False),
        ("smtp://127.0.0.1:2525", 2525, False, False),
        ("smtp://127.0.0.1:2525?starttls=yes", 2525, False, True),
        ("smtps://mail.example.org", 465, True, False),
    ],
)
def test_mail_is_encrypted_unless_it_stays_here(
    url: str, port: int, tls: bool, starttls: bool
) -> None:
    server = SmtpServer.of(url)
    assert (server.port, server.tls, server.starttls) == (port, tls, starttls)


def test_a_password_may_hold_any_character() -> None:
    server = SmtpServer.of("smtps://me%40example.org:p%40%2Fss@mail.example.org")
    assert (server.user, server.password) == ("me@example.org", "p@/ss")


def test_nothing_is_handed_to_a_server_that_does_not_encrypt(
    database: Database, inbox: Inbox, person_id: str
) -> None:
    put(database, person_id)
    MailSender(database, f"{inbox.url}?starttls=yes", SENDER).send_due()
    assert inbox.is_empty()
    assert not is_forgotten(rows(database)[0])


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=9))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "here.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.mark.parametrize("is_trusted", [True, False])
def test_mail_is_handed_over_encrypted_to_who_is_who_they_say(
    database: Database,
    person_id: str,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_trusted: bool,
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=certificate if is_trusted else None)
    monkeypatch.setattr(smtp, "_trusted", lambda: trust)
    put(database, person_id)
    with mail_server(tls_context=context, require_starttls=True, auth_required=True) as inbox:
        url = f"smtp://me:p%40ss@127.0.0.1:{inbox.port}?starttls=yes"
        MailSender(database, url, SENDER).send_due()
        assert inbox.is_empty() is not is_trusted
        assert inbox.logins == ([(b"me", b"p@ss")] if is_trusted else [])
