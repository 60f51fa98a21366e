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
