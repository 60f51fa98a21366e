"""A board drawn as a flight of steps: how far apart the scores are, at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100
BANDS = 5
_LOWEST = 6.0  # every step can be seen
_SHOWN = 0.9  # the share of rows whose scores span the height; a wild last one would flatten all


@dataclass(frozen=True)
class Step:
    """One row's step. x: how many stand above it. y: from the top of the drawing, `HEIGHT` high."""

    x: int
    y: float

    @property
    def height(self) -> float:
        """How high the step stands."""
        return round(HEIGHT - self.y, 2)


@dataclass(frozen=True)
class StepChart:
    """The steps of a board, best first, as wide as there are rows."""

    steps: tuple[Step, ...]

    @property
    def bands(self) -> tuple[str, ...]:
        """The steps from the best fifth of the rows to the last, each fifth as an SVG path."""
        fifths: list[list[Step]] = [[] for _ in range(BANDS)]
        for step in self.steps:
            fifths[step.x * BANDS // len(self.steps)].append(step)
        return tuple(_outline(fifth) for fifth in fifths)


def step_chart(scores: Sequence[float]) -> StepChart:
    """The steps of `scores`, best first: the best at full height, the last tenth at the lowest.

    Among few the lowest is not so low, as on a podium: two close scores are not worlds apart.
    Which direction is better does not matter: the distance from the best counts.
    """
    if not scores:
        return StepChart(())
    best, last = scores[0], scores[round(_SHOWN * (len(scores) - 1))]
    span = abs(last - best)
    depth = HEIGHT - max(_LOWEST, HEIGHT / (len(scores) + 1))
    return StepChart(
        tuple(
            Step(x, round(depth * _share(abs(score - best), span), 2))
            for x, score in enumerate(scores)
        )
    )


def _outline(steps: Sequence[Step]) -> str:
    """Adjacent steps as the data of an SVG path, empty where there are none."""
    if not steps:
        return ""
    flight = "".join(f"V{step.y:g}H{step.x + 1}" for step in steps)
    return f"M{steps[0].x} {HEIGHT}{flight}V{HEIGHT}Z"


def _share(distance: float, span: float) -> float:
    """How far down a score stands that is so far from the best, from 0 to 1."""
    return min(distance / span, 1.0) if span > 0 else float(distance > 0)
