"""What is said of a bundle whose boards could give away its hidden labels over a term."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.bundles import lint_problems
from grader.bundles.board_leaks import (
    ACCOUNTS,
    MOST_GAIN,
    Answers,
    BoardSettings,
    percent,
    safer_settings,
)
from grader.bundles.definition_file import DefinitionFile
from grader.definition.bundle import FILE_NAME
from grader.definition.definition import Definition
from grader.definition.prediction import Prediction
from grader.leaks.bound import MOST_SHARE
from grader.leaks.law import FEWEST_ANSWERS
from grader.leaks.policy import (
    LADDER_METRICS,
    RoundedScores,
    course_ladder,
    decimals_of_metric,
)
from grader.metrics import METRICS
from grader.problems import Problem
from grader.scoring.ranges import PredictionRange
from reference.arrays import Floats

_FEW_EFFECTIVE, _MANY = 100, 100  # rows: fewer that count are told where there are so many
_ENOUGH_FOR_PLACES = 400  # rows: with fewer of two classes the fewest answers lose more than 0.02
TERM_DAYS = 100  # assumed where an assignment does not say when it closes


@dataclass(frozen=True)
class Leaks:
    """What can be said of a bundle before it is pushed.

    labels: (N,), the public ones. private: (M,), those that decide in the end; M may be 0. within:
    what predictions are clipped to.
    """

    file: DefinitionFile
    definition: Definition
    prediction: Prediction
    labels: Floats
    private: Floats
    within: PredictionRange | None
    now: dt.datetime

    def warnings(self) -> Iterator[Problem]:
        """Whether more than one label in twenty could be identified, and what would help."""
        if self.prediction.metric not in LADDER_METRICS:
            return
        yield from self._effective_warnings()
        share = 0.0 if self.prediction.uses_rounding else self.board().share()
        if share > MOST_SHARE:
            yield self._identified(self.board(), share)
        elif not self.private.size:
            yield from self._guessed()

    def _guessed(self) -> Iterator[Problem]:
        """Whether too many labels of final rows come out right by guesses that are added up."""
        line = self.file.line("prediction")
        if not self.prediction.uses_ladder:
            answers = self.answers()
            if answers.gain(ACCOUNTS) > MOST_GAIN:
                yield answers.leak(line)
            return
        board = self.board()
        if not board.is_safe:
            ways = ", ".join([*safer_settings(board), "reveal_at, with private rows"])
            most = f"{100 * MOST_GAIN:g}"
            yield lint_problems.LADDER_LEAKS(**board.figures(), most=most, ways=ways, line=line)

    def _identified(self, board: BoardSettings, share: float) -> Problem:
        """That more than one label in twenty could be identified, and what would help."""
        ways = ", ".join(safer_settings(board))
        kind = lint_problems.LABELS_CAN_LEAK if ways else lint_problems.LABELS_LEAK_ANYWAY
        is_exact = board.release == "exact"
        at = ("prediction", "decimals") if is_exact else ("quota", "per_day")
        return kind(
            shown=f"decimals = {board.decimals}" if is_exact else 'release = "ladder"',
            per_day=board.per_day,
            days=board.days,
            accounts=ACCOUNTS,
            tracks=board.tracks,
            rows=self.labels.size,
            percent=percent(share),
            most=f"{100 * MOST_SHARE:g}",
            ways=ways,
            line=self.file.line(*at),
        )

    def notes(self) -> Iterator[Problem]:
        """How the Ladder will show scores, and what was assumed or is not known."""
        line = self.file.line("prediction")
        if self.prediction.metric not in LADDER_METRICS:
            yield lint_problems.NO_BOUND_KNOWN(metric=self.prediction.metric, line=line)
            return
        if self.prediction.uses_ladder:
            yield from _ladder_notes(self.board(), line)
        else:
            yield from self._answer_notes(line)
        yield from self._secondary_notes()
        if _last_closing(self.definition) is None:
            yield lint_problems.TERM_ASSUMED(file=FILE_NAME, days=TERM_DAYS, line=1)

    def _answer_notes(self, line: int) -> Iterator[Problem]:
        """What scores that depend on their file alone tell, and where they tell too few places."""
        answers = self.answers()
        yield answers.note(line)
        is_few = answers.each == FEWEST_ANSWERS and answers.scores.rows < _ENOUGH_FOR_PLACES
        if self.prediction.release == "answers" and is_few and self._tells_classes():
            yield lint_problems.FEW_ANSWERS(
                answers=answers.each, rows=answers.scores.rows, line=line
            )

    def _tells_classes(self) -> bool:
        return METRICS[self.prediction.metric].of != "numbers" or np.unique(self.labels).size <= 2

    def _secondary_notes(self) -> Iterator[Problem]:
        """In which steps secondary scores will be shown."""
        task = self.prediction
        for place, (slug, decimals) in enumerate(self._digits().items()):
            if task.uses_rounding:
                better = METRICS[slug].better
                step = RoundedScores.of(slug, better, self.labels, decimals).step
            elif task.uses_ladder:
                step = course_ladder(slug, self.labels, len(self.definition.tracks)).step
            else:
                step = 10.0**-decimals
            line = self.file.line("prediction", "secondary", place)
            yield lint_problems.SECONDARY_STEPS(metric=slug, step=f"{step:g}", line=line)

    def _digits(self) -> dict[str, int]:
        """To how many decimals each secondary metric is shown."""
        otherwise = self.prediction.decimals
        return {
            slug: decimals_of_metric(slug, self.labels, otherwise) if said is None else said
            for slug, said in self.definition.secondary_decimals.items()
        }

    def _effective_warnings(self) -> Iterator[Problem]:
        """Whether few of many rows decide, of those on the board and of those at the end."""
        task = self.prediction
        for labels, kind in (
            (self.labels, lint_problems.FEW_EFFECTIVE_ROWS),
            (self.private, lint_problems.FEW_EFFECTIVE_PRIVATE_ROWS),
        ):
            if labels.size < _MANY:
                continue
            found = RoundedScores.of(task.metric, task.direction, labels, task.decimals).effective
            if found is not None and found < _FEW_EFFECTIVE:
                line = self.file.line("prediction", "labels")
                yield kind(rows=labels.size, effective=f"{found:.0f}", line=line)

    def answers(self) -> Answers:
        """Scores that depend on their file alone, by the rule of the bundle."""
        task = self.prediction
        assert task.release is not None
        scores = RoundedScores.of(
            task.metric, task.direction, self.labels, task.decimals, task.secondary
        )
        if task.release == "exact":
            scores = replace(scores, step=10.0**-task.decimals)
        return Answers(
            scores,
            task.release,
            self.definition.quota.per_day,
            _days(self.definition, self.now),
            1 + len(task.secondary),
            self.board() if task.release == "exact" else None,
        )

    def board(self) -> BoardSettings:
        """What is shown how often."""
        assert self.prediction.release is not None
        return BoardSettings(
            metric=self.prediction.metric,
            labels=self.labels,
            release=self.prediction.release,
            decimals=self.prediction.decimals,
            digits=self._digits(),
            per_day=self.definition.quota.per_day,
            days=_days(self.definition, self.now),
            tracks=len(self.definition.tracks),
            ends=None if self.within is None else (self.within.low, self.within.high),
            is_final=not self.private.size,
        )


def _ladder_notes(board: BoardSettings, line: int) -> Iterator[Problem]:
    """In which steps scores will be shown, and what these tell one account and five."""
    ladder = board.ladder()
    stairs = ladder.stairs or 0
    kind = lint_problems.LADDER_STEPS if stairs else lint_problems.LADDER_FLAT
    yield kind(
        step=f"{ladder.step:g}",
        stairs=stairs,
        rows=board.labels.size,
        percent=percent(board.share()),
        line=line,
    )
    if stairs:
        yield lint_problems.LADDER_GAIN(**board.figures(), line=line)


def _days(definition: Definition, now: dt.datetime) -> int:
    """On how many days files are taken, from now on where it is not said from when."""
    closes_at = _last_closing(definition)
    if closes_at is None:
        return TERM_DAYS
    openings = [definition.dates(track.slug).opens_at for track in definition.tracks]
    opens_at = min(opening or min(now, closes_at) for opening in openings)
    return math.ceil((closes_at - opens_at) / dt.timedelta(days=1)) + 1


def _last_closing(definition: Definition) -> dt.datetime | None:
    """When the last track closes; None where one does not say when."""
    return definition.dates(definition.tracks[0].slug).asked_until
