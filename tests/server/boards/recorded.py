"""Small boards of every kind, made up from a seed, and what everybody is answered who reads them.

    python -m tests.server.boards.recorded

writes down the digests that `test_recorded_boards.py` compares with: only where answers are to
change.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import time_machine
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from grader import Definition, Verdict
from server.assignments.access import AssignmentAccess, assignment_access
from server.assignments.stairs import Stairs
from server.boards.board import Boards
from server.boards.uncertainty import ranked_board
from server.boards.views import Part
from server.core.errors import RequestProblemError
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Base,
    BoardUncertainty,
    Course,
    Evaluation,
    EvaluationState,
    Membership,
    Participant,
    ParticipantMember,
    Person,
    Release,
    ReleasedStanding,
    Role,
    Standing,
    Submission,
    Track,
)
from server.history.reader import HistoryReader
from server.identity.rules import ALL_SCOPES, Viewer, Way

DIGESTS = Path(__file__).with_name("recorded_boards.json")
WORLDS = 60
KINDS = ("ladder", "ladder_higher", "rounded", "rounded_higher", "points")
MOMENTS = {
    "before": datetime(2026, 5, 1, tzinfo=UTC),
    "after": datetime(2026, 7, 1, tzinfo=UTC),
}
REVEAL = datetime(2026, 6, 1, tzinfo=UTC)
START = datetime(2026, 4, 1, tzinfo=UTC)


class World:
    """A course with one assignment, one track and what was handed in there."""

    def __init__(self, session: Session, seed: int) -> None:
        self.kind = KINDS[seed % len(KINDS)]
        self.slug = f"w{seed:05}"
        self.session = session
        self.random = Random(seed)
        self.is_revealed_ever = self.random.random() < 0.8
        self.baselines = self.random.randrange(4)
        self.has_private = self.random.random() < 0.85
        self.definition = Definition.model_validate(self._definition())
        self._course()
        self.students = [f"s{number}" for number in range(self.random.randrange(8))]
        for alias in ("reader", "ta", *self.students):
            self._member(alias)
        who_stand = [*self.students, *(["reader"] if self.random.random() < 0.7 else [])]
        self.random.shuffle(who_stand)
        for alias in who_stand:
            self._stand(alias)
        if self.random.random() < 0.3:
            self._stand("ta")
        for number in range(self.baselines):
            self._baseline(f"base{number}")
        session.flush()
        if self.random.random() < 0.75 and self.kind != "points":
            self._uncertainty()
        session.flush()

    def access(self, alias: str) -> AssignmentAccess:
        """Somebody's access to the assignment."""
        viewer = Viewer(f"{self.slug}-{alias}", alias, is_admin=False, ways=(Way(ALL_SCOPES),))
        return assignment_access(self.session, viewer, self.slug, "small")

    @property
    def boards(self) -> Boards:
        """Boards of its own; on the Ladder with stairs of which some stand on the first."""
        is_higher = self.kind.endswith("higher")
        ladder = Stairs(0.1, 0.2 if is_higher else 3.5, self.definition.better)
        return Boards(lambda _: ladder if self.kind.startswith("ladder") else None)

    def _definition(self) -> dict[str, Any]:
        higher = self.kind.endswith("higher")
        proof = self.random.choice(("none", "claimed", "program"))
        found: dict[str, Any] = {
            "schema": 1,
            "slug": "small",
            "kind": "layers" if self.kind == "points" else "prediction",
            "title": {"en": "Small"},
            "statement": {"en": "statement.md"},
            "tracks": [{"slug": "open", "title": {"en": "T"}, "rules": {"en": "R"}}],
        }
        if self.is_revealed_ever:
            found["reveal_at"] = REVEAL.isoformat()
        if self.kind == "points":
            layers = [{"layer": "Affine", "points": 10}]
            return found | {"starter": ["layers.py"], "layers": {"tasks": layers}}
        ladder = self.kind.startswith("ladder")
        found["tracks"][0]["proof"] = proof
        found["prediction"] = {
            "metric": ("accuracy" if ladder else "r2") if higher else "mae",
            "release": "ladder" if ladder else "exact",
            "labels": "private/labels.csv",
            "train": "train.csv",
            "test": "test.csv",
            "decimals": self.random.choice((0, 1, 2, 4)),
        }
        found["starter"] = ["sample_submission.csv"]
        found["baselines"] = [
            {"slug": f"base{i}", "title": {"en": "B"}, "track": "open", "file": f"private/{i}.csv"}
            for i in range(self.baselines)
        ]
        return found

    def _course(self) -> None:
        self._add(
            Course(
                id=self.slug,
                slug=self.slug,
                title="W",
                time_zone="Asia/Tokyo",
                locale="ja",
                created_at=START,
            ),
            Assignment(id=self.slug, course_id=self.slug, slug="small", created_at=START),
            Track(
                id=self.slug,
                assignment_id=self.slug,
                slug="open",
                board_version=self.random.randrange(50),
            ),
        )
        self._member("sensei", Role.INSTRUCTOR)
        self.version = AssignmentVersion(
            id=self.slug,
            assignment_id=self.slug,
            number=1,
            bundle_sha256="0" * 64,
            definition=self.definition.model_dump(mode="json", by_alias=True),
            active=True,
            pushed_by=f"{self.slug}-sensei",
            pushed_at=START,
            grading_id=self.slug,
            standing_id=self.slug,
        )
        self._add(self.version)

    def _member(self, alias: str, role: Role = Role.STUDENT) -> None:
        id_ = f"{self.slug}-{alias}"
        role = Role.ASSISTANT if alias == "ta" else role
        active = alias in {"reader", "ta"} or self.random.random() < 0.9
        self._add(
            Person(id=id_, name=alias, email=None, is_admin=False, created_at=START),
            Membership(course_id=self.slug, person_id=id_, role=role, alias=alias, active=active),
        )

    def _score(self) -> float:
        """Often equal to another, or equal once it is rounded."""
        score = self.random.choice((1, 2, 2, 3)) + self.random.choice((0, 0, 1e-9, 0.04, 0.3, 0.46))
        return score / 4 if self.kind == "ladder_higher" else score

    def _private(self) -> float | None:
        return self._score() if self.has_private and self.random.random() < 0.8 else None

    def _hand_in(self, name: str, alias: str, baseline: str | None = None) -> Evaluation:
        """A graded file, at a moment that it may share with others."""
        submission = Submission(
            id=f"{self.slug}-{name}",
            assignment_id=self.slug,
            track_id=self.slug,
            person_id=f"{self.slug}-{alias}",
            participant_id=None if baseline else f"{self.slug}-{alias}",
            filename="p.csv",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            size_bytes=1,
            received_at=START + timedelta(hours=self.random.randrange(5)),
            idempotency_key=None,
            baseline=baseline,
        )
        points = self.random.choice((0.0, 3.5, 7.0, 10.0)) if self.kind == "points" else None
        evaluation = Evaluation(
            id=f"e-{self.slug}-{name}",
            submission_id=submission.id,
            version_id=self.slug,
            priority=1,
            queued_at=START,
            state=EvaluationState.FINAL,
            verdict=Verdict.SCORED,
            score=self._score() if points is None else points,
            private_score=None if points is not None else self._private(),
            points=points,
            max_points=None if points is None else 10.0,
        )
        self._add(submission, evaluation)
        if self.kind.startswith("ladder") and self.random.random() < 0.8:
            self._add(
                Release(
                    evaluation_id=evaluation.id,
                    version_id=self.slug,
                    score=round(self._score(), 1),
                    moved=True,
                )
            )
        return evaluation

    def _stand(self, alias: str) -> None:
        id_ = f"{self.slug}-{alias}"
        self._add(
            Participant(id=id_, assignment_id=self.slug, created_at=START),
            ParticipantMember(assignment_id=self.slug, person_id=id_, participant_id=id_),
        )
        files = [
            self._hand_in(f"{alias}-{number}", alias)
            for number in range(self.random.randrange(1, 3))
        ]
        best = files[0]
        assert best.score is not None
        columns = {"track_id": self.slug, "participant_id": id_}
        moment = START + timedelta(hours=self.random.randrange(5))
        self._add(
            Standing(
                **columns,
                submission_id=best.submission_id,
                evaluation_id=best.id,
                version_id=self.slug,
                value=best.score,
                received_at=moment,
                submissions=len(files),
            )
        )
        if self.kind.startswith("ladder") and self.random.random() < 0.8:
            shown = files[-1]
            self._add(
                ReleasedStanding(
                    **columns,
                    submission_id=shown.submission_id,
                    evaluation_id=shown.id,
                    version_id=self.slug,
                    score=round(self._score(), 1),
                    received_at=moment + timedelta(hours=self.random.randrange(2)),
                    submissions=len(files),
                )
            )

    def _baseline(self, slug: str) -> None:
        if self.kind != "points" and self.random.random() < 0.85:
            self._hand_in(slug, "sensei", baseline=slug)

    def _uncertainty(self) -> None:
        rows = []
        for private in (False, True):
            board = ranked_board(self.session, self.slug, private=private)
            evaluations = board.evaluations
            if self.random.random() < 0.15:
                evaluations.reverse()
            for number, id_ in enumerate(evaluations):
                figures = {
                    "low": self.random.choice((0.1, 0.5)),
                    "high": self.random.choice((3.6, 4.25)),
                    "tied_with_above": self.random.random() < 0.5,
                    "tied_with_leader": self.random.random() < 0.5,
                    "bracket": 1 + number // 2,
                }
                known = figures if self.random.random() < 0.85 else None
                rows.append({"evaluation_id": id_, "figures": known, "private": private})
        self._add(
            BoardUncertainty(track_id=self.slug, board_version=1, rows=rows, computed_at=START)
        )

    def _add(self, *rows: Base) -> None:
        for row in rows:
            self.session.add(row)
            self.session.flush()


