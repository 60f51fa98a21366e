"""Attackers of a public board, who want its labels or its top.

Attacks, each with all accounts and answers:

- one row: its prediction far below and far above; two scores give the label itself.
- groups: several rows at once, weighted by powers of two, as finely as the score is shown.
- boosting (Blum and Hardt 2015): random guesses, added up by how much better each was than chance.
- seeds: programs that draw each row's side from a seed, without a look at the row; the last one
  votes with the seeds that did best, as many as can be typed into a program.
- turning point: one prediction moved until the rounded score is about to turn over; then every
  submission asks about one row.
- ballast: begin with something absurd, and mend a little of it with every submission, so that the
  Ladder says for every row whether it also got better.
- known rows: a tenth of the labels is known for sure; these are paid out bit by bit, to stay just
  above the next stair, and random guesses for all others decide.
- row by row: the best submission with one row more on one side; what moves the board stays.
- halving: a group of rows on one side; a group that moves the board is kept, and one that does not
  is halved, the accounts of a class each at a part of the rows.
- climbing: change some rows of the best submission at random, and keep what the board says is
  better; for its score, not for labels.
"""

import math
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from grader.leaks.bound import Attacker
from grader.leaks.ladder import Ladder
from grader.leaks.release import Answer, ReleaseMechanism
from grader.leaks.rounding import Rounding
from reference.arrays import Booleans, Floats

