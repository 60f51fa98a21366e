"""Schemathesis over the interface: whatever is asked is answered as the OpenAPI document says.

It calls every operation, `PUT` included, with what the document allows and with what it does not,
one after another and by links between them, as an administrator and as a student. No answer is of
500 or more, none has a status, a media type or a body that is not documented.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.server.running import HOUR, Running

HOOKS = Path(__file__).with_name("interface_hooks.py")
# The board's events never end, and who ends their own token is asked nothing more; both have tests
# of their own. What is valid is not in
# a schema alone: a roster has columns, a track is one of the assignment's.
LEFT_OUT = ("--exclude-path-regex", "leaderboard/events$|/me/tokens")
NOT_ASKED = ("--exclude-checks", "positive_data_acceptance,ensure_resource_availability")


@pytest.mark.parametrize(
    ("phases", "examples"),
    [
        pytest.param("coverage", 1, marks=pytest.mark.long),
        pytest.param("examples,coverage,fuzzing,stateful", 100, marks=pytest.mark.proof),
    ],
    ids=["coverage", "all phases"],
)
@pytest.mark.parametrize("who", ["administrator", pytest.param("momo", marks=pytest.mark.proof)])
def test_every_answer_is_documented(
    running: Running,
    admin_client: httpx2.Client,
    clients: dict[str, httpx2.Client],
    put_bundle: Callable[..., httpx2.Response],
    prediction_bundle: Callable[..., Path],
    tmp_path: Path,
    who: str,
    phases: str,
    examples: int,
) -> None:
    tables = "[quota]\nper_day = 100000\ninvalid_per_day = 100000\n"
    assert put_bundle(prediction_bundle(tables=tables)).status_code == 200
    asker = admin_client if who == "administrator" else clients[who]
    submissions = "/api/v1/courses/ml/assignments/small/submissions"
    sent = clients["momo"].post(
        submissions,
        params={"track": "unrestricted"},
        content="id,prediction\n" + "".join(f"{i},0\n" for i in range(6)),
        headers={"Content-Type": "text/csv"},
    )
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS.format(submission=sent.json()["id"], url=running.url))
    words = [sys.executable, "-m", "schemathesis.cli", "--config-file", f"{settings}", "run"]
    words += [f"{running.url}/openapi.json", "--phases", phases, "--max-examples", f"{examples}"]
    words += [*LEFT_OUT, *NOT_ASKED, "--no-color", "--generation-database", "none"]
    words += ["-H", f"Authorization: {asker.headers['Authorization']}"]

    ended = subprocess.run(
        words,
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": f"{HOOKS}"},
        capture_output=True,
        text=True,
        timeout=HOUR.total_seconds(),
        check=False,
    )

    assert ended.returncode == 0, ended.stdout[-20_000:] + ended.stderr[-2000:]
    assert "Tested: 88" in ended.stdout, ended.stdout[-3000:]
    assert "unresolvable" not in ended.stdout.lower()


SETTINGS = """
base-url = "{url}"
continue-on-failure = true
request-timeout = 30
[parameters]
"path.course" = "ml"
"path.assignment" = "small"
"path.track" = "unrestricted"
"path.submission" = "{submission}"
"path.submission_id" = "{submission}"
"path.number" = 1
"path.name" = "sample_submission.csv"
"query.wait" = 0
"""
