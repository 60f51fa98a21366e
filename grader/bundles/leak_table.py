"""What a board tells a class of its hidden labels over a term, by how scores are released."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from grader.bundles.board_leaks import ACCOUNTS
from grader.bundles.definition_file import read_definition_in
from grader.bundles.lint_leaks import Leaks
from grader.leaks.policy import LADDER_METRICS, ReleaseName
from grader.predictions.label_file import read_labels
from grader.scoring.ranges import range_of


@dataclass(frozen=True)
class LeakLine:
    """One way of release.

    is_chosen: whether the bundle has it. answers: of how many files one account reads the scores in
    a term, None on the Ladder. gains: by accounts that work together, how much more than half of
    the public labels that are not known come out right, 0 to 0.5.
    """

    release: ReleaseName
    is_chosen: bool
    answers: int | None
    gains: dict[int, float]


def leak_table(root: Path, people: int, now: dt.datetime) -> tuple[LeakLine, ...]:
    """A line for each way, for one account, five and a class of so many people, where it has five.

    Nothing for metrics of which no bound is known, and for layers. root: of a good bundle.
    """
    file = read_definition_in(root)
    definition = file.definition
    if definition is None or definition.prediction is None:
        return ()
    task = definition.prediction
    if task.metric not in LADDER_METRICS:
        return ()
    labels, within = read_labels(root / task.labels), range_of(root, task)
    public, private = labels.public_part.values, labels.private_part.values
    leaks = Leaks(file, definition, task, public, private, within, now)
    counts = sorted({1, min(ACCOUNTS, max(people, 1)), max(people, 1)})
    return tuple(_lines(leaks, counts))


def _lines(leaks: Leaks, counts: list[int]) -> Iterator[LeakLine]:
    chosen = leaks.prediction.release
    for release in get_args(ReleaseName):
        said = leaks.prediction.model_copy(update={"release": release})
        one = replace(leaks, prediction=said)
        try:
            if release == "ladder":
                board = one.board()
                answers, gains = None, {n: board.leak(n).gain for n in counts}
            else:
                found = one.answers()
                answers, gains = found.each, {n: found.gain(n) for n in counts}
        except ValueError:  # the Ladder has no stairs for these labels
            continue
        yield LeakLine(release, release == chosen, answers, gains)
