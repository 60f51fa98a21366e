"""Attacks in small: what a plain or rounded board tells, the default does not.

The whole of them, with the quota of a term, is benchmarks/probe.py.
"""

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.leaks.ladder import Ladder
from grader.leaks.policy import course_ladder
from grader.leaks.release import Answer, ReleaseMechanism
from grader.leaks.rounding import Rounding
from reference.arrays import Floats

N = 1_000
LABELS: Floats = np.random.default_rng(7).integers(0, 2, size=N).astype(float)
DEFAULT = course_ladder("mae", LABELS)
FOUR_DECIMALS = Rounding(0.0001)
COARSE = Rounding(0.06)  # four standard errors of a constant
PAPER = Ladder.without_parameters(N)
CHANCE, BAR = 0.5, 0.05


@dataclass
class Participant:
    """One account on a board."""

    release: ReleaseMechanism
    shown: Answer | None = None

    def ask(self, predictions: Floats) -> Answer:
        """Submit, and read."""
        self.shown = self.release.after(self.shown, np.abs(predictions - LABELS))
        return self.shown


def share_recovered(guess: Floats) -> float:
    """The share of rows where a guess has the right sign."""
    return float(np.mean((guess > 0) == (LABELS > 0)))


def row_by_row(me: Participant) -> Floats:
    """From 0.5 everywhere, one prediction at a time to 1."""
    base = np.full(N, 0.5)
    before = me.ask(base).score
    guess = np.random.default_rng(0).normal(size=N)
    for row in range(N):
        probe = base.copy()
        probe[row] = 1.0
        if (moved := before - me.ask(probe).score) != 0:
            guess[row] = moved
    return guess


def boosting(me: Participant) -> Floats:
    """Random guesses, weighted by how much better than chance they are shown to be."""
    rng, votes = np.random.default_rng(1), np.zeros(N)
    for _ in range(N):
        side = rng.choice([-1.0, 1.0], size=N)
        shown = me.ask(0.5 + side / 2)
        votes += side * (0.5 - shown.score) * shown.moved
    return votes + 1e-9 * rng.normal(size=N)


def turning_point(me: Participant) -> Floats:
    """One prediction moved until the rounded score turns over; from there, row by row."""
    base, low = np.full(N, 0.5), 1.0
    base[0] = low
    before, high = me.ask(base).score, low + 1.1 * COARSE.step * N
    for _ in range(20):
        base[0] = (low + high) / 2
        low, high = (low, base[0]) if me.ask(base).score > before else (base[0], high)
    base[0], guess = low, np.zeros(N)
    for row in range(1, N):
        probe = base.copy()
        probe[row] = 0.0
        guess[row] = me.ask(probe).score - before - 1e-12
    return guess


def ballast(me: Participant) -> Floats:
    """Begin absurdly, mend a little every time: the rest decides whether that counts."""
    base, guess = np.full(N, 0.5), np.zeros(N)
    base[0] = 1e6 + 0.5
    me.ask(base)
    for row in range(1, N):
        probe = base.copy()
        probe[row], probe[0] = 0.0, base[0] - 4.5
        guess[row] = -1.0 if me.ask(probe).moved else 1.0
        base = probe if guess[row] < 0 else base
    return guess


@pytest.mark.parametrize(
    ("attack", "board"),
    [(row_by_row, FOUR_DECIMALS), (turning_point, COARSE), (ballast, PAPER)],
)
def test_other_boards_tell_nearly_every_label(attack, board: ReleaseMechanism) -> None:
    assert share_recovered(attack(Participant(board))) > 0.95


@pytest.mark.parametrize("board", [FOUR_DECIMALS, COARSE])
def test_random_guesses_add_up_to_labels_on_a_rounded_board(board: ReleaseMechanism) -> None:
    assert share_recovered(boosting(Participant(board))) > 0.65


@pytest.mark.parametrize("attack", [row_by_row, boosting, turning_point, ballast])
def test_the_default_leaves_attackers_at_chance(attack) -> None:
    assert share_recovered(attack(Participant(DEFAULT))) <= CHANCE + BAR


def test_a_board_cannot_be_climbed_by_chance() -> None:
    """What random changes gain on the board stays within two stairs of what they are worth."""
    rng, me = np.random.default_rng(3), Participant(DEFAULT)
    best = rng.integers(0, 2, size=N).astype(float)
    me.ask(best)
    for _ in range(500):
        trial = np.where(rng.random(N) < 0.05, 1 - best, best)
        best = trial if me.ask(trial).moved else best
    assert me.shown is not None
    assert 0.5 - me.shown.score <= 2 * DEFAULT.step


def probe_metrics(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script of that name."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3] / "benchmarks"))
    monkeypatch.setattr(sys, "path", [*sys.path])  # the script adds to it
    return importlib.import_module("probe_metrics")


def test_no_attack_on_other_metrics_reads_more_than_the_bound_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight answers about 200 rows; overlapping weighings tell 20 labels, more than two each."""
    found = probe_metrics(monkeypatch).attacks(LABELS[:200], 8)
    assert {name for name, each in found.items() if each.known > each.bound} == set()
    assert found["mae, weighings"].known == 20 / 200
    assert found["r2, 0 to 1"].known < found["r2, anything"].known
    assert all(each.known > 0.08 for each in found.values())


def test_a_metric_that_is_shown_beside_tells_more_and_no_more_than_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty files in the mean absolute error, and the same with R2 beside; ten with it as few."""
    beside = probe_metrics(monkeypatch).beside
    full, half = beside(files=20, terms=10), beside(files=10, terms=10)
    alone, both = full["mae alone"], full["mae, r2 beside"]
    assert both.known > alone.known + 0.015
    assert both.known <= both.bound
    assert both.known > alone.bound  # the bound of one metric would be none
    assert half["mae, r2 beside"].known <= alone.bound
