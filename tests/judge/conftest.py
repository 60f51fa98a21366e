"""One sandbox for all tests of the judge's power, and one place for what they find.

What is caught, and what it costs, does not hang on the searches for a line and a change of the
code, which take most of the time of a wrong file: they are left out here, unless GRADUS_POWER_SEEDS
asks for the long runs of `make prove`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.runner import Runner
from tests.judge.mutations.power import runner_of_this_host


@pytest.fixture(autouse=True, scope="module")
def without_searches() -> Iterator[None]:
    """Verdicts, points and the names of mistakes alone."""
    with pytest.MonkeyPatch.context() as patch:
        if "GRADUS_POWER_SEEDS" not in os.environ:
            patch.setattr("grader.layers.judge.find_repairs", lambda *_: {})
            patch.setattr("grader.layers.judge.find_culprits", lambda *_: {})
        yield


@pytest.fixture(scope="session")
def code_runner() -> Iterator[Runner]:
    """What runs code on this host."""
    with runner_of_this_host() as runner:
        yield runner


@pytest.fixture(scope="session")
def kept_tallies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share, and no other run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "tallies"
    folder.mkdir(exist_ok=True)
    return folder
