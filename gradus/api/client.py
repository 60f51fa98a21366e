"""The HTTP interface of a server, call by call; what it refuses becomes a `CommandError`."""

import contextlib
import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, BinaryIO, Self, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import TypeAdapter, ValidationError

from gradus.api.answers import (
    COURSES,
    TOKENS,
    AccessAnswer,
    AssignmentAnswer,
    BoardAnswer,
    CourseAnswer,
    EndedAnswer,
    ReceiptAnswer,
    RefusalAnswer,
    RosterAnswer,
    RotationAnswer,
    SubmissionAnswer,
    TokenAnswer,
    TokenLineAnswer,
)
from gradus.api.people_answers import (
    PEOPLE,
    ErasedAnswer,
    HistoryAnswer,
    MergedAnswer,
    PersonAnswer,
)
from gradus.api.version_answers import (
    VERSIONS,
    ComparisonAnswer,
    RetryAnswer,
    RevealAnswer,
    VersionAnswer,
    VersionLineAnswer,
)
from gradus.core.failures import CommandError, ExitCode
from gradus.core.language import preferred_language

T = TypeVar("T")
Content = bytes | Iterable[bytes]

_CONNECT_S = 10.0
_ANSWER_S = 60.0
_BETWEEN_US = (
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)


@dataclass(frozen=True)
class Address:
    """A server and the token to use there."""

    url: str
    token: str = field(repr=False)


