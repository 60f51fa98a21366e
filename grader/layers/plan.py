"""Everything that one layer is asked, drawn from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.comparison import Precision
from grader.layers.conventions import ConventionName, takes
from grader.layers.dialects import PLAIN, Dialect
from grader.layers.scripts import Script, script_of
from grader.layers.slopes import Probe, directional_probes
from grader.layers.specifications import SPECIFICATIONS, Specification
from grader.layers.trials import Trial, trials_for
from grader.sandbox.runner import Case


@dataclass(frozen=True)
class Plan:
    """The trials of a layer, the first of them plain, and probes around that one.

    class_numbers: labels go out as integers instead of one-hot rows.
    """

    convention: ConventionName

    layer: Specification
    precision: Precision
    trials: tuple[Trial, ...]
    probes: tuple[Probe, ...]
    class_numbers: bool

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
    name: str, seed: int, precision: Precision, dialect: Dialect = PLAIN
) -> tuple[Plan, ...]:
    """The plans for a layer, one for each form that its labels may take.

    The same seed gives the same plans, and other numbers for every layer.
    """
    layer = dialect.applied_to(SPECIFICATIONS[name])
    rng = np.random.default_rng([seed, list(SPECIFICATIONS).index(name)])
    trials = trials_for(layer, rng, precision)
    probes = directional_probes(layer, trials[0].rounds[0], rng, precision)
    convention = dialect.convention
    forms = (False,) if layer.labels is None else (False, True)
    return tuple(
        Plan(convention, layer, precision, trials, probes, form)
        for form in forms
        if layer.labels is None or takes(convention, class_numbers=form)
    )