KNOWN = 0.1
SEEDS = 250  # of two bytes each, in the 500 that a program may type in by default
HUGE = 2.0**20  # predictions of ballast; its sums with labels stay exact


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows with two candidate values each, (N,); one of them is the label, (N,)."""

    labels: Floats
    low: Floats
    high: Floats

    @property
    def middle(self) -> Floats:
        """Predictions whose losses are known without knowing the labels."""
        return (self.low + self.high) / 2

    @property
    def reach(self) -> Floats:
        """How far either candidate is from the middle."""
        return (self.high - self.low) / 2

    def recovered(self, guess_high: Floats) -> float:
        """The share of rows where a guess (positive for the higher candidate) is right."""
        chosen = np.where(guess_high > 0, self.high, self.low)
        return float(np.mean(chosen == self.labels))


@dataclass
class Board:
    """A public board with several accounts of one attacker, and the quota of each."""

    rows: Rows
    release: ReleaseMechanism
    attacker: Attacker
    shown: dict[int, Answer] = field(default_factory=dict)
    asked: dict[int, int] = field(default_factory=dict)

    def has_answers(self, account: int) -> bool:
        """Whether an account has submissions left."""
        return self.asked.get(account, 0) < self.attacker.answers_each

    def ask(self, account: int, predictions: Floats) -> Answer:
        """Submit; what is shown then. Raises ValueError where the quota is used up."""
        if not self.has_answers(account):
            raise ValueError(f"account {account} has no submission left")
        self.asked[account] = self.asked.get(account, 0) + 1
        losses = np.abs(predictions - self.rows.labels)
        self.shown[account] = self.release.after(self.shown.get(account), losses)
        return self.shown[account]

    def turns(self) -> Iterator[int]:
        """The accounts, one after the other, each as often as it may submit."""
        for account in range(self.attacker.accounts):
            while self.has_answers(account):
                yield account


Rng = np.random.Generator
Attack = Callable[[Board, Rng], Floats]  # from a board to a guess for every row


def step_of(release: ReleaseMechanism) -> float:
    """The step in which scores are shown, which everybody can see."""
    assert isinstance(release, Rounding | Ladder)
    return release.step


def one_row(board: Board, rng: Rng) -> Floats:
    """Both sides of one row after the other."""
    rows, guess = board.rows, rng.normal(size=board.rows.labels.size)
    above = np.full(rows.labels.size, HUGE / 1024)
    turns = board.turns()
    base = board.ask(next(turns), above).score
    for row, account in zip(rng.permutation(rows.labels.size), turns, strict=False):
        probe = above.copy()
        probe[row] = -above[row]
        read = (board.ask(account, probe).score - base) * rows.labels.size / 2
        if read != 0:  # else nothing is read
            guess[row] = read - rows.middle[row]
    return guess


def groups(board: Board, rng: Rng) -> Floats:
    """As many rows at once as weights of powers of two can be told apart in one score.

    Row 0 serves to bring the score halfway between two multiples of the step, from where every sum
    of weights leads to a multiple; its own label comes first.
    """
    rows, n = board.rows, board.rows.labels.size
    guess, base, turns = rng.normal(size=n), rows.middle, board.turns()
    cell = step_of(board.release) * n
    others = float(rows.reach[1:].sum())
    base[0] = rows.high[0]
    guess[0] = others + rows.reach[0] - board.ask(next(turns), base).score * n
    base[0] += (0.5 * cell - others - (rows.high[0] - rows.low[0]) * (guess[0] < 0)) % cell
    total = others + base[0] - (rows.high[0] if guess[0] > 0 else rows.low[0])
    order = rng.permutation(np.arange(1, n))
    waiting = order[rows.reach[order] >= cell / 2].tolist()
    for account in turns:
        group: list[int] = []
        while waiting and rows.reach[waiting[-1]] >= cell / 2 * 2 ** len(group):
            group.append(waiting.pop())
        if not group:
            break
        sizes = cell / 2 * 2.0 ** np.arange(len(group))
        probe = base.copy()
        probe[group] -= sizes
        moved = total - board.ask(account, probe).score * n
        for row, size in zip(group[::-1], sizes[::-1], strict=True):
            guess[row] = -moved
            moved -= math.copysign(size, moved)
    return guess


def boosting(board: Board, rng: Rng) -> Floats:
    """Random guesses, weighted by how much better than chance each is shown to be."""
    rows, votes = board.rows, 1e-9 * rng.normal(size=board.rows.labels.size)
    chance = float(rows.reach.mean())
    for account in board.turns():
        side = rng.choice([-1.0, 1.0], size=votes.size)
        shown = board.ask(account, rows.middle + side * rows.reach)
        if shown.moved:
            votes += side * (chance - shown.score)
    return votes


def seeds(board: Board, rng: Rng) -> Floats:
    """A program with a seed, a score for each; those that did best vote, by how much they did.

    They know no row, so nothing of it is typed in but the seeds, for which there is so much room.
    """
    rows, n = board.rows, board.rows.labels.size
    chance, secret = float(rows.reach.mean()), int(rng.integers(2**32))
    worth: dict[int, float] = {}
    for seed, account in enumerate(board.turns()):
        shown = board.ask(account, rows.middle + _side(secret, seed, n) * rows.reach)
        if shown.moved:
            worth[seed] = chance - shown.score
    best = sorted(worth, key=lambda seed: -abs(worth[seed]))[:SEEDS]
    votes = 1e-9 * rng.normal(size=n)
    for seed in best:
        votes += worth[seed] * _side(secret, seed, n)
    return votes


def _side(secret: int, seed: int, rows: int) -> Floats:
    """The candidates that a seed draws, -1 or 1."""
    return np.random.default_rng([secret, seed]).choice([-1.0, 1.0], size=rows)


def turning_point(board: Board, rng: Rng) -> Floats:
    """One row's prediction moved to where the rounded score turns over; then row by row."""
    rows, guess = board.rows, rng.normal(size=board.rows.labels.size)
    order = rng.permutation(np.arange(1, guess.size)).tolist()
    for account in range(board.attacker.accounts):
        base, low = rows.middle, 10 * float(np.ptp(rows.labels)) + 1
        base[0] = low
        before = board.ask(account, base).score
        high = low
        while board.has_answers(account):
            high += 0.6 * step_of(board.release) * guess.size
            base[0] = high
            if board.ask(account, base).score > before:
                break
        while board.has_answers(account) and high - low > 0.01:
            base[0] = (low + high) / 2
            low, high = (
                (low, base[0]) if board.ask(account, base).score > before else (base[0], high)
            )
        while board.has_answers(account) and order:
            row, probe = order.pop(), base.copy()
            probe[row] = rows.low[row]
            guess[row] = board.ask(account, probe).score - before - 1e-12
    return guess


def ballast(board: Board, rng: Rng) -> Floats:
    """Begin with an absurd row, mend it a little each time: the rest decides whether it counts."""
    rows, guess = board.rows, rng.normal(size=board.rows.labels.size)
    order = rng.permutation(np.arange(1, guess.size)).tolist()
    for account in range(board.attacker.accounts):
        base = rows.middle
        base[0] = HUGE + (float(rows.reach[1:].sum()) % 1)
        board.ask(account, base)
        while board.has_answers(account) and order:
            row, probe = order.pop(), base.copy()
            probe[row] = rows.low[row]
            probe[0] -= 8 * rows.reach[row] + (-rows.reach[row] % 1)
            shown = board.ask(account, probe)
            guess[row] = -1.0 if shown.moved else 1.0
            base = probe if shown.moved else base
    return guess


