"""Everything that one layer is asked, drawn from a seed."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from grader.definition.layer_tasks import Convention, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.kind import Choices, Number
from grader.layers.catalogue.specification import Specification
from grader.layers.trials.conventions import takes
from grader.layers.trials.dialects import PLAIN, Dialect
from grader.layers.trials.jitters import jitters_of
from grader.layers.trials.moves import moves_of
from grader.layers.trials.precision import HALF, Precision
from grader.layers.trials.probes import Probe, joint_probes, single_probes
from grader.layers.trials.scripts import Script, script_of
from grader.layers.trials.trials import Trial, plain_trial, trials_for
from grader.sandbox.runner import Case


@dataclass(frozen=True)
class Plan:
    """The trials of a layer, the first of them plain, and probes around that one.

    jitters: see `jitters_of`. moves: see `moves_of`; None where the precision is known.
    class_numbers: labels go out as integers instead of one-hot rows. is_detailed: probes move one
    variable each. is_strict: code is called in no other style.
    """

    convention: Convention
    layer: Specification
    precision: Precision
    trials: tuple[Trial, ...]
    probes: tuple[Probe, ...]
    jitters: Trial | None
    moves: Trial | None
    class_numbers: bool
    is_detailed: bool
    is_strict: bool = False

    def scripts(self) -> Sequence[Script]:
        """Each trial, then each probe's two sides, then the jitters and the moves, as calls."""
        sides = [side for probe in self.probes for side in (probe.plus, probe.minus)]
        others = [trial for trial in (self.jitters, self.moves) if trial is not None]
        return list(map(self.script_of, (*self.trials, *sides, *others)))

    def script_of(self, trial: Trial) -> Script:
        """A trial as calls."""
        numbers = self.class_numbers
        return script_of(
            self.convention,
            self.layer,
            trial,
            class_numbers=numbers,
            is_strict=self.is_strict,
        )

    def cases(self) -> Sequence[Case]:
        """What a runner is to carry out."""
        return [script.case for script in self.scripts()]


def plans_for(
    task: LayerTask,
    seed: int,
    precision: Precision,
    dialect: Dialect = PLAIN,
    *,
    is_detailed: bool = False,
) -> tuple[Plan, ...]:
    """The plans for a layer, one for each form that its labels may take.

    The same seed gives the same trials, and other numbers for every layer.
    """
    layer = dialect.apply_to(layer_of(task))
    rng = np.random.default_rng([seed, *task.layer.encode()])
    others = tuple(map(dialect.apply_to, other_layers_of(task, rng)))
    trials = trials_for(layer, others, rng)
    probes_of = single_probes if is_detailed else joint_probes
    plain = trials[0].rounds[0]
    has_slopes = layer.has_slopes and precision is not HALF
    probes = probes_of(layer, plain, rng, precision) if has_slopes else ()
    jitters = None if layer.is_random else jitters_of(layer, rng)
    moves = None if is_detailed else moves_of(layer, plain, rng)
    return tuple(
        Plan(
            dialect.convention,
            layer,
            precision,
            trials,
            probes,
            jitters,
            moves,
            form,
            is_detailed,
            dialect.is_strict,
        )
        for form in forms_of_labels(task, dialect)
    )


def plain_plans_for(
    task: LayerTask, seed: int, precision: Precision, dialect: Dialect
) -> tuple[Plan, ...]:
    """The same with nothing in them but a plain trial."""
    layer = dialect.apply_to(layer_of(task))
    trial = plain_trial(layer, np.random.default_rng([seed, *task.layer.encode()]))
    return tuple(
        Plan(
            dialect.convention,
            layer,
            precision,
            (trial,),
            probes=(),
            jitters=None,
            moves=None,
            class_numbers=form,
            is_detailed=False,
            is_strict=dialect.is_strict,
        )
        for form in forms_of_labels(task, dialect)
    )


