"""Submissions, their evaluations, and the standings that boards read."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from grader import Verdict
from server.core.models.base import ID_LENGTH, Base, enum_column

FINITE = "BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308"


class EvaluationState(StrEnum):
    """Where an evaluation is. Pending means not final."""

    QUEUED = "queued"
    RUNNING = "running"
    FINAL = "final"


class Submission(Base):
    """One uploaded file: immutable bytes, kept in blob storage under the submission's id.

    person_id: who uploaded it. participant_id: whose work it is; None exactly for baselines, which
    are nobody's. baseline: the slug of the baseline that it is; person_id is then who pushed it
    first. A baseline with the same bytes is one submission under all versions. received_at: later
    than that of all that the participant had submitted before. clock_at: what the clock said, where
    it had been set back by a second or more since then; None where it is received_at.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("participant_id", "idempotency_key"),
        ForeignKeyConstraint(
            ["participant_id", "assignment_id"], ["participants.id", "participants.assignment_id"]
        ),
        Index(None, "track_id", "participant_id"),
        Index(
            "uq_submissions_baseline",
            "track_id",
            "baseline",
            "sha256",
            unique=True,
            sqlite_where=text("baseline IS NOT NULL"),
            postgresql_where=text("baseline IS NOT NULL"),
        ),
        CheckConstraint("size_bytes >= 0", name="size"),
        CheckConstraint(
            "(participant_id IS NULL) = (baseline IS NOT NULL)", name="owned_unless_baseline"
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"))
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    participant_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    filename: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    received_at: Mapped[datetime]
    idempotency_key: Mapped[str | None]
    baseline: Mapped[str | None] = mapped_column(String(64), default=None)
    clock_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def came_at(self) -> datetime:
        """When it came, by the clock of then; the order of files is that of received_at."""
        return self.clock_at or self.received_at


class Evaluation(Base):
    """One grading of one submission under one assignment version.

    attempts: how often a worker claimed it. faults: how often grading failed for a reason of
    ours; last_fault: which, for staff. deaths: how often its grading process was seen to die;
    last_death: by what, for staff.
    alone: to be graded in a process of its own, since one died of it or together with its worker.
    worker, heartbeat_at: who claimed it and when it last showed a sign of life. progress: the
    end of what a program has printed, while it runs.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        UniqueConstraint("submission_id", "version_id"),
        CheckConstraint("(state = 'final') = (verdict IS NOT NULL)", name="final_has_verdict"),
        CheckConstraint(
            "(score IS NOT NULL) = (verdict IS NOT NULL AND verdict = 'scored')",
            name="score_exactly_when_scored",
        ),
        CheckConstraint(f"score IS NULL OR score {FINITE}", name="score_finite"),
        CheckConstraint("(points IS NULL) = (max_points IS NULL)", name="points_have_maximum"),
        Index(None, "version_id"),
        Index(
            "ix_evaluations_pending",
            "priority",
            "queued_at",
            sqlite_where=text("state <> 'final'"),
            postgresql_where=text("state <> 'final'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_versions.id"))
    priority: Mapped[int]
    queued_at: Mapped[datetime]
    state: Mapped[EvaluationState] = mapped_column(
        enum_column(EvaluationState), default=EvaluationState.QUEUED
    )
    attempts: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    last_fault: Mapped[str | None] = mapped_column(String(1000), default=None)
    deaths: Mapped[int] = mapped_column(default=0)
    last_death: Mapped[str | None] = mapped_column(default=None)
    alone: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None] = mapped_column(default=None)
    heartbeat_at: Mapped[datetime | None] = mapped_column(default=None)
    progress: Mapped[str | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    verdict: Mapped[Verdict | None] = mapped_column(enum_column(Verdict), default=None)
    score: Mapped[float | None] = mapped_column(default=None)
    private_score: Mapped[float | None] = mapped_column(default=None)
    points: Mapped[float | None] = mapped_column(default=None)
    max_points: Mapped[float | None] = mapped_column(default=None)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)


class Choice(Base):
    """A submission that its participant has chosen to count, where the bundle lets them."""

    __tablename__ = "choices"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    chosen_at: Mapped[datetime]


class Standing(Base):
    """The evaluation that counts of a participant on a track: what the board reads.

    value: the evaluation's score, or its points for layer files. submissions: how many files the
    participant has had graded on the track.
    """

    __tablename__ = "standings"
    __table_args__ = (CheckConstraint(f"value {FINITE}", name="value_finite"),)

    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluations.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_versions.id"))
    value: Mapped[float]
    received_at: Mapped[datetime]
    submissions: Mapped[int]
