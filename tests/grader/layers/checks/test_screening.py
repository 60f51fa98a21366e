"""Screening admits right code, and nothing else."""

import functools
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import TRAINING, TrialName
from grader.layers.checks.demands import Slope
from grader.layers.checks.screening import FullScreening, Screening, screening_for
from grader.layers.judge import judge
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.trials import FORWARD
from grader.sandbox.runner import Limits, Operation, Reply, Request, Run
from grader.verdicts import Verdict
from tests.examples import examples, seeds
from tests.judge.mutations.corpus import RIGHT, WRONG, Mutant, Rewrite
from tests.judge.mutations.power import asked_for
from tests.runner_here import RunnerHere, load, quietly

LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
SEEDS = seeds(5)
EXAMINED_FULLY = {"Dropout", "TrainingStep"}  # no answer is known beforehand
NOT_ADMITTED = {
    "A/Affine/float32",
    "A/Sigmoid/float32",
    "A/CrossEntropy/class_numbers",  # takes no other labels
    "A/Multiply/einsum",  # both gradients in one array
}
SCREENED = sorted(KINDS.keys() - EXAMINED_FULLY)
Replies = Sequence[Sequence[Reply]]


@functools.cache
def _screening(
    layer: str, seed: int, dialect: Dialect, form: str | None = None
) -> Screening | FullScreening:
    arguments = {"form": form} if form else {}
    return screening_for(LayerTask(layer=layer, arguments=arguments), seed, dialect)


def _screen(version: Rewrite | Mutant) -> list[bool]:
    """Whether a version is admitted, seed by seed."""
    run = load(version.source.encode(), "layers.py", LIMITS)
    about = (_dialect_of(version), version.declared.get("form"))
    screenings = [_screening(version.layer, seed, *about) for seed in SEEDS]
    with quietly():
        replies = [run([s.case for s in each.scripts]).replies for each in screenings]
    return [s.admit(each) is not None for s, each in zip(screenings, replies, strict=True)]


def _dialect_of(version: Rewrite | Mutant) -> Dialect:
    asked = asked_for(version)
    return Dialect(asked.convention, asked.weights, asked.batch, asked.parameter_gradients)


@functools.cache
def _right(layer: str) -> tuple[Screening, Replies]:
    """The screening of a layer in convention A, and the replies of right code."""
    plain = [
        each
        for each in RIGHT
        if (each.layer, each.declared) == (layer, {}) and each.name not in NOT_ADMITTED
    ]
    assert plain, f"{layer} has no right version in tests/judge/mutations/right"
    version = plain[0]
    screening = _screening(layer, 0, Dialect())
    assert isinstance(screening, Screening)
    run = load(version.source.encode(), "layers.py", LIMITS)
    with quietly():
        return screening, run([script.case for script in screening.scripts]).replies


@pytest.mark.parametrize("version", RIGHT, ids=lambda each: each.name)
def test_right_code_is_admitted_in_nearly_every_style(version: Rewrite) -> None:
    if version.name in NOT_ADMITTED:
        assert not any(_screen(version))
    else:
        assert all(_screen(version))


@pytest.mark.parametrize("layer", sorted(KINDS))
def test_wrong_code_is_not_admitted(layer: str) -> None:
    wrong = [each for each in WRONG if each.layer == layer]
    assert wrong, f"{layer} has no wrong version in tests/judge/mutations"
    assert [each.name for each in wrong if any(_screen(each))] == []


@pytest.mark.parametrize("layer", SCREENED)
@settings(max_examples=examples(60))
@given(data=st.data())
def test_one_element_that_is_off_is_one_too_many(layer: str, data: st.DataObject) -> None:
    screening, replies = _right(layer)
    bounds = screening.bounds
    free = _of_evaluation(screening)
    places = [p for number, p in enumerate(bounds.places) if number not in free]
    place = data.draw(st.sampled_from(places))
    element = data.draw(st.integers(place.start, place.stop - 1))
    width = bounds.high[element] - bounds.low[element]
    assume(np.isfinite(width))  # elsewhere anything will do
    beyond = data.draw(st.sampled_from([0.01, 1.0, np.inf, np.nan])) + width * 0.01
    value = data.draw(
        st.sampled_from([bounds.high[element] + beyond, bounds.low[element] - beyond])
    )
    assert screening.admit(replies) is not None
    assert screening.admit(_with_element(replies, element, value)) is None


