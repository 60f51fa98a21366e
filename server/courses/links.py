"""Where a sign-in link leads: its owner on, others in, once; somebody else is asked first."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.courses import queries as courses
from server.identity.rules import Viewer, known_link, usable_link


@dataclass(frozen=True)
class LinkQuestion:
    """Whether to sign in as `alias` in the place of who is signed in.

    instead_of: their alias in the same course, None for who has shown no way into it.
    """

    alias: str
    instead_of: str | None


def page_behind_link(session: Session, secret: str) -> str:
    """The page of the course that a link opens. Raises 401 for one that never was."""
    link = known_link(session, secret) or usable_link(session, secret)
    return f"/courses/{courses.slug_of(session, link.course_id)}"


def leads_on(session: Session, secret: str, viewer: Viewer | None) -> bool:
    """Whether its owner is signed in to the course already, so that nothing need be used up."""
    link = known_link(session, secret)
    return (
        link is not None
        and viewer is not None
        and viewer.person_id == link.person_id
        and viewer.may_enter(link.course_id)
    )


def question_of_link(session: Session, secret: str, viewer: Viewer | None) -> LinkQuestion | None:
    """What to ask before a link is used; None for nothing. Raises 401 for one that signs in nobody.

    It names people by their aliases in the course of the link alone.
    """
    link = usable_link(session, secret)
    if viewer is None or viewer.person_id == link.person_id:
        return None
    meant = courses.membership(session, link.course_id, link.person_id)
    present = courses.membership(session, link.course_id, viewer.person_id)
    is_known = present is not None and viewer.may_enter(link.course_id)
    return LinkQuestion(
        alias="" if meant is None else meant.alias,
        instead_of=present.alias if present is not None and is_known else None,
    )
