"""The marks along the axes of drawings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """A mark along an axis, or a line across: where, and what is written there."""

    at: float
    label: str
