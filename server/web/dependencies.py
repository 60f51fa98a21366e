"""What routes ask for: the service, and who is asking."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from languages import Locale
from server.core import problems
from server.core.errors import RequestProblemError, unauthorised
from server.identity.rules import Viewer, viewer_of_token, viewer_of_web_session
from server.service import Service
from server.web.errors import request_locale

_bearer = HTTPBearer(auto_error=False, description="A token as `gradus token` prints it.")


def get_service(request: Request) -> Service:
    """The service of this process."""
    service: Service = request.app.state.service
    return service


CurrentService = Annotated[Service, Depends(get_service)]


def get_session(service: CurrentService) -> Iterator[Session]:
    """A session that reads, closed before the answer is sent."""
    with service.database.read() as session:
        yield session


ReadSession = Annotated[Session, Depends(get_session, scope="function")]


def cookie_name(service: Service) -> str:
    """The session cookie: bound to the host where https lets browsers insist on it."""
    return "__Host-gradus" if service.settings.url.startswith("https:") else "gradus"


def find_viewer(service: Service, session: Session, request: Request) -> Viewer | None:
    """Who asks, by bearer token or cookie; None for nobody. Raises 401 for a bad token."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return viewer_of_token(session, secret.strip())
    cookie = request.cookies.get(cookie_name(service))
    return viewer_of_web_session(session, cookie) if cookie else None


def require_same_site(request: Request, service: CurrentService) -> None:
    """Raise 403 for what another site makes a browser send (Fetch Metadata, else Origin)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = origin is None or origin in (own, service.settings.url)
    if not allowed:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.CROSS_SITE())


async def get_viewer(
    request: Request,
    service: CurrentService,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Viewer:
    """Who asks. Raises 401 for nobody. The request's body is not read for it.

    A cookie is sent along whoever made the browser ask, so what it changes must come from our own
    pages; a bearer token is proof enough.
    """
    if request.method not in ("GET", "HEAD") and "authorization" not in request.headers:
        require_same_site(request, service)

    def find() -> Viewer | None:
        with service.database.read() as session:
            return find_viewer(service, session, request)

    viewer = await run_in_threadpool(find)
    if viewer is None:
        raise unauthorised(problems.NOT_SIGNED_IN())
    return viewer


CurrentViewer = Annotated[Viewer, Depends(get_viewer)]
CurrentLocale = Annotated[Locale, Depends(request_locale)]
