"""Everything that one layer is asked, drawn from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.definition.layer_tasks import Convention, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import Specification
from grader.layers.trials.conventions import takes
from grader.layers.trials.dialects import PLAIN, Dialect
from grader.layers.trials.precision import Precision
from grader.layers.trials.probes import Probe, joint_probes, single_probes
from grader.layers.trials.scripts import Script, script_of
from grader.layers.trials.trials import Trial, trials_for
from grader.sandbox.runner import Case


@dataclass(frozen=True)
class Plan:
    """The trials of a layer, the first of them plain, and probes around that one.

    class_numbers: labels go out as integers instead of one-hot rows. is_detailed: probes move one
    variable each.
    """

    convention: Convention
    layer: Specification
    precision: Precision
    trials: tuple[Trial, ...]
    probes: tuple[Probe, ...]
    class_numbers: bool
    is_detailed: bool

    def scripts(self) -> Sequence[Script]:
        """Each trial, then each probe's two sides, as calls."""
        sides = [side for probe in self.probes for side in (probe.plus, probe.minus)]
        return list(map(self.script_of, (*self.trials, *sides)))

    def script_of(self, trial: Trial) -> Script:
        """A trial as calls."""
        numbers = self.class_numbers
        return script_of(self.convention, self.layer, trial, class_numbers=numbers)

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
    trials = trials_for(layer, rng, precision)
    probes_of = single_probes if is_detailed else joint_probes
    plain = trials[0].rounds[0]
    probes = probes_of(layer, plain, rng, precision) if layer.has_slopes else ()
    convention = dialect.convention
    forms = (False,) if layer.labels is None else (False, True)
    return tuple(
        Plan(convention, layer, precision, trials, probes, form, is_detailed)
        for form in forms
        if layer.labels is None or takes(convention, class_numbers=form)
    )


def layer_of(task: LayerTask) -> Specification:
    """The layer of a task, with what the bundle chose about it."""
    layer = KINDS[task.layer].specification(task.shapes, task.arguments)
    return replace(layer, guard=max(layer.guard, task.tolerance or 0.0))
