"""People as administrators look them up, and all that is held of one, as models."""

from typing import Any

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from server.core.models import Person
from server.privacy import queries
from server.submissions.views import HistoryLine
from server.web.api_model import ApiModel


class MembershipLine(ApiModel):
    """A person's line on a course's roster."""

    course: str
    """The course's slug."""
    alias: str
    """Their alias in it."""
    role: str
    """What they are, or were."""
    active: bool
    """Whether the roster still names them."""


class PersonLine(ApiModel):
    """Somebody, as administrators see them."""

    id: str
    """Their id, for good."""
    name: str
    """Their name."""
    email: str | None
    """Their e-mail address."""
    is_admin: bool
    """Whether they administer the site."""
    created_at: AwareDatetime
    """When they were first known here."""
    memberships: list[MembershipLine]
    """The courses that they are or were in."""


class Erased(ApiModel):
    """What has become of somebody."""

    pseudonym: str
    """Their name and alias from now on."""
    ended: int
    """How many tokens and sessions were ended."""
    files: int
    """How many files they had sent; these stay, under other names."""


class HeldToken(ApiModel):
    """A token that they have or had; of its secret only a hash is kept."""

    label: str
    """What it is for."""
    scopes: str
    """What it may do."""
    created_at: AwareDatetime
    """When it was made."""
    expires_at: AwareDatetime
    """Until when it works."""
    revoked_at: AwareDatetime | None
    """When it was revoked."""
    last_used_at: AwareDatetime | None
    """When it was used last."""


class HeldLink(ApiModel):
    """A sign-in link that was made for them."""

    created_at: AwareDatetime
    """When it was made."""
    expires_at: AwareDatetime
    """Until when it worked."""
    used_at: AwareDatetime | None
    """When it was used."""


class HeldSession(ApiModel):
    """A browser in which they signed in."""

    device: str | None
    """As it names itself."""
    created_at: AwareDatetime
    """When."""
    last_seen_at: AwareDatetime
    """When it asked for something last."""


class HeldIdentity(ApiModel):
    """Who they are at a provider."""

    issuer: str
    """The provider."""
    subject: str
    """What it calls them."""
    account: str | None
    """What they are called there."""


class HeldFile(ApiModel):
    """A file that they have sent."""

    id: str
    """Its id, and the folder of the file in the archive."""
    filename: str
    """What it was called."""
    sha256: str
    """Its SHA-256."""
    size_bytes: int
    """Its size."""
    received_at: AwareDatetime
    """When it was received."""
    result: HistoryLine | None
    """What came of it, as they themselves may see it at this moment; null where they may not."""


class HeldEvent(ApiModel):
    """Something that they did, or that was done to them."""

    at: AwareDatetime
    """When."""
    action: str
    """What."""
    by_them: bool
    """Whether it was they who did it."""
    network: str | None
    """Where it came from, where it was they."""
    detail: dict[str, Any]
    """What else is kept of it."""


class Held(ApiModel):
    """All that is held of a person, but for the files themselves."""

    exported_at: AwareDatetime
    """When this was read."""
    person: PersonLine
    """Who they are."""
    tokens: list[HeldToken]
    """Their tokens."""
    links: list[HeldLink]
    """Their sign-in links."""
    sessions: list[HeldSession]
    """Their browsers."""
    identities: list[HeldIdentity]
    """Their identities elsewhere."""
    files: list[HeldFile]
    """Their files."""
    events: list[HeldEvent]
    """What the audit trail has of them."""


def person_line(session: Session, person: Person) -> PersonLine:
    """A person with the courses that they are or were in."""
    return PersonLine(
        id=person.id,
        name=person.name,
        email=person.email,
        is_admin=person.is_admin,
        created_at=person.created_at,
        memberships=[
            MembershipLine(
                course=course.slug, alias=line.alias, role=line.role.value, active=line.active
            )
            for line, course in queries.memberships(session, person.id)
        ],
    )
