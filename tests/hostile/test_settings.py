"""The whole corpus with other rights: as nobody, and as root of a container by Docker's rules."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.host.defences import Defence
from tests.hostile import settings
from tests.hostile.settings import NotHereError, Readable
from tests.hostile.submissions import all_submissions

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
    pytest.mark.proof,
]


@pytest.fixture(scope="module")
def readable() -> Iterator[Readable]:
    """All that the driver needs, where nobody can read it."""
    with tempfile.TemporaryDirectory(prefix="gradus-readable-") as folder:
        try:
            yield Readable.make_in(Path(folder))
        except NotHereError as error:
            pytest.skip(str(error))


def test_nobody_gets_the_same_verdicts(readable: Readable) -> None:
    """No user number of its own and no control group; namespaces where users may make them."""
    report = settings.as_nobody(readable)
    assert report.violations == []
    assert _names(report) == _expected_names()
    assert not report.in_force & {Defence.USER, Defence.CGROUP}


def test_a_container_gets_the_same_verdicts() -> None:
    """No namespaces and no control group; the rest carries the load."""
    try:
        report = settings.as_in_docker()
    except NotHereError as error:
        pytest.skip(str(error))
    assert report.violations == []
    assert _names(report) == _expected_names()
    assert not report.in_force & {Defence.BUBBLEWRAP, Defence.CGROUP}
    assert report.in_force >= {Defence.USER, Defence.LIMITS, Defence.SECCOMP}


def _names(report: settings.Report) -> list[str]:
    return [each.name for each in report.results]


def _expected_names() -> list[str]:
    return [each.name for each in all_submissions() if not each.missing]
