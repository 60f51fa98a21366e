"""A word that was taken for another, and what is not kept, are told with their cure."""

from collections.abc import Mapping

import pytest

from grader.layers.diagnosis.repairs.outcome import ALL_PASS
from grader.problems import Problem
from tests.grader.layers.diagnosis.repairs.lost_and_mistaken import MISTAKEN, TRICKS
from tests.grader.layers.diagnosis.repairs.test_repairs import CATALOGUE, judge_file, repairs_of


def _told(path: str, arguments: Mapping[str, object], source: str) -> Problem:
    """What is told first of a file, without an ``import numpy``."""
    return repairs_of(judge_file(f"import numpy as np\n{source}", path, arguments=arguments))[0]


@pytest.mark.long
@pytest.mark.parametrize(("path", "arguments", "source", "kind", "instead"), MISTAKEN)
def test_it_is_told_with_its_cure(
    path: str, arguments: Mapping[str, object], source: str, kind: str, instead: str
) -> None:
    found = _told(path, arguments, source)
    assert found.code == f"repair_{kind}"
    assert instead in str(found.values["instead"])
    assert found.values["after"] == ALL_PASS
    assert CATALOGUE.explain(found, "ja").hint


@pytest.mark.parametrize(("path", "arguments", "source", "instead"), TRICKS)
def test_no_trick_is_told(
    path: str, arguments: Mapping[str, object], source: str, instead: str
) -> None:
    assert instead in str(_told(path, arguments, source).values["instead"])
