"""Invitations over HTTP, for instructors."""

from fastapi import APIRouter, Response

from server.courses.dependencies import InstructorOfCourse, ManagerOfCourse
from server.invitations.dependencies import Inviting
from server.invitations.views import InvitationsView, Invited, MailedInvitations
from server.web.api_model import Asked
from server.web.dependencies import ReadSession

router = APIRouter(tags=["courses"])
_PATH = "/courses/{course}/invitations"


class InvitationsCreate(Asked):
    """Whom to invite."""

    who: Invited = Invited.NEVER
    """`never`: whoever never came in; `all`: everybody on the roster."""


@router.get(_PATH)
def get_invitations(
    session: ReadSession, access: InstructorOfCourse, inviting: Inviting
) -> InvitationsView:
    """Who came into a course, and what became of the mail to each. Instructors only."""
    return inviting.view(session, access)


@router.post(_PATH)
def post_invitations(
    new: InvitationsCreate, access: ManagerOfCourse, inviting: Inviting
) -> MailedInvitations:
    """Mail them a link each, that signs a browser in once. Instructors only.

    Administrators and whoever asks are left out. 409 where this server sends no mail.
    """
    return inviting.mail(access, new.who)


@router.post(
    _PATH + "/list",
    response_class=Response,
    responses={
        200: {
            "description": "The links.",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        }
    },
)
def post_invitation_list(
    new: InvitationsCreate, access: ManagerOfCourse, inviting: Inviting
) -> Response:
    """A link for each of them as a CSV `alias,name,email,link,works_until`, for a mail merge.

    Each signs in whoever opens it, once. Administrators and whoever asks are left out, and of
    whoever is in another course as well the email is. Instructors only.
    """
    return inviting.listed(access, new.who)
