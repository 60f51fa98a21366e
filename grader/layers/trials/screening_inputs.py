"""What a layer meets in its screening: all kinds of inputs in turn, in few calls.

The order counts, since code may keep something from one call to the next.
"""

from dataclasses import dataclass

import numpy as np

from grader.layers.catalogue.specification import TRAINING, Specification, Tensors
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.probes import Probe, joint_probes
from grader.layers.trials.trials import LARGE, Round, Trial, with_upstream, with_zeros


@dataclass(frozen=True)
class ScreeningInputs:
    """Rounds on one object, and the other side of a probe where it needs other parameters.

    plain: a round of few examples, whose point the probe moves. ahead, behind: where the outputs on
    either side of it are, as the numbers of a trial and of a round of it.
    """

    trials: tuple[Trial, ...]
    plain: Round
    probe: Probe
    ahead: tuple[int, int]
    behind: tuple[int, int]


def screening_inputs_for(layer: Specification, rng: np.random.Generator) -> ScreeningInputs:
    """The inputs of a layer.

    First comes a batch of the usual size, in which nothing is particular. Then few examples, the
    last with zeros; others, which see no backward; and large ones: all of one shape, so that what
    is kept until the shape changes is kept. Evaluation, where there is one, goes by all but the
    large ones. At last there is a single example.
    """
    few = 4 if layer.batch == 3 else 3
    plain = with_upstream(layer, layer.sample_small(rng, few, 1.0), rng)
    (probe,) = joint_probes(layer, plain, rng, DOUBLE)
    (ahead,), (behind,) = probe.plus.rounds, probe.minus.rounds
    parameters = {name: behind.tensors[name] for name in layer.parameters}

    def draw(batch: int, scale: float = 1.0) -> Tensors:
        return {**layer.sample_small(rng, batch, scale), **parameters}

    def both_ways(tensors: Tensors) -> Round:
        return with_upstream(layer, tensors, rng)

    def evaluation(tensors: Tensors) -> Round:
        return Round({**tensors, TRAINING: np.array(0.0)}, layer)

    zeros = with_zeros(layer, draw(few), rng, few - 1) if "zeros" in layer.trials else draw(few)
    usual = {**layer.sample(rng, layer.batch, 1.0), **parameters}
    rounds = [both_ways(usual), both_ways(zeros), behind]
    if not parameters:
        rounds.append(ahead)
    if "evaluation" in layer.trials:
        rounds += [evaluation(draw(1, LARGE)), evaluation(draw(few))]
    rounds.append(both_ways(draw(few, LARGE if "large" in layer.trials else 1.0)))
    if "batch-of-one" in layer.trials:
        rounds.append(both_ways(draw(1)))
    trial = Trial("several-batches", tuple(rounds), is_brief=True)
    trials = (trial, probe.plus) if parameters else (trial,)
    return ScreeningInputs(
        trials, plain, probe, ahead=(1, 0) if parameters else (0, 3), behind=(0, 2)
    )
