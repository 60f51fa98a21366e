"""People, and the ways they prove who they are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base, enum_column


class Scope(StrEnum):
    """What a token may be used for; its holder's role bounds it further."""

    READ = "read"
    SUBMIT = "submit"
    MANAGE = "manage"
    ADMIN = "admin"


class Attribute(StrEnum):
    """What is known of a person besides what they do here."""

    NAME = "name"
    EMAIL = "email"
    STUDENT_NUMBER = "student_number"


class AttributeSource(StrEnum):
    """Who said it: a roster, a provider who vouches for them, or a person by hand."""

    ROSTER = "roster"
    PROVIDER = "provider"
    PERSON = "person"


class Person(Base):
    """Somebody who may be in many courses. Names are for staff only.

    What a course calls them stands in its roster's line: of somebody who is in several, no roster
    changes what stands here.
    """

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    is_admin: Mapped[bool]
    created_at: Mapped[datetime]
    student_number: Mapped[str | None] = mapped_column(String(64), default=None)


class OtherAddress(Base):
    """Another address that names a person, of somebody that they were merged with."""

    __tablename__ = "other_addresses"

    email: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)


class AttributeChange(Base):
    """An attribute of a person that was another before.

    course_id: the course whose roster says so, None for what is said of them on the whole site.
    by_id: who changed it; None for a provider.
    """

    __tablename__ = "attribute_changes"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    attribute: Mapped[Attribute] = mapped_column(enum_column(Attribute))
    before: Mapped[str | None]
    after: Mapped[str | None]
    source: Mapped[AttributeSource] = mapped_column(enum_column(AttributeSource))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"), default=None)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), default=None)


class Token(Base):
    """A bearer token, stored as its SHA-256.

    scopes: space-separated `Scope` values. course_id: the only course that it opens; staff of one
    course can hand out ways into that course alone, even for people who are in others.
    last_used_at: noted a few minutes late. replaced_by: the token that has its place.
    """

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"))
    label: Mapped[str]
    scopes: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("tokens.id"), default=None)


class SignInLink(Base):
    """A link that signs its holder in once, to one course."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class WebSession(Base):
    """A browser's session; the cookie holds the secret, the table its SHA-256.

    id: by which its owner knows it. device: the browser as it names itself, None for one that does
    not. last_seen_at: noted a few minutes late.
    """

    __tablename__ = "web_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    device: Mapped[str | None] = mapped_column(default=None)


class SessionWay(Base):
    """A way in that a browser has shown: its session opens what these open, and nothing more.

    course_id: the only course that it opens, None for all. token_id: the token that it ends with,
    None for a link. identity_id: the identity that it ends with, None for any other way.
    """

    __tablename__ = "session_ways"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    session_hash: Mapped[str] = mapped_column(
        String(64), ForeignKey("web_sessions.token_hash", ondelete="CASCADE"), index=True
    )
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"))
    token_id: Mapped[str | None] = mapped_column(ForeignKey("tokens.id"))
    scopes: Mapped[str]
    expires_at: Mapped[datetime]
    identity_id: Mapped[str | None] = mapped_column(
        ForeignKey("identities.id", ondelete="CASCADE"), default=None
    )
