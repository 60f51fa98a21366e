"""One's own tokens, browsers and identities: listed, replaced and ended."""

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from server.identity.dependencies import (
    ChosenId,
    CurrentProviders,
    EndedHoldings,
    OwnHoldings,
    lifetimes,
)
from server.identity.holdings import (
    Holdings,
    end_chosen,
    list_sessions,
    list_tokens,
    revoke_chosen,
)
from server.identity.identities import disconnect, list_identities
from server.identity.providers import Providers
from server.identity.rotation import RotationView, rotate_token
from server.settings import Settings
from server.web.dependencies import CurrentDatabase, CurrentSettings, ReadSession
from server.web.pages.rendering import PageFrame, as_of

router = APIRouter()
_OVERLAP = timedelta(hours=24)


@router.get("/account", response_model=None)
def account_page(
    request: Request,
    session: ReadSession,
    settings: CurrentSettings,
    providers: CurrentProviders,
    held: OwnHoldings,
) -> Response:
    """The reader's tokens and identities, and the browsers in which they are signed in."""
    return _account(request, session, settings, providers, held)


def _account(
    request: Request,
    session: Session,
    settings: Settings,
    providers: Providers,
    held: Holdings,
    rotated: RotationView | None = None,
) -> Response:
    return PageFrame(request, held.asker).page(
        "account.html",
        identities=list_identities(session, held, providers.title_of),
        tokens=list_tokens(session, held),
        sessions=list_sessions(session, held, lifetimes(settings).idle),
        rotated=rotated,
    )


@router.post("/account/tokens", response_model=None)
def revoke_own_tokens(
    database: CurrentDatabase, held: EndedHoldings, token: ChosenId = ""
) -> Response:
    """Revoke a token of the reader's, or all of them."""
    database.write(revoke_chosen, held, token)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.post("/account/tokens/rotation", response_model=None)
def rotate_own_token(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    providers: CurrentProviders,
    held: OwnHoldings,
    token: ChosenId,
) -> Response:
    """Give a token of the reader's a new secret, which is shown this once."""
    made = database.write(rotate_token, held, token, _OVERLAP)
    with database.read() as session:
        return _account(as_of(request, "/account"), session, settings, providers, held, made)


@router.post("/account/sessions", response_model=None)
def end_own_sessions(
    database: CurrentDatabase,
    settings: CurrentSettings,
    held: EndedHoldings,
    session: ChosenId = "",
) -> Response:
    """Sign a browser of the reader's out, or all of them."""
    database.write(end_chosen, held, session, lifetimes(settings).idle)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.post("/account/identities", response_model=None)
def disconnect_own_identity(
    database: CurrentDatabase, held: EndedHoldings, identity: ChosenId
) -> Response:
    """Let an account elsewhere sign the reader in no more."""
    database.write(disconnect, held, identity)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)
