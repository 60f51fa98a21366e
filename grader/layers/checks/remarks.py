"""Remarks on code that is right: where to look for them, and what is then said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers import problems
from grader.layers.catalogue.specification import Specification
from grader.layers.checks.bounds import Bounds
from grader.layers.checks.demands import Choice
from grader.layers.trials.naming import Naming
from grader.layers.trials.plan import Plan
from grader.layers.trials.trials import AGAIN, BACKWARD, KEPT_UPSTREAM, Trial
from grader.problems import Problem
from grader.sandbox.runner import Reply
from reference.arrays import Floats


@dataclass(frozen=True)
class Remarks:
    """What is said of right code and costs nothing.

    layer: its name. kept: where the upstream gradient lies as it was left, of which `upstream` was
    handed over. returned: where what the last backward returned lies. scales: gradients of a loss,
    by dout or as if that were 1.
    """

    layer: str
    kept: slice | None
    upstream: Floats
    returned: slice | None
    scales: tuple[Choice, ...]

    def about(self, elements: Floats, again: Reply | None) -> Iterator[Problem]:
        """What there is to say. again: the reply to the same backward once more."""
        if self.kept is not None and not (elements[self.kept] == self.upstream).all():
            yield problems.UPSTREAM_OVERWRITTEN(layer=self.layer)
        if any(not each.fits(elements)[0] for each in self.scales):
            yield problems.UPSTREAM_TAKEN_FOR_ONE(layer=self.layer)
        if again is not None and not self._is_same(elements, again):
            yield problems.CACHE_CONSUMED(layer=self.layer)

    def _is_same(self, elements: Floats, again: Reply) -> bool:
        if again.problem is not None or self.returned is None:
            return again.problem is None
        then = elements[self.returned]
        all_now = np.concatenate([array.ravel() for array in again.arrays] or [np.zeros(0)])
        now = all_now[: then.size]  # those of parameters may come along
        if now.shape != then.shape or (now == then).all():
            return now.shape == then.shape
        size = float(np.abs(then).max(initial=0.0))
        return bool((np.abs(now - then) <= 1e-9 * size).all())


def remarks_of(
    layer: Specification, trial: Trial, bounds: Bounds, scales: tuple[Choice, ...]
) -> Remarks:
    """What to look at in the answers to a trial. scales: as those of `Remarks`."""
    kept = next((number for number, name in trial.order if name == KEPT_UPSTREAM), None)
    asked = next((number for number, name in trial.order if name == AGAIN), None)
    upstream = None if kept is None else trial.rounds[kept].upstream
    returned = bounds.place_of(0, (asked, BACKWARD)) if asked is not None and layer.inputs else None
    return Remarks(
        layer.name,
        None if kept is None else bounds.place_of(0, (kept, KEPT_UPSTREAM)),
        np.zeros(0) if upstream is None else upstream.ravel(),
        returned,
        scales,
    )


def remarks_on_shapes(
    plan: Plan, bounds: Bounds, replies: Sequence[Sequence[Reply]]
) -> Iterator[Problem]:
    """Gradients that have a leading 1 in their shape which is not asked for, each once."""
    arrays = [array for each in replies for reply in each for array in reply.arrays]
    if [array.shape for array in arrays[: len(bounds.shapes)]] == bounds.shapes:
        return
    told = set[str]()
    for array, shape, (_, (_, name)) in zip(arrays, bounds.shapes, bounds.slots, strict=False):
        if array.shape != shape and name in plan.layer.arrays and name not in told:
            told.add(name)
            said = Naming(plan.convention, plan.layer).say(name)
            yield problems.LEADING_ONE(
                layer=plan.layer.name, array=said, expected=str(shape), got=str(array.shape)
            )