@dataclass(frozen=True, eq=False)
class Bank:
    """Rows whose labels are known for sure, (N,) bool, and what paying them out gains.

    gain: how much the score falls from the best constant for them to their labels. noise: the
    standard deviation of the score over random guesses for all other rows.
    """

    rows: Rows
    known: Booleans

    @property
    def constant(self) -> float:
        """Where predictions for the known rows begin."""
        return float(np.quantile(self.rows.labels, 0.5, method="lower"))

    @property
    def debts(self) -> Floats:
        """What is left to pay for every row, (N,)."""
        return np.where(self.known, self.rows.labels - self.constant, 0.0)

    @property
    def gain(self) -> float:
        """By how much the score falls when all is paid."""
        return float(np.abs(self.debts).mean())

    @property
    def unpaid(self) -> float:
        """The score before anything is paid, guesses left out."""
        return self.gain + float(np.where(self.known, 0.0, self.rows.reach).mean())

    @property
    def noise(self) -> float:
        """How much random guesses for the others move the score."""
        guessed = self.rows.reach[~self.known]
        return float(np.sqrt(np.square(guessed).sum())) / self.known.size

    def predictions(self, paid: float, side: Floats) -> Floats:
        """A share of the debts paid, (N,), and the candidates on one side for the others."""
        paid_out = self.constant + min(1.0, max(0.0, paid)) * self.debts
        return np.where(self.known, paid_out, self.rows.middle + side * self.rows.reach)


def _quantile(probability: float) -> float:
    """The standard normal quantile, by bisection."""
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        below = 0.5 * math.erfc(-middle / math.sqrt(2)) < probability
        low, high = (middle, high) if below else (low, middle)
    return low


def known_rows(board: Board, rng: Rng) -> Floats:
    """Stay just above the next stair by rows known for sure; random guesses for the others decide.

    What is known for sure is not counted as recovered: those rows get random guesses in the end.
    """
    bank = Bank(board.rows, rng.random(board.rows.labels.size) < KNOWN)
    gain, noise = bank.gain, bank.noise
    step, each = step_of(board.release), board.attacker.answers_each
    z = _quantile(1 - min(each / 2, max(1.0, gain / step)) / each)
    density, above = math.exp(-z * z / 2) / math.sqrt(2 * math.pi), 0.5 * math.erfc(z / 2**0.5)
    votes = np.zeros(bank.known.size)
    for account in board.turns():
        before = board.shown.get(account)
        aim = (before.score if before else bank.unpaid) - max(step, 1.5 * noise) + z * noise
        side = rng.choice([-1.0, 1.0], size=votes.size)
        shown = board.ask(account, bank.predictions((bank.unpaid - aim) / gain, side))
        votes += side * (density / above if shown.moved else -density / (1 - above))
    return np.where(bank.known, rng.normal(size=votes.size), votes)


def climbing(board: Board, rng: Rng) -> Floats:
    """Change a few rows of the best submission at random; keep what counts as better."""
    best = rng.choice([-1.0, 1.0], size=board.rows.labels.size)
    first = board.ask(0, board.rows.middle + best * board.rows.reach)
    score = first.score
    while board.has_answers(0):
        flips = rng.random(best.size) < 0.02
        trial = np.where(flips, -best, best)
        shown = board.ask(0, board.rows.middle + trial * board.rows.reach)
        if shown.moved and shown.score < score:
            best, score = trial, shown.score
    return best


def row_by_row(board: Board, rng: Rng) -> Floats:
    """One row more on the higher side; kept where the board moves."""
    rows, guess = board.rows, 1e-9 * rng.normal(size=board.rows.labels.size)
    base, best = rows.middle, {}
    for row, account in zip(rng.permutation(guess.size), board.turns(), strict=False):
        if account not in best:
            best[account] = board.ask(account, base).score
            continue
        probe = base.copy()
        probe[row] = rows.high[row]
        score = board.ask(account, probe).score
        guess[row] = 1.0 if score < best[account] else -1e-6
        if score < best[account]:
            base, best[account] = probe, score
    return guess


def halving(board: Board, rng: Rng) -> Floats:
    """Groups on one side: kept where the board moves, else halved; each account has a part."""
    rows, guess = board.rows, 1e-9 * rng.normal(size=board.rows.labels.size)
    parts = np.array_split(rng.permutation(guess.size), board.attacker.accounts)
    for account, part in enumerate(parts):
        base, waiting = rows.middle, [part]
        best = board.ask(account, base).score
        while waiting and board.has_answers(account):
            group = waiting.pop(0)
            side = rng.choice([-1.0, 1.0], size=group.size)
            probe = base.copy()
            probe[group] += side * rows.reach[group]
            score = board.ask(account, probe).score
            if score < best:
                base, best = probe, score
                guess[group] = side
            elif group.size > 1:
                guess[group] -= 1e-6 * side
                waiting += np.array_split(group, 2)
    return guess


ATTACKS: dict[str, Attack] = {
    "one row": one_row,
    "groups": groups,
    "boosting": boosting,
    "seeds": seeds,
    "turning point": turning_point,
    "ballast": ballast,
    "known rows": known_rows,
    "row by row": row_by_row,
    "halving": halving,
    "climbing": climbing,
}
