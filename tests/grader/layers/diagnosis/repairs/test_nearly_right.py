"""What is nearly right is told with the reason why it is not, and with what it should be."""

from collections.abc import Mapping

import pytest

from grader.layers.diagnosis.repairs.outcome import ALL_PASS
from grader.problems import Problem
from tests.grader.layers.diagnosis.repairs.nearly_right import NEARLY_RIGHT
from tests.grader.layers.diagnosis.repairs.test_repairs import CATALOGUE, judge_file, repairs_of


@pytest.mark.long
@pytest.mark.parametrize(("path", "about", "source", "kind", "instead"), NEARLY_RIGHT)
def test_it_is_told_why_it_is_not_right(
    path: str, about: Mapping[str, object], source: str, kind: str, instead: str
) -> None:
    found: Problem = repairs_of(judge_file(f"import numpy as np\n{source}", path, **about))[0]
    assert found.code == f"repair_{kind}"
    assert instead in str(found.values["instead"])
    assert found.values["after"] == ALL_PASS
    assert CATALOGUE.explain(found, "ja").hint