class UnreachableError(CommandError):
    """The server did not answer; what was asked may or may not have been done."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"{url} does not answer: {reason}.",
            "Check the address and your network, then try again.",
            exit_code=ExitCode.FAULT,
        )


class Client:
    """One server, asked as the holder of one token."""

    def __init__(self, address: Address) -> None:
        self.url, self.token = address.url, address.token
        self._http = httpx2.Client(
            base_url=f"{address.url}/api/v1/",
            headers={
                "Authorization": f"Bearer {address.token}",
                "Accept-Language": preferred_language(),
                "User-Agent": f"gradus/{version('gradus')}",
            },
            timeout=httpx2.Timeout(_ANSWER_S, connect=_CONNECT_S),
            trust_env=not is_loopback(address.url),  # a proxy cannot reach this machine's loopback
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def courses(self) -> list[CourseAnswer]:
        """The courses that the token's holder may see."""
        return self._ask(COURSES, "GET", "courses")

    def course(self, course: str) -> CourseAnswer:
        """One course."""
        return self._ask(CourseAnswer, "GET", _path("courses", course))

    def create_course(self, new: Mapping[str, str]) -> CourseAnswer:
        """A new course of `slug`, `title`, `time_zone` and `locale`."""
        return self._ask(CourseAnswer, "POST", "courses", json=new)

    def people(self, who: str) -> list[PersonAnswer]:
        """Those who are called so."""
        return self._ask(PEOPLE, "GET", "people", params={"who": who})

    def erase_person(self, person_id: str) -> ErasedAnswer:
        """What became of somebody who is erased."""
        return self._ask(ErasedAnswer, "DELETE", _path("people", person_id))

    def correct_person(self, person_id: str, new: Mapping[str, str]) -> PersonAnswer:
        """Somebody by a new `name`, `email` or `student_number`."""
        answer = self._ask(HistoryAnswer, "PATCH", _path("people", person_id), json=new)
        return answer.person

    def merge_people(self, goes_id: str, stays_id: str, *, dry_run: bool) -> MergedAnswer:
        """What becomes of two people who are one; with `dry_run`, what would."""
        sent = {"into": stays_id, "dry_run": dry_run}
        return self._ask(MergedAnswer, "POST", _path("people", goes_id, "merge"), json=sent)

    def export_person(self, person_id: str, target: BinaryIO) -> None:
        """Write the archive of all that is held of somebody."""
        with self._receive("GET", _path("people", person_id, "export")) as answer:
            target.writelines(answer.iter_bytes())

    def download(
        self, course: str, assignment: str, name: str, target: BinaryIO, asked: Mapping[str, str]
    ) -> None:
        """Write a file that the server makes of an assignment, such as `files.zip`."""
        path = _path("courses", course, "assignments", assignment, name)
        with self._receive("GET", path, params=asked) as answer:
            target.writelines(answer.iter_bytes())

    def put_roster(
        self, course: str, roster: bytes, *, dry_run: bool, **asked: bool | Sequence[str]
    ) -> RosterAnswer:
        """What a roster changes; with `dry_run`, would change. asked: the other parameters."""
        return self._ask(
            RosterAnswer,
            "PUT",
            _path("courses", course, "roster"),
            content=roster,
            headers={"Content-Type": "application/octet-stream"},
            params={"dry_run": dry_run, **asked},
        )

    def roster(self, course: str) -> bytes:
        """The CSV of the roster in force."""
        return self._send("GET", _path("courses", course, "roster")).content

    def create_access(self, course: str, new: Mapping[str, Any]) -> AccessAnswer:
        """A token and a sign-in link for the member of `alias`."""
        return self._ask(AccessAnswer, "POST", _path("courses", course, "tokens"), json=new)

    def create_token(self, new: Mapping[str, Any]) -> TokenAnswer:
        """Another token of the asker's own."""
        return self._ask(TokenAnswer, "POST", "tokens", json=new)

    def tokens(self, member: tuple[str, str] | None) -> list[TokenLineAnswer]:
        """Tokens that work: of a member, by course and alias, or else the asker's own."""
        return self._ask(TOKENS, "GET", _holdings(member, "tokens"))

    def revoke_tokens(self, member: tuple[str, str] | None, token_id: str | None) -> EndedAnswer:
        """One of those ended, or all."""
        one = () if token_id is None else (token_id,)
        return self._ask(EndedAnswer, "DELETE", _holdings(member, "tokens", *one))

    def rotate_token(self, token_id: str, overlap_hours: float) -> RotationAnswer:
        """A token in the place of one of the asker's own."""
        path = _path("me", "tokens", token_id, "rotation")
        return self._ask(RotationAnswer, "POST", path, json={"overlap_hours": overlap_hours})

    def push(
        self,
        course: str,
        assignment: str,
        bundle: Content,
        **options: str,
    ) -> VersionAnswer:
        """The version that a bundle's zip is now.

        options: `shadow`, for one beside the board; `regrade` and `last`, for which files are
        graded again; `dry_run`, to be told and change nothing.
        """
        return self._ask(
            VersionAnswer,
            "PUT",
            _path("courses", course, "assignments", assignment),
            content=bundle,
            headers={"Content-Type": "application/zip"},
            params=options,
        )

    def versions(self, course: str, assignment: str) -> list[VersionLineAnswer]:
        """Every version of an assignment, newest first."""
        return self._ask(VERSIONS, "GET", _versions(course, assignment))

    def comparison(self, course: str, assignment: str, version: int) -> ComparisonAnswer:
        """What a version would change on the boards."""
        path = _versions(course, assignment, str(version), "comparison")
        return self._ask(ComparisonAnswer, "GET", path)

    def switch(self, course: str, assignment: str, version: int) -> None:
        """Put the version that is graded beside the board in force."""
        self._send("POST", _versions(course, assignment, str(version), "switch"))

    def discard(self, course: str, assignment: str, version: int) -> None:
        """Give up the version that is graded beside the board."""
        self._send("POST", _versions(course, assignment, str(version), "discard"))

    def reveal(self, course: str, assignment: str, track: str, at: datetime | None) -> RevealAnswer:
        """When a track is revealed from now on: at a moment, or now."""
        path = _path("courses", course, "assignments", assignment, "tracks", track, "reveal")
        wanted = {"at": None if at is None else at.isoformat()}
        return self._ask(RevealAnswer, "PUT", path, json=wanted)

    def retry(self, course: str, assignment: str, submission: str | None) -> RetryAnswer:
        """What is graded again of what could not be graded; of one submission, if it is named."""
        path = _path("courses", course, "assignments", assignment, "retry")
        params = {} if submission is None else {"submission": submission}
        return self._ask(RetryAnswer, "POST", path, params=params)

    def submit(
        self,
        course: str,
        assignment: str,
        content: Content,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str],
    ) -> ReceiptAnswer:
        """The receipt of a file."""
        path = _path("courses", course, "assignments", assignment, "submissions")
        return self._ask(
            ReceiptAnswer, "POST", path, content=content, headers=headers, params=params
        )

    def submission(self, submission_id: str, *, wait_s: float) -> SubmissionAnswer:
        """A submission, as soon as it is graded and at the latest after `wait_s`."""
        path = _path("submissions", submission_id)
        return self._ask(SubmissionAnswer, "GET", path, params={"wait": f"{wait_s:g}"})

    def ask(self, submission_id: str) -> SubmissionAnswer:
        """A submission whose score is asked for."""
        return self._ask(SubmissionAnswer, "POST", _path("submissions", submission_id, "score"))

    def assignment(self, course: str, assignment: str) -> AssignmentAnswer:
        """How an assignment's scores are to be read."""
        return self._ask(
            AssignmentAnswer, "GET", _path("courses", course, "assignments", assignment)
        )

    def board(self, course: str, assignment: str, track: str | None) -> BoardAnswer:
        """A track's whole board."""
        path = _path("courses", course, "assignments", assignment, "leaderboard")
        params = {} if track is None else {"track": track}
        board = part = self._ask(BoardAnswer, "GET", path, params=params)
        while part.next_cursor is not None:
            part = self._ask(
                BoardAnswer, "GET", path, params={**params, "cursor": part.next_cursor}
            )
            board = board.model_copy(update={"rows": board.rows + part.rows, "next_cursor": None})
        return board

    def _ask(self, kind: type[T] | TypeAdapter[T], method: str, path: str, **request: Any) -> T:
        reader = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
        answer = self._send(method, path, **request)
        try:
            return reader.validate_json(answer.content)
        except ValidationError:
            raise self._not_gradus(answer) from None

    def _send(self, method: str, path: str, **request: Any) -> httpx2.Response:
        try:
            answer = self._http.request(method, path, **request)
        except httpx2.UnsupportedProtocol:
            raise CommandError(f"{self.url} is not an address of http or https.") from None
        except httpx2.TransportError as error:
            raise UnreachableError(self.url, _reason(error)) from None
        if not answer.is_success:
            raise self._refusal(answer)
        return answer

    @contextlib.contextmanager
    def _receive(self, method: str, path: str, **request: Any) -> Iterator[httpx2.Response]:
        """An answer whose body is read piece by piece."""
        try:
            with self._http.stream(method, path, **request) as answer:
                if not answer.is_success:
                    answer.read()
                    raise self._refusal(answer)
                yield answer
        except httpx2.TransportError as error:
            raise UnreachableError(self.url, _reason(error)) from None

    def _refusal(self, answer: httpx2.Response) -> CommandError:
        """What the server says is wrong: every problem, of which the first is the message."""
        with contextlib.suppress(ValidationError):
            refusal = RefusalAnswer.model_validate_json(answer.content)
            return RefusedError(answer.status_code, refusal)
        if answer.status_code in _BETWEEN_US:
            return UnreachableError(self.url, f"a machine in between says {answer.status_code}")
        return self._not_gradus(answer)

    def _not_gradus(self, answer: httpx2.Response) -> CommandError:
        return CommandError(
            f"{self.url} answers {answer.status_code}, but not as a Gradus server of this version.",
            "Check the address, and 'gradus --version' here and there.",
            exit_code=ExitCode.FAULT,
        )