def worlds(count: int = WORLDS) -> Iterator[World]:
    """Worlds one after another, in one database in memory."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for seed in range(count):
            yield World(session, seed)
    engine.dispose()


def answers(world: World) -> Iterator[tuple[str, str]]:
    """What each reader is answered at each moment, with a name for it."""
    for alias in ("reader", "ta"):
        for name, moment in MOMENTS.items():
            with time_machine.travel(moment, tick=False):
                lines = [*_boards(world, alias), _history(world, alias)]
            yield f"{world.slug} {world.kind} {alias} {name}", "\n".join(lines)


def digest(answer: str) -> str:
    """Few characters that are those of no other answer."""
    return hashlib.sha256(answer.encode()).hexdigest()[:16]


def _boards(world: World, alias: str) -> Iterator[str]:
    access, boards = world.access(alias), world.boards
    track = access.track("open")
    for part in (None, *Part):
        try:
            board = boards.get(world.session, access, track, part)
        except RequestProblemError as refused:
            yield f"{refused.status}"
            continue
        yield board.etag
        yield board.part_json(0, 1000).decode()
        yield board.part_json(1, 2).decode()
        yield json.dumps([board.participants, [row.margin for row in board.view.rows]])


def _history(world: World, alias: str) -> str:
    access = world.access(alias)
    membership = access.course_access.membership
    reader = HistoryReader(world.boards)
    own = None if access.is_staff else membership
    return reader.get(world.session, access, access.track("open"), own).model_dump_json()


if __name__ == "__main__":
    found = {name: digest(answer) for world in worlds() for name, answer in answers(world)}
    DIGESTS.write_text(json.dumps(found, indent=0) + "\n", "utf-8")
