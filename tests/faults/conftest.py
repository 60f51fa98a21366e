"""What the recipes of faults start from: the database and the course of the server's tests."""

from tests.server.conftest import (  # noqa: F401 - fixtures
    admin,
    admin_client,
    client,
    clients,
    course,
    database,
    engine,
    intervals,
    people,
    push,
    put_bundle,
    running,
    settings,
    small,
    submit,
)
