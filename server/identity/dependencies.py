"""Who asks, and what their token lets them do: 401 for nobody, 403 for a scope that is missing.

What asks no database is `async`, here and in the nouns: it needs no thread of the pool.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Form, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from server.core import problems
from server.core.errors import RequestProblemError, unauthorised
from server.core.mail.sender import MailSender
from server.core.models import Scope
from server.identity.doorkeeper import Doorkeeper
from server.identity.holdings import Holdings
from server.identity.last_uses import LastUses
from server.identity.providers import Providers
from server.identity.refusals import Refusals
from server.identity.rules import RefusedError, Viewer, viewer_of_token
from server.identity.sessions import Lifetimes, open_web_session, viewer_of_web_session
from server.settings import Settings
from server.web.dependencies import CurrentDatabase, CurrentSettings, held

ChosenId = Annotated[str, Form(pattern="^[0-9a-z]*$", max_length=26)]
"""One of a list by its id; empty for all."""
_bearer = HTTPBearer(auto_error=False, description="A token as `gradus token` prints it.")


def cookie_name(settings: Settings) -> str:
    """The session cookie: bound to the host where https lets browsers insist on it."""
    return "__Host-gradus" if settings.is_https else "gradus"


def lifetimes(settings: Settings) -> Lifetimes:
    """How long sessions last, as the operator has set it."""
    return Lifetimes(
        timedelta(days=settings.session_days), timedelta(hours=settings.session_idle_hours)
    )


def require_same_site(request: Request, settings: CurrentSettings) -> None:
    """Raise 403 for what another site makes a browser send (Fetch Metadata, else Origin)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = origin is None or origin in (own, settings.url)
    if not allowed:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.CROSS_SITE())


SameSite = Depends(require_same_site)


@dataclass(frozen=True)
class Browser:
    """Who signs in from where. viewer: who is signed in there."""

    request: Request
    settings: Settings
    viewer: Viewer | None

    @property
    def attempt_cookie(self) -> str:
        """The cookie of a browser that is on its way to a provider and back."""
        return f"{cookie_name(self.settings)}-attempt"

    def viewer_now(self, session: Session) -> Viewer | None:
        """Who is signed in there by its cookie."""
        cookie = self.request.cookies.get(cookie_name(self.settings), "")
        return viewer_of_web_session(session, cookie, lifetimes(self.settings).idle)

    def sign_in(self, session: Session, viewer: Viewer) -> str:
        """The secret of the session that takes the place of the browser's earlier one."""
        return open_web_session(
            session,
            viewer,
            lifetimes(self.settings),
            device=self.request.headers.get("user-agent"),
            earlier=self.request.cookies.get(cookie_name(self.settings)),
        )


def find_viewer(
    request: Request, database: CurrentDatabase, settings: CurrentSettings
) -> Viewer | None:
    """Who asks, by bearer token or cookie; None for nobody. Raises 401 for a bad token, or 429.

    Remembered for the page that says what went wrong.
    """
    with counting_refusals(request), database.read() as session:
        viewer = _viewer_shown(request, settings, session)
    if viewer is not None:
        request.app.state.held[LastUses].note(viewer)
    request.state.viewer = viewer
    request.state.known = viewer is not None  # to whom a connection belongs
    if viewer is not None:
        refusals: Refusals = request.app.state.held[Refusals]
        request.state.note_forbidden = partial(refusals.note_forbidden, viewer.person_id)
    return viewer


def _viewer_shown(request: Request, settings: Settings, session: Session) -> Viewer | None:
    if (secret := bearer_secret(request)) is not None:
        return viewer_of_token(session, secret)
    cookie = request.cookies.get(cookie_name(settings))
    return viewer_of_web_session(session, cookie, lifetimes(settings).idle) if cookie else None


def keep_door(request: Request, database: CurrentDatabase, settings: CurrentSettings) -> Doorkeeper:
    """Ends open streams of who asks, once what they have shown is worth nothing any more."""
    return Doorkeeper(database, partial(_viewer_shown, request, settings))


@contextmanager
def counting_refusals(request: Request) -> Iterator[None]:
    """Count a token or a link that is refused. Raises 401, or 429 after too many."""
    try:
        yield
    except RefusedError as error:
        refusals: Refusals = request.app.state.held[Refusals]
        raise refusals.answer(error) from None


def bearer_secret(request: Request) -> str | None:
    """What is shown as a token; None for any other scheme, which proves nothing."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def get_viewer(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Viewer:
    """Who asks. Raises 401 for nobody. The request's body is not read for it.

    A cookie is sent along whoever made the browser ask, so what it changes must come from our own
    pages; a bearer token is proof enough.
    """
    if request.method not in ("GET", "HEAD") and bearer_secret(request) is None:
        require_same_site(request, settings)
    viewer = find_viewer(request, database, settings)
    if viewer is None:
        raise unauthorised(problems.NOT_SIGNED_IN())
    return viewer


CurrentViewer = Annotated[Viewer, Depends(get_viewer)]
MaybeViewer = Annotated[Viewer | None, Depends(find_viewer)]


def with_scope(scope: Scope) -> Callable[[Viewer], Awaitable[Viewer]]:
    """A dependency on who asks, which raises 403 unless their token has a scope."""

    async def get(viewer: CurrentViewer) -> Viewer:
        return viewer.narrow(scope)

    return get


async def find_reader(viewer: MaybeViewer) -> Viewer | None:
    """Who reads; None for nobody. Raises 403 for those whose token is not for that."""
    return None if viewer is None else viewer.narrow(Scope.READ)


async def get_administrator(viewer: CurrentViewer) -> Viewer:
    """The administrator who asks. Raises 403 for all others."""
    return viewer.require_admin()


def get_own(viewer: Annotated[Viewer, Depends(with_scope(Scope.READ))]) -> Holdings:
    """The tokens and sessions of who asks."""
    return Holdings.own(viewer)


def end_own(own: Annotated[Holdings, Depends(get_own)]) -> Holdings:
    """The same, for who may end them. Raises 403 for what reads alone."""
    if not any(way.scopes - {Scope.READ} for way in own.asker.ways):
        missing = problems.SCOPE_MISSING(scope=Scope.SUBMIT.value)
        raise RequestProblemError(HTTPStatus.FORBIDDEN, missing)
    return own


def end_own_token(
    token_id: Annotated[str, Path(description="The token, by its id in the list.")],
    viewer: CurrentViewer,
) -> Holdings:
    """The same, for who ends one of their tokens: each may end itself, whatever it is for."""
    if any(way.token_id == token_id for way in viewer.ways):
        return Holdings.own(viewer)
    return end_own(get_own(viewer.narrow(Scope.READ)))


CurrentDoorkeeper = Annotated[Doorkeeper, Depends(keep_door)]
CurrentSender = Annotated[MailSender, held(MailSender)]
CurrentProviders = Annotated[Providers, held(Providers)]
OwnHoldings = Annotated[Holdings, Depends(get_own)]
EndedHoldings = Annotated[Holdings, Depends(end_own)]
HoldingsWithToken = Annotated[Holdings, Depends(end_own_token)]
Reader = Annotated[Viewer, Depends(with_scope(Scope.READ))]
Submitter = Annotated[Viewer, Depends(with_scope(Scope.SUBMIT))]
Manager = Annotated[Viewer, Depends(with_scope(Scope.MANAGE))]
Administrator = Annotated[Viewer, Depends(get_administrator)]
MaybeReader = Annotated[Viewer | None, Depends(find_reader)]
