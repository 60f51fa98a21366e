"""The pages of people: of a course for its staff, of the whole site for administrators."""

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from languages import Locale
from server.core import audit
from server.core.errors import RequestProblemError
from server.core.models import Course
from server.courses.access import CourseAccess
from server.courses.dependencies import (
    HoldingsOfMember,
    InstructorOfCourse,
    ManagerOfCourse,
    StaffOfCourse,
)
from server.courses.roster_columns import FIELDS
from server.courses.rules import change_course
from server.courses.views import course_view
from server.identity.attributes import history_of
from server.identity.dependencies import (
    Administrator,
    ChosenId,
    CurrentProviders,
    CurrentSender,
    SameSite,
    lifetimes,
)
from server.identity.holdings import (
    Holdings,
    end_chosen,
    list_sessions,
    list_tokens,
    revoke_chosen,
)
from server.identity.identities import list_identities
from server.identity.mailed_links import mail_link
from server.identity.making import limit_making
from server.identity.rules import issue_sign_in_link
from server.people import queries
from server.people.correcting import correct, read_correction
from server.people.dependencies import CurrentRosterForm, PersonId, ReaderOfPeople
from server.people.importing import (
    LONGEST_CARRIED,
    RosterPreview,
    RosterRequest,
    import_roster,
    preview_roster,
)
from server.people.members import list_members
from server.people.merging import merge, plan_merge
from server.people.views import attribute_lines, person_line
from server.settings import Settings
from server.web.catalogue import CATALOGUE
from server.web.dependencies import (
    CurrentDatabase,
    CurrentLocale,
    CurrentSettings,
    ReadSession,
)
from server.web.pages.rendering import PageFrame, as_of

router = APIRouter()
_ON_A_PAGE = 50
_MOST_PROBLEMS = 20


@router.get("/courses/{course}/members", response_model=None)
def members_page(
    request: Request,
    session: ReadSession,
    settings: CurrentSettings,
    providers: CurrentProviders,
    access: StaffOfCourse,
) -> Response:
    """Who is in a course, and whether they came in."""
    titles = {one.issuer: one.title for one in providers}
    idle = lifetimes(settings).idle
    return PageFrame(request, access.viewer).page(
        "members.html",
        course=course_view(access.course, access.membership),
        members=list_members(session, access.course.id, idle, titles),
        may_manage=access.may_manage,
    )


