"""A term of a class under each policy: how well the shown order foretells the private one.

    nice python benchmarks/term.py [--rows N ...] [--seeds K]

132 people hand in 20 files each, which grow better by their own work and differ by luck. Labels are
comment-like counts under MAE (many small, few large, as in comment-volume), or two classes under
accuracy. The private order is by what everybody can do at the end: their last file's score on
20,000 private rows. Each score is asked for just before the next one can be (`answers`), or they
are asked for evenly over the term (`evenly`), or of the last files alone (`kept`). Printed is
Kendall's tau-b of the shown scores to that order, what a policy loses of the exact board's, and how
many values are shown.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from grader.leaks.law import handed_out
from grader.leaks.policy import PublicLadder, RoundedScores, course_ladder
from grader.ranking import Better
from reference.arrays import Floats

PEOPLE, TRIES, PRIVATE = 132, 20, 20_000
Rng = np.random.Generator
Show = Callable[[Floats], float]


@dataclass(frozen=True)
class Task:
    """A metric, public labels, and what somebody of a skill in [0, 1] loses by row.

    losses: from (public labels, skill, rng) to their losses (N,).
    """

    metric: str
    better: Better
    labels: Callable[[int, Rng], Floats]
    losses: Callable[[Floats, float, Rng], Floats]


def _counts(n: int, rng: Rng) -> Floats:
    return np.asarray(np.floor(np.exp(rng.normal(1.0, 1.5, n))), dtype=float)


def _count_losses(labels: Floats, skill: float, rng: Rng) -> Floats:
    logs = np.log1p(labels)
    guess = np.median(logs) + skill * (logs - np.median(logs)) + rng.normal(0, 0.5, labels.size)
    losses: Floats = np.abs(np.maximum(np.expm1(guess), 0) - labels)
    return losses


def _classes(n: int, rng: Rng) -> Floats:
    return rng.integers(0, 2, n).astype(float)


def _class_losses(labels: Floats, skill: float, rng: Rng) -> Floats:
    return (rng.random(labels.size) > 0.5 + skill / 2).astype(float)


TASKS = (
    Task("mae", "lower", _counts, _count_losses),
    Task("accuracy", "higher", _classes, _class_losses),
)


@dataclass(frozen=True)
class Term:
    """What a class handed in. public: losses (people, tries, N). private: of the last files."""

    task: Task
    labels: Floats
    public: Floats
    private: Floats

    @classmethod
    def play(cls, task: Task, rows: int, seed: int) -> "Term":
        """A term over so many public rows."""
        rng = np.random.default_rng([seed, rows])
        labels, hidden = task.labels(rows, rng), task.labels(PRIVATE, rng)
        public = np.empty((PEOPLE, TRIES, rows))
        private = np.empty(PEOPLE)
        for person in range(PEOPLE):
            start, growth = 0.15 + 0.35 * rng.random(), 0.2 * rng.random()
            skills = start + growth * np.arange(TRIES) / TRIES + rng.normal(0, 0.02, TRIES)
            skills = np.clip(skills, 0, 1)
            for number, skill in enumerate(skills):
                public[person, number] = task.losses(labels, skill, rng)
            private[person] = task.losses(hidden, skills[-1], rng).mean()
        return cls(task, labels, public, private)

    def shown(self, answers: int | None = None) -> Mapping[str, Floats]:
        """The score of everybody on the board at the end of the term, in losses, by policy.

        answers: how many scores are asked for; as many as the policy says where it is None.
        """
        task, exact = self.task, self.public.mean(axis=2)
        rounded = RoundedScores.of(task.metric, task.better, self.labels, 6)
        ladder = PublicLadder(course_ladder(task.metric, self.labels), task.better == "higher")
        count = min(answers or rounded.answers, TRIES)
        given = [handed_out(count, number + 1, TRIES) for number in range(TRIES)]
        asked = np.flatnonzero(np.diff([*given, TRIES + 1]))
        evenly = np.unique(np.linspace(0, TRIES - 1, count + 1).astype(int)[1:])

        def worse(scores: Floats) -> Floats:
            """The best shown of somebody's losses (tries,)."""
            shown = [self._loss(rounded.released(self._loss(float(s))).score) for s in scores]
            return np.asarray(min(shown))

        return {
            "exact": exact.min(axis=1),
            "rounded": np.array([worse(one) for one in exact]),
            "answers": np.array([worse(one[asked]) for one in exact]),
            "evenly": np.array([worse(one[evenly]) for one in exact]),
            "kept": np.array([worse(one[-count:]) for one in exact]),
            "ladder": np.array([self._climb(ladder, one) for one in self.public]),
        }

    def _loss(self, score: float) -> float:
        """From scores to losses and back."""
        return score if self.task.better == "lower" else 1 - score

    def _climb(self, ladder: PublicLadder, files: Floats) -> float:
        shown, score = None, ladder.start
        for losses in files:
            found = ladder.after(shown, losses)
            shown, score = losses if found.moved else shown, found.score
        return self._loss(score)


def tau(first: Floats, second: Floats) -> float:
    """Kendall's tau-b. Source: Kendall 1945, "The treatment of ties in ranking problems"."""
    x, y = (np.sign(np.subtract.outer(one, one).round(12)) for one in (first, second))
    pairs = np.sqrt((x**2).sum() * (y**2).sum())
    return float((x * y).sum() / pairs) if pairs else 0.0  # nobody above anybody


def measure(
    task: Task, rows: int, seeds: int, answers: int | None = None
) -> Iterator[tuple[str, float, float, float]]:
    """Each policy with its tau, what it loses of the exact one's, and the values it shows."""
    found: dict[str, list[tuple[float, int]]] = {}
    for seed in range(seeds):
        term = Term.play(task, rows, seed)
        for name, scores in term.shown(answers).items():
            values = np.unique(scores.round(12)).size
            found.setdefault(name, []).append((tau(scores, term.private), values))
    means = {name: np.mean(each, axis=0) for name, each in found.items()}
    for name, (agreement, values) in means.items():
        yield name, float(agreement), float(means["exact"][0] - agreement), float(values)


def main() -> None:
    """Print one line for each metric, number of rows and policy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[300, 1_000, 3_000, 10_000])
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    sys.stdout.write("metric    rows    policy    tau    lost  values\n")
    for task in TASKS:
        for rows in options.rows:
            for name, agreement, lost, values in measure(task, rows, options.seeds):
                what = f"{task.metric:9} {rows:6} {name:9}"
                sys.stdout.write(f"{what} {agreement:5.2f} {lost:6.3f} {values:6.0f}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
