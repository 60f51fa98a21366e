"""What a layer meets in its screening: all kinds of inputs in turn, in few calls.

The order counts, since code may keep something from one call to the next, and from one object to
another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.layers.catalogue.specification import TRAINING, Specification, Tensors
from grader.layers.trials.jitters import MANY_ROWS, move_by_ulps
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.probes import Probe, joint_probes
from grader.layers.trials.trials import (
    AGAIN,
    BACKWARD,
    FORWARD,
    GRADIENTS,
    KEPT_OUTPUT,
    KEPT_UPSTREAM,
    LARGE,
    Round,
    Slot,
    Trial,
    many_examples,
    scale_loss,
    with_upstream,
    with_zeros,
)

_MINE, _ITS, _OTHER, _LAST = 0, 1, 2, 3  # objects: two of the layer, others with other arguments


@dataclass(frozen=True)
class ScreeningInputs:
    """A trial on objects that live at once, with a probe and jitters in it.

    plain: a round of few examples, whose point the probe moves. ahead, behind: the rounds with the
    outputs on either side of it. jitters: pairs of rounds that are an ulp apart.
    """

    trial: Trial
    plain: Round
    probe: Probe
    ahead: int
    behind: int
    jitters: tuple[tuple[int, int], ...]


def screening_inputs_for(
    layer: Specification, others: Sequence[Specification], rng: np.random.Generator
) -> ScreeningInputs:
    """The inputs of a layer. others: the same with other settings, where it has any.

    One object begins with a batch of the usual size, in which nothing is particular; where that is
    many examples, they are drawn as those. Before its way back another one goes forward, from
    parameters that are a probe's step away. Then come others, which see no backward; large ones, of
    an object with other arguments where there are any; many examples, or few after a first batch of
    many, the last with zeros; a single example, of an object with the last of other arguments where
    there are several, or with parameters that leave its class no probability; and one batch once
    more, some ulps away. Few are enough for that where they have come back by then.

    Of one object two batches in turn have one shape, so that what is kept until the shape changes
    is kept. Evaluation, where there is one, goes by all but the large ones. A last backward comes
    twice.
    """
    return _Draw(layer, others, rng).inputs()


class _Draw:
    """The numbers of a screening as they are drawn."""

    def __init__(
        self, layer: Specification, others: Sequence[Specification], rng: np.random.Generator
    ) -> None:
        self.layer, self.other, self.rng = layer, others[0], rng
        self.last = others[-1]
        self.few = 4 if layer.batch == 3 else 3
        is_close = layer.is_loss and layer.guard > 0 and not self._has_other()
        # where other calls take the room, the second object does not come back from its first
        self.has_room = not is_close and "evaluation" not in layer.trials
        self.is_many = False  # whether the usual size is many
        self.rounds: list[Round] = []
        self.order: list[Slot] = []

    def inputs(self) -> ScreeningInputs:
        layer, rng = self.layer, self.rng
        plain = with_upstream(layer, layer.sample_small(rng, self.few, 1.0), rng)
        is_wanted = self.has_room and "many" in layer.tests
        self.is_many = is_wanted and many_examples(layer, plain) <= layer.batch
        (probe,) = joint_probes(layer, plain, rng, DOUBLE)
        (ahead,), (behind,) = probe.plus.rounds, probe.minus.rounds
        mine = {name: behind.tensors[name] for name in layer.parameters}
        its = {name: ahead.tensors[name] for name in layer.parameters}

        first = self._go(self._both_ways({**self._usual(), **mine}, _MINE))
        at_ahead = self._go(replace(ahead, upstream=plain.upstream, subject=_ITS))
        self._come_back(first)
        if self.has_room:
            at_behind = self._go_beside(at_ahead, behind)
            self._come_back(at_ahead)
            self._come_back(self._go(self._large(its)), self._go(self._third(mine)), late=True)
            self._go_alone(its)
            jitters = self._move(at_ahead)
        else:
            self._come_back(self._go(self._third(mine)))
            if "evaluation" in layer.trials:
                self._evaluate()
            large = self._go(self._large(its))
            at_behind = self._go_beside(large, behind)
            if self._has_many_rows():
                self._come_back(large)
                jitters = self._move(large)
            else:
                jitters = self._move(first, large)
            self._go_alone(its)
        self._ask_for_remarks()
        trial = Trial("several-batches", tuple(self.rounds), is_brief=True, order=tuple(self.order))
        return ScreeningInputs(trial, plain, probe, at_ahead, at_behind, jitters)

    def _move(self, exact: int, *waiting: int) -> tuple[tuple[int, int], ...]:
        """A round some ulps away, before those that wait have come back."""
        moved = [self._jitter(exact)]
        self._come_back(*waiting, *moved, late=True)
        if self.layer.is_loss and self.layer.guard:  # few numbers, whose error tells no more
            moved.append(self._jitter(exact))
            self._come_back(moved[-1])
        return tuple((exact, each) for each in moved)

    def _go_beside(self, number: int, each: Round) -> int:
        """A forward of one shape with that of another object, which has not come back yet."""
        found = self._go(each)
        if not self.layer.is_loss:
            self.order.append((number, KEPT_OUTPUT))
        return found

    def _ask_for_remarks(self) -> None:
        """After the last backward: what is left of dout, and what the same backward gives again."""
        last = max(number for number, name in self.order if name == BACKWARD)
        if not self.layer.is_loss:
            self.order.append((last, KEPT_UPSTREAM))
        if self.layer.takes_upstream or not self.layer.is_loss:
            self.order.append((last, AGAIN))

    def _go(self, each: Round) -> int:
        """A forward next; its number."""
        self.rounds.append(each)
        number = len(self.rounds) - 1
        self.order.append((number, FORWARD))
        return number

    def _come_back(self, *numbers: int, late: bool = False) -> None:
        """The backwards of some rounds next. late: gradients of parameters are read after all."""
        self.order += ((number, BACKWARD) for number in numbers)
        if late:
            self.order += ((number, GRADIENTS) for number in numbers)

    def _draw(self, layer: Specification, batch: int, scale: float = 1.0) -> Tensors:
        return layer.sample_small(self.rng, batch, scale)

    def _both_ways(self, tensors: Tensors, subject: int) -> Round:
        layer = {_OTHER: self.other, _LAST: self.last}.get(subject, self.layer)
        return with_upstream(layer, tensors, self.rng, subject)

    def _has_other(self) -> bool:
        return self.other.settings != self.layer.settings

    def _usual(self) -> Tensors:
        """A batch of the usual size; where that is many, as they are drawn."""
        batch = self.layer.batch
        return self._draw_many(batch) if self.is_many else self.layer.sample(self.rng, batch, 1.0)

    def _draw_many(self, examples: int) -> Tensors:
        draw = self.layer.special.get("many", self.layer.sample_small)
        return draw(self.rng, examples, 1.0)

    def _third(self, mine: Tensors) -> Round:
        """Many examples with all that is special; where evaluation follows, of other arguments."""
        layer = self.layer
        if "evaluation" in layer.trials:
            return self._both_ways(self._draw(self.other, self.few), _OTHER)
        special = next((draw for n, draw in layer.special.items() if n != "many"), None)
        drawn = dict((special or layer.sample_small)(self.rng, self.few, 1.0))
        if "many" in layer.tests and not self.is_many:
            many = self._draw_many(max(self.few, many_examples(layer, Round(drawn, layer))))
            parts, axis = [drawn, many] if special else [many], layer.batch_axis
            drawn |= {n: np.concatenate([each[n] for each in parts], axis) for n in layer.arguments}
        if "zeros" in layer.trials:
            examples = layer.batch_size(drawn)
            drawn = dict(with_zeros(layer, drawn, self.rng, examples - examples // 4 - 1))
        return self._both_ways({**drawn, **mine}, _MINE)

    def _go_alone(self, its: Tensors) -> None:
        """A batch of one both ways, where there is one."""
        if "batch-of-one" in self.layer.trials:
            self._come_back(self._go(self._single(its)))

    def _single(self, its: Tensors) -> Round:
        """One example, of the last arguments or by parameters that leave its class unlikely."""
        layer = self.layer
        at, subject = (layer, _ITS) if self.last is self.other else (self.last, _LAST)
        if layer.parameters and "unlikely" in layer.special:
            single = self._both_ways(layer.special["unlikely"](self.rng, 1, 1.0), _LAST)
        else:
            single = self._both_ways({**self._draw(at, 1), **its}, subject)
        return scale_loss(single, self.rng) if "scaled-loss" in layer.tests else single

    def _evaluate(self) -> None:
        """Evaluation of a large example by what training has left, training again, and of few.

        The second batch of training is larger, so that a number of rows that is kept shows.
        """
        (trained,) = (each for each in self.rounds if each.subject == _OTHER)
        parameters = {name: trained.tensors[name] for name in self.layer.parameters}
        again = {**self._draw(self.other, self.few + 1), **parameters}
        for batch, scale in ((1, LARGE), (self.few, 1.0)):
            drawn = {**self._draw(self.other, batch, scale), **parameters}
            tensors = {**drawn, TRAINING: np.array(0.0)}
            self._go(Round(tensors, self.other, subject=_OTHER))
            if batch == 1:
                self._come_back(self._go(self._both_ways(again, _OTHER)))

    def _large(self, its: Tensors) -> Round:
        """Large examples; of an object with other arguments where nothing else was."""
        scale = LARGE if "large" in self.layer.trials else 1.0
        if self._has_other() and not self.layer.has_modes:
            return self._both_ways(self._draw(self.other, self.few, scale), _OTHER)
        is_open = "evaluation" not in self.layer.trials  # and the third had what is special
        special = (draw for name, draw in self.layer.special.items() if name != "many")
        draw = next(iter(() if is_open else special), self.layer.sample_small)
        few = MANY_ROWS if self._has_many_rows() else self.few
        return self._both_ways({**draw(self.rng, few, scale), **its}, _ITS)

    def _has_many_rows(self) -> bool:
        """Whether what is large for others is a batch of many rows, which then moves by ulps."""
        return self.layer.is_loss and "large" not in self.layer.trials

    def _jitter(self, number: int) -> int:
        """A round again, some ulps away; its parameters are those of the object as it was built."""
        each, names = self.rounds[number], self.layer.inputs + self.layer.data
        return self._go(replace(each, tensors=move_by_ulps(names, each.tensors, self.rng)))
