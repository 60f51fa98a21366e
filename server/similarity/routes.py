"""Similarity over HTTP: which submissions of different people are alike, for staff."""

from typing import Annotated

from fastapi import APIRouter, Query

from server.assignments.access import assignment_access
from server.core.models import Scope
from server.identity.rules import Viewer
from server.service import Service
from server.similarity.scope import ComparedWork, compared_work
from server.similarity.views import SimilarityView, similarity_view
from server.submissions.routes import LONGEST_WAIT_S
from server.web.dependencies import CurrentService, CurrentViewer

router = APIRouter(tags=["assignments"])


@router.get("/courses/{course}/assignments/{assignment}/likeness")
def get_similarity(
    course: str,
    assignment: str,
    service: CurrentService,
    viewer: CurrentViewer,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_S)] = 0,
) -> SimilarityView:
    """Pairs that are alike and people who are right alone, for staff: a reason to talk.

    Work of the same assignment in other courses takes part where the viewer is staff there too. It
    is compared in the background; waits up to `wait` s for that.
    """
    scope = load_work(service, viewer, course, assignment)
    answer = service.similarity_jobs.result(scope, wait)
    return similarity_view(scope, answer, f"/courses/{course}/assignments/{assignment}")


def load_work(service: Service, viewer: Viewer, course: str, assignment: str) -> ComparedWork:
    """What the viewer may compare, read at once: comparing waits without a session."""
    viewer.require(Scope.READ)
    with service.database.read() as session:
        access = assignment_access(session, viewer, course, assignment)
        return compared_work(session, access)
