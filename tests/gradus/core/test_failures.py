import pytest

from grader import Verdict
from gradus.core.failures import ExitCode, exit_code_of


@pytest.mark.parametrize("verdict", Verdict)
def test_only_a_scored_file_ends_well_and_only_our_fault_is_ours(verdict: Verdict) -> None:
    expected = {
        Verdict.SCORED: ExitCode.OK,
        Verdict.INFRASTRUCTURE_FAULT: ExitCode.FAULT,
    }.get(verdict, ExitCode.FAILED)
    assert exit_code_of(verdict.value) is expected


def test_a_verdict_that_is_held_back_ends_well() -> None:
    assert exit_code_of(None) is ExitCode.OK
