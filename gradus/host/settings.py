"""The server's settings: what the command line says over what the environment says."""

from typing import Any

from pydantic import ValidationError

from gradus.core.failures import CommandError
from server.settings import Settings


def read_settings(**chosen: Any) -> Settings:
    """The settings, with `None` for what was not chosen. Raises CommandError for wrong values."""
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in wrong["loc"]).upper()
        raise CommandError(
            f"GRADUS_{name}: {wrong['msg'].removeprefix('Value error, ')}."
        ) from None
