"""What layers are tried on: reproducible, hard to guess, kind at kinks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.definition.layer_tasks import LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE, SINGLE
from grader.sandbox.protocol.frames import Operation
from reference.derivatives import step_size
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
LAYERS = pytest.mark.parametrize("name", KINDS)


def _rounds(name: str, seed: int, precision=DOUBLE):
    (plan, *_) = plans_for(LayerTask(layer=name), seed, precision)
    return [(trial.name, each) for trial in plan.trials for each in trial.rounds]


@LAYERS
def test_one_seed_gives_one_set_of_numbers_and_another_seed_another(name: str) -> None:
    def numbers(seed: int) -> bytes:
        return b"".join(
            array.tobytes()
            for plan in plans_for(LayerTask(layer=name), seed, DOUBLE)
            for case in plan.cases()
            for call in case.calls
            for array in call.arrays
        )

    assert numbers(1) == numbers(1)
    assert numbers(1) != numbers(2)


@pytest.mark.long
@LAYERS
@settings(max_examples=examples(30))
@given(seed=SEEDS)
def test_the_upstream_gradient_is_never_uniform(name: str, seed: int) -> None:
    for _, each in _rounds(name, seed):
        if each.upstream is not None and each.upstream.size > 1:
            assert len(np.unique(each.upstream)) == each.upstream.size


@settings(max_examples=examples(30))
@given(seed=SEEDS)
def test_relu_is_tried_ten_steps_away_from_its_kink_or_exactly_on_it(seed: int) -> None:
    for precision in (DOUBLE, SINGLE):
        for trial, each in _rounds("ReLU", seed, precision):
            x = each.tensors["x"]
            assert (x > 0).any()
            assert (x < 0).any()
            if trial == "many":  # around which nothing is probed
                continue
            near = np.abs(x) < 10 * step_size(x, precision.unit_roundoff)
            assert (x[near] == 0).all()
            assert near.any() == (trial == "zeros")


@LAYERS
def test_the_last_round_of_several_batches_has_another_size(name: str) -> None:
    sizes = [
        KINDS[name].specification().batch_size(each.tensors)
        for trial, each in _rounds(name, 0)
        if trial == "several-batches"
    ]
    assert sizes == [5, 5, 2]


@pytest.mark.long
@LAYERS
@settings(max_examples=examples(20))
@given(seed=SEEDS)
def test_trials_for_single_precision_lose_nothing_in_it(name: str, seed: int) -> None:
    for trial, each in _rounds(name, seed, SINGLE):
        if name == "TrainingStep" and trial in {
            "several-batches",
            "two-objects",
            "other-arguments",
        }:
            continue  # what a step leaves is not rounded
        for array in each.tensors.values():
            assert (array == array.astype(np.float32)).all()


def test_labels_go_out_in_both_forms_and_mean_the_same() -> None:
    one_hot, numbers = plans_for(LayerTask(layer="SoftmaxWithLoss"), 0, DOUBLE)
    compared = 0
    for rows, labels in zip(one_hot.cases(), numbers.cases(), strict=True):
        for given_rows, given_labels in zip(rows.calls, labels.calls, strict=True):
            if given_rows.operation is Operation.CALL and given_rows.name == "forward":
                assert given_labels.arrays[1].dtype.kind == "i"
                assert (
                    given_rows.arrays[1].argmax(axis=1).tolist() == given_labels.arrays[1].tolist()
                )
                compared += 1
    assert compared > 1


@settings(max_examples=examples(30))
@given(seed=SEEDS)
def test_a_guard_in_the_logarithm_shows_only_where_a_true_class_underflows(seed: int) -> None:
    specification = KINDS["SoftmaxWithLoss"].specification()
    for _, each in _rounds("SoftmaxWithLoss", seed):
        x, t = each.tensors["x"], each.tensors["t"]
        e = np.exp(x - x.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        guarded = -np.log((p * t).sum(axis=1) + 1e-7).mean()
        right = float(specification.evaluate(each.tensors)[0])
        free = each.freedoms.get("loss")
        assert (free is not None) == bool(((p * t).sum(axis=1) == 0).any())
        if free is None:
            assert guarded == pytest.approx(right, rel=specification.guard, abs=specification.guard)
        else:
            assert free.low < guarded < free.high == right
