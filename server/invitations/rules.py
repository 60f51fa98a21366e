"""Ways in for a whole course in one go: a link to each by mail, or all of them as a list."""

import csv
import io
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from languages import locale_of
from server.core import audit
from server.core.clock import now
from server.core.mail import outbox
from server.core.mail.outbox import MailOutcome
from server.core.models import Course, Membership, OutboxMail, Person
from server.core.spreadsheets import protect
from server.courses import queries as courses
from server.courses.access import CourseAccess
from server.identity.mailed_links import mail_link
from server.identity.making import limit_maker
from server.identity.rules import issue_sign_in_link
from server.invitations.views import (
    InvitationsView,
    Invited,
    Invitee,
    MailedInvitations,
    MailState,
)
from server.people.members import MemberState, states

_AGAIN = timedelta(hours=1)
_COLUMNS = ("alias", "name", "email", "link", "works_until")


def invitations(
    session: Session, course_id: str, idle: timedelta, *, can_mail: bool, hours: int
) -> InvitationsView:
    """Everybody on a roster, whether they came in, and what became of the mail to them."""
    lines = _lines(session, course_id)
    came = states(session, course_id, idle)
    mails = outbox.latest(session, course_id, {person.id for _, person in lines})
    elsewhere = courses.in_other_courses(session, course_id)
    people = [
        _invitee(line, person, came[person.id], mails.get(person.id), elsewhere)
        for line, person in lines
    ]
    return InvitationsView(can_mail=can_mail, hours=hours, people=people)


def invite_by_mail(
    session: Session, access: CourseAccess, who: Invited, idle: timedelta, where: tuple[str, float]
) -> MailedInvitations:
    """Mail a link to each of them who has an address, in the language of the course.

    where: our address, and for how many hours a link works. Nobody is mailed twice within an hour,
    and administrators not at all. Raises 429 for too many links; then no mail is sent.
    """
    course, found = access.course, _asked(session, access, who, idle)
    mails = outbox.latest(session, course.id, {person.id for _, person in found})
    locale = locale_of(course.locale) or "en"
    recently, without, mailed = [], [], 0
    for line, person in found:
        if person.email is None:
            without.append(line.alias)
        elif _is_recent(mails.get(person.id)):
            recently.append(line.alias)
        else:
            _note(session, access, person, by="mail")
            mail_link(session, person, course, where, locale)
            mailed += 1
    _record(session, access, who, "mail", mailed)
    return MailedInvitations(mailed=mailed, recently=recently, without_address=without)


def invite_by_list(
    session: Session, access: CourseAccess, who: Invited, idle: timedelta, where: tuple[str, float]
) -> bytes:
    """A link to each of them as a CSV for a mail merge, in UTF-8.

    Of whoever is in another course as well the address is left out. Administrators are too: their
    links are theirs alone to make. Raises 429 for too many.
    """
    url, hours = where
    until = (now() + timedelta(hours=hours)).isoformat(timespec="minutes")
    elsewhere = courses.in_other_courses(session, access.course.id)
    found = _asked(session, access, who, idle)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for line, person in found:
        _note(session, access, person, by="list")
        secret = issue_sign_in_link(session, person.id, access.course.id, hours=hours)
        email = "" if person.id in elsewhere else person.email or ""
        known = (line.alias, line.name or "", email)
        link = f"{url}/sign-in?link={secret}"
        writer.writerow([*(protect(cell) for cell in known), link, until])
    _record(session, access, who, "list", len(found))
    return written.getvalue().encode("utf-8-sig")


def _lines(session: Session, course_id: str) -> Sequence[tuple[Membership, Person]]:
    rows = courses.roster(session, course_id)
    return [(line, person) for line, person in rows if line.active]


def _asked(
    session: Session, access: CourseAccess, who: Invited, idle: timedelta
) -> Sequence[tuple[Membership, Person]]:
    """Whom an invitation is for, without administrators and whoever invites."""
    came = states(session, access.course.id, idle)
    return [
        (line, person)
        for line, person in _lines(session, access.course.id)
        if not person.is_admin
        and person.id != access.viewer.person_id
        and (who is Invited.ALL or came[person.id] is MemberState.NEVER)
    ]


def _invitee(
    line: Membership,
    person: Person,
    state: MemberState,
    mail: OutboxMail | None,
    elsewhere: Collection[str],
) -> Invitee:
    return Invitee(
        alias=line.alias,
        name=line.name,
        state=state,
        has_address=person.email is not None,
        mail=_state(mail),
        mailed_at=None if mail is None else mail.created_at,
        said=None if mail is None or person.id in elsewhere else mail.said,
    )


def _state(mail: OutboxMail | None) -> MailState:
    if mail is None:
        return MailState.NONE
    if mail.due_at is not None:
        return MailState.WAITING
    if mail.outcome is None or mail.outcome == MailOutcome.FORGOTTEN:
        return MailState.NONE
    return MailState(mail.outcome)


def _is_recent(mail: OutboxMail | None) -> bool:
    is_on_its_way = _state(mail) in {MailState.WAITING, MailState.SENT}
    return mail is not None and is_on_its_way and mail.created_at > now() - _AGAIN


def _note(session: Session, access: CourseAccess, person: Person, *, by: str) -> None:
    """Count a link that is made, and leave a trace of it."""
    limit_maker(session, access.viewer.person_id)
    audit.record(
        session,
        access.viewer.person_id,
        "token.create",
        person.id,
        course_id=access.course.id,
        person=person.id,
        after={"link": True, "mail": by == "mail"},
    )


def _record(session: Session, access: CourseAccess, who: Invited, by: str, people: int) -> None:
    course: Course = access.course
    audit.record(
        session,
        access.viewer.person_id,
        "course.invite",
        course.id,
        course_id=course.id,
        who=who.value,
        by=by,
        people=people,
    )
