"""The law of released scores: what answers of rounded scores tell, by accounts, answers and rows.

Only (accounts x answers) / rows counts, as long as scores are shown no finer than an eighth of the
standard error of the best constant's score: more digits leak, fewer hide nothing. Measured with
terms of 132 people; see docs/leaks.md.
"""

import math
from statistics import NormalDist

import numpy as np

from reference.arrays import Floats

FRACTION = 8
"""Into how many parts the standard error of the best constant's score is divided."""
FEWEST_ANSWERS = 4
_ROWS_PER_ANSWER = 320
_INDEPENDENT = 0.7  # of all rows: on the others attackers are right without an answer
_HEAVY = 8  # effective rows stand for so many plain ones: where losses are few and large


def gain(answers: int, rows: int) -> float:
    """The share of labels above a half that the best known attack reads off so many answers.

    The labels have two candidate values each, and `answers` are those of all accounts together.
    Within 0.02 of what was measured while answers are at most a tenth of the rows. Raises
    ValueError for fewer than one row.
    """
    if rows < 1:
        raise ValueError(f"expected at least one row, got {rows}")
    return NormalDist().cdf(math.sqrt(answers / (_INDEPENDENT * rows))) - 0.5


def answers_within(most: float, accounts: int, rows: int) -> int:
    """How many answers each of some accounts may have so that the gain is `most`, below 0.5."""
    z = NormalDist().inv_cdf(0.5 + most)
    return math.floor(_INDEPENDENT * rows * z * z / accounts)


def effective_rows(losses: Floats) -> float:
    """How many rows a score rests on: ``(sum l)^2 / sum l^2`` of losses (N,), at most N.

    0 where all losses are 0. It is few where some losses are much larger than the others.
    Source: Kish 1965, "Survey Sampling", section 8.2 (the effective size of a weighted sample).
    """
    sizes = np.abs(losses)
    largest = float(sizes.max(initial=0.0))
    if not 0 < largest < math.inf:
        return 0.0
    scaled = sizes / largest
    return float(scaled.sum()) ** 2 / float(np.square(scaled).sum())


def answers_of_term(rows: int, *effective: float | None) -> int:
    """How many files an account may ask for in a term, to read their scores over public rows.

    effective: of each metric that is shown its `effective_rows`, None where they are not known.
    Answers over rows add up: with two metrics alike there are half as many. Five accounts of a
    class gain about 0.06 then, where rows are enough for more than the fewest answers.
    """
    counted = [rows if each is None else min(rows, _HEAVY * each) for each in effective]
    least = min(counted)
    if least <= 0:
        return FEWEST_ANSWERS
    together = sum(least / each for each in counted)
    return max(FEWEST_ANSWERS, math.floor(least / together / _ROWS_PER_ANSWER))


def handed_out(total: int, week: int, weeks: int) -> int:
    """How many of a term's answers can be asked for by a week, from 1 on; all of them in the last.

    As evenly as whole answers can be, the first at once. The fewest come late: one more each time
    that half of the rest of the term has gone, since a score says more of the end the later a file
    is, and four spread evenly make places less sure than a default may.
    """
    if total > FEWEST_ANSWERS or week == weeks:
        return -(-total * week // weeks)
    left = weeks - week + 1
    return 1 + sum(left << halvings <= weeks for halvings in range(1, total))
