"""Similarity as routes and pages ask for it: what staff may compare, and the comparing."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from server.assignments.dependencies import StaffOfAssignment
from server.similarity.finder import SimilarityFinder
from server.similarity.jobs import SimilarityJobs, SimilarityResult
from server.similarity.scope import ComparedWork, compared_work
from server.web.dependencies import ReadSession, held

CurrentJobs = Annotated[SimilarityJobs, held(SimilarityJobs)]
CurrentFinder = Annotated[SimilarityFinder, held(SimilarityFinder)]


@dataclass(frozen=True)
class Comparing:
    """What the reader may compare, and the jobs that do it."""

    scope: ComparedWork
    jobs: SimilarityJobs
    session: Session

    def result(self, wait_s: float) -> SimilarityResult:
        """What is known of it; waits for it at most `wait_s`, without a database connection."""
        self.session.close()
        return self.jobs.result(self.scope, wait_s)


def read_work(session: ReadSession, access: StaffOfAssignment, jobs: CurrentJobs) -> Comparing:
    """What staff may compare."""
    return Comparing(compared_work(session, access), jobs, session)


CurrentComparing = Annotated[Comparing, Depends(read_work)]