def forms_of_labels(task: LayerTask, dialect: Dialect) -> tuple[bool, ...]:
    """Whether labels go out as class numbers, form by form; one form where there are none."""
    if layer_of(task).labels is None:
        return (False,)
    return tuple(form for form in (False, True) if takes(dialect.convention, class_numbers=form))


def layer_of(task: LayerTask) -> Specification:
    """The layer of a task, with what the bundle chose about it."""
    return _with_arguments(task, task.arguments)


def other_layers_of(task: LayerTask, rng: np.random.Generator) -> tuple[Specification, ...]:
    """The layer with other arguments, as far as it takes any; the same where they do not fit it.

    What a bundle gives in whole numbers or words stays: who asks for stride 1 may have no other
    stride written. A rate or a momentum is a number that code takes as it comes. Sizes are no
    matter of chance: they come in one order and in another one, where there is one, so that one
    which is taken for another shows whatever the seed.
    """
    drawn = {
        name: each.draw_other(float(task.arguments.get(name, each.usual or 0.0)), rng)
        for name, each in KINDS[task.layer].arguments.items()
        if isinstance(each, Number) and not each.whole and _has_value(task, name, each)
    }
    found = [{**task.arguments, **drawn, **sizes} for sizes in _other_sizes(task)]
    fitting = [each for each in found if _fits(task, each, rng)]
    if not fitting:
        return (layer_of(task),)
    first, last = max(itertools.product(fitting, repeat=2), key=partial(_difference, task))
    chosen = (first, last) if _difference(task, (first, last))[0] else fitting[:1]
    return tuple(_with_arguments(task, each) for each in chosen)


def _difference(
    task: LayerTask, pair: tuple[Mapping[str, float | str], Mapping[str, float | str]]
) -> tuple[int, int]:
    """Of how many pairs of sizes another one is the larger, and how many arguments are others."""
    one, other = pair
    orders = zip(_order(task, one), _order(task, other), strict=True)
    return sum(a != b for a, b in orders), sum(one[name] != other[name] for name in one)


def _has_value(task: LayerTask, name: str, argument: Number) -> bool:
    return name in task.arguments or argument.usual is not None


def _other_sizes(task: LayerTask) -> list[dict[str, float]]:
    """Values for the sizes that the bundle leaves open, none as asked for, all different if any."""
    free = {
        name: each.all_others(each.usual or 0.0)
        for name, each in KINDS[task.layer].arguments.items()
        if isinstance(each, Number) and each.whole and name not in task.arguments
    }
    found = [dict(zip(free, values, strict=True)) for values in itertools.product(*free.values())]
    return [each for each in found if len(set(each.values())) == len(each)] or found


def _order(task: LayerTask, arguments: Mapping[str, float | str]) -> tuple[int, ...]:
    """Of each two sizes, which is the larger one."""
    kinds = KINDS[task.layer].arguments.items()
    sizes = [
        float(arguments.get(name, each.usual or 0.0))
        for name, each in kinds
        if isinstance(each, Number) and each.whole
    ]
    return tuple((a > b) - (a < b) for a, b in itertools.combinations(sizes, 2))


def _fits(task: LayerTask, arguments: Mapping[str, float | str], rng: np.random.Generator) -> bool:
    """Whether a layer can have these; a window larger than its image cannot be."""
    try:
        layer = _with_arguments(task, arguments)
        layer.evaluate(layer.sample_small(rng, 2, 1.0))
    except ValueError:
        return False
    return True


def _with_arguments(task: LayerTask, arguments: Choices) -> Specification:
    chosen = tuple(task.shapes.items()), tuple(arguments.items())
    return _specification(task.layer, *chosen, task.tolerance or 0.0)


@lru_cache(maxsize=256)
def _specification(
    name: str,
    shapes: tuple[tuple[str, int], ...],
    arguments: tuple[tuple[str, float | str], ...],
    tolerance: float,
) -> Specification:
    """A layer as chosen; the same for each file that is judged by one bundle."""
    layer = KINDS[name].specification(dict(shapes), dict(arguments))
    return replace(layer, guard=max(layer.guard, tolerance))
