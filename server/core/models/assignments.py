"""Assignments, their versions and their tracks."""

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader import Definition
from server.core.cache import Cache
from server.core.models.base import ID_LENGTH, Base

_PARSED: Cache[str, tuple[dict[str, Any], Definition]] = Cache(256)


class Assignment(Base):
    """An assignment of a course; what it asks for is in its versions."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    slug: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class AssignmentVersion(Base):
    """One pushed bundle. definition: its `assignment.toml` as JSON. active: the one in force.

    grading_id: the first version of the same grading definition: with its bundle files are graded,
    and evaluations, standings and releases name it. standing_id: the one that boards stand on while
    this version is in force; another one as long as everything is graded again. grading_sha256: of
    the grading definition, and parts: of each part; None before their bundle is read. held: whether
    it is graded beside the board until somebody switches to it. baseline_files: the SHA-256 of each
    baseline's file. changed: the parts that its push has changed. shown_anew: how many shown scores
    changed when it took over gradings; None where it took over none, or boards stand on others yet.
    taken_over_by: the version that has had its gradings since.
    """

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
        Index(
            "uq_assignment_versions_held",
            "assignment_id",
            unique=True,
            sqlite_where=text("held"),
            postgresql_where=text("held"),
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
    grading_id: Mapped[str] = mapped_column(ForeignKey("assignment_versions.id"))
    standing_id: Mapped[str] = mapped_column(ForeignKey("assignment_versions.id"))
    grading_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    held: Mapped[bool] = mapped_column(default=False)
    parts: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    baseline_files: Mapped[dict[str, str] | None] = mapped_column(
        JSON(none_as_null=True), default=None
    )
    changed: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    shown_anew: Mapped[int | None] = mapped_column(default=None)
    taken_over_by: Mapped[str | None] = mapped_column(
        ForeignKey("assignment_versions.id"), default=None
    )

    @property
    def is_graded_again(self) -> bool:
        """Whether boards stand on earlier gradings until everything is graded under its own."""
        return self.grading_id != self.standing_id

    @cached_property
    def parsed(self) -> Definition:
        """The definition as a model; a process makes it once of what it reads again and again."""
        known = _PARSED.get(self.id)
        if known is None or known[0] != self.definition:
            known = self.definition, Definition.model_validate(self.definition)
            _PARSED.put(self.id, known)
        return known[1]


class Track(Base):
    """A board of an assignment. board_version grows with every change that the board shows.

    reveal_at: the moment of its reveal as staff have set it; None for that of the bundle.
    extended_until: the latest deadline that anybody was granted in its assignment, the same for all
    tracks of that; None where nobody has one of their own.
    """

    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("assignment_id", "slug"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"))
    slug: Mapped[str] = mapped_column(String(64))
    board_version: Mapped[int] = mapped_column(default=0)
    reveal_at: Mapped[datetime | None] = mapped_column(default=None)
    extended_until: Mapped[datetime | None] = mapped_column(default=None)
