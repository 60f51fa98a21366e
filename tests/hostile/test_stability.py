"""The same again gives the same again, and neighbours do not feel it.

CI runs the corpus once per setting. Fifty runs in a row are a command, which ends with the number
of flakes: `python -m tests.hostile.drive --repeat 50`, about twenty minutes.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.layers.judge import judge
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.verdicts import Verdict
from tests.hostile.drive import flakes_in, run_all
from tests.hostile.harness import FILENAME, LAYERS, SEED
from tests.hostile.submissions import LIMITS, NEXT_IN_LINE, all_submissions

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux"),
    pytest.mark.long,
]
QUICK = ("processes/*", "forging/exit*", "leaving/*")
NEIGHBOURS = ("processes/fork_bomb", "memory_and_time/busy_loop", "memory_and_time/many_arrays")


@pytest.mark.proof
@pytest.mark.parametrize("pattern", QUICK)
def test_three_runs_of_a_group_come_out_the_same(pattern: str) -> None:
    report = run_all(all_submissions(pattern), repeat=3)
    assert report.violations == []
    assert flakes_in(report.results) == []


def test_right_submissions_score_while_hostile_ones_run_beside_them() -> None:
    hostile = [each for name in NEIGHBOURS for each in all_submissions(name)]
    right = NEXT_IN_LINE.read_bytes()
    runner = SandboxRunner()
    try:
        with ThreadPoolExecutor(4) as pool:
            beside = [
                pool.submit(judge, each.data, FILENAME, LAYERS, each.limits, runner, SEED)
                for each in hostile
            ]
            ours = [
                pool.submit(judge, right, FILENAME, LAYERS, LIMITS, runner, SEED) for _ in range(12)
            ]
            assert {each.result().verdict for each in ours} == {Verdict.SCORED}
            for submission, outcome in zip(hostile, beside, strict=True):
                assert outcome.result().verdict in submission.expected
    finally:
        runner.close()
