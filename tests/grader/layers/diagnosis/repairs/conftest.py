"""Here the code is changed, and its lines are not looked at."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def without_repairs() -> Iterator[None]:
    """Changes alone, and time for them on a busy machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.layers.diagnosis.repairs.repairing.MOST_S", 10.0)
        patch.setattr("grader.layers.judge.find_culprits", lambda *_: {})
        yield
