"""`[grades]` of a definition: how what a participant has reached becomes points of the course."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from grader.definition.sections import FiniteNumber, Moment, PositiveNumber, Section
from grader.ranking import Better

RuleName = Literal["linear", "steps", "ranks", "layers"]
LEADER = "leader"
_KEYS: dict[RuleName, tuple[str, ...]] = {
    "linear": ("start", "full"),
    "steps": ("steps",),
    "ranks": ("ranks",),
    "layers": (),
}
_Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _as_one(given: Any, read: ValidatorFunctionWrapHandler) -> float | str:
    """A score or a name; of what is neither one mistake is told, and not one for each."""
    try:
        found: float | str = read(given)
    except ValidationError:
        raise PydanticCustomError("grades_score", "expected a score or a name") from None
    return found


_ScoreOrBaseline = Annotated[FiniteNumber | str, WrapValidator(_as_one)]


class GradeStep(Section):
    """Points for a score."""

    score: FiniteNumber
    """The score that earns them, or any better one."""
    points: _Points
    """What it earns."""


class GradeRank(Section):
    """Points for a place."""

    best: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    """The share of those with a score, from the best on: 0.1 is the best tenth."""
    points: _Points
    """What they earn."""


class Grades(Section):
    """How a score becomes points of the course."""

    points: PositiveNumber
    """The most that can be earned."""
    rule: RuleName
    """`linear`: between two scores; `steps`: by scores that are reached; `ranks`: by the place;
    `layers`: the points of the file, scaled to `points`, for the kind `layers`."""
    track: str | None = None
    """The slug of the track that counts; needed where there are several."""
    score: Literal["public", "private"] | None = None
    """Which score counts; without it the private one where the track has a `reveal_at`."""
    start: _ScoreOrBaseline | None = None
    """For `linear`: the score, or the slug of the baseline, from which points are earned."""
    full: _ScoreOrBaseline | None = None
    """For `linear`: the score, or the slug of the baseline, that earns all of them; `leader` is the
    best of the class."""
    steps: tuple[GradeStep, ...] = ()
    """For `steps`: from the worst score to the best."""
    ranks: tuple[GradeRank, ...] = ()
    """For `ranks`: from the best on."""
    least: _Points = 0
    """What whoever has a score earns at the least."""
    missing: _Points | None = None
    """What students get who have no score; without it nothing is entered for them."""
    freeze_at: Moment | None = None
    """From when on grades stay as they are, once they are told and nothing is to be graded."""
    decimals: Annotated[int, Field(ge=0, le=4)] = 2
    """How precisely points are given; they are rounded down."""


def require_rule(grades: Grades) -> None:
    """Raise where keys do not go with the rule, or with each other."""
    needed = _KEYS[grades.rule]
    for key in ("start", "full", "steps", "ranks"):
        is_given = getattr(grades, key) not in (None, ())
        if key in needed and not is_given:
            raise _wrong("grades_key_missing", "rule", needs=key, rule=grades.rule)
        if is_given and key not in needed:
            raise _wrong("grades_key_surplus", key, rule=grades.rule)
    given: list[tuple[tuple[str | int, ...], float | None]] = [
        (("least",), grades.least),
        (("missing",), grades.missing),
        *((("steps", i, "points"), one.points) for i, one in enumerate(grades.steps)),
        *((("ranks", i, "points"), one.points) for i, one in enumerate(grades.ranks)),
    ]
    for at, points in given:
        if points is not None and points > grades.points:
            raise _wrong("grades_beyond", *at, said=f"{points:g}", most=f"{grades.points:g}")
    for i, (one, after) in enumerate(pairwise(grades.ranks)):
        if after.best <= one.best or after.points >= one.points:
            raise _wrong("grades_order", "ranks", i + 1)


def require_direction(grades: Grades, better: Better) -> None:
    """Raise where better scores would earn less."""
    sign = 1 if better == "higher" else -1
    for i, (one, after) in enumerate(pairwise(grades.steps)):
        if sign * (after.score - one.score) <= 0 or after.points <= one.points:
            raise _wrong("grades_order", "steps", i + 1)
    start, full = grades.start, grades.full
    if isinstance(start, float) and isinstance(full, float) and sign * (full - start) <= 0:
        raise _wrong("grades_order", "full")


def require_track(grades: Grades, tracks: Sequence[str]) -> None:
    """Raise where no track counts, or one that is not there."""
    if grades.track is None and len(tracks) > 1:
        raise _wrong("grades_track", tracks=", ".join(tracks))
    if grades.track is not None and grades.track not in tracks:
        context = {"name": grades.track, "tracks": ", ".join(tracks)}
        raise _wrong("baseline_track", "track", **context)


def require_baselines(grades: Grades, baselines: Collection[str]) -> None:
    """Raise where points are counted from a baseline that the track has not."""
    for key, others in (("start", ()), ("full", (LEADER,))):
        named = getattr(grades, key)
        if isinstance(named, str) and named not in (*others, *baselines):
            known = ", ".join((*others, *sorted(baselines)))
            raise _wrong("grades_baseline", key, name=named, known=known)


def require_score(grades: Grades, kind: str, *, is_revealed: bool) -> None:
    """Raise where the score that counts is never there. is_revealed: whether its track ever is."""
    if (grades.rule == "layers") and kind != "layers":
        raise _wrong("grades_rule_kind", "rule")
    if grades.score == "private" and (kind == "layers" or not is_revealed):
        raise _wrong("grades_private", "score")


def _wrong(code: str, *at: str | int, **context: str) -> PydanticCustomError:
    return PydanticCustomError(code, "expected another", {**context, "at": ("grades", *at)})
