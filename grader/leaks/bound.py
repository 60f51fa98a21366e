"""How much of the hidden labels a board can give away over a term: at most, and by known attacks.

Two numbers for one situation. The bound of information holds against anybody: N labels need N
times their entropy, and the answers carry only so many bits. What the attacks below identify is a
share that somebody who has read the literature does reach, and is what a teacher should act upon.

Assumed: the shown score is all that is told (a board that ranks by the unrounded score tells more);
the score is a mean of absolute errors of any finite predictions, unless `reach` says how far labels
reach into another; accounts are independent and their owners pool what they read, so that a bound
is one for a class and not for a person; a label counts as identified once it is known to within
`resolution`; what features tell of labels is not counted. To guess many labels a little better than
by chance is not to identify them: `Leak.gain` says how much that brings at least.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.leaks.ladder import Ladder
from grader.leaks.law import gain
from grader.leaks.reach import Reach
from grader.leaks.rounding import SIGNIFICANT_DIGITS, Rounding
from reference.arrays import Floats

MOST_SHARE = 0.05
_ARRANGING = 50
_ALL_DIGITS = SIGNIFICANT_DIGITS * math.log2(10)
_FINE = 20  # a label is known when it is known to within this part of what labels spread


@dataclass(frozen=True)
class Attacker:
    """Whoever submits for answers. accounts: people of the roster who work together."""

    per_day: int
    days: int
    accounts: int = 1

    @property
    def answers_each(self) -> int:
        """How many scores one account reads in a term."""
        return self.per_day * self.days

    @property
    def answers(self) -> int:
        """How many scores all accounts read in a term."""
        return self.answers_each * self.accounts


@dataclass(frozen=True)
class Leak:
    """What is at stake. rows: public ones. answers: scores that are read, over all accounts.

    label_bits: the entropy of one label at `resolution`. readable: how far from the truth a label
    is that is read off two answers, in its own unit; None where single answers do not show labels.
    by_information: the largest share of the labels that any attack could identify. by_attack: the
    share that a known attack does identify. told: how many of the answers tell something: on the
    Ladder those that move.
    """

    rows: int
    answers: int
    told: int
    resolution: float
    label_bits: float
    readable: float | None
    by_information: float
    by_attack: float

    @property
    def matters(self) -> bool:
        """Whether a known attack identifies more than one label in twenty."""
        return self.by_attack > MOST_SHARE

    @property
    def gain(self) -> float:
        """The share of labels above a half that the best known attack gets right.

        The labels have two candidate values each: half of what is not identified is right anyhow,
        and random guesses with every answer, added up, gain what the law says.
        """
        return max(self.by_attack / 2, gain(self.told, self.rows))


def leak(
    labels: Floats,
    release: Rounding | Ladder,
    attacker: Attacker,
    resolution: float | None = None,
    reach: Reach | None = None,
) -> Leak:
    """What `attacker` can learn of public labels (N,) from a board with that release.

    resolution: in the labels' unit; `resolution_of` the labels where it is None. reach: of labels
    into the score; that of absolute errors where it is None. Raises ValueError for N = 0 or a
    resolution that is not positive.
    """
    fine = resolution_of(labels) if resolution is None else resolution
    bits, spread = label_bits(labels, fine), float(np.ptp(labels))
    reach = reach or Reach(spread, spread)
    needed = bits * labels.size
    most = attacker.accounts * release.bits(attacker.answers_each, reach.score)
    if isinstance(release, Rounding):
        readable: float | None = readable_error(labels.size, release.step)
        told = attacker.answers if spread else 0
        known = _count_read(labels, release.step, attacker, fine, reach.row)
    else:
        readable, known = None, _count_asked(release, attacker, bits)
        moves = attacker.answers_each if release.stairs is None else release.stairs
        told = attacker.accounts * min(moves, attacker.answers_each)
    return Leak(
        rows=labels.size,
        answers=attacker.answers,
        told=told,
        resolution=fine,
        label_bits=bits,
        readable=readable,
        by_information=min(1.0, most / needed) if needed else 0.0,
        by_attack=min(1.0, known / labels.size, most / needed) if needed else 0.0,
    )


def leak_together(leaks: Sequence[Leak]) -> Leak:
    """What scores in several metrics tell of the same labels: at most what each tells, added up.

    leaks: of the metric that ranks first, whose `readable` stands for all. Each answer in each of
    them is one.
    """
    known = min(1.0, sum(each.by_information for each in leaks))
    attacked = sum(each.by_attack for each in leaks)
    told = sum(each.told for each in leaks)
    return replace(leaks[0], told=told, by_information=known, by_attack=min(known, attacked))


def readable_error(rows: int, step: float) -> float:
    """How far off a label is that is read from two scores shown in steps, N rows in the mean.

    Both scores are off by up to half a step; over two sides of a label, its prediction moves the
    sum of losses by twice the label, so that half of ``rows * step`` is left.
    """
    return rows * step / 2


def resolution_of(labels: Floats) -> float:
    """How finely a label must be known to be known: the gap of neighbouring values, mostly.

    The smallest gap between different labels, or a twentieth of their standard deviation where
    that is more. 1 where all labels are equal. Raises ValueError for N = 0.
    """
    if labels.size == 0:
        raise ValueError("expected at least one label, got none")
    gaps = np.diff(np.unique(labels))
    return max(float(gaps.min()), float(np.std(labels)) / _FINE) if gaps.size else 1.0


def label_bits(labels: Floats, resolution: float) -> float:
    """The entropy of one label, in bits, labels (N,) being told apart by `resolution`.

    Raises ValueError for a resolution that is not positive. Source: Cover and Thomas 2006,
    "Elements of Information Theory", section 2.1.
    """
    if not resolution > 0:
        raise ValueError(f"expected a positive resolution, got {resolution}")
    _, counts = np.unique(np.floor(labels / resolution), return_counts=True)
    shares = counts / labels.size
    return float(-(shares * np.log2(shares)).sum()) + 0.0


def _count_read(
    labels: Floats, step: float, attacker: Attacker, fine: float, reach: float
) -> float:
    """How many labels are identified from rounded scores: by the best of three attacks.

    One label with every submission, where a single label can be read off a score. Several, in
    groups weighted by powers of two, and groups over groups as coins are weighed. One bit with
    every submission at any step, once the score is about to turn over, which takes some fifty
    answers to arrange. reach: by how much a label moves N times the score.
    """
    spread, readable = float(np.ptp(labels)), readable_error(labels.size, step)
    if spread == 0:
        return 0.0
    bits = label_bits(labels, fine)
    one_by_one = attacker.answers - 1 if readable * spread <= fine * reach else 0
    groups = _bits_in_groups(reach / readable, attacker.answers_each) / max(1.0, bits)
    bit_by_bit = max(0, attacker.answers - _ARRANGING * attacker.accounts)
    return max(one_by_one, groups * attacker.answers, bit_by_bit / bits)


def _bits_in_groups(cells: float, answers: int) -> float:
    """How many bits of labels a score carries where one label moves it by so many readable cells.

    As many as weights of powers of two fit into it, no more than its digits can tell. Among A
    answers to one account, half a logarithm of A more: a set of weighings that overlap tells more
    coins than there are weighings. Source: Cantor and Mills 1966, "Determination of a subset from
    certain combinatorial properties", Canadian Journal of Mathematics 18.
    """
    fitting = math.log2(1 + cells) if math.isfinite(cells) else _ALL_DIGITS
    weights = math.floor(min(fitting, _ALL_DIGITS))
    return weights + math.log2(max(1, answers)) / 2 if weights else 0.0


def _count_asked(release: Ladder, attacker: Attacker, bits: float) -> float:
    """How many labels of so many bits are identified by yes or no questions to the Ladder.

    A question costs nothing where the answer is no, and a stair where it is yes: with every second
    answer a yes, there are two questions to a stair. Without a start, stairs never end.
    """
    questions = attacker.answers_each
    if release.stairs is not None:
        questions = min(questions, 2 * release.stairs)
    return attacker.accounts * questions / bits if bits else 0.0