@pytest.mark.parametrize("layer", SCREENED)
def test_forward_has_to_have_the_slope_too(layer: str) -> None:
    """An output within its bounds on one side of a point alone bends the slope."""
    screening, replies = _right(layer)
    (slope,) = (each for each in screening.demands if isinstance(each, Slope))
    elements, _ = screening.read(replies)
    assert elements is not None
    heaviest = int(np.abs(slope.upstream).argmax())
    element = slope.ahead.start + heaviest
    bent = elements[element] + 0.9 * (screening.bounds.high[element] - elements[element])
    changed = _with_element(replies, element, bent)
    assert screening.read(changed)[0] is not None
    assert screening.admit(changed) is None


def _of_evaluation(screening: Screening) -> set[int]:
    """The arrays of which several are right."""
    rounds = screening.scripts[0].trial.rounds
    return {
        number
        for number, (script, (at, name)) in enumerate(screening.bounds.slots)
        if script == 0 and name == FORWARD and not rounds[at].is_training
    }


def _with_element(replies: Replies, element: int, value: float) -> Replies:
    """Replies with another element at a place among all."""
    found, left = [], element
    for case in replies:
        changed = []
        for reply in case:
            arrays = []
            for array in reply.arrays:
                other = array.astype(np.float64)
                if 0 <= left < array.size:
                    other.reshape(-1)[left] = value
                left -= array.size
                arrays.append(other)
            changed.append(Reply(tuple(arrays)))
        found.append(changed)
    return found


@pytest.mark.parametrize("layer", SCREENED)
@settings(max_examples=examples(40))
@given(data=st.data())
def test_arrays_too_few_too_many_and_of_another_kind_are_not_admitted(
    layer: str, data: st.DataObject
) -> None:
    screening, replies = _right(layer)
    filled = [(c, r) for c, case in enumerate(replies) for r, x in enumerate(case) if x.arrays]
    if screening.scripts[0].asks_again:
        filled = [each for each in filled if each != (0, len(replies[0]) - 1)]  # a remark
    case, reply = data.draw(st.sampled_from(filled))
    arrays = replies[case][reply].arrays
    change = data.draw(
        st.sampled_from(
            [
                (),
                (*arrays, arrays[0]),
                tuple(array.astype(np.float32) for array in arrays),
                tuple(np.stack([array, array]) for array in arrays),
            ]
        )
    )
    changed = [list(each) for each in replies]
    changed[case][reply] = Reply(change)
    assert screening.admit(changed) is None
    assert screening.admit([*replies[:case], replies[case][:reply], *replies[case + 1 :]]) is None
    assert screening.admit(()) is None


@pytest.mark.parametrize("layer", SCREENED)
def test_leading_ones_are_only_wrapping(layer: str) -> None:
    screening, replies = _right(layer)
    wrapped = [
        [Reply(tuple(array[np.newaxis] for array in reply.arrays)) for reply in case]
        for case in replies
    ]
    assert screening.admit(wrapped) is not None


@pytest.mark.parametrize("layer", SCREENED)
def test_right_code_passes_checks_of_every_kind(layer: str) -> None:
    screening, replies = _right(layer)
    examination = screening.admit(replies)
    assert examination is not None
    assert examination.lost == frozenset()
    kinds = Counter(check.kind for check in examination.checks)
    assert kinds.keys() == {"forward", "reference", "derivative", "behaviour"}
    told = {name for check in examination.checks for name in check.arrays}
    assert told == set(examination.plan.layer.arrays)


@pytest.mark.parametrize("convention", ["A", "A2", "B", "E"])
@pytest.mark.parametrize("layer", SCREENED)
def test_it_takes_fifteen_calls_of_forward_and_backward_at_most(layer: str, convention) -> None:
    screening = _screening(layer, 0, Dialect(convention))
    calls = [call for script in screening.scripts for call in script.case.calls]
    passes = {Operation.CALL, Operation.RUN, Operation.FUNCTION, Operation.PUSH, Operation.PULL}
    least = 6 if convention == "B" else 9  # a loss of B gives its gradients along with it
    assert least <= sum(call.operation in passes for call in calls) <= 15


@pytest.mark.parametrize("layer", SCREENED)
def test_nothing_tells_the_first_round_from_any_other(layer: str) -> None:
    """Else code that is right for what it can tell would be admitted."""
    first = _screening(layer, 0, Dialect()).plan.trials[0].rounds[0]
    usual = plans_for(LayerTask(layer=layer), 0, DOUBLE)[0].trials[0].rounds[0]
    assert first.upstream is not None
    for name, array in first.tensors.items():
        assert array.shape == usual.tensors[name].shape
        if array.dtype == np.float64 and name not in {TRAINING, _labels_of(layer)}:
            assert array.all()
            assert np.abs(array).max() < 10


