"""The few calls by which right code is known.

One object meets all kinds of inputs in turn, and what right code answers is known beforehand, as an
interval for each number. Whatever lies within them all is right and is asked nothing more. Whatever
does not is not wrong for that: code in single precision and labels as class numbers end here too.
It gets the full examination, trial by trial, which alone blames and says why.

The full examination could read the replies to the same few calls, so that one pipeline were enough,
but a verdict on right code would take 2.2 times as long, which its bar does not allow.

Layers of which no answer is known beforehand, random ones and training steps, are screened by the
full examination itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from grader.definition.layer_tasks import LayerTask
from grader.layers.catalogue.specification import Specification
from grader.layers.checks.bounds import Bounds, bounds_of
from grader.layers.checks.check import Check
from grader.layers.checks.demands import Choice, Demand, demands_of, scales_of
from grader.layers.checks.examination import Examination, examine
from grader.layers.checks.remarks import Remarks, remarks_of, remarks_on_shapes
from grader.layers.checks.rounding import EXACT
from grader.layers.trials.conventions import takes
from grader.layers.trials.dialects import PLAIN, Dialect
from grader.layers.trials.plan import Plan, layer_of, other_layers_of, plans_for
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.screening_inputs import ScreeningInputs, screening_inputs_for
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import (
    BACKWARD,
    FORWARD,
    KEPT_BY_FORWARD,
    KEPT_OUTPUT,
    KEPT_UPSTREAM,
)
from grader.sandbox.runner import Reply
from reference.arrays import Floats

_STREAM = 1  # of random numbers, beside that of the full examination


@dataclass(frozen=True)
class Screening:
    """What a layer is asked first, and what right code answers.

    What right code answers is worked out when it is first needed, which is while the code runs.
    """

    plan: Plan
    scripts: tuple[Script, ...]
    inputs: ScreeningInputs

    @cached_property
    def bounds(self) -> Bounds:
        """Those of all replies but that to the last call, if that asks for a backward once more."""
        scripts = [script.without_again() for script in self.scripts]
        return bounds_of(self.plan.layer, scripts, DOUBLE)

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What has to hold besides."""
        layer, inputs, bounds = self.plan.layer, self.inputs, self.bounds
        return (*demands_of(layer, inputs, bounds), *self._scales)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every check that right code passes at once."""
        return tuple(_checks(self.plan.layer, self.scripts, self.bounds))

    @cached_property
    def remarks(self) -> Remarks:
        """What is looked at in right code besides."""
        return remarks_of(self.plan.layer, self.inputs.trial, self.bounds, self._scales)

    @cached_property
    def _scales(self) -> tuple[Choice, ...]:
        return tuple(scales_of(self.plan.layer, self.inputs.trial, self.bounds))

    def prepare(self) -> None:
        """Work out what right code answers."""
        assert self.demands
        assert self.checks
        assert self.remarks is not None

    def admit(self, replies: Sequence[Sequence[Reply]]) -> Examination | None:
        """The examination of right code; None where something calls for the full one."""
        elements, again = self.read(replies)
        if elements is None or not all(each.holds(elements) for each in self.demands):
            return None
        shapes = remarks_on_shapes(self.plan, self.bounds, replies)
        return Examination(
            self.plan,
            self.checks,
            EXACT,
            is_vague=False,
            has_raised=False,
            remarks=(*self.remarks.about(elements, again), *shapes),
        )

    def read(self, replies: Sequence[Sequence[Reply]]) -> tuple[Floats | None, Reply | None]:
        """The elements of all replies within their bounds, and the reply to a backward again.

        No elements where one is not; no reply where none was asked for, or the code did not come
        that far.
        """
        again = None
        if replies and len(replies[0]) == len(self.scripts[0].lines) and self.scripts[0].asks_again:
            again, replies = replies[0][-1], [replies[0][:-1], *replies[1:]]
        return self.bounds.elements_of(replies), again


@dataclass(frozen=True)
class FullScreening:
    """The full examination in its place."""

    plan: Plan
    scripts: tuple[Script, ...]

    def prepare(self) -> None:
        """Nothing: what is right depends on what the code chose."""

    def admit(self, replies: Sequence[Sequence[Reply]]) -> Examination | None:
        """The examination of right code; None where something is wrong."""
        found = examine(self.plan, self.scripts, replies)
        return None if found.lost or found.is_vague else found


def screening_for(
    task: LayerTask, seed: int, dialect: Dialect = PLAIN
) -> Screening | FullScreening:
    """The screening of a layer; the same seed gives the same one, and another one every layer."""
    layer = dialect.apply_to(layer_of(task))
    if not layer.has_slopes:
        plan = replace(plans_for(task, seed, DOUBLE, dialect)[0], moves=None)
        return FullScreening(plan, tuple(plan.scripts()))
    rng = np.random.default_rng([seed, *task.layer.encode(), _STREAM])
    others = tuple(map(dialect.apply_to, other_layers_of(task, rng)))
    inputs = screening_inputs_for(layer, others, rng)
    one_hot = layer.labels is None or takes(dialect.convention, class_numbers=False)
    plan = Plan(
        dialect.convention,
        layer,
        DOUBLE,
        (inputs.trial,),
        probes=(),
        jitters=None,
        moves=None,
        class_numbers=not one_hot,
        is_detailed=False,
        is_strict=dialect.is_strict,
    )
    return Screening(plan, tuple(plan.scripts()), inputs)


def _checks(layer: Specification, scripts: Sequence[Script], bounds: Bounds) -> Iterator[Check]:
    """Every check that right code passes at once."""
    output, gradients = layer.arrays[:1], layer.arrays[1:]
    for script, (_, name) in dict.fromkeys(bounds.slots):
        if scripts[script].trial.name == "probe":
            continue
        if name == FORWARD:
            yield Check(output, "forward", passed=True)
        elif name == BACKWARD:
            returned = map(layer.gradient, layer.inputs)
            yield from (Check((each,), "reference", passed=True) for each in returned)
        elif name in gradients:
            yield Check((name,), "reference", passed=True)
        elif name == KEPT_UPSTREAM:
            continue
        else:
            yield Check(
                output if name in {KEPT_BY_FORWARD, KEPT_OUTPUT} else gradients, passed=True
            )
    yield Check(gradients, "derivative", passed=True)
