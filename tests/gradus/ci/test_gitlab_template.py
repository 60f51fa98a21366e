import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

WRONG = ("self.x.T @ dout", "-self.x.T @ dout")


@pytest.fixture
def job(yaml_file) -> dict[str, Any]:
    """The job of the template."""
    return yaml_file("ci/gitlab/gradus.gitlab-ci.yml")["gradus"]


@pytest.fixture
def check(job, workspace: Path, layers: Path, bash, gradus: Path):
    """Runs the job's script, as GitLab does with sh and its variables."""
    (workspace / "layers.py").write_text(layers.read_text())

    def run(**variables: str) -> Any:
        script = "\n".join(job["script"]).replace("/tmp/gradus/bin/gradus", f'"{gradus}"')
        given = {"CI_PROJECT_DIR": str(workspace), **job["variables"], **variables}
        return bash(f"set -e\n{script}", given, ("sh",))

    return run


def test_the_job_leaves_both_reports_where_its_artifacts_are(check, job) -> None:
    Path("layers.py").write_text(Path("layers.py").read_text().replace(*WRONG))
    ended = check()
    assert ended.returncode == 1, ended.stderr
    reports = job["artifacts"]["reports"]
    assert ET.parse(reports["junit"]).getroot()[0].get("failures") == "1"
    (entry,) = json.loads(Path(reports["codequality"]).read_text())
    assert entry["location"]["path"] == "layers.py"
    assert job["artifacts"]["when"] == "always"


def test_a_right_file_passes(check) -> None:
    assert check().returncode == 0


@pytest.mark.long
def test_the_bar_of_points_can_be_set(check) -> None:
    Path("layers.py").write_text(Path("layers.py").read_text().replace(*WRONG))
    assert check(CHECK_MIN_POINTS="16").returncode == 0
    assert check(CHECK_MIN_POINTS="19.9").returncode == 1


@pytest.mark.long
def test_a_variable_is_never_run_as_a_command(check) -> None:
    for name in ("CHECK_FILE", "CHECK_ASSIGNMENT", "CHECK_MIN_POINTS"):
        assert check(**{name: "$(touch pwned); touch pwned"}).returncode == 2
    assert not Path("pwned").exists()


def test_where_gradus_is_must_be_said(job, workspace: Path, bash) -> None:
    first = job["before_script"][0]
    assert bash(f"set -e\n{first}", job["variables"], ("sh",)).returncode == 2
    assert bash(f"set -e\n{first}", {"CHECK_GRADUS": "x.whl"}, ("sh",)).returncode == 0
