"""What the settings of a board give away of its hidden labels over a term, and which are safer.

Five people of the class are taken to work together; see `grader.leaks.bound` for what is assumed.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.bundles import lint_problems
from grader.leaks.bound import MOST_SHARE, Attacker, Leak, leak, leak_together
from grader.leaks.ladder import FEWEST_STAIRS, Ladder
from grader.leaks.law import answers_within, gain
from grader.leaks.policy import ReleaseName, RoundedScores, course_ladder
from grader.leaks.reach import Ends, reach_of
from grader.leaks.rounding import Rounding
from grader.metrics import METRICS
from grader.problems import Problem
from reference.arrays import Floats

ACCOUNTS = 5
MOST_GAIN = 0.1  # more than this for five accounts, where public rows are final, is told


@dataclass(frozen=True)
class BoardSettings:
    """What is shown how often: the settings that a bundle can change.

    is_final: whether the public rows are. digits: to how many decimals each secondary metric is
    shown. tracks: boards of their own, on
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
    is_final: bool

    def share(self) -> float:
        """The share of the public labels that a known attack identifies, by all metrics."""
        return self.leak(ACCOUNTS).by_attack

    def leak(self, accounts: int) -> Leak:
        """What so many accounts learn together, by all metrics."""
        if self.release == "exact":
            attacker = Attacker(self.per_day, self.days, accounts)
            shown = {self.metric: self.decimals} | dict(self.digits)
            return leak_together(
                [self._read(slug, 10.0**-n, attacker) for slug, n in shown.items()]
            )
        each = math.ceil(self.per_day / self.tracks)
        attacker = Attacker(each, self.days, accounts * self.tracks)
        ladder = self.ladder()
        moves = replace(attacker, per_day=min(attacker.answers_each, ladder.stairs or 0), days=1)
        beside = [
            self._read(slug, self.ladder(slug).step, moves) for slug in self.digits
        ]  # shown whenever the Ladder moves
        return leak_together([leak(self.labels, ladder, attacker), *beside])

    def ladder(self, metric: str | None = None) -> Ladder:
        """The Ladder that would release scores, of the metric that ranks or of another."""
        return course_ladder(metric or self.metric, self.labels, self.tracks)

    def _read(self, slug: str, step: float, attacker: Attacker) -> Leak:
        """What rounded scores in one metric tell."""
        reach = reach_of(METRICS[slug], self.labels, self.ends)
        return leak(self.labels, Rounding(step), attacker, reach=reach)

    @property
    def is_safe(self) -> bool:
        """Whether no more than one label in twenty is identified, nor many guessed where final.

        Of a Ladder with more than the fewest stairs the law says up to twice what attackers get.
        """
        found = self.leak(ACCOUNTS)
        counts = self.release == "exact" or (self.ladder().stairs or 0) <= FEWEST_STAIRS
        is_told = counts and self.is_final and found.gain > MOST_GAIN
        return found.by_attack <= MOST_SHARE and not is_told

    def figures(self) -> dict[str, Any]:
        """What of the labels that are not known comes out right, beyond half of them."""
        return {
            "rows": self.labels.size,
            "tracks": self.tracks,
            "one": percent(self.leak(1).gain),
            "accounts": ACCOUNTS,
            "five": percent(self.leak(ACCOUNTS).gain),
        }


@dataclass(frozen=True)
class Answers:
    """Scores that depend on their file alone, and how many of them an account reads in a term.

    metrics: in how many metrics each is shown, every one of which is an answer. board: where their
    digits are finer than an eighth of an error may be, so that groups are read as well; else None.
    """

    scores: RoundedScores
    release: ReleaseName
    per_day: int
    days: int
    metrics: int
    board: BoardSettings | None

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
        if self.board is not None:
            return self.board.leak(accounts).gain
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
        if self.release != "answers":
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
            "values": "?" if self.scores.values is None else self.scores.values,
            "one": percent(self.gain(1)),
            "accounts": ACCOUNTS,
            "five": percent(self.gain(ACCOUNTS)),
        }


def safer_settings(board: BoardSettings) -> Iterator[str]:
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


def _ladder_is_safe(board: BoardSettings) -> bool:
    try:
        return replace(board, release="ladder").is_safe
    except ValueError:  # labels that are all alike
        return False


def _safe_tries(board: BoardSettings) -> int:
    """The most tries a day that would be safe, 0 where one is too many: by bisection."""
    low, high = 0, board.per_day
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if replace(board, per_day=middle).is_safe else (low, middle)
    return low


def percent(share: float) -> str:
    """A share in per cent, with two digits at most."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"
