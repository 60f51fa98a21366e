"""A site whose workers never start: each test decides itself how a file was graded."""

import io
from html.parser import HTMLParser
from pathlib import Path

import httpx2
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from grader import Outcome, Report, Verdict, pack
from server.core.events import board_topic, submission_topic
from server.core.models import Role
from server.courses import queries as courses
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.grading import evaluations, finishing
from server.grading.finishing import Finished
from server.identity.rules import (
    ALL_SCOPES,
    PARTICIPANT_SCOPES,
    Viewer,
    Way,
    administrator,
    issue_token,
)
from server.service import Service
from server.submissions import queries as submissions

ROSTER = """\
alias,name,role
momo,Momoko,
<script>alert(1)</script>,Ken & Kenji,
sensei,Sato,instructor
"""
HOSTILE = "<script>alert(1)</script>"
SMALL = "/courses/ml/assignments/small"
LAYERS = "/courses/ml/assignments/layers"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Page(HTMLParser):
    """A page as its elements with their attributes, and its words."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__()
        self.status = answer.status_code
        self.source = answer.text
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        assert answer.headers["content-type"].startswith("text/html"), answer.text
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self._words += data.split()

    @property
    def text(self) -> str:
        """All words in a row."""
        return " ".join(self._words)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        """Where the page leads."""
        return [attributes["href"] for attributes in self.all("a")]


class Browser:
    """A browser without script: it asks for HTML, keeps cookies, and follows no redirect."""

    def __init__(self, app: FastAPI, language: str) -> None:
        headers = {**HTML, "Accept-Language": language}
        self.client = TestClient(
            app, headers=headers, follow_redirects=False, raise_server_exceptions=False
        )

    def see(self, path: str, status: int = 200) -> Page:
        """The page at a path."""
        page = Page(self.client.get(path))
        assert page.status == status, page.text
        return page

    def sign_in(self, token: str) -> None:
        """Sign in by the form."""
        assert self.client.post("/sign-in", data={"token": token}).status_code == 303

    def upload(
        self, path: str = SMALL, track: str = "unrestricted", filename: str = "predictions.csv"
    ) -> httpx2.Response:
        """Send a file by the form of an assignment."""
        is_code = filename.endswith((".py", ".zip"))
        content = b"class Model: ...\n" if is_code else b"id,prediction\n"
        files = {"file": (filename, content, "text/plain")}
        return self.client.post(path, data={"track": track, "again": "true"}, files=files)


class Site:
    """The application with the course `ml` in it."""

    def __init__(self, app: FastAPI, roster: str = ROSTER) -> None:
        self.app = app
        self.service: Service = app.state.service
        self._tokens = self.service.database.write(people, roster)

    def browser(self, alias: str | None = None, language: str = "en") -> Browser:
        """A browser in which somebody, or nobody, is signed in."""
        browser = Browser(self.app, language)
        if alias is not None:
            browser.sign_in(self._tokens[alias])
        return browser

    def token(self, alias: str) -> str:
        """Somebody's token."""
        return self._tokens[alias]

    def push(self, folder: Path, slug: str = "small") -> None:
        """Put a bundle in force."""
        archive = io.BytesIO()
        pack(folder, archive)
        answer = TestClient(self.app).put(
            f"/api/v1/courses/ml/assignments/{slug}",
            content=archive.getvalue(),
            headers={
                "Authorization": f"Bearer {self._tokens['sensei']}",
                "Content-Type": "application/zip",
            },
        )
        assert answer.status_code == 200, answer.text

    def grade(self, path: str, outcome: Outcome) -> None:
        """Make an outcome final, as a worker does. path: the submission's page."""

        def work(session: Session) -> Finished | None:
            evaluation = submissions.latest_evaluation(session, path.rsplit("/", 1)[-1])
            assert evaluations.claim(session, evaluation.id, "test") is not None
            return finishing.finish(session, evaluation.id, "test", outcome)

        finished = self.service.database.write(work)
        assert finished is not None
        self.service.events.publish(submission_topic(finished.submission_id))
        self.service.events.publish(board_topic(finished.track_id))

    def submit_graded(self, alias: str, outcome: Outcome, **upload: str) -> str:
        """The page of a new submission of somebody's, graded so."""
        answer = self.browser(alias).upload(**upload)
        assert answer.status_code == 303, answer.text
        self.grade(answer.headers["location"], outcome)
        return answer.headers["location"]


def people(session: Session, roster: str) -> dict[str, str]:
    """The token of everybody in the course, by alias."""
    admin = administrator(session)
    viewer = Viewer(admin.id, admin.name, is_admin=True, ways=(Way(ALL_SCOPES),))
    course = create_course(
        session, viewer, slug="ml", title="ML", time_zone="Asia/Tokyo", locale="en"
    )
    apply_roster(session, viewer, course, read_roster(roster.encode()))
    tokens = {}
    for member, person in courses.roster(session, course.id):
        scopes = PARTICIPANT_SCOPES if member.role is Role.STUDENT else ALL_SCOPES
        tokens[member.alias] = issue_token(session, person.id, label="test", scopes=scopes, days=7)
    return tokens


def outcome_of(score: float, private: float | None = None) -> Outcome:
    """A file of six rows that got this score."""
    report = Report(rows=6)
    return Outcome(verdict=Verdict.SCORED, score=score, private_score=private, report=report)
