import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gradus.api.client import Address, Client, RefusedError, UnreachableError
from gradus.api.uploading import OutgoingFile, follow, submit

ALIAS = "river-otter"
_numbers = itertools.count()


@dataclass
class Proxy:
    """A way to a server that loses the answers of its first connections.

    lose: how many connections are cut when the server begins to answer. lost: how many were.
    """

    url: str
    lose: int
    lost: int = 0
    threads: list[threading.Thread] = field(default_factory=list)


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _serve(proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
    upward = threading.Thread(target=_carry, args=(client, server))
    upward.start()
    if proxy.lost < proxy.lose:
        server.recv(1)  # the server has done its work and is answering
        proxy.lost += 1
        for end in (client, server):
            with contextlib.suppress(OSError):  # it has gone already
                end.shutdown(socket.SHUT_RDWR)
    else:
        _carry(server, client)
    upward.join()
    client.close()
    server.close()


@contextlib.contextmanager
def losing_proxy(url: str, *, lose: int) -> Iterator[Proxy]:
    """A proxy before `url` for the time of a test."""
    to = urlsplit(url)
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}", lose)

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection((to.hostname, to.port))
            thread = threading.Thread(target=_serve, args=(proxy, client, server))
            thread.start()
            proxy.threads.append(thread)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for thread in proxy.threads:
            thread.join()


@pytest.fixture
def predictions(demo, tmp_path: Path) -> Path:
    """A good prediction file for the demo, as nobody has sent it before."""
    head, _, last = demo.sample().decode().rstrip().rpartition("\n")
    file = tmp_path / "predictions.csv"
    file.write_text(f"{head}\n{last.partition(',')[0]},{100 + next(_numbers)}\n")
    return file


def test_a_lost_answer_makes_no_second_submission(demo, predictions: Path) -> None:
    paused: list[float] = []
    before = demo.submissions(ALIAS)
    with (
        losing_proxy(demo.url, lose=2) as proxy,
        Client(Address(proxy.url, demo.token(ALIAS))) as client,
    ):
        upload = OutgoingFile(predictions, "demo", "diabetes", "unrestricted")
        receipt = submit(client, upload, pause=paused.append)
    assert proxy.lost == 2
    assert len(paused) == 2
    assert demo.submissions(ALIAS) == [receipt.id, *before]


def test_with_a_fresh_key_each_time_a_lost_answer_would_make_a_second_submission(
    demo, predictions: Path
) -> None:
    before = demo.submissions(ALIAS)
    with (
        losing_proxy(demo.url, lose=1) as proxy,
        Client(Address(proxy.url, demo.token(ALIAS))) as client,
    ):
        for _ in range(2):
            upload = OutgoingFile(predictions, "demo", "diabetes", "unrestricted")
            headers = {"Content-Type": "text/csv", "Idempotency-Key": upload.key}
            with contextlib.suppress(UnreachableError):
                client.submit(
                    "demo",
                    "diabetes",
                    predictions.read_bytes(),
                    headers=headers,
                    params={"track": "unrestricted", "again": "true"},
                )
    assert len(demo.submissions(ALIAS)) == len(before) + 2


def test_a_server_that_stays_away_is_given_up_after_longer_and_longer_pauses(
    free_port: int, tmp_path: Path
) -> None:
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n")
    paused: list[float] = []
    with (
        Client(Address(f"http://127.0.0.1:{free_port}", "gds_x")) as client,
        pytest.raises(UnreachableError),
    ):
        submit(client, OutgoingFile(file, "demo", "diabetes"), pause=paused.append)
    assert paused == sorted(paused)
    assert len(set(paused)) == len(paused) >= 3
    assert sum(paused) < 15


def test_a_refusal_is_not_tried_again(fake_server, tmp_path: Path) -> None:
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n")
    fake_server.refuse(429, {"code": "over_quota", "message": "All used.", "hint": ""})
    with Client(Address(fake_server.url, "gds_x")) as client, pytest.raises(RefusedError):
        submit(
            client, OutgoingFile(file, "demo", "diabetes"), pause=lambda _: pytest.fail("it waited")
        )
    assert len(fake_server.asked) == 1


def test_every_byte_is_counted_as_it_goes_out(demo, predictions: Path) -> None:
    seen: list[int] = []
    with Client(Address(demo.url, demo.token(ALIAS))) as client:
        submit(
            client, OutgoingFile(predictions, "demo", "diabetes", "unrestricted"), sent=seen.append
        )
    assert seen == sorted(seen)
    assert seen[-1] == predictions.stat().st_size


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("predictions.CSV", "text/csv"),
        ("layers.py", "text/x-python"),
        ("predictions.npy", "application/octet-stream"),
    ],
)
def test_a_file_goes_out_under_its_own_name_kind_and_size(
    name: str, media_type: str, fake_server, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(b"abc")
    fake_server.refuse(403, {"code": "closed", "message": "Closed.", "hint": ""})
    with Client(Address(fake_server.url, "gds_x")) as client, pytest.raises(RefusedError):
        submit(client, OutgoingFile(file, "demo", "diabetes", "unrestricted"))
    _, path, headers = fake_server.asked[0]
    assert headers["content-type"] == media_type
    assert headers["content-length"] == "3"
    assert headers["idempotency-key"]
    assert f"filename={name}" in path
    assert "track=unrestricted" in path


def test_following_outlasts_lost_connections(demo, predictions: Path) -> None:
    paused: list[float] = []
    with Client(Address(demo.url, demo.token(ALIAS))) as direct:
        receipt = submit(direct, OutgoingFile(predictions, "demo", "diabetes", "unrestricted"))
    with (
        losing_proxy(demo.url, lose=2) as proxy,
        Client(Address(proxy.url, demo.token(ALIAS))) as client,
    ):
        result = follow(client, receipt.id, patience_s=60, pause=paused.append)
    assert (result.state, result.verdict) == ("final", "scored")
    assert len(paused) == 2


def test_what_was_agreed_to_is_asked_for_in_the_query(fake_server, tmp_path: Path) -> None:
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n")
    fake_server.refuse(409, {"code": "late_day", "message": "It spends one.", "hint": ""})
    with Client(Address(fake_server.url, "gds_x")) as client:
        for late in (False, True):
            with pytest.raises(RefusedError, match="It spends one"):
                submit(client, OutgoingFile(file, "demo", "diabetes", late=late))
    assert ["late=true" in str(asked) for asked in fake_server.asked] == [False, True]
