"""The pages of similarity, for staff: all pairs, and both sides of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from server.core.errors import not_found
from server.similarity.dependencies import CurrentComparing, CurrentFinder
from server.similarity.findings import AlikePredictions, AlikeSources
from server.similarity.queries import Compared
from server.similarity.scatter import scatter
from server.similarity.side_by_side import mark
from server.similarity.views import prediction_pair, similarity_view, source_pair
from server.submissions.frames import AssignmentFrame, CurrentFrame

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/likeness"
_WAIT_S = 1.5  # a small class is compared by then
_LEAST_CHANCE = 1e-9

Pair = TypeVar("Pair", AlikePredictions, AlikeSources)


@router.get(_PATH, response_model=None)
def similarity_page(frame: CurrentFrame, comparing: CurrentComparing) -> Response:
    """Every pair that is alike, and who is right where nobody else is."""
    answer = comparing.result(_WAIT_S)
    found = similarity_view(comparing.scope, answer, frame.assignment.url)
    return frame.page("similarity.html", similarity=found, one_in=one_in)


@dataclass(frozen=True)
class _Sides:
    """Two submissions, the earlier first, and what their page is made of."""

    first: str
    second: str
    frame: CurrentFrame
    comparing: CurrentComparing
    finder: CurrentFinder

    @property
    def compared(self) -> list[Compared]:
        """Both of them."""
        return [self.comparing.scope.by_submission[id_] for id_ in (self.first, self.second)]

    def find(self, pairs: Sequence[Pair]) -> Pair:
        """Their pair. Raises 404."""
        ids = (self.first, self.second)
        if all(id_ in self.comparing.scope.by_submission for id_ in ids):
            for pair in pairs:
                if (pair.first, pair.second) == ids:
                    return pair
        raise not_found("pair", "/".join(ids))


@router.get(_PATH + "/predictions/{first}/{second}", response_model=None)
def predictions_page(sides: Annotated[_Sides, Depends()]) -> Response:
    """The predictions of two submissions, one against the other."""
    frame, findings = sides.frame, sides.comparing.result(_WAIT_S).findings
    if findings is None:
        return _to_list(frame)
    found = findings.predictions
    pair = sides.find(found.pairs if found else ())
    vectors = [sides.finder.vector(one) for one in sides.compared]
    if found is None or vectors[0] is None or vectors[1] is None:
        raise not_found("pair", f"{pair.first}/{pair.second}")
    return frame.page(
        "similarity_predictions.html",
        pair=prediction_pair(sides.comparing.scope, pair, frame.assignment.url),
        ordinary=found.ordinary,
        limit=found.limit,
        scatter=scatter(vectors[0], vectors[1], pair.relation),
    )


@router.get(_PATH + "/sources/{first}/{second}", response_model=None)
def sources_page(sides: Annotated[_Sides, Depends()]) -> Response:
    """The sources of two submissions side by side, what matches marked in both."""
    frame, scope = sides.frame, sides.comparing.scope
    findings = sides.comparing.result(_WAIT_S).findings
    if findings is None:
        return _to_list(frame)
    pair = sides.find((findings.sources and findings.sources.pairs) or ())
    texts = [sides.finder.text(scope, one) for one in sides.compared]
    return frame.page(
        "similarity_sources.html",
        pair=source_pair(scope, pair, frame.assignment.url),
        first=mark(texts[0] or "", [passage.first for passage in pair.passages]),
        second=mark(texts[1] or "", [passage.second for passage in pair.passages]),
    )


def one_in(p_value: float) -> int:
    """A chance as one in so many, to the first digit, a thousand million at the most."""
    return int(float(f"{1 / max(p_value, _LEAST_CHANCE):.0e}"))


def _to_list(frame: AssignmentFrame) -> Response:
    """The page that says that it is being compared."""
    return RedirectResponse(f"{frame.assignment.url}/likeness", HTTPStatus.SEE_OTHER)
