"""One layer of defence left out at a time: what the others still stop, as `ablation.toml` says.

Never without a control group that was seen to stop a fork bomb. The code is nobody's, but where
the layer left out is one that only root has; then all that RLIMIT_NPROC would do is the group's.
"""

import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.host.cgroups import Cgroup
from grader.sandbox.host.defences import Defence
from grader.sandbox.kernel import landlock
from tests.hostile import settings
from tests.hostile.hard_limit import hold_group
from tests.hostile.harness import Report, Result
from tests.hostile.settings import NotHereError, Readable
from tests.hostile.submissions import ANSWERED

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
    pytest.mark.proof,
]
TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("ablation.toml").read_text("utf-8"))
ONLY_OF_ROOT = {Defence.USER, Defence.CGROUP}
SIGNALS_SINCE = 6  # the version of Landlock that knows of them


@pytest.fixture(scope="module")
def group() -> Iterator[Cgroup]:
    """A control group that holds."""
    try:
        with hold_group() as group:
            yield group
    except NotHereError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def readable() -> Iterator[Readable]:
    """All that the driver needs, where nobody can read it."""
    with tempfile.TemporaryDirectory(prefix="gradus-readable-") as folder:
        try:
            yield Readable.make_in(Path(folder))
        except NotHereError as error:
            pytest.skip(str(error))


@pytest.mark.parametrize("left_out", list(Defence))
def test_the_other_layers_stop_what_the_table_says(
    group: Cgroup, readable: Readable, left_out: Defence
) -> None:
    """Open: an act succeeds. Reached: the kernel looks at a call, and refuses it."""
    row = TABLE[left_out.value]
    report = _report_without(left_out, row["groups"], group, readable)
    _require_all_others(report, left_out)
    assert {each.name for each in report.results if _is_open(each)} == set(row["open"])
    assert {each.name for each in report.results if _is_reached(each)} == set(row["reached"])


def test_the_table_has_every_layer() -> None:
    assert set(TABLE) == {each.value for each in Defence}


def _report_without(
    left_out: Defence, groups: Sequence[str], group: Cgroup, readable: Readable
) -> Report:
    words = [f"--without={left_out.value}", *(f"--only={each}/*" for each in groups)]
    if left_out not in ONLY_OF_ROOT:
        words.append(f"--user={settings.NOBODY}")
    return settings.report_of(group.entering(readable.words(*words)), readable)


def _require_all_others(report: Report, left_out: Defence) -> None:
    """Skip where this host has fewer layers than the table is about."""
    has_root = left_out in ONLY_OF_ROOT
    others = set(Defence) - {left_out} - (set() if has_root else ONLY_OF_ROOT)
    assert left_out not in report.in_force
    if missing := others - report.in_force:
        pytest.skip(f"the table is about hosts that have {', '.join(sorted(missing))} too")
    if landlock.version() < SIGNALS_SINCE:
        pytest.skip(f"the table is about Landlock {SIGNALS_SINCE} or newer")


def _is_open(result: Result) -> bool:
    """Whether something got through: any violation but a verdict or a refusal."""
    return any(not it.startswith(("expected ", ANSWERED)) for it in result.violations)


def _is_reached(result: Result) -> bool:
    return not _is_open(result) and any(it.startswith(ANSWERED) for it in result.violations)
