"""What a viewer may see of scores: one decision, for submissions, boards and histories alike.

Participants get released scores until closing, then exact ones unless the Ladder has released them,
and no private score before the reveal. Of the Ladder's stairs they get the bound, and no number of
the start. Staff get all of them in full.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from grader import SIGNIFICANT_DIGITS, Better, Dates, Definition, Released, ReleaseName, Verdict
from languages import Locale, translatable, translate
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import UNTIL_CLOSING, dates_of, is_released
from server.assignments.stairs import Stairs
from server.core.models import Evaluation, EvaluationState, Track
from server.core.rounding import to_worse

_NOT_MOVED = translatable(
    "No better than your shown score, beyond chance: what is shown stays as it was."
)
_EARLIER_RULES = translatable(
    "It was graded by the rules of version {version}, and not again by those of now: it has no "
    "score here."
)
_NOT_ASKED = translatable(
    "The file is valid, and counts after closing whether you ask or not. Its score is shown once "
    "you ask for it."
)
_WITHHELD = translatable(
    "The file is judged and counts. What came of it is shown from {moment} on."
)
TOLD_AT_ONCE = frozenset(
    {Verdict.INVALID_FILE, Verdict.RULE_VIOLATION, Verdict.INFRASTRUCTURE_FAULT}
)
"""What is said even while results are held back: that a file was not judged, so mend it."""
_TURN_GONE = translatable(
    "It was graded when later files of yours on this track had been answered: the Ladder tells "
    "nothing more of it. Send it again to have it compared with what is shown."
)
_NOT_ITS_TURN = translatable(
    "It is graded. Its score is shown as soon as your earlier files on this track are graded too."
)


@dataclass(frozen=True)
class DisclosedGrading:
    """What the viewer may know of a grading.

    released: what participants read of its score. at_start: whether they read that it is still
    where everybody begins on the Ladder, and no number. moved: whether it moved what they read;
    None where nothing is released. is_held: it waits for earlier submissions. is_passed: later ones
    were answered before it was graded. is_unasked: it is validated, and its score is not known
    before it is asked for. graded_as: the number of the version by whose rules, where these are not
    those of now. withheld_until: it is judged, and when it is told what came of it.
    """

    state: EvaluationState
    verdict: Verdict | None
    score: float | None
    private_score: float | None
    released: float | None = None
    moved: bool | None = None
    at_start: bool = False
    is_held: bool = False
    graded_as: int | None = None
    is_unasked: bool = False
    is_passed: bool = False
    withheld_until: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Whether the viewer may know that it is graded."""
        return self.state is EvaluationState.FINAL

    @property
    def is_told(self) -> bool:
        """Whether the viewer may know what came of it."""
        return self.is_final and self.withheld_until is None

    def note(self, locale: Locale, time_zone: str) -> str:
        """A sentence about a score that is not there yet, or that the submission has not moved."""
        if self.withheld_until is not None:
            local = self.withheld_until.astimezone(ZoneInfo(time_zone))
            moment = local.isoformat(timespec="minutes")
            return translate(_WITHHELD, locale).format(moment=moment)
        reasons = (
            (self.is_held, _NOT_ITS_TURN),
            (self.is_passed, _TURN_GONE),
            (self.graded_as is not None, _EARLIER_RULES),
            (self.is_unasked, _NOT_ASKED),
            (self.moved is False, _NOT_MOVED),
        )
        said = next((sentence for holds, sentence in reasons if holds), None)
        return "" if said is None else translate(said, locale).format(version=self.graded_as)


