"""What an uploaded file is called: its own name where it can be shown, else that of its kind."""

import re

from grader import Definition

_PROGRAM = "model.py"
_OF_KIND = {"prediction": "predictions.csv", "layers": "layers.py"}


def default_filename(definition: Definition, track: str | None) -> str:
    """What a file is called that came without a name. track: the slug of the one it is sent to."""
    is_program = track is not None and definition.takes_programs(track)
    return _PROGRAM if is_program else _OF_KIND[definition.kind]


def clean_filename(filename: str | None, default: str) -> str:
    """A filename that is safe to show and store: its last part, printable, of at most 120."""
    last = re.split(r"[/\\]", filename or "")[-1]
    return "".join(char for char in last if char.isprintable())[:120].strip() or default
