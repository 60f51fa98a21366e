"""What a bundle's boards could give away of its hidden labels over a term, and what would help.

Five people of the class are taken to work together; see `grader.leaks.bound` for what is assumed.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.bundles import lint_problems
from grader.bundles.definition_file import DefinitionFile
from grader.definition.bundle import FILE_NAME
from grader.definition.definition import Definition
from grader.definition.prediction import Prediction
from grader.leaks.bound import MOST_SHARE, Attacker, Leak, leak, leak_together
from grader.leaks.ladder import Ladder
from grader.leaks.law import FEWEST_ANSWERS, answers_within, gain
from grader.leaks.policy import (
    LADDER_METRICS,
    ReleaseName,
    RoundedScores,
    course_ladder,
    decimals_of_metric,
)
from grader.leaks.reach import Ends, reach_of
from grader.leaks.rounding import Rounding
from grader.metrics import METRICS
from grader.problems import Problem
from grader.scoring.ranges import PredictionRange
from reference.arrays import Floats

ACCOUNTS = 5
MOST_GAIN = 0.1  # more than this for five accounts, where public rows are final, is told
_FEW_EFFECTIVE, _MANY = 100, 100  # rows: fewer that count are told where there are so many
_ENOUGH_FOR_PLACES = 400  # rows: with fewer of two classes the fewest answers lose more than 0.02
TERM_DAYS = 100  # assumed where an assignment does not say when it closes


@dataclass(frozen=True)
class _BoardSettings:
    """What is shown how often: the settings that a bundle can change.

    digits: to how many decimals each secondary metric is shown. tracks: boards of their own, on
    each of which every account begins anew on the Ladder.
    """

    metric: str
    labels: Floats
    release: ReleaseName
    decimals: int
    digits: Mapping[str, int]
    per_day: int
    days: int
    tracks: int
    ends: Ends | None

    def share(self) -> float:
        """The share of the public labels that a known attack identifies, by all metrics."""
        if self.release == "exact":
            attacker = Attacker(self.per_day, self.days, ACCOUNTS)
            shown = {self.metric: self.decimals} | dict(self.digits)
            found = [self._read(slug, 10.0**-n, attacker) for slug, n in shown.items()]
            return leak_together(found).by_attack
        each = math.ceil(self.per_day / self.tracks)
        attacker = Attacker(each, self.days, ACCOUNTS * self.tracks)
        ladder = self.ladder()
        moves = replace(attacker, per_day=min(attacker.answers_each, ladder.stairs or 0), days=1)
        beside = [
            self._read(slug, self.ladder(slug).step, moves) for slug in self.digits
        ]  # shown whenever the Ladder moves
        return leak_together([leak(self.labels, ladder, attacker), *beside]).by_attack

    def ladder(self, metric: str | None = None) -> Ladder:
        """The Ladder that would release scores, of the metric that ranks or of another."""
        return course_ladder(metric or self.metric, self.labels, self.tracks)

    def _read(self, slug: str, step: float, attacker: Attacker) -> Leak:
        """What rounded scores in one metric tell."""
        reach = reach_of(METRICS[slug], self.labels, self.ends)
        return leak(self.labels, Rounding(step), attacker, reach=reach)

    @property
    def is_safe(self) -> bool:
        """Whether no more than one label in twenty is identified."""
        return self.share() <= MOST_SHARE


@dataclass(frozen=True)
class _Answers:
    """Scores that depend on their file alone, and how many of them an account reads in a term.

    metrics: in how many metrics each is shown, every one of which is an answer.
    """

    scores: RoundedScores
    release: ReleaseName
    per_day: int
    days: int
    metrics: int

    @property
    def each(self) -> int:
        """Of how many files one account reads the scores."""
        return self.scores.answers if self.release == "answers" else self.per_day * self.days

    @property
    def counted(self) -> float:
        """On how many rows the best constant's score rests."""
        effective = self.scores.effective
        return self.scores.rows if effective is None else effective

    def gain(self, accounts: int) -> float:
        """How much more than half of what is not known so many accounts get right together."""
        return gain(accounts * self.each * self.metrics, self.scores.rows)

    def note(self, line: int) -> Problem:
        """How scores will be shown, and what that tells one account and five."""
        return lint_problems.ANSWERS_OF_TERM(
            release=self.release,
            step=f"{self.scores.step:g}",
            line=line,
            **self._figures(),
        )

    def leak(self, line: int) -> Problem:
        """That it tells too much, and which setting alone would help."""
        most = answers_within(MOST_GAIN, ACCOUNTS * self.metrics, self.scores.rows)
        alone = answers_within(MOST_GAIN, ACCOUNTS, self.scores.rows)
        ways = ["secondary = []"] if self.metrics > 1 and self.each <= alone else []
        if self.release == "rounded":
            if self.scores.answers <= most:
                ways.append('release = "answers"')
            if per_day := most // self.days:
                ways.append(f"per_day = {per_day}")
        ways.append("reveal_at, with private rows")
        return lint_problems.ANSWERS_LEAK(
            release=self.release,
            most=f"{100 * MOST_GAIN:g}",
            ways=", ".join(ways),
            line=line,
            **self._figures(),
        )

    def _figures(self) -> dict[str, Any]:
        return {
            "answers": self.each,
            "rows": self.scores.rows,
            "effective": f"{self.counted:.0f}",
            "one": _percent(self.gain(1)),
            "accounts": ACCOUNTS,
            "five": _percent(self.gain(ACCOUNTS)),
        }


