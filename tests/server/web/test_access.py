"""Every route asks for the access that its address needs; what is open to all is listed here."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

import server
from server.app import create_app
from server.assignments.dependencies import (
    manage_assignment,
    read_assignment,
    read_assignment_as_staff,
    submit_to_assignment,
)
from server.boards.dependencies import manage_submission
from server.courses.dependencies import (
    enter_course,
    hold_of_member,
    manage_course,
    read_course,
    read_course_as_instructor,
    read_course_as_staff,
)
from server.gradebook.dependencies import export_grades
from server.grading.dependencies import read_figures, retry_assignment, retry_submission
from server.identity import dependencies as identity
from server.identity.dependencies import (
    end_own_token,
    find_reader,
    get_administrator,
    get_own,
)
from server.settings import Settings
from server.submissions.dependencies import (
    ask_about_submission,
    follow_submission,
    read_submission,
)

OPEN = {
    *("GET /healthz", "GET /readyz", "GET /openapi.json", "GET /docs", "/static"),
    *("GET /sign-in", "POST /sign-in", "POST /sign-in/link", "POST /sign-out", "POST /language"),
    *(
        "POST /sign-in/mail",
        "POST /sign-in/with/{provider}",
        "GET /sign-in/with/{provider}/callback",
    ),
}
READ = {
    "submission_id": {read_submission, follow_submission},
    "assignment": {read_assignment, export_grades},
    "course": {read_course},
    "": {get_args(identity.Reader)[1].dependency, find_reader, read_figures},
}
OF_PERSON = {  # one's own tokens and sessions, and those of a member
    "/me/": {get_own, end_own_token},
    "/account": {get_own},
    "/members/": {hold_of_member},
}
WRITE = {
    "submission_id": {ask_about_submission, retry_submission, manage_submission},
    "assignment": {submit_to_assignment, manage_assignment, retry_assignment, export_grades},
    "course": {manage_course, enter_course},
    "": {get_administrator},
}
FOR_STUDENTS = {  # what is below a course or assignment, and not for staff alone
    f"GET {prefix}{path}"
    for prefix, paths in {
        "/api/v1/courses/{course}": ("", "/assignments"),
        "/api/v1/courses/{course}/assignments/{assignment}": (
            *("", "/starter/{name}", "/submissions", "/history"),
            *("/leaderboard", "/leaderboard/events"),
        ),
        "/courses/{course}": ("",),
        "/courses/{course}/assignments/{assignment}": ("", "/leaderboard", "/history"),
    }.items()
    for path in paths
}
FOR_STAFF = {
    *(read_assignment_as_staff, read_course_as_staff, hold_of_member),
    *(read_course_as_instructor, export_grades),
}
MADE_BY = {"PUT /api/v1/courses/{course}/assignments/{assignment}": "course"}  # not there before


def unguarded(routes: RouteContext | Any) -> list[str]:
    """The routes that ask for less than their address and their method need."""
    return [name for name, route in named(routes) if name not in OPEN and not guarded(name, route)]


def open_to_students(routes: RouteContext | Any) -> set[str]:
    """What students may read below a course or assignment, as far as its access says."""
    return {
        name
        for name, route in named(routes)
        if name.startswith("GET ")
        and "{course}" in name
        and FOR_STAFF.isdisjoint(calls(route.dependant))
    }


def named(routes: Any) -> Iterator[tuple[str, RouteContext]]:
    """Every route by its method and path."""
    for route in iter_route_contexts(routes):
        method = next(iter((route.methods or set()) - {"HEAD"}), "")
        yield f"{method} {route.path}".strip(), route


def guarded(name: str, route: RouteContext) -> bool:
    """Whether the access to the last thing that the address names is asked for."""
    for part, access in OF_PERSON.items():
        if part in name:
            return not access.isdisjoint(calls(route.dependant))
    needs = READ if name.startswith("GET ") else WRITE
    thing = next((one for one in needs if one and f"{{{one}}}" in name), "")
    return not needs[MADE_BY.get(name, thing)].isdisjoint(calls(route.dependant))


def calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    """Every function that is called for a request."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def parameters(dependant: Dependant) -> Iterator[str]:
    """The names in the path that something asks for."""
    yield from (parameter.name for parameter in dependant.path_params)
    for inner in dependant.dependencies:
        yield from parameters(inner)


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The routes of the application, which is not started."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data"))).routes


def test_every_route_that_is_not_open_asks_for_access(routes: Any) -> None:
    found = unguarded(routes)
    assert not found, f"need an access such as `ReadableAssignment` in their signature: {found}"


def test_what_is_new_is_for_staff_unless_it_is_listed_for_students(routes: Any) -> None:
    """A frame lets in whoever may read the assignment: a page for staff names `StaffOf...` too."""
    assert open_to_students(routes) == FOR_STUDENTS


def test_every_open_route_is_there(routes: Any) -> None:
    assert {name for name, _ in named(routes)} >= OPEN


def test_every_part_of_an_address_is_read(routes: Any) -> None:
    for name, route in named(routes):
        if parts := re.findall(r"\{(\w+)\}", name):
            assert set(parts) == set(parameters(route.dependant)), name


def test_a_route_without_access_is_found() -> None:
    router = APIRouter()

    @router.get("/courses/{course}/secrets")
    def secrets(course: str, reader: identity.Reader) -> str:
        return course

    @router.delete("/courses/{course}")
    def delete(course: identity.Manager) -> None: ...

    assert open_to_students(router.routes) == {"GET /courses/{course}/secrets"}

    assert unguarded(router.routes) == [
        "GET /courses/{course}/secrets",
        "DELETE /courses/{course}",
    ]


@pytest.mark.parametrize("kind", ["routes", "pages"])
def test_no_handler_asks_for_a_scope_or_a_role_itself(kind: str) -> None:
    files = list(Path(server.__path__[0]).glob(f"*/{kind}.py"))
    assert len(files) > 5
    assert [file for file in files if re.search(r"\.require(_\w+)?\(", file.read_text())] == []
