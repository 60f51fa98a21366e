"""Who is answered with a page, and who with problem+json."""

import pytest
from starlette.requests import Request

from server.web.pages.errors import wants_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def request(path: str, accept: str) -> Request:
    headers = [(b"accept", accept.encode())]
    return Request({"type": "http", "method": "GET", "path": path, "headers": headers})


@pytest.mark.parametrize(
    ("path", "accept", "page"),
    [
        ("/courses/ml", BROWSER, True),
        ("/courses/ml", "text/html", True),
        ("/courses/ml", "*/*", False),
        ("/courses/ml", "", False),
        ("/courses/ml", "application/json, text/html;q=0.5", False),
        ("/courses/ml", "text/html;q=0", False),
        ("/courses/ml", "text/html;q=nonsense", False),
        ("/api/v1/courses", BROWSER, False),
    ],
)
def test_pages_are_for_those_who_ask_for_html(path: str, accept: str, page: bool) -> None:
    assert wants_page(request(path, accept)) is page
