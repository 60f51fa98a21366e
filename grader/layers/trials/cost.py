"""What judging a right file of layers costs, known before the first one comes.

Counted are the arrays of all calls of the full examination, those that go out and those that come
back: right code in single precision gets it too. The time is that of the reference for the same
calls, twice, for the judge and for the code.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import Specification
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import layer_of, plans_for
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import BACKWARD, FORWARD, KEPT_BY_BACKWARD, KEPT_BY_FORWARD, Slot
from grader.sandbox.protocol.frames import ARRAY_BYTES

MOST_BYTES = 64_000_000  # of all arrays of a file
MOST_SECONDS = 5.0
MOST_WORKING_BYTES = 16_000_000  # of the largest array that a layer computes with
LEAST_ROUNDS = 6  # with a batch of the usual size in any examination
_NUMBER_BYTES = 8


@dataclass(frozen=True)
class Cost:
    """What a right layer costs, or as much of it as shows that it is too much.

    largest_bytes: of its largest array. allowed_bytes: what such an array may have. array_bytes: of
    the arrays of all its calls. seconds: of processor time, on the machine that counted.
    """

    layer: str
    largest_bytes: int
    allowed_bytes: int
    array_bytes: int
    seconds: float = 0.0

    @property
    def is_too_large(self) -> bool:
        """Whether one array is larger than any may be."""
        return self.largest_bytes > self.allowed_bytes


def costs_of(layers: Layers) -> Iterator[Cost]:
    """What each layer costs, up to the first at which the file costs too much."""
    dialect = Dialect.of(layers)
    array_bytes, seconds = 0, 0.0
    for task in layers.tasks:
        yield (cost := cost_of(task, dialect))
        array_bytes, seconds = array_bytes + cost.array_bytes, seconds + cost.seconds
        if cost.is_too_large or array_bytes > MOST_BYTES or seconds > MOST_SECONDS:
            return


def cost_of(task: LayerTask, dialect: Dialect) -> Cost:
    """What one layer costs; of what is far too large, no more is drawn than it takes to know."""
    if is_far_too_large(task):
        return Cost(task.layer, _working_bytes(task), MOST_WORKING_BYTES, 0)
    layer = dialect.apply_to(layer_of(task))
    tensors = layer.sample(np.random.default_rng(0), layer.batch, 1.0)
    largest = max(array.nbytes for array in tensors.values())
    handed = sum(tensors[name].nbytes for name in layer.arguments)
    least = LEAST_ROUNDS * 3 * handed  # handed over, and seen after forward and after backward
    if largest > ARRAY_BYTES or least > MOST_BYTES:
        return Cost(task.layer, largest, ARRAY_BYTES, least)
    return _count(task, dialect)


def is_far_too_large(task: LayerTask) -> bool:
    """Whether arithmetic alone shows that the layer takes too much; its choices suit it."""
    return _working_bytes(task) > MOST_WORKING_BYTES


def _working_bytes(task: LayerTask) -> int:
    return _NUMBER_BYTES * KINDS[task.layer].most_numbers(task.shapes, task.arguments)


def _count(task: LayerTask, dialect: Dialect) -> Cost:
    """What the calls of a layer come to."""
    began = time.thread_time()
    plan = plans_for(task, 0, DOUBLE, dialect)[0]
    scripts = plan.scripts()
    array_bytes = largest = 0
    for script in scripts:
        sizes = list(_sizes(plan.layer, script))
        array_bytes, largest = array_bytes + sum(sizes), max(largest, *sizes)
        seconds = 2 * (time.thread_time() - began)
        if array_bytes > MOST_BYTES or largest > ARRAY_BYTES or seconds > MOST_SECONDS:
            break
    return Cost(task.layer, largest, ARRAY_BYTES, array_bytes, seconds)


def _sizes(layer: Specification, script: Script) -> Iterator[int]:
    """The bytes of each array that goes out with a script or comes back."""
    for line in script.lines:
        yield from (array.nbytes for array in line.call.arrays)
        for slot, _ in line.answers:
            yield from _sizes_of_answer(layer, script, slot)


def _sizes_of_answer(layer: Specification, script: Script, slot: Slot) -> Sequence[int]:
    number, name = slot
    at = script.trial.rounds[number]
    if name == FORWARD:
        return [at.right[0].nbytes]
    if name in {KEPT_BY_FORWARD, KEPT_BY_BACKWARD}:
        return [at.tensors[each].nbytes for each in layer.arguments]
    if name == BACKWARD:  # of which nothing is known where no gradient was asked for
        return [at.tensors[each].nbytes for each in layer.inputs]
    gradients = {layer.gradient(each): each for each in layer.parameters}
    return [at.tensors[gradients[name]].nbytes] if name in gradients else []
