"""Here lines are looked at, of layers that no one change cures."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def without_repairs() -> Iterator[None]:
    """No change of the code is found; lines have time on a busy machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.layers.diagnosis.lines.culprits.MOST_S", 10.0)
        patch.setattr("grader.layers.judge.find_repairs", lambda *_: {})
        yield
