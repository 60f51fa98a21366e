"""The server's settings: what the command line says over what the environment says."""

import os
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from gradus.core.failures import CommandError
from gradus.output.terminal import note
from server.settings import Settings, provider_variables

_OF_COMMANDS = ("GRADUS_SERVER", "GRADUS_TOKEN")


def read_settings(**chosen: Any) -> Settings:
    """The settings, with `None` for what was not chosen. Raises CommandError for wrong values."""
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(part for part in wrong["loc"] if isinstance(part, str))
        name = name.upper().replace("-", "_")
        raise CommandError(
            f"GRADUS_{name}: {wrong['msg'].removeprefix('Value error, ')}."
        ) from None


def warn_of_unknown_settings() -> None:
    """Say of each variable that begins as ours do that it sets nothing."""
    known = [f"GRADUS_{name.upper()}" for name in Settings.model_fields if name != "oidc"]
    known += provider_variables()
    for name in sorted(os.environ):
        if name.startswith("GRADUS_") and name not in {*known, *_OF_COMMANDS}:
            meant = get_close_matches(name, known, n=1)
            note(f"{name} sets nothing." + (f" Is {meant[0]} meant?" if meant else ""))
