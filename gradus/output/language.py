"""The language in which problems are read, from the environment as POSIX orders it."""

import os
from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "ja"]


def preferred_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Japanese where the locale for messages is Japanese, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return "ja" if locale.split("_")[0].split(".")[0] == "ja" else "en"
    return "en"
