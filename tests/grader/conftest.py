"""What tests of the judge share: one sandbox, or what runs code without one; labels; a bundle."""

from collections.abc import Iterator

import numpy as np
import pytest

from grader.predictions.labels import HiddenLabels
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import Runner
from tests.grader.good_bundle import good_definition, make_bundle  # noqa: F401 - fixtures


@pytest.fixture(scope="session")
def sandbox_or_why_not() -> Iterator[SandboxRunner | UnavailableError]:
    """A sandbox, or why this host has none."""
    try:
        runner = SandboxRunner()
    except UnavailableError as error:
        yield error
        return
    yield runner
    runner.close()


@pytest.fixture(scope="session")
def sandbox(sandbox_or_why_not: SandboxRunner | UnavailableError) -> SandboxRunner:
    """The sandbox that tests share; those that break theirs make one of their own."""
    if isinstance(sandbox_or_why_not, UnavailableError):
        pytest.skip(f"needs the sandbox: {sandbox_or_why_not}")
    return sandbox_or_why_not


@pytest.fixture(scope="session")
def code_runner(sandbox_or_why_not: SandboxRunner | UnavailableError) -> Runner:
    """The sandbox where there is one, which is fast; else a process for each file."""
    if isinstance(sandbox_or_why_not, UnavailableError):
        return SubprocessRunner()
    return sandbox_or_why_not


@pytest.fixture(scope="session")
def labels() -> HiddenLabels:
    """Five rows with the ids 0 to 4, every other one private."""
    public = np.array([True, False, True, False, True])
    return HiddenLabels(tuple("01234"), np.array([1.0, 2.0, 3.0, 4.0, 5.0]), public)