@dataclass(frozen=True)
class Leaks:
    """What can be said of a bundle before it is pushed.

    labels: (N,), the public ones. has_private: whether others decide in the end. within: what
    predictions are clipped to.
    """

    file: DefinitionFile
    definition: Definition
    prediction: Prediction
    labels: Floats
    has_private: bool
    within: PredictionRange | None
    now: dt.datetime

    def warnings(self) -> Iterator[Problem]:
        """Whether more than one label in twenty could be identified, and what would help."""
        if self.prediction.metric not in LADDER_METRICS:
            return
        if self.prediction.uses_rounding:
            yield from self._answer_warnings()
            return
        board = self._board()
        share = board.share()
        if share <= MOST_SHARE:
            return
        ways = ", ".join(_ways(board))
        kind = lint_problems.LABELS_CAN_LEAK if ways else lint_problems.LABELS_LEAK_ANYWAY
        is_exact = board.release == "exact"
        at = ("prediction", "decimals") if is_exact else ("quota", "per_day")
        yield kind(
            shown=f"decimals = {board.decimals}" if is_exact else 'release = "ladder"',
            per_day=board.per_day,
            days=board.days,
            accounts=ACCOUNTS,
            tracks=board.tracks,
            rows=self.labels.size,
            percent=_percent(share),
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
            yield _steps(self._board(), line)
        if self.prediction.uses_rounding:
            yield from self._answer_notes(line)
        yield from self._secondary_notes()
        if _last_closing(self.definition) is None:
            yield lint_problems.TERM_ASSUMED(file=FILE_NAME, days=TERM_DAYS, line=1)

    def _answer_notes(self, line: int) -> Iterator[Problem]:
        """What scores that depend on their file alone tell, and where they tell too few places."""
        answers = self._answers()
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

    def _answer_warnings(self) -> Iterator[Problem]:
        """Whether scores that depend on their file alone tell too much where they are final."""
        answers = self._answers()
        if self.has_private:
            return
        if answers.gain(ACCOUNTS) > MOST_GAIN:
            yield answers.leak(self.file.line("prediction"))
        if answers.scores.rows >= _MANY and answers.counted < _FEW_EFFECTIVE:
            yield lint_problems.FEW_EFFECTIVE_ROWS(
                rows=answers.scores.rows,
                effective=f"{answers.counted:.0f}",
                line=self.file.line("prediction", "labels"),
            )

    def _answers(self) -> "_Answers":
        task = self.prediction
        assert task.release is not None
        return _Answers(
            RoundedScores.of(
                task.metric, task.direction, self.labels, task.decimals, task.secondary
            ),
            task.release,
            self.definition.quota.per_day,
            _days(self.definition, self.now),
            1 + len(task.secondary),
        )

    def _board(self) -> _BoardSettings:
        assert self.prediction.release is not None
        return _BoardSettings(
            metric=self.prediction.metric,
            labels=self.labels,
            release=self.prediction.release,
            decimals=self.prediction.decimals,
            digits=self._digits(),
            per_day=self.definition.quota.per_day,
            days=_days(self.definition, self.now),
            tracks=len(self.definition.tracks),
            ends=None if self.within is None else (self.within.low, self.within.high),
        )


def _steps(board: _BoardSettings, line: int) -> Problem:
    ladder = board.ladder()
    stairs = ladder.stairs or 0
    kind = lint_problems.LADDER_STEPS if stairs else lint_problems.LADDER_FLAT
    return kind(
        step=f"{ladder.step:g}",
        stairs=stairs,
        rows=board.labels.size,
        percent=_percent(board.share()),
        line=line,
    )


def _percent(share: float) -> str:
    """A share in per cent, with two digits at most."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"


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


def _ways(board: _BoardSettings) -> Iterator[str]:
    """Settings each of which alone would be enough, as `assignment.toml` writes them."""
    if board.release == "exact" and _ladder_is_safe(board):
        yield 'release = "ladder"'
    fewer = [replace(board, decimals=n) for n in range(board.decimals - 1, -1, -1)]
    if board.release == "exact" and (found := next((b for b in fewer if b.is_safe), None)):
        yield f"decimals = {found.decimals}"
    if board.digits and replace(board, digits={}).is_safe:
        yield "secondary = []"
    if tries := _safe_tries(board):
        yield f"per_day = {tries}"


def _ladder_is_safe(board: _BoardSettings) -> bool:
    try:
        return replace(board, release="ladder").is_safe
    except ValueError:  # labels that are all alike
        return False


def _safe_tries(board: _BoardSettings) -> int:
    """The most tries a day that would be safe, 0 where one is too many: by bisection."""
    low, high = 0, board.per_day
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if replace(board, per_day=middle).is_safe else (low, middle)
    return low
