"""A bundle that is not kept as it was pushed is not used, and pages say whose fault that is."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from server.core.errors import DamagedBundleError
from server.core.models import Evaluation
from server.submissions import queries as submissions
from tests.server.running import Running
from tests.server.ungraded_site import SMALL, Site

BUNDLE = "/api/v1" + SMALL


def paths(site: Site) -> tuple[Path, Path]:
    """The archive of the only bundle, and the folder it is unpacked to."""
    data = site.service.settings.data_dir
    (archive,) = (data / "files" / "bundles").iterdir()
    return archive, data / "unpacked" / archive.stem


def test_labels_that_were_edited_where_they_are_unpacked_come_back(site: Site) -> None:
    _, folder = paths(site)
    labels = folder / "private" / "labels.csv"
    before = labels.read_bytes()
    labels.write_bytes(before.replace(b"25", b"26"))

    site.service.bundles.distrust(folder.name)
    bundle = site.service.bundles.get(folder.name)

    assert (bundle.root / "private" / "labels.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("release", "damage"),
    [("exact", "cut"), ("rounded", "gone"), ("answers", "another"), ("ladder", "cut")],
)
def test_pages_live_without_a_bundle_that_is_damaged(
    empty_site: Site, prediction_bundle: Callable[..., Path], release: str, damage: str
) -> None:
    site = empty_site
    top = "closes_at = 2999-01-01T00:00:00Z"
    site.push(prediction_bundle(top=top, release=release, secondary=["rmse"]))
    submission = site.browser("momo").upload().headers["location"]
    archive, folder = paths(site)
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    folder.rmdir()
    match damage:
        case "cut":
            archive.write_bytes(archive.read_bytes()[:-40])
        case "gone":
            archive.unlink()
        case "another":
            site.push(prediction_bundle(top=top, release=release, slug="other"), "other")
            other = next(one for one in archive.parent.iterdir() if one != archive)
            archive.write_bytes(other.read_bytes())
    bundles = site.service.bundles
    bundles.distrust(folder.name)

    with pytest.raises(DamagedBundleError):
        bundles.get(folder.name)
    browser = site.browser("momo")
    for path in (SMALL, "/courses/ml", f"{SMALL}/leaderboard", submission):
        assert "Something broke" not in browser.see(path).text
    assert "cannot be read on the server" in browser.see(SMALL).text
    said = browser.client.get(BUNDLE)
    assert (said.status_code, said.json()["damaged"], said.json()["statement"]) == (200, True, "")
    starter = browser.client.get(f"{BUNDLE}/starter/sample_submission.csv")
    assert starter.status_code == 503
    assert "pushed" not in starter.text
    assert browser.upload().status_code == 303, "files are taken all the same"
    site.push(prediction_bundle(top=top, release=release, secondary=["rmse"]))
    assert "Predict six numbers." in browser.see(SMALL).text


ROWS = b"id,prediction\n0,1\n1,1\n2,4\n3,9\n4,16\n5,25\n"


def send(client: httpx2.Client, address: str) -> dict[str, Any]:
    """A new file's submission, once it is final."""
    headers = {"Content-Type": "text/csv"}
    parameters = {"track": "unrestricted", "again": "true"}
    sent = client.post(f"{address}/submissions", params=parameters, content=ROWS, headers=headers)
    return until(client, sent.headers["Location"], lambda found: found["state"] == "final")


def until(
    client: httpx2.Client, address: str, condition: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """What is found at an address once it is so."""
    deadline = time.monotonic() + 30
    while True:
        found: dict[str, Any] = client.get(address, params={"wait_s": 1}).json()
        if condition(found):
            return found
        assert time.monotonic() < deadline, found


@pytest.mark.long
def test_an_upload_that_is_not_kept_as_it_was_sent_gets_no_score(
    running: Running, clients: dict[str, httpx2.Client], small: str, put_bundle, prediction_bundle
) -> None:
    """One digit of it changes in storage before it is graded anew."""
    good = send(clients["momo"], small)
    assert (good["verdict"], good["score"]) == ("scored", 0.3334)
    kept = running.service.settings.data_dir / "files" / "submissions" / good["id"]
    kept.write_bytes(ROWS.replace(b"0,1", b"0,0"))
    assert put_bundle(prediction_bundle(graded=2)).status_code == 200
    deadline = time.monotonic() + 30
    while True:
        with running.service.database.read() as session:
            found = submissions.evaluations_by_version(session, good["id"])[2]
            evaluation = session.get_one(Evaluation, found)
        if evaluation.verdict is not None:
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)

    assert (evaluation.verdict, evaluation.score) == ("infrastructure_fault", None)
    assert "SHA-256" in (evaluation.last_fault or "")


def test_labels_that_are_edited_while_a_server_runs_score_nothing(
    running: Running, clients: dict[str, httpx2.Client], small: str
) -> None:
    """Grading processes that hold them already go on; a new one has them unpacked anew."""
    folder = next((running.service.settings.data_dir / "unpacked").glob("*/private")).parent
    labels = folder / "private" / "labels.csv"
    before = labels.read_bytes()
    labels.write_bytes(before.replace(b"5,25", b"5,95"))

    assert send(clients["momo"], small)["score"] == 0.3334
    assert labels.read_bytes() == before
