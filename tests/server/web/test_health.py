"""What a server says of itself: ready or not, and how it runs student code."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from grader import CodeRunning, Setup, System
from grader.process.code_runner import CodeRunner
from server.grading.pool import GradingPool
from server.settings import Settings
from server.submissions.upload import Uploads
from tests.server.running import Running

ROOT = Path(__file__).parents[3]
LAYERS = "/api/v1/courses/ml/assignments/backprop-layers"


def test_a_server_that_confines_code_is_ready_names_its_defences_and_closes_its_sandbox(
    settings: Settings,
) -> None:
    running = Running(settings)
    running.start()
    answer = httpx2.get(f"{running.url}/readyz")
    (grading,) = running.service.grading.processes
    started = [psutil.Process(grading.pid), *psutil.Process(grading.pid).children(recursive=True)]
    assert len(started) > 1
    running.stop()

    assert psutil.wait_procs(started, timeout=20)[1] == []
    assert answer.status_code == 200
    said = answer.json()
    assert said["checks"] == {
        "workers": True,
        "sandbox": True,
        "database": True,
    }
    assert said["degraded"] == []
    assert said["code"]["state"] == "confined"
    assert {"seccomp", "limits"} <= set(said["code"]["defences"])
    assert "reason" not in said["code"]


@pytest.fixture
def unconfined(running: Running) -> None:
    """The server as it would be on a kernel that takes no filters."""
    system = replace(System.here(), takes_filters=False)
    code, held = CodeRunner(Setup(), system).open(), running.app.state.held
    held[CodeRunning] = code
    held[Uploads] = replace(held[Uploads], takes_code=code.takes_code)


def test_a_server_leaves_open_what_others_use(
    settings: Settings, shared_grading: GradingPool
) -> None:
    running = Running(settings, shared_grading)
    running.start()
    running.stop()

    assert running.service.grading is shared_grading
    processes = shared_grading.processes
    assert processes
    assert all(psutil.pid_exists(process.pid) for process in processes)


def test_without_a_sandbox_it_is_not_ready_and_says_the_one_thing_to_change(
    unconfined: None, client: Callable[..., httpx2.Client]
) -> None:
    answer = client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["sandbox"] is False
    code = answer.json()["code"]
    assert (code["state"], code["defences"]) == ("refused", [])
    assert "takes no system call filter" in code["reason"]
    assert "CONFIG_SECCOMP_FILTER" in code["remedy"]
    assert client().get("/healthz").status_code == 200


def test_without_a_sandbox_layer_files_are_refused_and_cost_no_try(
    unconfined: None, clients: dict[str, httpx2.Client], put_bundle: Callable[..., httpx2.Response]
) -> None:
    assert (
        put_bundle(ROOT / "assignments" / "backprop-layers", "backprop-layers").status_code == 200
    )
    tries = clients["momo"].get(LAYERS).json()["tries_left"]

    refused = clients["momo"].post(
        f"{LAYERS}/submissions", content=b"x = 1", headers={"Content-Type": "text/x-python"}
    )

    assert refused.status_code == 503
    assert refused.json()["errors"][0]["code"] == "code_not_confined"
    assert clients["momo"].get(LAYERS).json()["tries_left"] == tries


@pytest.mark.parametrize(
    ("body", "filename", "says"),
    [
        ("# 活性化関数\nx = 1\n".encode("cp932"), "layers.py", "Shift_JIS"),
        ("x = 1\n".encode("utf-16"), "layers.py", "UTF-16"),
        (b"PK\x03\x04" + bytes(40), "layers.zip", "ZIP"),
        (b"id,prediction\n0,1\n", "predictions.csv", "predictions"),
        (b"{", "layers.ipynb", "notebook"),
    ],
)
def test_what_is_no_code_is_named_and_costs_no_try(
    clients: dict[str, httpx2.Client],
    put_bundle: Callable[..., httpx2.Response],
    body: bytes,
    filename: str,
    says: str,
) -> None:
    folder = ROOT / "assignments" / "backprop-layers"
    assert put_bundle(folder, "backprop-layers").status_code == 200
    tries = clients["momo"].get(LAYERS).json()["tries_left"]

    refused = clients["momo"].post(f"{LAYERS}/submissions", files={"file": (filename, body)})

    assert refused.status_code == 422
    assert says in refused.json()["errors"][0]["message"]
    assert clients["momo"].get(LAYERS).json()["tries_left"] == tries


def test_a_forbidden_action_is_a_verdict_with_its_line(
    running: Any, clients: dict[str, httpx2.Client], put_bundle: Callable[..., httpx2.Response]
) -> None:
    assert (
        put_bundle(ROOT / "assignments" / "backprop-layers", "backprop-layers").status_code == 200
    )
    source = b"import numpy as np\n\nprint(open('/etc/passwd').read())\n"
    sent = clients["momo"].post(
        f"{LAYERS}/submissions", content=source, headers={"Content-Type": "text/x-python"}
    )
    assert sent.status_code == 202, sent.text
    final = clients["momo"].get(sent.headers["Location"], params={"wait": 30}).json()

    assert final["verdict"] == "forbidden_action"
    (problem,) = final["report"]["problems"]
    assert (problem["code"], problem["line"]) == ("forbidden", 3)
    assert "open('/etc/passwd')" in problem["message"]
    assert "root:" not in str(final)


def test_figures_are_for_administrators_and_their_collector(
    settings: Settings, shared_grading: GradingPool
) -> None:
    running = Running(settings.model_copy(update={"metrics_token": "collect"}), shared_grading)
    running.start()
    try:
        answers = [
            httpx2.get(f"{running.url}/metrics", headers=headers)
            for headers in (
                {},
                {"Authorization": "Bearer wrong"},
                {"Authorization": "Basic collect"},
                {"Authorization": "Bearer collect"},
            )
        ]
    finally:
        running.stop()
    assert [answer.status_code for answer in answers] == [401, 401, 401, 200]
    assert "gradus_submissions_accepted_total" in answers[-1].text
