"""Invitations as routes and pages ask for them, for instructors."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from server.core import people_problems as problems
from server.core.errors import RequestProblemError
from server.courses.access import CourseAccess
from server.identity.dependencies import CurrentSender, lifetimes
from server.invitations import rules
from server.invitations.views import InvitationsView, Invited, MailedInvitations
from server.web.dependencies import CurrentDatabase, CurrentSettings


@dataclass(frozen=True)
class Invitations:
    """Ways in for a whole course, as this server makes them."""

    database: CurrentDatabase
    settings: CurrentSettings
    sender: CurrentSender

    def view(self, session: Session, access: CourseAccess) -> InvitationsView:
        """Who came in, and what became of the mail to each."""
        return rules.invitations(
            session,
            access.course.id,
            self._idle,
            can_mail=self.sender.is_set,
            hours=self.settings.invitation_hours,
        )

    def mail(self, access: CourseAccess, who: Invited) -> MailedInvitations:
        """Mail each a link. Raises 409 where no mail is sent."""
        if not self.sender.is_set:
            raise RequestProblemError(HTTPStatus.CONFLICT, problems.MAIL_NOT_SET())
        mailed = self.database.write(rules.invite_by_mail, access, who, self._idle, self._where)
        self.sender.wake()
        return mailed

    def listed(self, access: CourseAccess, who: Invited) -> Response:
        """A link for each, as a file to keep that no cache keeps."""
        content = self.database.write(rules.invite_by_list, access, who, self._idle, self._where)
        name = f"invitations-{access.course.slug}.csv"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    @property
    def _idle(self) -> timedelta:
        return lifetimes(self.settings).idle

    @property
    def _where(self) -> tuple[str, float]:
        return self.settings.url, self.settings.invitation_hours


Inviting = Annotated[Invitations, Depends()]