@dataclass(frozen=True)
class Disclosure:
    """What one viewer of a track may see of its scores at one moment.

    release: how public scores are shown, None for points. better: which scores win, and exact ones
    are shown no better than they are. is_released: whether they are now what
    was released of them. decimals: of exact scores, None for points. is_closed: whether the
    deadline has passed. is_final: whether the reveal has come. is_bounded: whether predictions are
    kept in a range; else a score has few digits, since labels can be read off many.
    results_from: when participants see what came of layers, None for at once. holds_results:
    whether that is to come. stairs: of the Ladder; where it releases scores and they are not known,
    no released score is shown.
    """

    is_staff: bool
    release: ReleaseName | None
    is_released: bool
    decimals: int | None
    is_closed: bool
    is_final: bool
    is_bounded: bool = True
    better: Better = "lower"
    results_from: datetime | None = None
    holds_results: bool = False
    stairs: Stairs | None = None

    @classmethod
    def of(
        cls,
        access: AssignmentAccess,
        track: Track,
        moment: datetime,
        stairs: Stairs | None = None,
    ) -> "Disclosure":
        """What whoever has this access may see at a moment of a track.

        The dates are those of the class, which has one board: whoever was granted a deadline of
        their own keeps exact scores from everybody, until it has passed. stairs: of the assignment,
        for who shows released scores.
        """
        dates = dates_of(access.definition, track, None)
        return cls.at(access.definition, dates, moment, is_staff=access.is_staff, stairs=stairs)

    @classmethod
    def at(
        cls,
        definition: Definition,
        dates: Dates,
        moment: datetime,
        *,
        is_staff: bool = False,
        stairs: Stairs | None = None,
    ) -> "Disclosure":
        """What participants, or staff, may see at a moment of a track with these dates."""
        return cls(
            is_staff=is_staff,
            release=definition.release,
            is_released=is_released(definition, dates, moment),
            decimals=None if definition.prediction is None else definition.prediction.decimals,
            is_closed=dates.is_closed(moment),
            is_final=dates.is_final(moment),
            is_bounded=definition.prediction is None or definition.prediction.is_bounded,
            better=definition.better,
            results_from=dates.results_from,
            holds_results=dates.holds_results(moment),
            stairs=stairs,
        )

    @property
    def opens_at_closing(self) -> bool:
        """Whether public scores are released until closing and exact from then on."""
        return self.release in UNTIL_CLOSING

    @property
    def stage(self) -> int:
        """How often time alone has changed what everybody sees.

        That is at closing or once results are told, and at the reveal.
        """
        has_opened = self.opens_at_closing and self.is_closed
        return self.is_final + (has_opened or self.has_told_results)

    @property
    def has_told_results(self) -> bool:
        """Whether results were held back, and are no more."""
        return self.results_from is not None and not self.holds_results

    @property
    def hides_results(self) -> bool:
        """Whether the viewer is not told yet what came of files."""
        return self.holds_results and not self.is_staff

    def withholds(self, verdict: Verdict | None) -> bool:
        """Whether a viewer is told no more of a graded file than that it is judged."""
        return self.hides_results and verdict not in TOLD_AT_ONCE

    @property
    def asks(self) -> bool:
        """Whether participants see a score only once they have asked for it."""
        return self.release == "answers" and not self.is_closed

    @property
    def hides_exact(self) -> bool:
        """Whether public scores are shown as they were released, and not otherwise."""
        return self.is_released and not self.is_staff

    @property
    def shows_private(self) -> bool:
        """Whether private scores are shown."""
        return self.is_staff or self.is_final

    def public_score(
        self, exact: float | None, released: float | None, *, is_baseline: bool = False
    ) -> float | None:
        """A public score as it is shown. released: what is kept as released of it, if that was.

        is_baseline: whether it is a baseline's, which begins nowhere but at what it has reached.
        """
        if self.hides_results:
            return None
        if self.hides_exact:
            return self.read(released, is_baseline=is_baseline)
        return self._round(exact, None)

    def secondary_score(
        self,
        exact: float | None,
        released: float | None,
        decimals: int | None,
        better: Better | None = None,
    ) -> float | None:
        """A public score that ranks nobody, likewise. released: a bound itself, on no stair.

        decimals, better: of its metric; None for those of the one that ranks.
        """
        if self.hides_results:
            return None
        return released if self.hides_exact else self._round(exact, decimals, better)

    def read(self, released: float | None, *, is_baseline: bool = False) -> float | None:
        """What participants read of what is kept as released: on the Ladder the bound of a stair.

        None where they read that it is the start.
        """
        if released is None or self.release != "ladder":
            return released
        if self.stairs is None or (released == self.stairs.start and not is_baseline):
            return None
        return self.stairs.bound(released)

    def is_at_start(self, released: float | None) -> bool:
        """Whether what is kept as released of a participant is still the Ladder's start."""
        if self.release != "ladder" or self.stairs is None:
            return False
        return released == self.stairs.start

    def private_score(
        self, exact: float | None, decimals: int | None = None, better: Better | None = None
    ) -> float | None:
        """A private score as it is shown; None where it is not, and for points, which have none.

        decimals, better: as of a public one.
        """
        if not self.shows_private or self.decimals is None:
            return None
        return self._round(exact, decimals, better)

    def grading(
        self, evaluation: Evaluation, released: Released | None, *, is_passed: bool = False
    ) -> DisclosedGrading:
        """A grading as it is shown. released: what has been shown after it.

        is_passed: whether later submissions of its participant have been answered.

        To participants a scored submission that waits for its turn on the Ladder is still being
        graded: neither its exact score nor the moment of its end is theirs. One whose turn has gone
        has no score to show. One that they have not asked about is validated, and no more. One
        whose results are held back is judged.
        """
        if self._is_withheld(evaluation):
            return self._judged()
        if self.hides_exact and evaluation.verdict is Verdict.SCORED and released is None:
            final, scored = EvaluationState.FINAL, Verdict.SCORED
            if self.asks:
                return DisclosedGrading(final, scored, None, None, is_unasked=True)
            if is_passed:
                private = self.private_score(evaluation.private_score)
                return DisclosedGrading(final, scored, None, private, is_passed=True)
            return DisclosedGrading(EvaluationState.RUNNING, None, None, None, is_held=True)
        kept = None if released is None else released.score
        return DisclosedGrading(
            evaluation.state,
            evaluation.verdict,
            self.public_score(evaluation.score, kept),
            self.private_score(evaluation.private_score),
            released=self.read(kept),
            moved=None if released is None else released.moved,
            at_start=self.is_at_start(kept),
        )

    def earlier(self, evaluation: Evaluation, number: int) -> DisclosedGrading:
        """A grading by the rules of an earlier version, which says nothing by those of now."""
        if self._is_withheld(evaluation):
            return self._judged()
        return DisclosedGrading(evaluation.state, evaluation.verdict, None, None, graded_as=number)

    def _is_withheld(self, evaluation: Evaluation) -> bool:
        return evaluation.state is EvaluationState.FINAL and self.withholds(evaluation.verdict)

    def _judged(self) -> DisclosedGrading:
        until = self.results_from
        return DisclosedGrading(EvaluationState.FINAL, None, None, None, withheld_until=until)

    def public_decimals(self, step: float | None) -> int | None:
        """To how many decimals public scores are shown; None for points.

        step: of released ones.
        """
        return self.released_decimals(step) if self.hides_exact else self.decimals

    def released_decimals(self, step: float | None) -> int | None:
        """The same of public scores as participants see them until closing.

        On the Ladder a bound is half a step beyond a stair.
        """
        if step is None:
            return self.decimals
        return decimals_of(step / 2 if self.release == "ladder" else step)

    def secondary_decimals(self, step: float | None, exact: int | None) -> int | None:
        """The same of scores that rank nobody, bounds themselves. exact: those of exact ones."""
        return exact if step is None or not self.hides_exact else decimals_of(step)

    def _round(
        self, exact: float | None, decimals: int | None, better: Better | None = None
    ) -> float | None:
        better = better or self.better
        if exact is None or self.decimals is None or self.is_staff:
            return exact
        digits = None if self.is_bounded else SIGNIFICANT_DIGITS
        shown = float(to_worse(exact, better, digits=digits))
        most = self.decimals if decimals is None else decimals
        return float(to_worse(shown, better, decimals=most)) + 0.0  # no score is -0.0


def decimals_of(step: float) -> int:
    """How many decimals multiples of a step need."""
    exponent = Decimal(repr(step)).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)
