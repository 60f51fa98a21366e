"""One sandbox for all tests of the judge's power, and one place for what they find."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.runner import Runner
from tests.judge.mutations.power import runner_of_this_host


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
