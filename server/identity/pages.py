"""Signing browsers in and out: by one-time link or token, with a session kept on the server."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from server.identity.rules import (
    close_web_session,
    open_web_session,
    use_sign_in_link,
    viewer_of_token,
)
from server.service import Service
from server.web.dependencies import CurrentService, cookie_name, require_same_site
from server.web.pages.rendering import render
from server.web.pages.return_path import return_path

router = APIRouter()


SameSite = Depends(require_same_site)


@router.get("/sign-in", response_model=None)
def sign_in_page(request: Request, service: CurrentService, link: str | None = None) -> Response:
    """Use a one-time link, or show the form that takes a token.

    Only a browser that goes to the link itself uses it up; programs that look into messages to
    show a preview, and browsers that do not say what they do, get a button instead.
    """
    if link is None:
        return render(request, "sign_in.html", viewer=None)
    if request.headers.get("sec-fetch-mode") != "navigate":
        return render(request, "sign_in_link.html", viewer=None, link=link)
    return _use_link(service, link)


@router.post("/sign-in/link", dependencies=[SameSite], response_model=None)
def sign_in_by_link(
    service: CurrentService, link: Annotated[str, Form(max_length=200)]
) -> Response:
    """Use a one-time link by its button."""
    return _use_link(service, link)


@router.post("/sign-in", dependencies=[SameSite], response_model=None)
def sign_in(
    request: Request, service: CurrentService, token: Annotated[str, Form(max_length=200)]
) -> Response:
    """Sign in with a bearer token, and go on to the page that asked for it."""
    wanted = return_path(request.query_params.get("next"))
    days = service.settings.session_days
    secret = service.database.write(_open_by_token, token.strip(), days)
    return _show_signed_in(service, secret, wanted)


@router.post("/sign-out", dependencies=[SameSite], response_model=None)
def sign_out(request: Request, service: CurrentService) -> Response:
    """End the browser's session."""
    name = cookie_name(service)
    secret = request.cookies.get(name)
    if secret:
        service.database.write(close_web_session, secret)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(name, path="/", secure=_secure(service), httponly=True, samesite="lax")
    return answer


def _use_link(service: Service, link: str) -> Response:
    secret = service.database.write(_open_by_link, link, service.settings.session_days)
    return _show_signed_in(service, secret)


def _open_by_token(session: Session, token: str, days: float) -> str:
    return open_web_session(session, viewer_of_token(session, token), days=days)


def _open_by_link(session: Session, link: str, days: float) -> str:
    return open_web_session(session, use_sign_in_link(session, link), days=days)


def _show_signed_in(service: Service, secret: str, wanted: str = "/") -> Response:
    answer = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        cookie_name(service),
        secret,
        max_age=service.settings.session_days * 86_400,
        path="/",
        secure=_secure(service),
        httponly=True,
        samesite="lax",
    )
    return answer


def _secure(service: Service) -> bool:
    return service.settings.url.startswith("https:")
