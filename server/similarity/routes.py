"""Similarity over HTTP: which submissions of different people are alike, for staff."""

from fastapi import APIRouter

from server.assignments.dependencies import StaffOfAssignment
from server.similarity.dependencies import CurrentComparing
from server.similarity.views import SimilarityView, similarity_view
from server.web.dependencies import WaitSeconds

router = APIRouter(tags=["assignments"])


@router.get("/courses/{course}/assignments/{assignment}/likeness")
def get_similarity(
    access: StaffOfAssignment, comparing: CurrentComparing, wait: WaitSeconds = 0
) -> SimilarityView:
    """Pairs that are alike and people who are right alone, for staff: a reason to talk.

    Work of the same assignment in other courses takes part where the viewer is staff there too. It
    is compared in the background; waits up to `wait` s for that.
    """
    url = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}"
    return similarity_view(comparing.scope, comparing.result(wait), url)
