"""The composite action, step by step as a runner carries it out.

What is not run here is installing from a package index; a stand-in writes down what was asked for.
"""

import json
import re
import stat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail")  # GitHub's for `shell: bash`
EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")
WRONG = ("self.x.T @ dout", "-self.x.T @ dout")


@pytest.fixture
def action(yaml_file) -> dict[str, Any]:
    """action.yml."""
    return yaml_file("ci/github/action.yml")


class Runner:
    """Runs steps with the variables and files of a runner."""

    def __init__(self, action: dict[str, Any], place: Path, root: Path, bash: Any) -> None:
        self.action, self.bash = action, bash
        self.temp, self.output = place / "temp", place / "output"
        self.summary = place / "summary"
        self.temp.mkdir()
        self.environment = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(Path.cwd()),
            "GITHUB_ACTION_PATH": str(root / "ci" / "github"),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
        }

    def step(self, name: str, inputs: dict[str, str], **more: str) -> Any:
        """One step by its name, with inputs as in `with:`."""
        defaults = {key: each.get("default", "") for key, each in self.action["inputs"].items()}
        assert set(inputs) <= set(defaults)
        step = next(each for each in self.action["runs"]["steps"] if each.get("name") == name)
        assert step["shell"] == "bash"
        given = {**defaults, **inputs}
        variables = {
            key: EXPRESSION.sub(lambda found: given[found[1]], value)
            for key, value in step["env"].items()
        }
        return self.bash(step["run"], {**self.environment, **variables, **more}, SHELL)

    def outputs(self) -> dict[str, str]:
        """What the step gave to later ones."""
        lines = self.output.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def runner(action, workspace: Path, tmp_path: Path, root: Path, bash, gradus: Path) -> Runner:
    """A runner on which the action has installed this Gradus."""
    runner = Runner(action, tmp_path, root, bash)
    installed = runner.temp / "gradus" / "bin"
    installed.mkdir(parents=True)
    for name in ("gradus", "python"):
        script = installed / name
        script.write_text(f'#!/bin/sh\nexec "{gradus.with_name(name)}" "$@"\n')
        script.chmod(0o755)
    return runner


@pytest.fixture
def code(layers: Path, workspace: Path) -> Path:
    """A right layer file in the student's repository, with a space in its name."""
    file = workspace / "my layers.py"
    file.write_text(layers.read_text())
    return file


def test_a_right_file_passes_and_its_points_are_outputs(runner: Runner, code: Path) -> None:
    ended = runner.step("Check", {"file": code.name})
    assert ended.returncode == 0, ended.stderr
    assert runner.outputs() == {"points": "20", "max-points": "20"}
    assert "✅ my layers" in runner.summary.read_text(encoding="utf-8")


def test_a_wrong_file_fails_the_step_with_an_annotation(
    runner: Runner, code: Path, github_runner
) -> None:
    code.write_text("print('::set-output name=points::99')\n" + code.read_text().replace(*WRONG))
    ended = runner.step("Check", {"file": code.name, "junit": "report.xml"})
    assert ended.returncode == 1
    (command,) = github_runner.reads(ended.stdout)
    assert command.properties["file"] == "my layers.py"
    assert float(runner.outputs()["points"]) < 20
    assert ET.parse("report.xml").getroot()[0].get("failures") == "1"


def test_enough_points_pass(runner: Runner, code: Path) -> None:
    code.write_text(code.read_text().replace(*WRONG))
    assert runner.step("Check", {"file": code.name, "min-points": "16"}).returncode == 0
    assert runner.step("Check", {"file": code.name, "min-points": "19.9"}).returncode == 1


@pytest.mark.long
def test_several_files_are_named_one_a_line(runner: Runner, code: Path) -> None:
    Path("b.py").write_text("def (")
    ended = runner.step("Check", {"file": f"{code.name}\n\nb.py\n"})
    assert ended.returncode == 1
    assert runner.outputs() == {"points": "20", "max-points": "40"}


