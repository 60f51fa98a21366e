"""One sandbox for all tests of the judge, what runs code where there can be none, a good bundle."""

from collections.abc import Iterator

import pytest

from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import Runner
from grader.sandbox.subprocess_runner import SubprocessRunner
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
