"""All that is held of a person, as models."""

from typing import Any

from pydantic import AwareDatetime

from server.core.models import RemovalKind
from server.people.views import AttributeLine, PersonLine
from server.submissions.views import HistoryLine
from server.web.api_model import ApiModel


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


class HeldMail(ApiModel):
    """A mail to them that waits to be sent, or was sent within the last days."""

    created_at: AwareDatetime
    """When it was written."""
    recipient: str | None
    """Where it goes; null once it was sent, as for what was in it."""
    subject: str | None
    """Its subject."""


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


class HeldGrade(ApiModel):
    """A grade of theirs that was frozen."""

    course: str
    """The slug of its course."""
    assignment: str
    """The slug of its assignment."""
    frozen_at: AwareDatetime
    """When it was."""
    points: float | None
    """The points; null where nothing is entered."""
    reached: dict[str, Any]
    """The scores that they rest on."""


class HeldException(ApiModel):
    """What was granted to them alone."""

    course: str
    """The slug of its course."""
    assignment: str
    """The slug of its assignment."""
    opens_at: AwareDatetime | None
    """Their own opening."""
    closes_at: AwareDatetime | None
    """Their own deadline."""
    extra_tries: int
    """How many tries more."""
    extra_s: int
    """How many seconds more for programs."""
    reason: str
    """Why."""
    given_at: AwareDatetime
    """When it was."""


class HeldRemoval(ApiModel):
    """A file of theirs that was taken off its board, or they themselves."""

    course: str
    """The slug of its course."""
    assignment: str
    """The slug of its assignment."""
    submission: str | None
    """The id of the file; null for them and all their files on a track."""
    kind: RemovalKind
    """`withdrawn` by them, or `disqualified` by course staff."""
    reason: str
    """Why."""
    at: AwareDatetime
    """When."""
    ended_at: AwareDatetime | None
    """When it was taken back; null where it holds."""


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
    changes: list[AttributeLine]
    """What they were called before, newest first."""
    tokens: list[HeldToken]
    """Their tokens."""
    links: list[HeldLink]
    """Their sign-in links."""
    sessions: list[HeldSession]
    """Their browsers."""
    identities: list[HeldIdentity]
    """Their identities elsewhere."""
    mails: list[HeldMail]
    """Mail to them."""
    files: list[HeldFile]
    """Their files."""
    grades: list[HeldGrade]
    """Their frozen grades."""
    exceptions: list[HeldException]
    """What was granted to them alone."""
    removals: list[HeldRemoval]
    """What of theirs was taken off boards."""
    events: list[HeldEvent]
    """What the audit trail has of them."""
