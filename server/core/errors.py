"""A request that cannot be met: what is wrong with it, and the status that says so; our damage."""

from collections.abc import Mapping
from http import HTTPStatus

from grader import Problem
from server.core import problems


class RequestProblemError(Exception):
    """A request that is answered with problems instead of a result."""

    def __init__(
        self,
        status: HTTPStatus,
        *problems: Problem,
        total: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.status = status
        self.problems = problems
        self.total = len(problems) if total is None else total
        self.headers = headers


def not_found(what: str, name: str) -> RequestProblemError:
    """The 404 for a thing that is not there, or not for this viewer."""
    return RequestProblemError(HTTPStatus.NOT_FOUND, problems.NOT_FOUND(what=what, name=name))


def unauthorised(*found: Problem) -> RequestProblemError:
    """The 401 that says what kind of credentials would do."""
    return RequestProblemError(
        HTTPStatus.UNAUTHORIZED, *found, headers={"WWW-Authenticate": 'Bearer realm="gradus"'}
    )


class DamagedBundleError(Exception):
    """A bundle is not kept as it was pushed. The message says what is wrong, for staff."""

    def __init__(self, version_id: str, why: str) -> None:
        super().__init__(f"the bundle of version {version_id} {why}")
        self.version_id = version_id
