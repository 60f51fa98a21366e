"""Here the code is changed."""

import pytest


@pytest.fixture(autouse=True, scope="module")
def without_repairs() -> None:
    """Not here."""
