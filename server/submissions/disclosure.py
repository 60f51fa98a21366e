"""What a viewer may know of a score, and of how far a grading is.

Participants get released or rounded scores, and no private score before the reveal.
"""

from dataclasses import dataclass
from datetime import datetime

from grader import Released, Verdict
from languages import Locale, translatable, translate
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import is_final
from server.core.models import Evaluation, EvaluationState

_NOT_MOVED = translatable(
    "No better than your shown score, beyond chance: what is shown stays as it was."
)
_NOT_ITS_TURN = translatable(
    "It is graded. Its score is shown as soon as your earlier files on this track are graded too."
)


def shown_score(value: float | None, access: AssignmentAccess) -> float | None:
    """A score as the viewer may see it: in full for staff, rounded for participants."""
    prediction = access.definition.prediction
    if value is None or prediction is None or access.is_staff:
        return value
    return round(value, prediction.decimals)


@dataclass(frozen=True)
class PublicResult:
    """What the viewer may know of a grading. is_held: it waits for earlier submissions."""

    state: EvaluationState
    verdict: Verdict | None
    score: float | None
    released: Released | None = None
    is_held: bool = False

    def note(self, locale: Locale) -> str:
        """A sentence about a score that is not there yet, or that the submission has not moved."""
        if self.is_held:
            return translate(_NOT_ITS_TURN, locale)
        if self.released is not None and not self.released.moved:
            return translate(_NOT_MOVED, locale)
        return ""


def public_result(
    evaluation: Evaluation, released: Released | None, access: AssignmentAccess
) -> PublicResult:
    """A grading as the viewer may know it. released: what the Ladder has shown after it.

    To participants a scored submission that waits for its turn is still being graded: neither its
    exact score nor the moment of its end is theirs.
    """
    state, verdict = evaluation.state, evaluation.verdict
    if access.is_staff or not access.definition.uses_ladder or verdict is not Verdict.SCORED:
        return PublicResult(state, verdict, shown_score(evaluation.score, access), released)
    if released is None:
        return PublicResult(EvaluationState.RUNNING, None, None, is_held=True)
    return PublicResult(state, verdict, released.score, released)


def is_revealed(access: AssignmentAccess, moment: datetime) -> bool:
    """Whether private scores may be shown to the viewer."""
    return access.is_staff or is_final(access.definition.reveal_at, moment)


def shown_private_score(
    value: float | None, access: AssignmentAccess, moment: datetime
) -> float | None:
    """A private score as the viewer may see it at a moment; None where they may not."""
    prediction = access.definition.prediction
    if value is None or prediction is None or not is_revealed(access, moment):
        return None
    return value if access.is_staff else round(value, prediction.decimals)
