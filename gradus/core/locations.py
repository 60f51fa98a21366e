"""Where Gradus keeps things on this machine."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path


def data_directory(chosen: Path | None = None) -> Path:
    """The server's data directory: as chosen, by `GRADUS_DATA_DIR`, or the user's own."""
    named = os.environ.get("GRADUS_DATA_DIR")
    return chosen or (Path(named) if named else user_data_path("gradus", appauthor=False))


def demo_directory(chosen: Path | None = None) -> Path:
    """The data directory of the demo: its own, so that it never touches a real course."""
    return chosen or user_data_path("gradus", appauthor=False) / "demo"


def login_file() -> Path:
    """Where `gradus login` notes which server it was for."""
    return user_config_path("gradus", appauthor=False) / "login.json"
