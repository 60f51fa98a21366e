"""Honest code of the kind that students write runs in the sandbox without a problem."""

from pathlib import Path

import pytest

from tests.grader.sandbox.conftest import Runs

PROGRAMS = Path(__file__).parents[2] / "corpus" / "honest"
LAYER = "\n\nclass Layer:\n    def forward(self, x):\n        return x\n"


NAMES = sorted(path.stem for path in PROGRAMS.glob("*.py"))


def _runs_to_its_end(run: Runs, name: str) -> None:
    """Each program prints "done" after it has used what its name says."""
    source = (PROGRAMS / f"{name}.py").read_text("utf-8") + LAYER
    result = run(source, wall_s=30.0)
    assert result.problem is None, (result.problem, result.output)
    assert result.output.splitlines()[-1] == "done"
    assert result.replies[0][1].arrays[0].shape == (2, 3)


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_program_runs_to_its_end_in_the_sandbox(run_confined: Runs, name: str) -> None:
    _runs_to_its_end(run_confined, name)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_an_honest_program_runs_to_its_end_as_plain_code(run_plainly: Runs, name: str) -> None:
    _runs_to_its_end(run_plainly, name)


def test_there_are_honest_programs_of_many_kinds() -> None:
    assert len(NAMES) >= 15
