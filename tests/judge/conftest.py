"""One sandbox for all tests of the judge's power."""

from collections.abc import Iterator

import pytest

from grader.sandbox.runner import Runner
from tests.judge.mutations.power import runner_of_this_host


@pytest.fixture(scope="session")
def code_runner() -> Iterator[Runner]:
    """What runs code on this host."""
    with runner_of_this_host() as runner:
        yield runner