class RefusedError(CommandError):
    """The server understood, and refused. refusal: every problem in words."""

    def __init__(self, status: int, refusal: RefusalAnswer) -> None:
        first = refusal.errors[0] if refusal.errors else None
        super().__init__(
            first.message if first else refusal.title,
            first.hint if first else "",
            exit_code=ExitCode.FAULT if status >= 500 else ExitCode.REFUSED,
            document=refusal.document(),
        )
        self.refusal = refusal

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its problems."""
        return frozenset(problem.code for problem in self.refusal.errors)


def is_loopback(url: str) -> bool:
    """Whether the address is this machine itself."""
    host = httpx2.URL(url).host
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _path(*parts: str) -> str:
    """A path below the interface's root; what people have typed cannot leave its place in it."""
    return "/".join(quote(part, safe="") for part in parts)


def _holdings(member: tuple[str, str] | None, *parts: str) -> str:
    if member is None:
        return _path("me", *parts)
    return _path("courses", member[0], "members", member[1], *parts)


def _versions(course: str, assignment: str, *parts: str) -> str:
    return _path("courses", course, "assignments", assignment, "versions", *parts)


def _reason(error: httpx2.TransportError) -> str:
    """Why there was no answer, in a few words without the request's headers."""
    if isinstance(error, httpx2.ConnectTimeout | httpx2.ConnectError):
        return "no connection"
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time"
    return "the connection was cut"
