"""What stands around the pages of assignments and of what is submitted to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.dependencies import CurrentBundles, ReadableAssignment
from server.assignments.stairs import Stairs, stairs_of
from server.assignments.views import AssignmentView, assignment_view
from server.core.clock import now
from server.courses.views import CourseView, course_view
from server.submissions.dependencies import ReadableSubmission
from server.submissions.disclosure import Disclosure
from server.submissions.secondary_views import SecondaryColumn, secondary_columns
from server.web.dependencies import ReadSession
from server.web.pages.rendering import PageFrame


@dataclass(frozen=True)
class AssignmentFrame(PageFrame):
    """What stands around every page of an assignment."""

    access: AssignmentAccess
    course: CourseView
    assignment: AssignmentView
    disclosures: Mapping[str, Disclosure]
    stairs: Stairs | None

    @property
    def decimals(self) -> Mapping[str, int | None]:
        """To how many decimals public scores are shown, by track; None for points."""
        step = self.assignment.step
        return {slug: shown.public_decimals(step) for slug, shown in self.disclosures.items()}

    @property
    def beside(self) -> Mapping[str, Sequence[SecondaryColumn]]:
        """The metrics that rank nobody as they are shown, by track."""
        shown = self.disclosures.items()
        return {slug: secondary_columns(self.assignment, one) for slug, one in shown}

    @property
    def around(self) -> Mapping[str, Any]:
        """The course, the assignment, whether staff read of them, and how scores are shown."""
        return {
            "course": self.course,
            "assignment": self.assignment,
            "is_staff": self.access.is_staff,
            "decimals": self.decimals,
            "beside": self.beside,
            "private_decimals": next(iter(self.disclosures.values())).decimals,
        }


def frame_of(
    request: Request, session: Session, bundles: BundleCache, access: AssignmentAccess
) -> AssignmentFrame:
    """The frame of a page for the one who has this access."""
    course, stairs = access.course_access, stairs_of(bundles, access)
    return AssignmentFrame(
        request,
        access.viewer,
        access,
        course_view(course.course, course.membership),
        assignment_view(session, bundles, access, PageFrame(request, access.viewer).locale),
        {
            slug: Disclosure.of(access, track, now(), stairs=stairs)
            for slug, track in access.tracks.items()
        },
        stairs,
    )


def frame_assignment(
    request: Request, session: ReadSession, bundles: CurrentBundles, access: ReadableAssignment
) -> AssignmentFrame:
    """The frame of a page of the assignment that the address names."""
    return frame_of(request, session, bundles, access)


def frame_submission(
    request: Request, session: ReadSession, bundles: CurrentBundles, access: ReadableSubmission
) -> AssignmentFrame:
    """The frame of the page of a submission: that of its assignment."""
    return frame_of(request, session, bundles, access.assignment_access)


CurrentFrame = Annotated[AssignmentFrame, Depends(frame_assignment)]
SubmissionFrame = Annotated[AssignmentFrame, Depends(frame_submission)]
