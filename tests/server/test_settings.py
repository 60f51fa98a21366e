"""Settings that cannot work are refused by name, and without what they hold."""

import pytest
from pydantic import ValidationError

from server.settings import Settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workers", -1),
        ("port", -1),
        ("port", 65_536),
        ("database_url", "mysql://gradus:hunter2@db/gradus"),
        ("database_url", "hunter2"),
        ("database_url", "postgresql+psycopg://gradus:hunter2@db:port/gradus"),
    ],
)
def test_a_setting_that_cannot_work_is_named_but_not_shown(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({name: value})

    assert [error["loc"] for error in caught.value.errors()] == [(name,)]
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "sqlite:////srv/gradus.sqlite3", "postgresql+psycopg://gradus:a%40b@db/gradus"]
)
def test_both_kinds_of_database_are_known(url: str) -> None:
    assert Settings(database_url=url, workers=0, port=0).database_url == url
