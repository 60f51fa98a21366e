"""Sign-in links by mail, for who reads what is sent to the address that a roster names them by."""

from collections.abc import Sequence
from datetime import timedelta
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import Session

from languages import Locale, translatable, translate
from server.core import audit
from server.core.clock import now
from server.core.mail import outbox
from server.core.mail.outbox import Mail
from server.core.models import Course, Membership, Person
from server.identity.attributes import on_a_roster
from server.identity.rules import in_words, issue_sign_in_link

AN_HOUR = 3
_MOST_COURSES = 20
_SUBJECT = translatable("Your sign-in link")
_BEGINNING = translatable(
    "Somebody, we hope you, asked for a link to sign in to {host}. It signs a browser in once:"
)
_ENDING = translatable(
    "It works until {until}. If you did not ask for it, ignore this mail: nothing has changed."
)


def mail_links(session: Session, written: str, url: str, hours: float, locale: Locale) -> None:
    """Mail somebody a link to each of their courses; nothing to who is on no roster.

    Nothing either to an administrator, and to who got three such mails within the hour.
    """
    address = normalize("NFC", written.strip()).lower()
    person = on_a_roster(session, address)
    if person is None:
        return
    session.get(Person, person.id, with_for_update=True)  # who asks twice at once is counted
    if outbox.count_since(session, person.id, now() - timedelta(hours=1)) >= AN_HOUR:
        return
    titles = session.execute(
        select(Course.id, Course.title)
        .join(Membership, Membership.course_id == Course.id)
        .where(Membership.person_id == person.id, Membership.active)
        .order_by(Course.created_at.desc())
        .limit(_MOST_COURSES)
    ).all()
    _put(session, person.id, address, titles, (url, hours), locale)
    audit.record(session, None, "token.mail", person.id, courses=len(titles))


def mail_link(
    session: Session, person: Person, course: Course, where: tuple[str, float], locale: Locale
) -> None:
    """Mail somebody who has an address a link to one course.

    where: our address, and for how many hours the link works.
    """
    assert person.email is not None
    _put(session, person.id, person.email, [(course.id, course.title)], where, locale)


def _put(
    session: Session,
    person_id: str,
    address: str,
    courses: Sequence[tuple[str, str]],
    where: tuple[str, float],
    locale: Locale,
) -> None:
    """Put a mail with a link to each of these courses into the outbox."""
    url, hours = where
    links = [
        f"{title}\n{url}/sign-in?link={issue_sign_in_link(session, person_id, id_, hours=hours)}"
        for id_, title in courses
    ]
    until = in_words(now() + timedelta(hours=hours))
    beginning = translate(_BEGINNING, locale).format(host=url)
    ending = translate(_ENDING, locale).format(until=until)
    body = "\n\n".join((beginning, *links, ending)) + "\n"
    of_course = courses[0][0] if len(courses) == 1 else None
    outbox.put(session, person_id, Mail(address, translate(_SUBJECT, locale), body), of_course)
