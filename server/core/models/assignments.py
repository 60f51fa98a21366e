"""Assignments, their versions and their tracks."""

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader import Definition
from server.core.models.base import ID_LENGTH, Base


class Assignment(Base):
    """An assignment of a course; what it asks for is in its versions."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    slug: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class AssignmentVersion(Base):
    """One pushed bundle. definition: its `assignment.toml` as JSON. active: the one in force."""

    __tablename__ = "assignment_versions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "number"),
        Index(
            "uq_assignment_versions_active",
            "assignment_id",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"))
    number: Mapped[int]
    bundle_sha256: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    active: Mapped[bool]
    pushed_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    pushed_at: Mapped[datetime]

    @cached_property
    def parsed(self) -> Definition:
        """The definition as a model: what is pushed never changes, so it is read once."""
        return Definition.model_validate(self.definition)


class Track(Base):
    """A board of an assignment. board_version grows with every change that the board shows."""

    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("assignment_id", "slug"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"))
    slug: Mapped[str] = mapped_column(String(64))
    board_version: Mapped[int] = mapped_column(default=0)
