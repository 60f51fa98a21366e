"""How the judge fares with the corpus: what it catches, blames and names."""

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import Limits, Runner
from grader.verdicts import Verdict
from tests.judge.mutations.calling import CONVENTIONS, Dialect
from tests.judge.mutations.corpus import RIGHT, WRONG, Mutant, Rewrite
from tests.judge.mutations.oracle import all_arrays

LIMITS = Limits(wall_s=20, cpu_s=20, memory_bytes=512_000_000, output_bytes=100_000)


@contextlib.contextmanager
def runner_of_this_host() -> Iterator[Runner]:
    """The sandbox where there is one, which is fast; else a process for each file."""
    try:
        sandbox = SandboxRunner()
    except UnavailableError:
        yield SubprocessRunner()
        return
    yield sandbox
    sandbox.close()


def asked_for(version: Rewrite | Mutant) -> Layers:
    """What a bundle says that asks for this version's layer alone."""
    conventions = {key: version.declared[key] for key in CONVENTIONS & version.declared.keys()}
    arguments = Dialect(version.declared).arguments
    return Layers(tasks=(LayerTask(layer=version.layer, arguments=arguments),), **conventions)


def outcome_of(
    version: Rewrite | Mutant, runner: Runner, seed: int, *, thorough: bool = False
) -> Outcome:
    """What the judge says of a version in a bundle that asks for its layer alone."""
    layers = asked_for(version)
    source = version.source.encode()
    return judge(source, "layers.py", layers, LIMITS, runner, seed, thorough=thorough)


def is_blamed(outcome: Outcome) -> bool:
    """Whether anything was found wrong."""
    is_whole = outcome.verdict is Verdict.SCORED and outcome.points == outcome.max_points
    return not is_whole or bool(codes_in(outcome))


def codes_in(outcome: Outcome) -> frozenset[str]:
    """The codes of all problems that are told."""
    found = [each.problem.code for layer in outcome.report.layers for each in layer.findings]
    return frozenset(found + [each.code for each in outcome.report.problems])


_MORE_EXACT: Mapping[str, frozenset[str]] = {
    "wrong_factor": frozenset({"named_factor", "part_left_out", "scale_missing"}),
    "not_finite": frozenset(
        {"overflow", "division_by_zero", "zero_times_log_zero", "log_of_zero", "maximum_of_all"}
    ),
    "large_values": frozenset({"clipped", "overflow"}),
    "accumulated": frozenset({"momentum_added"}),
    "wrong_axis": frozenset({"axis_of_part", "wrong_axes"}),
    "running_statistics": frozenset({"batch_statistics", "not_tracked"}),
    "rows_left_out": frozenset({"places_left_out"}),
    "rounded": frozenset({"all_zero"}),
    "learning_rate_ignored": frozenset({"wrong_step"}),
}
"""Causes that say what another one says, and more."""


def is_named(mutant: Mutant, outcome: Outcome) -> bool:
    """Whether the mistake was called by one of its names, or by a more exact one.

    A change that was tried and makes the layer right is the most exact one.
    """
    names = mutant.causes.union(*(_MORE_EXACT.get(each, ()) for each in mutant.causes))
    codes = codes_in(outcome)
    return bool(codes & names) or any(code.startswith("repair_") for code in codes)


def arrays_lost(outcome: Outcome) -> float:
    """Which share of the points was lost: each array has the same."""
    return 1 - outcome.points / outcome.max_points


def costs_right(mutant: Mutant, outcome: Outcome) -> bool:
    """Whether as many arrays lost their points as were wrong; true where that is left open."""
    if mutant.arrays is None:
        return True
    total = len(all_arrays(mutant.layer))
    return abs(arrays_lost(outcome) - len(mutant.arrays) / total) < 1e-9


@dataclass
class Tally:
    """Counts for one layer. uncaught, blamed, nameless: names of versions, with seeds and codes."""

    wrong: int = 0
    right: int = 0
    nameable: int = 0
    uncaught: dict[str, list[int]] = field(default_factory=dict)
    blamed: dict[str, list[int]] = field(default_factory=dict)
    nameless: dict[str, frozenset[str]] = field(default_factory=dict)
    unnamed: int = 0
    missed: int = 0
    falsely_blamed: int = 0
    miscounted: dict[str, float] = field(default_factory=dict)

    def add_right(self, version: Rewrite, outcome: Outcome, seed: int) -> None:
        """Note how a right version fared."""
        self.right += 1
        if is_blamed(outcome):
            self.falsely_blamed += 1
            self.blamed.setdefault(version.name, []).append(seed)

    def add_wrong(self, mutant: Mutant, outcome: Outcome, seed: int) -> None:
        """Note how a wrong version fared."""
        self.wrong += 1
        if outcome.points == outcome.max_points:
            self.missed += 1
            self.uncaught.setdefault(mutant.name, []).append(seed)
            return
        if not costs_right(mutant, outcome):
            self.miscounted[mutant.name] = arrays_lost(outcome)
        if mutant.causes:
            self.nameable += 1
            if not is_named(mutant, outcome):
                self.unnamed += 1
                self.nameless[mutant.name] = codes_in(outcome)


def versions_of(layer: str) -> tuple[list[Rewrite], list[Mutant]]:
    """The right and the wrong versions of a layer."""
    right = [each for each in RIGHT if each.layer == layer]
    return right, [each for each in WRONG if each.layer == layer]


def tally_of(layer: str, runner: Runner, seeds: Mapping[str, Iterable[int]]) -> Tally:
    """How the judge fares with a layer. seeds: for `right` and for `wrong` versions.

    Right versions are judged with and without a screening, which spares them the rest.
    """
    found = Tally()
    right, wrong = versions_of(layer)
    for version, seed, thorough in itertools.product(right, seeds["right"], (False, True)):
        found.add_right(version, outcome_of(version, runner, seed, thorough=thorough), seed)
    for mutant, seed in itertools.product(wrong, seeds["wrong"]):
        found.add_wrong(mutant, outcome_of(mutant, runner, seed), seed)
    return found
