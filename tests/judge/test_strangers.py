"""What the judge makes of files by somebody who had not seen it.

The environment variable GRADUS_POWER_SEEDS says on how many seeds each is tried by `make prove`.
"""

import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from grader.layers.diagnosis.lines.culprits import find_culprits
from grader.layers.diagnosis.repairs.repairing import find_repairs
from tests.judge.strangers import FOLDER, Group, Stranger, strangers
from tests.runner_here import RunnerHere

SEEDS = range(1)
_MORE = range(1, int(os.environ.get("GRADUS_POWER_SEEDS", "2")))
MORE_SEEDS = pytest.param(_MORE, marks=pytest.mark.proof, id="more seeds")
ONE_OR_MORE = pytest.mark.parametrize("seeds", [pytest.param(SEEDS, id="one seed"), MORE_SEEDS])


# The others are as exact as a derivation, or hardly less: docs/judge.md says which.
TOLD_APART = [each for each in strangers("measuring") if "exact" not in each.said]


def _each(group: Group) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("file", strangers(group), ids=lambda each: each.name)


def _right(file: Stranger, seeds: range) -> set[bool]:
    runner = RunnerHere()
    return {file.is_right(runner, seed) for seed in seeds}


@pytest.mark.long
@ONE_OR_MORE
@_each("honest")
def test_right_files_have_all_points_and_no_sign_of_measuring(file: Stranger, seeds: range) -> None:
    runner = RunnerHere()
    for seed in seeds:
        outcome = file.judge(runner, seed)
        assert (outcome.points, outcome.report.signs) == (file.layers.max_points, ())


@pytest.mark.proof
def test_half_of_what_keeps_its_points_though_it_measures_has_a_sign() -> None:
    measuring = (each for each in strangers("measuring") if "exact" in each.said)
    outcomes = [each.judge(RunnerHere(), 1) for each in measuring]
    kept = [each for each in outcomes if each.points == each.max_points]
    assert (sum(bool(each.report.signs) for each in kept), len(kept)) == (11, 22)


@pytest.mark.long
@ONE_OR_MORE
@_each("autodiff")
def test_tapes_and_dual_numbers_are_derivations(file: Stranger, seeds: range) -> None:
    assert _right(file, seeds) == {True}


@pytest.mark.long
@ONE_OR_MORE
@pytest.mark.parametrize("file", TOLD_APART, ids=lambda each: each.name)
def test_what_measures_its_forward_has_no_full_points(file: Stranger, seeds: range) -> None:
    assert _right(file, seeds) == {False}


@pytest.mark.long
@ONE_OR_MORE
@_each("stateful")
def test_faults_of_state_cost_points_as_the_policy_says(file: Stranger, seeds: range) -> None:
    assert _right(file, seeds) == {"remark" in file.said}


@pytest.mark.long
@pytest.mark.parametrize(
    "file",
    [*strangers("slips"), *strangers("unseen"), *strangers("own")],
    ids=lambda each: each.name,
)
def test_slips_lose_points_but_for_those_that_are_known(file: Stranger) -> None:
    assert file.is_right(RunnerHere(), 1) is ("keeps_points" in file.said)


@pytest.mark.proof
@_each("own")
def test_what_was_told_vaguely_is_told_by_its_kind(
    file: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.layers.judge.find_repairs", find_repairs)
    monkeypatch.setattr("grader.layers.judge.find_culprits", find_culprits)
    monkeypatch.setattr("grader.layers.diagnosis.repairs.repairing.MOST_S", 5.0)  # others are busy
    monkeypatch.setattr("grader.layers.diagnosis.lines.culprits.MOST_S", 2.0)
    (layer,) = file.judge(RunnerHere(), 1).report.layers
    told = layer.findings[0].repair or layer.findings[0].problem
    assert told.code == file.said["code"]


def test_the_manual_says_what_each_batch_of_our_own_gave() -> None:
    table = tomllib.loads((FOLDER / "own.toml").read_text("utf-8"))["batch"]
    text = " ".join((Path(__file__).parents[2] / "docs" / "judge.md").read_text("utf-8").split())
    shares = [f"{each['right']} of {each['files']}" for each in table]
    assert f"{', '.join(shares[:-1])} and {shares[-1]}" in text
    right, files = (sum(each[key] for each in table[3:]) for key in ("right", "files"))
    assert f"{right} of the last {files}, {round(100 * right / files)} %" in text


def test_the_manual_says_how_many_causes_were_right() -> None:
    files = strangers("unseen")
    assert len({each.source for each in files}) == 40
    told = Counter(each.said["told"] for each in files)
    text = " ".join((Path(__file__).parents[2] / "docs" / "judge.md").read_text("utf-8").split())
    right = told["right"]
    assert f"Right for {right} of the {len(files)}, {round(100 * right / len(files))} %" in text
    assert f"for {told['vague']} the place was right and the cause vague" in text
    assert f"{told['misleading']} misled, and for {told['numbers']} there were numbers only" in text