@router.post("/courses/{course}/members", response_model=None)
def change_course_page(
    database: CurrentDatabase,
    access: ManagerOfCourse,
    lets_choose: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """Let students choose their aliases, or no more."""
    new = {"lets_choose_aliases": lets_choose}
    database.write(change_course, access.viewer, access.course.id, new)
    return RedirectResponse(f"/courses/{access.course.slug}/members", HTTPStatus.SEE_OTHER)


@router.get("/courses/{course}/roster", response_model=None)
def roster_page(request: Request, access: InstructorOfCourse) -> Response:
    """The form by which the file of a roster is looked at."""
    return _roster_page(request, access)


@router.post(
    "/courses/{course}/roster/preview",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=2 * LONGEST_CARRIED,
)
def preview_roster_page(
    request: Request, session: ReadSession, access: ManagerOfCourse, form: CurrentRosterForm
) -> Response:
    """What a file would change, with the button that puts it in force; or what is wrong with it."""
    try:
        asked = form.read()
        shown = preview_roster(session, access, asked)
    except RequestProblemError as refused:
        return _roster_page(request, access, refused=refused)
    return _roster_page(request, access, asked=asked, preview=shown)


@router.post(
    "/courses/{course}/roster",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=2 * LONGEST_CARRIED,
)
def import_roster_page(
    request: Request, database: CurrentDatabase, access: ManagerOfCourse, form: CurrentRosterForm
) -> Response:
    """Put a file in force as the roster, and show who is on it."""
    asked = None
    try:
        asked = form.read()
        database.write(import_roster, access, asked)
    except RequestProblemError as refused:
        if asked is None:
            return _roster_page(request, access, refused=refused)
        with database.read() as session:
            shown = preview_roster(session, access, asked)
        return _roster_page(request, access, asked=asked, preview=shown, refused=refused)
    return RedirectResponse(f"/courses/{access.course.slug}/members", HTTPStatus.SEE_OTHER)


def _roster_page(
    request: Request,
    access: CourseAccess,
    *,
    asked: RosterRequest | None = None,
    preview: RosterPreview | None = None,
    refused: RequestProblemError | None = None,
) -> Response:
    found = refused.problems if refused else preview.problems if preview else ()
    status = refused.status if refused else 422 if found else 200
    path = f"/courses/{access.course.slug}/roster"
    frame = PageFrame(as_of(request, path), access.viewer)
    return frame.page(
        "roster.html",
        status=status,
        course=course_view(access.course, access.membership),
        asked=asked,
        preview=preview,
        problems=[CATALOGUE.explain(one, frame.locale) for one in found[:_MOST_PROBLEMS]],
        more=max(0, len(found) - _MOST_PROBLEMS),
        fields=FIELDS,
    )


@router.get("/courses/{course}/members/{alias}", response_model=None)
def member_page(
    request: Request,
    session: ReadSession,
    settings: CurrentSettings,
    providers: CurrentProviders,
    access: ManagerOfCourse,
    held: HoldingsOfMember,
    alias: str,
) -> Response:
    """What opens a course for one of its members, and what its rosters called them."""
    return _member_page(request, session, settings, providers, (access, held, alias))


@router.post("/courses/{course}/members/{alias}/tokens", response_model=None)
def revoke_of_member(
    database: CurrentDatabase,
    access: ManagerOfCourse,
    held: HoldingsOfMember,
    alias: str,
    token: ChosenId = "",
) -> Response:
    """Revoke a token of a member, or all of them."""
    database.write(revoke_chosen, held, token)
    return _to_member(access, alias)


@router.post("/courses/{course}/members/{alias}/sessions", response_model=None)
def end_of_member(
    database: CurrentDatabase,
    settings: CurrentSettings,
    access: ManagerOfCourse,
    held: HoldingsOfMember,
    alias: str,
    session: ChosenId = "",
) -> Response:
    """Sign a browser of a member out of the course, or all of them."""
    database.write(end_chosen, held, session, lifetimes(settings).idle)
    return _to_member(access, alias)


@router.post("/courses/{course}/members/{alias}/links", response_model=None)
def send_link(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    providers: CurrentProviders,
    sender: CurrentSender,
    locale: CurrentLocale,
    access: ManagerOfCourse,
    held: HoldingsOfMember,
    alias: str,
    mail: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """Make a link that signs a member in: shown this once, or with `mail` sent to their address."""
    is_mailed = mail and sender.is_set
    asked = (access.course, held, settings, locale if is_mailed else None)
    made = database.write(_make_link, asked)
    sender.wake()
    with database.read() as session:
        shown = (access, held, alias)
        return _member_page(
            as_of(request, _path(access, alias)), session, settings, providers, shown, link=made
        )


def _make_link(
    session: Session, asked: tuple[Course, Holdings, Settings, Locale | None]
) -> str | None:
    """The address of a new link; None for one that was mailed."""
    course, held, settings, locale = asked
    by, hours = held.asker.person_id, settings.sign_in_link_hours
    limit_making(session, by, held.person_id)
    person = queries.by_id(session, held.person_id)
    is_mailed = locale is not None and person.email is not None
    audit.record(
        session,
        by,
        "token.create",
        held.person_id,
        course_id=course.id,
        person=held.person_id,
        after={"link": True, "mail": is_mailed},
    )
    if locale is not None and person.email is not None:
        mail_link(session, person, course, (settings.url, hours), locale)
        return None
    secret = issue_sign_in_link(session, person.id, course.id, hours=hours)
    return f"{settings.url}/sign-in?link={secret}"


def _member_page(
    request: Request,
    session: Session,
    settings: Settings,
    providers: CurrentProviders,
    shown: tuple[CourseAccess, Holdings, str],
    **more: Any,
) -> Response:
    access, held, alias = shown
    idle = lifetimes(settings).idle
    course_id = access.course.id
    titles = {one.issuer: one.title for one in providers}
    members = list_members(session, course_id, idle, titles)
    changes = history_of(session, held.person_id, None if access.viewer.is_admin else course_id)
    return PageFrame(request, access.viewer).page(
        "member.html",
        course=course_view(access.course, access.membership),
        member=next(one for one in members if one.id == held.person_id),
        where=_path(access, alias),
        tokens=list_tokens(session, held),
        sessions=list_sessions(session, held, idle),
        identities=list_identities(session, held, providers.title_of),
        changes=attribute_lines(session, changes),
        email=queries.by_id(session, held.person_id).email,
        is_link_made="link" in more,
        link=more.get("link"),
    )


def _path(access: CourseAccess, alias: str) -> str:
    return f"/courses/{access.course.slug}/members/{quote(alias, safe='')}"


def _to_member(access: CourseAccess, alias: str) -> Response:
    return RedirectResponse(_path(access, alias), HTTPStatus.SEE_OTHER)


@router.get("/people", response_model=None)
def people_page(
    request: Request,
    session: ReadSession,
    viewer: ReaderOfPeople,
    who: Annotated[str, Query(max_length=255)] = "",
    cursor: Annotated[str, Query(max_length=26)] = "",
) -> Response:
    """Everybody on the site, the newest first, or those who are called so."""
    if who:
        found, more = queries.people_called(session, who.strip()), None
    else:
        found, more = queries.newest(session, cursor, limit=_ON_A_PAGE)
    people = [person_line(session, person) for person in found]
    return PageFrame(request, viewer).page("people.html", people=people, who=who, more=more)


@router.get("/people/{person}", response_model=None)
def person_page(
    request: Request,
    session: ReadSession,
    viewer: ReaderOfPeople,
    person: PersonId,
    into: Annotated[str, Query(max_length=255)] = "",
) -> Response:
    """Somebody: corrected and merged; with `into`, what a merge into that person would do."""
    line = person_line(session, queries.by_id(session, person))
    found = queries.people_called(session, into.strip()) if into else ()
    others = [person_line(session, one) for one in found if one.id != person]
    planned = plan_merge(session, person, others[0].id) if len(others) == 1 else None
    return PageFrame(request, viewer).page(
        "person.html",
        person=line,
        changes=attribute_lines(session, history_of(session, person)),
        into=into,
        others=others,
        planned=planned,
    )


@router.post("/people/{person}", response_model=None)
def correct_page(
    database: CurrentDatabase,
    administrator: Administrator,
    person: PersonId,
    name: Annotated[str, Form(max_length=254)] = "",
    email: Annotated[str, Form(max_length=254)] = "",
    student_number: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Correct what somebody is called."""
    new = read_correction({"name": name, "email": email, "student_number": student_number})
    database.write(correct, administrator, person, new)
    return RedirectResponse(f"/people/{person}", HTTPStatus.SEE_OTHER)


@router.post("/people/{person}/merge", response_model=None)
def merge_page(
    database: CurrentDatabase,
    administrator: Administrator,
    person: PersonId,
    into: Annotated[str, Form(max_length=26)],
) -> Response:
    """Make all that somebody has another's."""
    merged = database.write(merge, administrator, person, into)
    return RedirectResponse(f"/people/{merged.stays}", HTTPStatus.SEE_OTHER)
