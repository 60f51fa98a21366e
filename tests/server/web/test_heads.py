"""HEAD is answered wherever GET is, as GET would begin, with no body."""

from typing import Any

import httpx2
import pytest

People = dict[str, httpx2.Client]
OF_EACH_TIME = {"date", "x-request-id"}


@pytest.mark.parametrize(
    "path", ["/readyz", "/sign-in", "/static/gradus.css", "/api/v1/courses", "/none"]
)
def test_a_head_has_the_status_and_headers_of_its_get(clients: People, path: str) -> None:
    asked, told = (clients["momo"].request(method, path) for method in ("HEAD", "GET"))
    assert (asked.status_code, asked.content) == (told.status_code, b"")
    assert told.content
    headers = [
        {k: v for k, v in each.headers.items() if k not in OF_EACH_TIME} for each in (asked, told)
    ]
    assert headers[0] == headers[1]


def test_the_head_of_a_board_has_its_tag(clients: People, small: str) -> None:
    path = f"{small}/leaderboard?track=unrestricted"
    tag = clients["momo"].get(path).headers["etag"]
    for _ in range(2):  # made, and given as it was made
        assert clients["momo"].head(path).headers["etag"] == tag
    known = clients["momo"].head(path, headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")


def test_the_head_of_a_stream_ends(clients: People, small: str) -> None:
    client: Any = clients["momo"]
    answer = client.head(f"{small}/leaderboard/events?track=unrestricted", timeout=20)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert client.get("/readyz").status_code == 200  # over the connection of before


def test_a_head_changes_nothing_and_shows_nothing_to_strangers(
    clients: People, client: Any, small: str
) -> None:
    assert client().head(small).status_code == 401
    assert clients["momo"].head(f"{small}/submissions").status_code == 200
