"""Each call of the accept path fails once in each way: the client is told, and nothing is lost."""

import errno
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.integrity.check import check
from server.settings import Settings
from tests.faults.failing_calls import FailingCalls, failing
from tests.server.ungraded_site import Site

ADDRESS = "/api/v1/courses/ml/assignments/small/submissions"
# What may be answered, beside 202 where what failed harms nobody: a disk that is broken is a fault
# with a number, since nobody knows whether it is more than this file's place on it.
TOLD = {errno.EIO: {503}, errno.ENOMEM: {503}, errno.ENOSPC: {507}}


@pytest.fixture
def site(sqlite_data_dir: Path, prediction_bundle: Callable[..., Path]) -> Iterator[Site]:
    app = create_app(Settings(data_dir=sqlite_data_dir, workers=0))
    with TestClient(app):
        site = Site(app)
        site.push(prediction_bundle(tables="[quota]\nper_day = 1000000"))
        yield site


def upload(site: Site, key: str) -> httpx2.Response:
    return TestClient(site.app, raise_server_exceptions=False).post(
        ADDRESS,
        params={"track": "unrestricted", "again": "true"},
        content=b"id,prediction\n" + key.encode(),
        headers={
            "Authorization": f"Bearer {site.token('momo')}",
            "Content-Type": "text/csv",
            "Idempotency-Key": key,
        },
    )


def test_each_call_fails_once_and_nothing_is_lost(site: Site) -> None:
    root = site.service.settings.data_dir
    assert upload(site, "first").status_code == 202  # makes the folders
    with failing(FailingCalls(root)) as whole:
        assert upload(site, "counted").status_code == 202
    assert {"open", "write", "fsync", "rename", "unlink"} <= set(whole.seen)

    statuses, untold = set(), []
    for error, told in TOLD.items():
        for number, name in enumerate(whole.seen):
            key = f"{errno.errorcode[error]} at {name}, call {number}"
            with failing(FailingCalls(root, number, error)):
                status = upload(site, key).status_code
            statuses.add(status)
            untold += [f"{key}: {status}"] if status not in {*told, 202} else []
            again = upload(site, key)  # the same request, once all is well again
            assert again.status_code == 202, key
            kept = root / "files" / "submissions" / again.json()["id"]
            assert hashlib.sha256(kept.read_bytes()).hexdigest() == again.json()["sha256"], key
            assert [*(root / "incoming").iterdir()] == [], key
    assert untold == []
    assert statuses >= {503, 507}
    service = site.service
    assert [*check(service.database, service.files, root, quick=False, is_idle=True)] == []
