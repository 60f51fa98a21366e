"""What a layer is tried on: inputs and upstream gradients.

Each trial is some rounds of forward and backward, on one fresh object or on several at once. Every
number is drawn from a generator, so that one seed gives one set of trials.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from grader.layers.catalogue.specification import (
    TRAINING,
    Freedom,
    Specification,
    Tensors,
    TrialName,
    Vjp,
)
from grader.layers.trials.precision import hold
from reference.arrays import Floats

Slot = tuple[int, str]
GRADIENTS = "gradients"

LARGE = 2000.0  # far beyond where exp overflows
MANY = 2000  # elements: of faults in one of a hundred, none escapes in a lifetime
MOST_OF_MANY = 20_000  # in the largest array of those

# What a slot holds beside the gradients of parameters, which go by their names.
NEW, FORWARD, BACKWARD = "new", "forward", "backward"
KEPT_OUTPUT = "kept output"  # what forward returned, as it is later
KEPT_UPSTREAM, AGAIN = "kept upstream", "backward again"  # what is remarked on alone
KEPT_BY_FORWARD, KEPT_BY_BACKWARD, PARAMETERS = "kept by forward", "kept by backward", "parameters"


@dataclass(frozen=True)
class Round:
    """One forward on `tensors` and, where there is an upstream gradient, one backward.

    layer: with the settings of this round's object. subject: the number of the object, where a
    trial has several.
    """

    tensors: Tensors
    layer: Specification = field(repr=False, compare=False)
    upstream: Floats | None = None
    subject: int = 0

    @property
    def is_training(self) -> bool:
        """Whether forward is told that it is one of training."""
        return bool(self.tensors.get(TRAINING, True))

    @cached_property
    def right(self) -> tuple[Floats, Vjp]:
        """The right output and its vjp."""
        return self.layer.evaluate(self.tensors)

    def known(self, right: tuple[Floats, Vjp]) -> "Round":
        """The same round, whose right output and vjp are known already."""
        vars(self)["right"] = right
        return self

    @cached_property
    def gradients(self) -> Tensors:
        """The right gradients by variable; none without an upstream gradient."""
        return {} if self.upstream is None else self.right[1](self.upstream)

    @cached_property
    def freedoms(self) -> Mapping[str, Freedom]:
        """Where other answers are right too, by the names of arrays."""
        free = self.layer.freedoms
        return {} if free is None else free(self.tensors, self.upstream)

    @property
    def scale(self) -> float | None:
        """The upstream gradient of a loss where it is not 1, which many backwards take it for."""
        is_one = self.upstream is None or not self.layer.is_loss or self.upstream == 1
        return None if is_one or self.upstream is None else float(self.upstream)


@dataclass(frozen=True)
class Trial:
    """Rounds, each object of which is built from the parameters of its first one.

    is_brief: whether inputs are untouched is seen after backward, not after forward as well.
    order: of the forwards and backwards; where there is none, each backward follows its forward.
    `GRADIENTS` in it is where those of parameters are read, if not after backward at once;
    `KEPT_OUTPUT` where the output is read again, `KEPT_UPSTREAM` the upstream gradient; at `AGAIN`,
    which is the last, backward is called once more.
    """

    name: TrialName
    rounds: tuple[Round, ...]
    is_brief: bool = False
    order: tuple[Slot, ...] = ()

    @property
    def passes(self) -> Iterator[Slot]:
        """The forwards and backwards as they come."""
        if self.order:
            yield from self.order
            return
        for number, each in enumerate(self.rounds):
            yield number, FORWARD
            if each.upstream is not None:
                yield number, BACKWARD

    def on_one_object(self, number: int) -> tuple[int, ...]:
        """The numbers of the rounds on the object of a round, up to that one."""
        subject = self.rounds[number].subject
        return tuple(n for n in range(number + 1) if self.rounds[n].subject == subject)

    def first(self, number: int) -> int:
        """The first round on the same object, from whose parameters it is built."""
        return self.on_one_object(number)[0]


def trials_for(
    layer: Specification, others: Sequence[Specification], rng: np.random.Generator
) -> tuple[Trial, ...]:
    """Every trial of a layer; the first is the plain one.

    others: the same layer with other settings, where it has any. What is drawn does not depend on
    which trials a layer has. All are numbers that single precision can hold, so that code which
    reads them in it loses nothing by that.
    """

    def draw(batch: int = layer.batch, scale: float = 1.0, of: Specification = layer) -> Round:
        return _held(of, of.sample(rng, batch, scale), rng)

    def trial(name: TrialName, *rounds: Round) -> Iterator[Trial]:
        if name in layer.tests:
            yield Trial(name, rounds)

    def special(name: TrialName) -> Iterator[Trial]:
        if name in layer.special:
            drawn = layer.special[name](rng, max(layer.batch, 3), 1.0)
            yield Trial(name, (_held(layer, drawn, rng),))

    def with_other_arguments(other: Specification) -> Iterator[Trial]:
        """Of many elements where only those tell what an argument does."""
        ahead = _many(other, rng) if other.is_random else draw(of=other)
        yield from _other_arguments(
            other, layer, ahead, draw(of=other), draw(batch=small, of=other)
        )

    small = 3 if layer.batch == 2 else 2
    first, second, other_size = draw(), draw(), draw(batch=small)
    batches = _share_parameters(layer, (first, second, other_size, draw(1, LARGE)))
    return (
        *trial("random", draw()),
        *trial("batch-of-one", draw(batch=1)),
        *trial("zeros", _with_zeros(layer, draw(), rng)),
        *trial("large", draw(max(layer.batch, 3), LARGE)),
        *trial("several-batches", *batches[:3]),
        *trial("two-forwards", replace(batches[0], upstream=None), batches[1]),
        *trial("evaluation", *_in_evaluation(batches)),
        *_two_objects(layer, draw(), draw(), draw(batch=small), draw()),
        *(each for other in others for each in with_other_arguments(other)),
        *(each for name in layer.special if name != "many" for each in special(name)),
        *(trial("many", *_rounds_of_many(layer, rng)) if "many" in layer.tests else ()),
        *trial("scaled-loss", scale_loss(draw(), rng)),
    )


def _many(layer: Specification, rng: np.random.Generator) -> Round:
    sample = layer.special.get("many", layer.sample)
    plain = _held(layer, layer.sample(rng, layer.batch, 1.0), rng)
    examples = max(layer.batch, many_examples(layer, plain))
    return _held(layer, sample(rng, examples, 1.0), rng)


def _rounds_of_many(layer: Specification, rng: np.random.Generator) -> tuple[Round, ...]:
    """Two on one object where chance decides: what of it stays shows in many alone."""
    return tuple(_many(layer, rng) for _ in range(2 if layer.is_random else 1))


def plain_trial(layer: Specification, rng: np.random.Generator) -> Trial:
    """One round of nothing in particular."""
    return Trial("random", (_held(layer, layer.sample(rng, layer.batch, 1.0), rng),))


def _held(layer: Specification, drawn: Tensors, rng: np.random.Generator) -> Round:
    """A round on numbers that single precision can hold."""
    at = with_upstream(layer, {name: hold(array) for name, array in drawn.items()}, rng)
    assert at.upstream is not None
    upstream = hold(at.upstream)
    are_apart = len(np.unique(upstream)) == upstream.size  # of many, some may be held alike
    return replace(at, upstream=upstream).known(at.right) if are_apart else at


def _two_objects(layer: Specification, *rounds: Round) -> Iterator[Trial]:
    """Forward of one object, forward of another, and only then the way back of either.

    The first output and the gradients of parameters are looked at when the other object was there.
    Then both go forward again, on batches of two sizes.
    """
    if "two-objects" in layer.trials:
        mine, mine_again = _share_parameters(layer, (rounds[0], rounds[2]))
        its, its_again = _share_parameters(layer, (rounds[1], rounds[3]))
        both: tuple[Slot, ...] = tuple((n, name) for name in (BACKWARD, GRADIENTS) for n in (0, 1))
        kept = () if layer.is_loss else ((0, KEPT_OUTPUT),)
        last: tuple[Slot, ...] = tuple((n, name) for name in (FORWARD, BACKWARD) for n in (3, 2))
        order = ((0, FORWARD), (1, FORWARD), *kept, *both, *last)
        its, its_again = (replace(each, subject=1) for each in (its, its_again))
        yield Trial("two-objects", (mine, its, mine_again, its_again), order=order)


def _other_arguments(other: Specification, layer: Specification, *rounds: Round) -> Iterator[Trial]:
    """An object built with other arguments, in evaluation too where there is one."""
    if "other-arguments" in layer.trials and other.settings != layer.settings:
        shared = _share_parameters(other, rounds)
        evaluated = _in_evaluation((shared[0], shared[2], shared[1]))[2:3]
        ahead = evaluated if "evaluation" in layer.trials else ()
        yield Trial("other-arguments", (*shared[:2], *ahead))


def with_upstream(
    layer: Specification, tensors: Tensors, rng: np.random.Generator, subject: int = 0
) -> Round:
    """A random upstream gradient, never uniform; 1 for a loss, where many backwards ignore it."""
    right = layer.evaluate(tensors)
    shape = right[0].shape
    upstream = rng.normal(size=shape) if shape else np.array(1.0)
    return Round(tensors, layer, upstream, subject).known(right)


def scale_loss(at: Round, rng: np.random.Generator) -> Round:
    """The derivative with respect to something that is some times the loss.

    By odd eighths: single precision holds them, and no usual mistake has such a factor.
    """
    upstream = np.array((2 * rng.integers(5, 10) + 1) / 8)
    return replace(at, upstream=upstream).known(at.right)


def many_examples(layer: Specification, few: Round) -> int:
    """How many examples have many elements, where this is how few of them look.

    No array of theirs has more than is needed by far, such as outputs of a number each.
    """
    examples = layer.batch_size(few.tensors)
    size = few.tensors[layer.arguments[0]].size
    largest = max(size, few.right[0].size, *(few.tensors[name].size for name in layer.arguments))
    most = max(MOST_OF_MANY * examples // largest, 1)
    return min(math.ceil(MANY * examples / size), most)


def _with_zeros(layer: Specification, drawn: Round, rng: np.random.Generator) -> Round:
    return replace(drawn, tensors=with_zeros(layer, drawn.tensors, rng))


def with_zeros(
    layer: Specification, tensors: Tensors, rng: np.random.Generator, first: int = 0
) -> Tensors:
    """About half of the elements of every input set to 0, in the examples from `first` on."""
    found = dict(tensors)
    for name in layer.inputs:
        array = tensors[name].copy()
        part = np.moveaxis(array, layer.batch_axis, 0)[first:]
        part[rng.permutation(np.arange(part.size) % 2).reshape(part.shape) == 0] = 0.0
        found[name] = array
    return found


def _in_evaluation(rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Training on batches of two sizes, forwards of evaluation on others, and training."""
    trained = tuple(replace(each, upstream=None) for each in (rounds[0], rounds[2]))
    evaluated = (rounds[1], rounds[0], *rounds[3:])
    tensors = ({**each.tensors, TRAINING: np.array(0.0)} for each in evaluated)
    return (*trained, *(replace(trained[0], tensors=each) for each in tensors), rounds[1])


def _share_parameters(layer: Specification, rounds: Sequence[Round]) -> tuple[Round, ...]:
    """The same parameters in every round, or as the update of the round before has left them."""
    shared, found = {name: rounds[0].tensors[name] for name in layer.parameters}, list[Round]()
    for each in rounds:
        found.append(replace(each, tensors={**each.tensors, **shared}))
        if layer.updates:
            shared = dict(found[-1].gradients)
    return tuple(found)
