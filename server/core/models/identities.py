"""Who people are elsewhere: at providers of OpenID Connect, whose word signs them in here."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base


class Identity(Base):
    """Somebody at a provider, by the issuer and the subject that the provider never gives again.

    account: what they are called there, for their own eyes. A person is one at each issuer.
    """

    __tablename__ = "identities"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("issuer", "person_id"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    account: Mapped[str | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class IdentityWay(Base):
    """A way in that an identity stands for: what its person had shown when it was connected.

    course_id: the only course that it opens, None for all. token_id: the token that it ends with,
    None for one that was shown by a link, or by an e-mail that the provider vouches for.
    """

    __tablename__ = "identity_ways"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    identity_id: Mapped[str] = mapped_column(
        ForeignKey("identities.id", ondelete="CASCADE"), index=True
    )
    course_id: Mapped[str | None] = mapped_column(ForeignKey("courses.id"))
    token_id: Mapped[str | None] = mapped_column(ForeignKey("tokens.id"))
    scopes: Mapped[str]


class SignInAttempt(Base):
    """A browser that was sent to a provider, by the hash of what its cookie holds; used once.

    provider: its name in the settings. wanted: the page to go on to. person_id: who connects an
    identity, None for who signs in.
    """

    __tablename__ = "sign_in_attempts"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    provider: Mapped[str] = mapped_column(String(64))
    wanted: Mapped[str] = mapped_column(String(1024))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
