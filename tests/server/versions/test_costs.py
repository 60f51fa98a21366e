"""A push of layers that would cost too much is refused with what they cost, and leaves nothing."""

import io
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from grader import pack
from tests.server.ungraded_site import Site

API = "/api/v1/courses/ml/assignments/layers"


def _push(site: Site, archive: bytes) -> tuple[int, list[str]]:
    headers = {"Authorization": f"Bearer {site.token('sensei')}", "Content-Type": "application/zip"}
    answer = TestClient(site.app, headers=headers).put(API, content=archive)
    return answer.status_code, [each["code"] for each in answer.json().get("errors", ())]


def _pack(folder: Path) -> bytes:
    archive = io.BytesIO()
    pack(folder, archive)
    return archive.getvalue()


def _unpacked(site: Site) -> set[Path]:
    return set(site.service.bundles.folder("any").parent.iterdir())


def test_layers_that_take_this_server_too_long_are_refused(
    empty_site: Site, layers_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, before = _pack(layers_folder), _unpacked(empty_site)
    monkeypatch.setattr("grader.bundles.layer_costs.MOST_SECONDS", 1e-6)
    assert _push(empty_site, archive) == (422, ["bundle_file_too_slow"])
    assert _unpacked(empty_site) == before
    monkeypatch.undo()
    assert _push(empty_site, archive)[0] == 200


def test_layers_with_too_large_arrays_are_refused(
    empty_site: Site, layers_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, before = _pack(layers_folder), _unpacked(empty_site)
    monkeypatch.setattr("grader.bundles.layer_costs.MOST_BYTES", 1_000)
    assert _push(empty_site, archive) == (422, ["bundle_file_too_large"])
    assert _unpacked(empty_site) == before
