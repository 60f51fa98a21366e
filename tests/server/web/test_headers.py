"""What is said around every answer: who may keep it, how browsers come, where they go."""

import asyncio
from typing import Any

import pytest
from starlette.responses import Response

from server.web.headers import SecurityHeaders


def headers_of(answer: Response, *, is_https: bool = False) -> Any:
    """The headers with which an answer of the application arrives, asked by the name `here`."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": [(b"host", b"here")]}
    app = SecurityHeaders(answer, is_https=is_https)
    asyncio.run(app(scope, None, send))  # type: ignore[arg-type]
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ({}, "no-store"),
        ({"ETag": '"1"'}, "private, no-cache"),
        ({"ETag": '"1"', "Cache-Control": "public, max-age=9"}, "public, max-age=9"),
    ],
)
def test_nobody_keeps_what_does_not_say_so(own: dict[str, str], kept: str) -> None:
    assert headers_of(Response(headers=own))["cache-control"] == kept


def test_browsers_are_told_to_come_by_https_where_that_is_how_they_come() -> None:
    assert "strict-transport-security" not in headers_of(Response())
    found = headers_of(Response(), is_https=True)["strict-transport-security"]
    assert found == "max-age=31536000"


@pytest.mark.parametrize(
    ("location", "arrives"),
    [
        ("http://here/courses/ml?a=1#b", "/courses/ml?a=1#b"),
        ("//here/courses", "/courses"),
        ("http://here//elsewhere.example/", "/elsewhere.example/"),
        ("/courses", "/courses"),
        ("https://provider.example/login?x=1", "https://provider.example/login?x=1"),
    ],
)
def test_a_redirection_to_this_site_names_no_host(location: str, arrives: str) -> None:
    assert headers_of(Response(headers={"Location": location}))["location"] == arrives