@pytest.mark.parametrize("layer", ["Sigmoid", "GELU", "Affine"])
def test_a_usual_batch_of_many_numbers_is_drawn_as_the_many_are(layer: str) -> None:
    task = LayerTask(layer=layer, shapes={"N": 40, "D": 60})
    screening = screening_for(task, 0)
    assert isinstance(screening, Screening)
    sizes = [each.tensors["x"].shape[0] for each in screening.inputs.trial.rounds]
    assert sizes[0] == 40
    assert sum(sizes[1:]) < 40
    (many,) = (t for t in plans_for(task, 0, DOUBLE)[0].trials if t.name == "many")
    assert [each.tensors["x"].shape for each in many.rounds] == [(40, 60)]


@pytest.mark.parametrize("layer", ["ReLU", "GELU", "SquaredError"])
@pytest.mark.long
def test_wrong_code_is_not_admitted_either_where_the_usual_batch_is_many(layer: str) -> None:
    task = LayerTask(layer=layer, shapes={"N": 32, "D": 100})
    for version in (each for each in WRONG if each.layer == layer):
        form = version.declared.get("form")
        asked = task.model_copy(update={"arguments": {"form": form} if form else {}})
        screening = screening_for(asked, 0, _dialect_of(version))
        run = load(version.source.encode(), "layers.py", LIMITS)
        with quietly():
            replies = run([script.case for script in screening.scripts]).replies
        assert screening.admit(replies) is None, version.name


def _labels_of(layer: str) -> str | None:
    """What the labels of a layer are called."""
    return KINDS[layer].specification().labels


@pytest.mark.parametrize("layer", sorted(KINDS))
def test_one_seed_gives_one_screening_and_another_seed_another(layer: str) -> None:
    def numbers(seed: int) -> bytes:
        scripts = screening_for(LayerTask(layer=layer), seed).scripts
        calls = [call for script in scripts for call in script.case.calls]
        return b"".join(array.tobytes() for call in calls for array in call.arrays)

    assert numbers(1) == numbers(1)
    assert numbers(1) != numbers(2)


class Counting(RunnerHere):
    """Notes the cases of each request."""

    def __init__(self) -> None:
        self.requests: list[list[str]] = []

    def run(self, request: Request) -> Run:
        """Run here."""
        self.requests.append([case.name.split(",")[0] for case in request.cases])
        return super().run(request)


def _layers(hidden: tuple[TrialName, ...] = ()) -> Layers:
    return Layers(tasks=(LayerTask(layer="Affine", hidden=hidden), LayerTask(layer="ReLU")))


def test_only_what_is_not_admitted_is_examined(plain: str) -> None:
    wrong, runner = plain.replace("x > 0", "x > 1"), Counting()
    assert wrong != plain
    outcome = judge(wrong.encode(), "layers.py", _layers(), LIMITS, runner, 0)
    assert outcome.verdict is Verdict.WRONG_VALUE
    assert [set(names) for names in runner.requests[:2]] == [{"Affine", "ReLU"}, {"ReLU"}]
    affine, relu = outcome.report.layers
    assert affine.points == affine.max_points
    assert affine.checks_passed == affine.checks_total
    assert relu.findings


def test_right_code_is_asked_once(plain: str) -> None:
    runner = Counting()
    outcome = judge(plain.encode(), "layers.py", _layers(), LIMITS, runner, 0)
    assert outcome.verdict is Verdict.SCORED
    assert len(runner.requests) == 1


def test_one_hidden_test_hides_the_screening_of_its_layer(plain: str) -> None:
    runner = Counting()
    layers = _layers(hidden=("large",))
    outcome = judge(plain.encode(), "layers.py", layers, LIMITS, runner, 0)
    assert outcome.verdict is Verdict.SCORED
    assert [set(names) for names in runner.requests] == [{"ReLU"}, {"Affine"}]


def test_thorough_examines_right_code_trial_by_trial(plain: str) -> None:
    short, thorough = (
        judge(plain.encode(), "layers.py", _layers(), LIMITS, RunnerHere(), 0, thorough=each)
        for each in (False, True)
    )
    assert short.points == thorough.points == short.max_points
    assert short.verdict is thorough.verdict is Verdict.SCORED
    for few, many in zip(short.report.layers, thorough.report.layers, strict=True):
        assert few.checks_total < many.checks_total == many.checks_passed
