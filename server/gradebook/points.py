"""Points for a score, by the rule of a bundle. Pure: scores and places in, points out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader import LEADER, Better, Entry, Grades, Late, rank

_NOISE_DIGITS = 6  # of a unit in the last place that is given: what floats are off by


@dataclass(frozen=True)
class Counted:
    """What counts of one participant. score: None where a file counts that shows no number."""

    owner: str
    score: float | None
    received_at: datetime


@dataclass(frozen=True)
class Earned:
    """A place among those with a score, from 1, None without one; and points."""

    rank: int | None
    points: float


class MissingBaselineError(Exception):
    """A baseline from which points are counted has no score."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def earn(
    grades: Grades,
    counted: Sequence[Counted],
    baselines: Mapping[str, float],
    better: Better,
    max_points: float | None,
) -> dict[str, Earned]:
    """What each participant earns, by owner.

    baselines: their scores by slug. max_points: of a file of layers. Raises MissingBaselineError.
    """
    ranks = ranks_of(counted, better)
    rule = _Rule(grades, better, len(ranks), _ends(grades, counted, baselines, better), max_points)
    return {
        one.owner: Earned(ranks.get(one.owner), rule.points(one.score, ranks.get(one.owner)))
        for one in counted
    }


def after_late_days(grades: Grades, late: Late | None, points: float, days: int) -> float:
    """What is left of points for a file of a late day, rounded down, but never under `least`."""
    if late is None or days == 0:
        return points
    return max(grades.least, round_down(late.take_off(points, days), grades.decimals))


def ranks_of(counted: Sequence[Counted], better: Better) -> dict[str, int]:
    """The places of those with a score, by owner; equal scores share one."""
    entries = [
        Entry(one.score, one.received_at, one.owner) for one in counted if one.score is not None
    ]
    return {row.entry.id: row.rank for row in rank(entries, better)}


def round_down(points: float, decimals: int) -> float:
    """Points to so many decimals, never more than they are, but for the noise of floats."""
    unit = 10.0**decimals
    return math.floor(round(points * unit, _NOISE_DIGITS)) / unit


@dataclass(frozen=True)
class _Rule:
    """A rule, and what it needs of the class. ends: the scores of no and of all points."""

    grades: Grades
    better: Better
    count: int
    ends: tuple[float, float] | None
    max_points: float | None

    def points(self, score: float | None, place: int | None) -> float:
        """Of one participant, from `least` to `points`, rounded down."""
        earned = 0.0
        if score is not None and place is not None:
            earned = self._earned(score, place)
        earned = max(self.grades.least, min(earned, self.grades.points))
        return round_down(earned, self.grades.decimals)

    def _earned(self, score: float, place: int) -> float:
        match self.grades.rule:
            case "linear":
                return self._linear(score)
            case "steps":
                reached = [s.points for s in self.grades.steps if self._is_met(score, s.score)]
                return max(reached, default=0.0)
            case "ranks":
                return self._ranked(place)
            case "layers":
                return self.grades.points * score / self.max_points if self.max_points else 0.0

    def _linear(self, score: float) -> float:
        """Nothing up to the start, nor where the leader is no better than that."""
        assert self.ends is not None
        start, full = self.ends
        if not self._is_met(full, start) or full == start:
            return 0.0
        share = (score - start) / (full - start)
        most, least = self.grades.points, self.grades.least
        return least + (most - least) * min(max(share, 0.0), 1.0)

    def _ranked(self, place: int) -> float:
        """The leader is in the first step, however few they are."""
        for step in self.grades.ranks:
            if place <= max(1, math.floor(step.best * self.count + 1e-9)):
                return step.points
        return 0.0

    def _is_met(self, score: float, wanted: float) -> bool:
        return score <= wanted if self.better == "lower" else score >= wanted


def _ends(
    grades: Grades, counted: Sequence[Counted], baselines: Mapping[str, float], better: Better
) -> tuple[float, float] | None:
    if grades.rule != "linear":
        return None
    found: list[float] = []
    for said in (grades.start, grades.full):
        if isinstance(said, str) and said == LEADER:
            scores = [one.score for one in counted if one.score is not None]
            best = min if better == "lower" else max
            found.append(best(scores, default=found[0]))
        elif isinstance(said, str):
            if said not in baselines:
                raise MissingBaselineError(said)
            found.append(baselines[said])
        else:
            assert said is not None
            found.append(said)
    return found[0], found[1]
