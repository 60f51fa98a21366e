"""A file is graded once more at the word of staff: for real, one at a time, and nothing changes."""

from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from server.core.errors import RequestProblemError
from server.core.files.blobs import submission_key
from server.core.models import Evaluation
from server.files.replays import Replays
from tests.server.running import Running

CONTENT = "id,prediction\n" + "".join(f"{i},{i}.5\n" for i in range(6))


@pytest.fixture
def graded(clients: dict[str, httpx2.Client], small: str) -> str:
    """The address of a file that is graded."""
    sent = clients["momo"].post(
        f"{small}/submissions?track=unrestricted",
        content=CONTENT,
        headers={"Content-Type": "text/csv"},
    )
    place: str = sent.headers["Location"]
    assert clients["momo"].get(place, params={"wait": 30}).json()["verdict"] == "scored"
    return place


def rows(running: Running) -> list[dict[str, Any]]:
    with running.service.database.read() as session:
        found = session.execute(select(Evaluation.__table__)).mappings()
        return [dict(row) for row in found]


def test_the_same_bytes_come_out_the_same_and_nothing_is_written(
    running: Running, clients: dict[str, httpx2.Client], graded: str
) -> None:
    before = rows(running)
    found = clients["ta"].post(f"{graded}/replay").json()
    assert (found["same"], found["differences"], found["verdict"]) == (True, [], "scored")
    assert rows(running) == before


def test_what_differs_is_told(
    running: Running, clients: dict[str, httpx2.Client], graded: str
) -> None:
    other = update(Evaluation).values(score=0.25)
    running.service.database.write(lambda session: session.execute(other))
    found = clients["ta"].post(f"{graded}/replay").json()
    assert not found["same"]
    (one,) = [one for one in found["differences"] if one["what"] == "score"]
    assert one["then"] == "0.25"


def test_one_is_at_a_time_and_the_next_may_come(running: Running, graded: str) -> None:
    """Where grading asks for another replay, that one is refused."""
    service, told = running.service, []
    access: Any = SimpleNamespace(
        submission=SimpleNamespace(id=graded.rsplit("/", 1)[-1]),
        track=SimpleNamespace(slug="unrestricted"),
        assignment_access=SimpleNamespace(asks_for_program=lambda _: False),
    )

    def grade(*asked: Any, **options: Any) -> Any:
        with pytest.raises(RequestProblemError) as refused:
            replays.replay(access)
        told.append(refused.value.problems[0].code)
        return service.grading.grade(*asked, **options)

    replays = Replays(service.database, service.files, grade)
    assert replays.replay(access).differences == ()
    assert replays.replay(access).differences == ()
    assert told == ["replay_busy", "replay_busy"]


def test_a_server_that_grades_nothing_says_who_does(running: Running, graded: str) -> None:
    access: Any = SimpleNamespace(
        submission=SimpleNamespace(id=graded.rsplit("/", 1)[-1]),
        track=SimpleNamespace(slug="unrestricted"),
        assignment_access=SimpleNamespace(asks_for_program=lambda slug: slug == "restricted"),
    )
    replays = Replays(running.service.database, running.service.files, None)
    with pytest.raises(RequestProblemError, match="replay_elsewhere"):
        replays.replay(access)
    access.track.slug = "restricted"
    with pytest.raises(RequestProblemError, match="replay_program"):
        replays.replay(access)


def test_a_file_that_is_gone_is_told_and_the_next_may_come(
    running: Running, clients: dict[str, httpx2.Client], graded: str
) -> None:
    running.service.files.delete(submission_key(graded.rsplit("/", 1)[-1]))
    for _ in range(2):
        told = clients["ta"].post(f"{graded}/replay")
        assert (told.status_code, told.json()["errors"][0]["code"]) == (409, "replay_failed")
        assert str(running.service.settings.data_dir) not in told.text
