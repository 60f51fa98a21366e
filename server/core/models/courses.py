"""Courses and who is in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base, enum_column


class Role(StrEnum):
    """What a person is in a course."""

    STUDENT = "student"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"


class Course(Base):
    """A course. time_zone: IANA name, in which its days and deadlines are shown and counted.

    lets_choose_aliases: whether students may choose another alias than the roster gave them.
    archived_at: since when the course is over and takes no files; None while it goes on.
    """

    __tablename__ = "courses"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str]
    time_zone: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    lets_choose_aliases: Mapped[bool] = mapped_column(default=True)
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class Membership(Base):
    """A line of a course's roster. active: False once the roster no longer names the person.

    name, student_number: as this roster has them; None where it never gave one. roster_alias: what
    the roster calls who has chosen another alias. An alias is one person's for as long as they are
    on the roster.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_active_alias",
            "course_id",
            "alias",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    alias: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str | None] = mapped_column(default=None)
    student_number: Mapped[str | None] = mapped_column(String(64), default=None)
    roster_alias: Mapped[str | None] = mapped_column(String(64), default=None)

    @property
    def called(self) -> str:
        """What staff of the course know the person by."""
        return self.name or self.alias
