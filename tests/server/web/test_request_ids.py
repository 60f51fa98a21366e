"""Every answer names its request, and all that is logged for it does too."""

import re

import pytest
import structlog
from structlog.testing import capture_logs

from tests.server.ungraded_site import HTML, Site


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1/courses", "/static/gradus.css"])
def test_every_answer_has_one(empty_site: Site, path: str) -> None:
    client = empty_site.browser().client
    found = [client.get(path).headers["x-request-id"] for _ in range(2)]
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in found)
    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("abc-123", True),
        ("A" * 64, True),
        ("A" * 65, False),
        ("", False),
        ("a b", False),
        ("a\tb", False),
        ("<script>", False),
        ("a=b", False),
    ],
)
def test_one_of_the_client_s_is_taken_where_it_is_a_plain_name(
    empty_site: Site, given: str, is_taken: bool
) -> None:
    answer = empty_site.browser().client.get("/", headers={"X-Request-Id": given})
    assert (answer.headers["x-request-id"] == given) is is_taken
    assert len(answer.headers.get_list("x-request-id")) == 1


def test_what_is_logged_for_a_request_has_its_id(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.identity.pages.api_reference", lambda *_: 1 / 0)
    client = empty_site.browser().client
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logged:
        answer = client.get("/docs", headers={**HTML, "X-Request-Id": "mine"})
        client.post("/sign-in", data={"token": empty_site.token("momo")})

    (failed,) = [line for line in logged if line["event"] == "request failed"]
    assert failed["request_id"] == "mine"
    assert "mine" in answer.text
    (signed_in,) = [line for line in logged if line["event"] == "audit"]
    assert (signed_in["action"], len(signed_in["request_id"])) == ("session.open", 16)
