"""Right code is never blamed, in whatever honest style and on whatever numbers."""

from pathlib import Path

import pytest

from grader.verdicts import Verdict
from tests.examples import seeds

RIGHT = Path(__file__).parents[2] / "corpus" / "layers" / "right"
STYLES = pytest.mark.parametrize("style", sorted(path.stem for path in RIGHT.glob("*.py")))
SEEDS = seeds(30)  # with a screening, and as many without


def test_there_are_at_least_eight_styles() -> None:
    assert len(list(RIGHT.glob("*.py"))) >= 8


@STYLES
def test_right_code_earns_every_point_in_a_real_process(judged, right: Path, style: str) -> None:
    outcome = judged((right / f"{style}.py").read_bytes())
    assert [layer.findings for layer in outcome.report.layers] == [()] * 10
    assert (outcome.verdict, outcome.score, outcome.points) == (Verdict.SCORED, 20.0, 20.0)
    assert outcome.max_points == 20.0
    assert all(layer.checks_passed == layer.checks_total for layer in outcome.report.layers)


@pytest.mark.long
@STYLES
@pytest.mark.parametrize("thorough", [False, True])
def test_right_code_is_never_blamed_over_many_seeds(
    judged, right: Path, style: str, thorough: bool
) -> None:
    source = (right / f"{style}.py").read_bytes()
    for seed in SEEDS[::4] if thorough else SEEDS:
        outcome = judged(source, seed, here=True, thorough=thorough)
        found = [(layer.layer, layer.findings) for layer in outcome.report.layers if layer.findings]
        assert found == [], f"seed {seed}"
        assert outcome.verdict is Verdict.SCORED


def test_the_largest_seed_is_a_seed(judged, plain: str) -> None:
    assert judged(plain, 2**64 - 1).verdict is Verdict.SCORED
