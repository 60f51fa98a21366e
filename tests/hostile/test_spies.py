"""The spies of the corpus find what is not hidden: that they find nothing means something."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.canaries import VARIABLE
from tests.hostile.submissions import CORPUS, ESCAPED, NEXT_IN_LINE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")
ROOT = Path(__file__).parents[2]
SPIES = (
    *("environment", "every_object", "raw_memory", "reference_code", "submissions_of_others"),
    *("the_heap_of_c", "trace_the_judge", "walk_the_frames"),
)
JUDGE_WITHOUT_A_SANDBOX = """
import pathlib, sys
import numpy as np
import tests.hostile.harness
from tests.hostile.canaries import plant_canaries

def judge(canaries, expected, other):
    module = {"__name__": "layers"}
    exec(compile(pathlib.Path(sys.argv[2]).read_bytes(), "layers.py", "exec"), module)
    layer = module["Affine"](np.ones((2, 3)), np.ones(3))
    layer.forward(np.ones((4, 2)))

with plant_canaries(pathlib.Path(sys.argv[1])) as canaries:
    judge(canaries, canaries.expected, [pathlib.Path(sys.argv[3]).read_text()])
"""


@pytest.mark.long
@pytest.mark.parametrize("spy", SPIES)
def test_a_spy_finds_the_secrets_of_a_judge_without_a_sandbox(spy: str, tmp_path: Path) -> None:
    source = CORPUS / "spying" / f"{spy}.py"
    done = subprocess.run(
        [sys.executable, "-c", JUDGE_WITHOUT_A_SANDBOX, tmp_path, source, NEXT_IN_LINE],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={VARIABLE: "gradus-canary-0123456789abcdef", "PYTHONPATH": str(ROOT)},
    )
    assert ESCAPED in done.stderr
