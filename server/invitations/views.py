"""Who was invited to a course, as its instructors see it."""

from enum import StrEnum

from pydantic import AwareDatetime

from server.people.members import MemberState
from server.web.api_model import ApiModel


class Invited(StrEnum):
    """Whom an invitation is for."""

    NEVER = "never"
    ALL = "all"


class MailState(StrEnum):
    """What became of the newest mail with a link to the course."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class Invitee(ApiModel):
    """Somebody on the roster, and how they were invited."""

    alias: str
    """What they are called on boards."""
    name: str | None
    """Their name as the roster has it."""
    state: MemberState
    """Whether they came in."""
    has_address: bool
    """Whether a mail can reach them."""
    mail: MailState
    """What became of the newest mail with a link to this course; of thirty days."""
    mailed_at: AwareDatetime | None
    """When it was asked for."""
    said: str | None
    """What the mail server answered where it refused; null of who is in another course too."""


class InvitationsView(ApiModel):
    """Who came into a course, and who was invited."""

    can_mail: bool
    """Whether this server sends mail."""
    hours: int
    """For how many hours a link works."""
    people: list[Invitee]
    """Everybody on the roster, by alias."""


class MailedInvitations(ApiModel):
    """What became of inviting a course by mail."""

    mailed: int
    """To how many a mail is on its way."""
    recently: list[str]
    """Who got none, as they were sent one within the hour; by alias."""
    without_address: list[str]
    """Whom no mail can reach; by alias."""
