"""Answers about the versions of an assignment, as far as the command reads them."""

from pydantic import AwareDatetime, Field, TypeAdapter

from grader import ExplainedProblem
from gradus.api.answers import AnswerModel


class VersionAnswer(AnswerModel):
    """The version that a push has made, or would. live: in force; else graded beside the board.

    changed: parts of the bundle. to_grade: files that are graded again, of so many participants.
    shown_anew: scores that are released otherwise though nothing is graded again.
    """

    assignment: str
    version: int
    live: bool = True
    sha256: str
    url: str
    changed: list[str] | None = None
    to_grade: int = 0
    participants: int = 0
    minutes: int | None = None
    shown_anew: int | None = None
    warnings: list[ExplainedProblem] = Field(default_factory=list)


class RevealAnswer(AnswerModel):
    """When a track is revealed, and whether that has come."""

    track: str
    reveal_at: AwareDatetime
    revealed: bool


class RetryAnswer(AnswerModel):
    """What is graded again. passed: files that are not, since their turn on the Ladder is gone."""

    files: int
    passed: int


class VersionLineAnswer(AnswerModel):
    """A version of an assignment, and how many of its gradings are done."""

    version: int
    state: str
    sha256: str
    pushed_by: str
    pushed_at: AwareDatetime
    changed: list[str] | None = None
    graded_as: int | None = None
    graded_again: bool = False
    taken_over_by: int | None = None
    done: int
    total: int
    faults: int


class MoveAnswer(AnswerModel):
    """A participant's place now and under another version. change: places gained."""

    alias: str
    old_rank: int | None
    old_score: float | None
    new_rank: int | None
    new_score: float | None
    change: int | None
    verdict: str | None
    waiting: int


class TrackComparisonAnswer(AnswerModel):
    """What a version would change on one board."""

    track: str
    moved: int
    fallen: int
    joined: int
    rows: list[MoveAnswer]


class ComparisonAnswer(AnswerModel):
    """What a version would change, by public scores. final: whether boards rank by private ones."""

    version: int
    state: str
    live_version: int
    done: int
    total: int
    faults: int
    final: bool = False
    tracks: list[TrackComparisonAnswer]


VERSIONS: TypeAdapter[list[VersionLineAnswer]] = TypeAdapter(list[VersionLineAnswer])
