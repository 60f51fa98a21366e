"""Here the code is changed, and its lines are not looked at."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def without_repairs() -> Iterator[None]:
    """Changes alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.layers.judge.find_culprits", lambda *_: {})
        yield
