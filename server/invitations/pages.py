"""The page of invitations, for instructors."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from server.courses.dependencies import InstructorOfCourse, ManagerOfCourse
from server.courses.views import course_view
from server.identity.dependencies import Reader, SameSite
from server.invitations.dependencies import Inviting
from server.invitations.views import Invited, MailedInvitations
from server.web.dependencies import ReadSession
from server.web.pages.rendering import PageFrame, as_of

router = APIRouter()
_PATH = "/courses/{course}/invitations"
_Who = Annotated[Invited, Form()]


@router.get(_PATH, response_model=None)
def invitations_page(
    request: Request, session: ReadSession, access: InstructorOfCourse, inviting: Inviting
) -> Response:
    """Who came in, who was invited, and how to invite the rest."""
    return PageFrame(request, access.viewer).page(
        "invitations.html",
        course=course_view(access.course, access.membership),
        found=inviting.view(session, access),
        mailed=None,
    )


@router.post(_PATH, dependencies=[SameSite], response_model=None)
def mail_invitations(
    request: Request,
    _: Reader,  # who invites sees what comes of it
    access: ManagerOfCourse,
    inviting: Inviting,
    who: _Who,
) -> Response:
    """Mail everybody, or whoever never came in, a link; and say to how many one went."""
    mailed: MailedInvitations = inviting.mail(access, who)
    path = f"/courses/{access.course.slug}/invitations"
    with inviting.database.read() as session:
        return PageFrame(as_of(request, path), access.viewer).page(
            "invitations.html",
            course=course_view(access.course, access.membership),
            found=inviting.view(session, access),
            mailed=mailed,
        )


@router.post(_PATH + "/list", dependencies=[SameSite], response_model=None)
def list_invitations(
    _: Reader,  # who takes links out may see the course
    access: ManagerOfCourse,
    inviting: Inviting,
    who: _Who,
) -> Response:
    """A link for everybody, or for whoever never came in, as a CSV."""
    return inviting.listed(access, who)
