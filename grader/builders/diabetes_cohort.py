"""Made-up patients that resemble a published cohort of people with diabetes.

Means, standard deviations, ranges and correlations are rounded from the 442 patients of B. Efron,
T. Hastie, I. Johnstone, R. Tibshirani 2004, "Least Angle Regression", Annals of Statistics 32(2),
section 1 and table 1. How the progression follows from the measurements is our own invention,
with bends and interactions that a straight line misses: no patient stands behind any row, and
nothing medical can be learnt from it.
"""

from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats

FEATURES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
TARGET = "progression"

_MEAN = np.array([48.5, 1.47, 26.4, 94.6, 189.1, 115.4, 49.8, 4.07, 4.64, 91.3])
_STD = np.array([13.1, 0.50, 4.42, 13.8, 34.6, 30.4, 12.9, 1.29, 0.52, 11.5])
_LEAST = np.array([19, 1, 18, 62, 97, 41.6, 22, 2, 3.26, 58])
_MOST = np.array([79, 2, 42.2, 133, 301, 242.4, 99, 9.09, 6.11, 124])
_DECIMALS = (0, 0, 1, 0, 0, 1, 0, 2, 3, 0)
_CORRELATION = np.array(
    [
        [1.00, 0.17, 0.19, 0.34, 0.26, 0.22, -0.08, 0.20, 0.27, 0.30],
        [0.17, 1.00, 0.09, 0.24, 0.04, 0.14, -0.38, 0.33, 0.15, 0.21],
        [0.19, 0.09, 1.00, 0.40, 0.25, 0.26, -0.37, 0.41, 0.45, 0.39],
        [0.34, 0.24, 0.40, 1.00, 0.24, 0.19, -0.18, 0.26, 0.39, 0.39],
        [0.26, 0.04, 0.25, 0.24, 1.00, 0.90, 0.05, 0.54, 0.52, 0.33],
        [0.22, 0.14, 0.26, 0.19, 0.90, 1.00, -0.20, 0.66, 0.32, 0.29],
        [-0.08, -0.38, -0.37, -0.18, 0.05, -0.20, 1.00, -0.74, -0.40, -0.27],
        [0.20, 0.33, 0.41, 0.26, 0.54, 0.66, -0.74, 1.00, 0.62, 0.42],
        [0.27, 0.15, 0.45, 0.39, 0.52, 0.32, -0.40, 0.62, 1.00, 0.46],
        [0.30, 0.21, 0.39, 0.39, 0.33, 0.29, -0.27, 0.42, 0.46, 1.00],
    ]
)
_NOISE_STD = 25.0
_LOWEST_SCORE, _HIGHEST_SCORE = 25, 346


@dataclass(frozen=True, eq=False)
class Cohort:
    """features: (N, 10) in the order of FEATURES. progression: (N,) whole numbers, 25 to 346."""

    features: Floats
    progression: Floats


def draw_cohort(random: np.random.RandomState, n: int) -> Cohort:
    """N patients, each independent of the others."""
    z = random.standard_normal((n, len(FEATURES))) @ np.linalg.cholesky(_CORRELATION).T
    raw = np.clip(_MEAN + _STD * z, _LEAST, _MOST)
    raw[:, 1] = np.where(z[:, 1] > 0.07, 2, 1)  # 47 in 100 are of the second sex
    columns = [np.round(raw[:, j], decimals) for j, decimals in enumerate(_DECIMALS)]
    features = np.column_stack(columns)
    score = _expected_progression(features) + _NOISE_STD * random.standard_normal(n)
    return Cohort(features, np.clip(np.round(score), _LOWEST_SCORE, _HIGHEST_SCORE))


def _expected_progression(features: Floats) -> Floats:
    """(N,) progressions without chance: a line, two bends and two interactions."""
    age, sex, bmi, bp, _, _, s3, _, s5, s6 = ((features - _MEAN) / _STD).T
    line = 135 + 20 * bmi + 12 * bp + 20 * s5 - 8 * s3 + 4 * s6 - 6 * sex
    bends = 22 * np.maximum(bmi - 0.5, 0) + 14 * (np.minimum(age**2, 4) - 1)
    together = 16 * bmi * bp + 22 * np.where(s5 > 0, sex, -sex)
    total: Floats = line + bends + together
    return total
