"""Who gets which answer where: every route, asked by everybody, against `access_matrix.txt`.

A line of that file is a route and the status of its answer to each, in the order of its first line.
To be sent to the page for signing in is 401. What is asked of a route stands in `_BODIES`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
from fastapi.routing import iter_route_contexts

from tests.doors.everybody import IDENTITIES, ROSTER, Shown, make_people, show
from tests.server.running import Running, open_client, zip_folder

FILE = Path(__file__).with_name("access_matrix.txt")
EXCEPTION = {"person": "momo", "reason": "ill", "extra_tries": "1"}
EXCEPTIONS = b"person,reason,extra_tries\nmomo,ill,1\n"
CSV = "id,prediction\n" + "".join(f"{number},0\n" for number in range(6))
_LONGEST_ROUTE = 84


def read_lines() -> dict[str, list[str]]:
    """The expected answers by route, in the order of `IDENTITIES`."""
    head, *lines = [
        line.split() for line in FILE.read_text().splitlines() if line and line[0] != "#"
    ]
    assert head == list(IDENTITIES), "the first line names everybody"
    return {" ".join(line[:2]): line[2:] for line in lines}


def write_line(route: str, answers: list[str]) -> str:
    """A line of the file."""
    return f"{route:<{_LONGEST_ROUTE}} {' '.join(answers)}"


def routes_of(app: Any) -> Iterator[str]:
    """Every route by its method and path; what only answers is got."""
    for route in iter_route_contexts(app.routes):
        for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
            yield f"{method} {route.path}"


class Doors:
    """A site, and everybody who may ask it for something."""

    def __init__(self, running: Running, bundle: Path) -> None:
        self.app = running.app
        self._database = running.service.database
        self._people = self._database.write(make_people)
        self._shown: dict[str, Shown] = {}  # what nobody has ended yet
        self._archive = zip_folder(bundle)
        self._client = open_client(running.url)
        instructor = self._database.write(show, self._people, "instructor")
        student = self._database.write(show, self._people, "student")
        self._parts = {
            "course": "ml",
            "assignment": "small",
            "track": "unrestricted",
            "number": "1",
            "name": "sample_submission.csv",
            "alias": "momo",
            "provider": "uni",
            "act": "switch",
            "person": self._people["admin"],
            **dict.fromkeys(("submission", "submission_id", "first", "second"), "none"),
        }
        push = "PUT /api/v1/courses/{course}/assignments/{assignment}"
        assert self._ask(push, instructor, by_cookie=False).status_code == 200
        sent = self._ask(f"POST {push[4:]}/submissions", student, by_cookie=False)
        of_student = sent.json()["id"]
        self._parts |= dict.fromkeys(("submission", "submission_id", "first", "second"), of_student)

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def knock(self, route: str, *, by_cookie: bool) -> list[str]:
        """The answers to everybody."""
        found = []
        for identity in IDENTITIES:
            if identity not in self._shown:
                self._shown[identity] = self._database.write(show, self._people, identity)
            answer = self._ask(route, self._shown[identity], by_cookie=by_cookie)
            found.append(_class_of(answer))
            if not route.startswith("GET "):
                self._shown.clear()
        return found

    def _ask(self, route: str, shown: Shown, *, by_cookie: bool) -> httpx2.Response:
        method, path = route.split()
        parts = {
            **self._parts,
            "token_id": shown.token_id or "none",
            "session_id": shown.session_id or "none",
            "identity_id": shown.identity_id or "none",
        }
        if "/members/" in path:
            parts |= {
                "token_id": shown.member_token_id,
                "session_id": shown.member_session_id,
                "identity_id": shown.member_identity_id,
            }
        headers = {"Sec-Fetch-Site": "same-origin"}
        if by_cookie and shown.cookie is not None:
            headers["Cookie"] = f"gradus={shown.cookie}"
        elif shown.token is not None:
            headers["Authorization"] = f"Bearer {shown.token}"
        if not path.startswith("/api/"):
            headers["Accept"] = "text/html"
        body = self._body(route, shown)
        headers |= body.pop("headers", {})
        asked = self._client.build_request(
            method, _ADDRESSES.get(route, path).format(**parts), headers=headers, **body
        )
        answer = self._client.send(asked, stream=True)
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            answer.read()
        answer.close()
        return answer

    def _body(self, route: str, shown: Shown) -> dict[str, Any]:
        """What is sent along."""
        csv = {"content": CSV, "headers": {"Content-Type": "text/csv"}}
        archive = {"content": self._archive, "headers": {"Content-Type": "application/zip"}}
        submission = self._parts["submission"]
        small = "/courses/{course}/assignments/{assignment}"
        bodies: dict[str, dict[str, Any]] = {
            "POST /api/v1/courses": {"json": {"slug": "ml", "title": "Again"}},
            "PUT /api/v1/courses/{course}/roster": {"content": ROSTER},
            "POST /api/v1/tokens": {"json": {}},
            "POST /api/v1/me/tokens/{token_id}/rotation": {"json": {}},
            "POST /api/v1/courses/{course}/tokens": {"json": {"alias": "momo"}},
            f"PUT /api/v1{small}": archive,
            f"POST /api/v1{small}/submissions": csv
            | {"params": {"track": "unrestricted", "again": "true"}},
            f"PUT /api/v1{small}/tracks/{{track}}/reveal": {"json": {}},
            f"GET /api/v1{small}/leaderboard": {"params": {"track": "unrestricted"}},
            f"GET /api/v1{small}/leaderboard/events": {"params": {"track": "unrestricted"}},
            "GET /api/v1/people": {"params": {"who": "momo"}},
            "PATCH /api/v1/people/{person}": {"json": {}},
            "POST /api/v1/people/{person}/merge": {"json": {"into": "none", "dry_run": True}},
            f"GET /api/v1{small}/history": {"params": {"track": "unrestricted"}},
            f"POST {small}": {
                "data": {"track": "unrestricted", "again": "true"},
                "files": {"file": ("predictions.csv", CSV, "text/csv")},
            },
            f"POST /api/v1{small}/submissions/on-behalf": csv
            | {"params": {"person": "momo", "track": "unrestricted", "again": "true"}},
            f"POST {small}/on-behalf": {
                "params": {"person": "momo"},
                "data": {"track": "unrestricted", "again": "true"},
                "files": {"file": ("predictions.csv", CSV, "text/csv")},
            },
            f"PUT /api/v1{small}/disqualified": {
                "json": {"reason": "x"},
                "params": {"track": "unrestricted", "person": "momo"},
            },
            f"DELETE /api/v1{small}/disqualified": {
                "params": {"track": "unrestricted", "person": "momo"}
            },
            f"POST {small}/disqualified": {
                "data": {"track": "unrestricted", "person": "momo", "act": "readmit"}
            },
            "PUT /api/v1/submissions/{submission_id}/disqualification": {"json": {"reason": "x"}},
            "POST /submissions/{submission_id}/disqualification": {"data": {"act": "readmit"}},
            "POST /submissions/{submission_id}/withdrawal": {"data": {"act": "take_back"}},
            f"PUT /api/v1{small}/exceptions": {
                "json": {"people": ["momo"], "reason": "ill", "extra_tries": 1}
            },
            f"DELETE /api/v1{small}/exceptions": {"params": {"person": "momo"}},
            f"POST /api/v1{small}/exceptions/import": {"content": EXCEPTIONS},
            f"POST {small}/exceptions": {"data": EXCEPTION},
            f"POST {small}/exceptions/preview": {"data": EXCEPTION},
            f"POST {small}/exceptions/end": {"data": {"person": "momo"}},
            f"POST /api/v1{small}/grades/fill": csv | {"params": {"system": "moodle"}},
            f"POST {small}/grades/fill": {
                "data": {"system": "moodle"},
                "files": {"file": ("list.csv", CSV, "text/csv")},
            },
            f"PATCH /api/v1{small}/edit": {"json": {"version": 0, "per_day": 5}},
            f"POST {small}/edit": {
                "data": {"version": "1", "title": "Small", "per_day": "5", "act": "preview"}
            },
            "POST /api/v1/courses/{course}/assignments": {"data": {"slug": "small", "title": "S"}},
            "POST /courses/{course}/new-assignment": {"data": {"slug": "small", "title": "S"}},
            f"POST {small}/reveal": {"data": {"track": "unrestricted"}},
            f"POST {small}/choices": {"data": {"submission": submission, "act": "choose"}},
            "PATCH /api/v1/courses/{course}": {"json": {"lets_choose_aliases": True}},
            "PUT /api/v1/courses/{course}/alias": {"json": {"alias": "momo"}},
            "POST /api/v1/courses/{course}/invitations": {"json": {}},
            "POST /api/v1/courses/{course}/invitations/list": {"json": {}},
            "POST /courses/{course}/settings": {
                "data": {"title": "ML", "time_zone": "UTC", "locale": "en"}
            },
            "POST /courses/{course}/archive": {"data": {}},
            "POST /courses/{course}/assignments/{assignment}/grades/rule": {
                "data": {"points": "1", "track": "unrestricted", "start": "none"}
            },
            "POST /courses/{course}/copies": {"data": {"slug": "ml", "title": "T", "days": "7"}},
            "POST /api/v1/courses/{course}/copies": {
                "json": {"slug": "ml", "title": "T", "days": 7}
            },
            "POST /courses/{course}/invitations": {"data": {"who": "never"}},
            "POST /courses/{course}/invitations/list": {"data": {"who": "never"}},
            "POST /courses/{course}/roster/preview": {
                "data": {"carried": "YWxpYXMKbW9tbwo=", "keep_staff": "true"}
            },
            "POST /courses/{course}/members": {"data": {"lets_choose": "true"}},
            "POST /courses/{course}/alias": {"data": {"alias": "momo"}},
            "POST /people/{person}/merge": {"data": {"into": "none"}},
            "POST /account/tokens/rotation": {"data": {"token": shown.token_id or "none"}},
            "POST /account/identities": {"data": {"identity": shown.identity_id or "none"}},
            "POST /sign-in": {"data": {"token": shown.token or "none"}},
            "POST /sign-in/link": {"data": {"link": "none"}},
            "POST /sign-in/mail": {"data": {"email": "nobody@example.org"}},
            "POST /language": {"data": {"language": "en"}},
        }
        return dict(bodies.get(route, {}))


_ADDRESSES = {"GET /static": "/static/gradus.css"}


def _class_of(answer: httpx2.Response) -> str:
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in?")
    return "401" if to_sign_in else str(answer.status_code)
