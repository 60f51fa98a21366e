"""What a class has handed in: listed by filters, downloaded, and what it fails at, for staff."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from grader import Finding, LayerReport, Outcome, Problem, Report, Verdict
from server.core.files.blobs import submission_key
from server.core.models import AuditEvent
from server.files.archive import path_of, safe_name
from tests.server.ungraded_site import HOSTILE, LAYERS, SMALL, Site, outcome_of

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
API = f"/api/v1{SMALL}"
Make = Callable[..., Path]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES - timedelta(hours=1), tick=False) as found:
        yield found


@pytest.fixture
def staff(site: Site) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"})


def aliases(staff: TestClient, **asked: Any) -> list[str]:
    answer = staff.get(f"{API}/files", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["alias"] for one in answer.json()["files"]]


def invalid() -> Outcome:
    problem = Problem(code="too_large", values={"limit_bytes": 1})
    return Outcome(
        verdict=Verdict.INVALID_FILE, report=Report(problems=(problem,), problems_total=1)
    )


def test_files_are_listed_by_what_is_asked_for(site: Site, staff: TestClient) -> None:
    site.submit_graded("momo", outcome_of(4.0))
    site.submit_graded(HOSTILE, invalid(), track="restricted")
    site.browser("momo").upload()
    assert aliases(staff) == ["momo", HOSTILE, "momo"]
    assert aliases(staff, sort="oldest", track="unrestricted") == ["momo", "momo"]
    assert aliases(staff, alias=HOSTILE) == aliases(staff, track="restricted") == [HOSTILE]
    assert aliases(staff, verdict="scored", late="") == ["momo"]
    assert aliases(staff, stage="waiting") == ["momo"]
    assert aliases(staff, stage="judged") == [HOSTILE, "momo"]
    assert aliases(staff, stage="fault") == aliases(staff, late=True) == []
    assert staff.get(f"{API}/files", params={"track": "none"}).status_code == 422
    listed = staff.get(f"{API}/files", params={"track": "unrestricted"}).json()
    assert (listed["total"], [one["alias"] for one in listed["absent"]]) == (2, [HOSTILE])
    assert staff.get(f"{API}/files").json()["absent"] == []


KEYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "newest": lambda one: 0,
    "best": lambda one: (one["score"] is None, one["score"]),
    "alias": lambda one: one["alias"],
}


@pytest.mark.parametrize("sort", ["newest", "oldest", "best", "alias"])
def test_pages_of_any_size_hold_every_file_once(site: Site, staff: TestClient, sort: str) -> None:
    for score in (4.0, 5.0, 3.0, 4.0):
        site.submit_graded("momo", outcome_of(score))
        site.submit_graded(HOSTILE, outcome_of(score))
    site.browser("momo").upload()
    listed = staff.get(f"{API}/files", params={"sort": sort}).json()["files"]
    whole = [one["id"] for one in listed]
    newest = sorted(listed, key=lambda one: one["id"], reverse=sort != "oldest")
    assert listed == sorted(newest, key=KEYS.get(sort, KEYS["newest"]))
    found: list[str] = []
    cursor = None
    while True:
        asked = {"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = staff.get(f"{API}/files", params=asked).json()
        found += [one["id"] for one in page["files"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole


@pytest.mark.parametrize("sort", ["best", "alias"])
@pytest.mark.parametrize("cursor", ["", "none"])
def test_nothing_comes_behind_a_file_that_is_not_there(
    site: Site, staff: TestClient, sort: str, cursor: str
) -> None:
    site.submit_graded("momo", outcome_of(4.0))
    answer = staff.get(f"{API}/files", params={"sort": sort, "cursor": cursor})
    assert (answer.status_code, answer.json()["files"]) == (200, [])


def test_a_file_after_closing_is_late(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    site.push(prediction_bundle(top=f"closes_at = {CLOSES.isoformat()}"))
    site.submit_graded("momo", outcome_of(4.0))
    clock.move_to(CLOSES + timedelta(minutes=1))
    site.submit_graded("sensei", outcome_of(4.0))
    assert aliases(staff, late=True) == ["sensei"]
    assert aliases(staff, late=False) == ["momo"]
    late = {one["alias"]: one["late"] for one in staff.get(f"{API}/files").json()["files"]}
    assert late == {"sensei": True, "momo": False}


def unzip(staff: TestClient, **asked: Any) -> tuple[zipfile.ZipFile, list[dict[str, str]]]:
    answer = staff.get(f"{API}/files.zip", params=asked)
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    text = archive.read("manifest.csv").decode("utf-8-sig")
    return archive, list(csv.DictReader(io.StringIO(text)))


def test_the_archive_holds_the_bytes_and_a_line_for_each(site: Site, staff: TestClient) -> None:
    site.submit_graded("momo", outcome_of(4.0), filename="../../=up.csv")
    gone = site.submit_graded(HOSTILE, outcome_of(5.0)).rsplit("/", 1)[-1]
    site.service.files.delete(submission_key(gone))
    archive, manifest = unzip(staff)
    assert [line["alias"] for line in manifest] == ["momo", HOSTILE]
    assert [line["score"] for line in manifest] == ["4.0", "5.0"]
    (path,) = {*archive.namelist()} - {"manifest.csv"}
    assert [line["path"] for line in manifest] == [path, ""]
    assert path.startswith("momo/")
    assert path.endswith("-=up.csv")
    assert archive.read(path) == b"id,prediction\n"
    assert [line["alias"] for line in unzip(staff, alias="momo")[1]] == ["momo"]
    with site.service.database.read() as session:
        asked = select(AuditEvent).where(AuditEvent.action == "files.export")
        events = session.scalars(asked.order_by(AuditEvent.id)).all()
    assert [event.detail for event in events] == [{"files": 2}, {"files": 1}]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a:b*c?.csv", "a_b_c_.csv"),
        ("CON.csv", "_CON.csv"),
        ("..", "_"),
        (".hidden", "hidden"),
        ("佐藤.csv", "佐藤.csv"),
        ("x" * 200, "x" * 80),
        ("a\u202ecsv.exe", "a_csv.exe"),
    ],
)
def test_names_in_the_archive_are_names_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    line: Any = SimpleNamespace(
        alias=name, name="n", received_at=CLOSES, submission_id="01", filename=name
    )
    assert path_of(line).count("/") == 1
    assert ".." not in path_of(line).split("/")


def test_ones_own_file_comes_back_byte_for_byte(site: Site, staff: TestClient) -> None:
    page = site.submit_graded("momo", outcome_of(4.0), filename="ä b.csv")
    momo = site.browser("momo")
    assert f"/api/v1{page}/file" in momo.see(page).links
    answer = momo.client.get(f"/api/v1{page}/file")
    assert answer.content == b"id,prediction\n"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%C3%A4%20b.csv"
    assert staff.get(f"/api/v1{page}/file").content == answer.content
    assert site.browser(HOSTILE).client.get(f"/api/v1{page}/file").status_code == 404
    site.service.files.delete(submission_key(page.rsplit("/", 1)[-1]))
    assert momo.client.get(f"/api/v1{page}/file").status_code == 404


def layers_outcome(*codes: str) -> Outcome:
    """A file whose ReLU has these mistakes, each twice."""
    findings = tuple(
        Finding(
            check="forward",
            case="random",
            problem=Problem(code=code, values={"layer": "ReLU", "name": "dout", "array": "dout"}),
        )
        for code in (*codes, *codes)
    )
    layer = LayerReport(
        layer="ReLU", points=0, max_points=1, checks_passed=0, checks_total=2, findings=findings
    )
    return Outcome(
        verdict=Verdict.WRONG_VALUE, points=0, max_points=1, report=Report(layers=(layer,))
    )


def test_mistakes_are_counted_once_for_each_student_by_their_newest_file(
    site: Site, staff: TestClient, layers_folder: Path
) -> None:
    site.push(layers_folder, "layers")
    upload = {"path": LAYERS, "track": "main", "filename": "layers.py"}
    one, other = "upstream_overwritten", "upstream_taken_for_one"
    site.submit_graded("momo", layers_outcome(other), **upload)
    site.submit_graded("momo", layers_outcome(one), **upload)
    newest = site.submit_graded(HOSTILE, layers_outcome(one, other), **upload)
    found = staff.get(f"/api/v1{LAYERS}/failures").json()
    assert found["judged"] == 2
    shares = [(each["layers"], each["code"], each["share"]) for each in found["failures"]]
    assert shares == [(["ReLU"], one, 1.0), (["ReLU"], other, 0.5)]
    assert found["failures"][1]["files"] == [{"alias": HOSTILE, "url": newest}]
    for language in ("en", "ja"):
        page = site.browser("sensei", language).see(f"{LAYERS}/failures")
        assert "100 %" in page.text
        assert newest in page.links
        assert "<script>alert" not in page.source


def test_a_mistake_of_the_same_files_in_several_layers_is_told_once(
    site: Site, staff: TestClient, layers_folder: Path
) -> None:
    site.push(layers_folder, "layers")
    upload = {"path": LAYERS, "track": "main", "filename": "layers.py"}
    alone = layers_outcome("upstream_taken_for_one")
    report = alone.report
    both = (report.layers[0], report.layers[0].model_copy(update={"layer": "Affine"}))
    in_both = alone.model_copy(update={"report": report.model_copy(update={"layers": both})})
    site.submit_graded("momo", in_both, **upload)
    found = staff.get(f"/api/v1{LAYERS}/failures").json()["failures"]
    assert [(one["layers"], one["share"]) for one in found] == [(["Affine", "ReLU"], 1.0)]
    site.submit_graded(HOSTILE, alone, **upload)
    found = staff.get(f"/api/v1{LAYERS}/failures").json()["failures"]
    assert [(one["layers"], one["share"]) for one in found] == [(["ReLU"], 1.0), (["Affine"], 0.5)]


def test_files_and_failures_are_for_staff(site: Site) -> None:
    momo = site.browser("momo").client
    for path in (f"{SMALL}/files", f"{SMALL}/failures", f"{API}/files", f"{API}/files.zip"):
        assert momo.get(path).status_code == 403
    assert momo.get(f"{API}/failures").status_code == 403


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_keeps_what_was_asked_for(site: Site, language: str) -> None:
    site.submit_graded("momo", outcome_of(4.0))
    browser = site.browser("sensei", language)
    assert f"{SMALL}/files" in browser.see(SMALL).links
    page = browser.see(f"{SMALL}/files?alias=momo&late=&verdict=scored")
    assert f"{API}/files.zip?alias=momo&verdict=scored" in page.links
    assert "<script>alert" not in page.source
    assert HOSTILE in page.text