@pytest.mark.parametrize(
    "inputs",
    [
        {"file": "$(touch pwned)"},
        {"file": "a.py; touch pwned"},
        {"file": "--help"},
        {"assignment": "$(touch pwned)"},
        {"min-points": "`touch pwned`"},
        {"format": "text; touch pwned"},
    ],
)
def test_no_input_is_ever_run_as_a_command(
    inputs: dict[str, str], runner: Runner, code: Path
) -> None:
    ended = runner.step("Check", {"file": code.name, **inputs})
    assert ended.returncode == 2, ended.stdout
    assert not Path("pwned").exists()
    assert not runner.output.exists()


@pytest.mark.long
def test_results_of_an_earlier_step_are_not_taken_for_those_of_this(
    runner: Runner, code: Path
) -> None:
    assert runner.step("Check", {"file": code.name}).returncode == 0
    runner.output.unlink()
    assert runner.step("Check", {"file": "nowhere.py"}).returncode == 2
    assert not runner.output.exists()


@pytest.mark.long
def test_the_log_can_be_plain_text(runner: Runner, code: Path, github_runner) -> None:
    code.write_text(code.read_text().replace(*WRONG))
    ended = runner.step("Check", {"file": code.name, "format": "text"})
    assert github_runner.reads(ended.stdout) == []
    assert "Wrong gradient" in ended.stdout
    assert not runner.summary.exists()


@pytest.mark.long
def test_a_sandbox_can_be_required(runner: Runner, code: Path, gradus: Path) -> None:
    seen = runner.temp / "seen"
    script = runner.temp / "gradus" / "bin" / "gradus"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{seen}"\n')
    runner.step("Check", {"file": code.name})
    assert "--require-sandbox" not in seen.read_text().splitlines()
    runner.step("Check", {"file": code.name, "require-sandbox": "true"})
    assert "--require-sandbox" in seen.read_text().splitlines()


@pytest.mark.parametrize(
    ("source", "installed", "constrained"),
    [("", "ROOT", True), ("gradus @ https://x/y", "", False)],
)
def test_installing_takes_this_checkout_unless_told_otherwise(
    source: str,
    installed: str,
    constrained: bool,
    action,
    workspace: Path,
    tmp_path: Path,
    root: Path,
    bash,
) -> None:
    runner = Runner(action, tmp_path, root, bash)
    tools, asked = tmp_path / "tools", tmp_path / "asked"
    tools.mkdir()
    stand_in = tools / "python"  # makes a "virtual environment" whose python writes down its call
    stand_in.write_text(
        f"""#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\nprintf "%%s\\\\n" "$@" > "{asked}"\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
"""
    )
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    path = f"{tools}:/usr/bin:/bin"
    ended = runner.step("Install Gradus", {"gradus": source}, PATH=path)
    assert ended.returncode == 0, ended.stderr
    words = asked.read_text().splitlines()
    assert words[:3] == ["-m", "pip", "install"]
    assert ("--constraint" in words) is constrained
    if installed:
        assert Path(words[-1]).resolve() == root
        assert (Path(words[-1]) / "pyproject.toml").is_file()
    else:
        assert words[-1] == source


def test_inputs_reach_scripts_as_variables_only(action) -> None:
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    assert {step["uses"] for step in action["runs"]["steps"] if "uses" in step} == {
        "actions/setup-python@v6"
    }
    named = set(EXPRESSION.findall(json.dumps(action["runs"])))
    assert named == set(action["inputs"])


def test_the_example_workflow_uses_inputs_that_exist_and_needs_no_secret(
    action, yaml_file, root: Path
) -> None:
    workflow = yaml_file("ci/github/example-workflow.yml")
    assert workflow["permissions"] == {"contents": "read"}
    (use,) = (
        step for step in workflow["jobs"]["check"]["steps"] if "/gradus/" in step.get("uses", "")
    )
    path = use["uses"].partition("@")[0].removeprefix("OWNER/gradus/")
    assert (root / path / "action.yml").is_file()
    assert set(use["with"]) <= set(action["inputs"])
    text = (root / "ci/github/example-workflow.yml").read_text()
    assert "secrets." not in text
    assert "pull_request_target" not in text
