"""The reveal: the moment from which private scores are everybody's, and boards rank by them."""

from datetime import datetime

from grader import Definition


def is_final(reveal_at: datetime | None, moment: datetime) -> bool:
    """Whether the reveal has come: boards rank by private scores, and stay as they are."""
    return reveal_at is not None and moment >= reveal_at


def deadline(definition: Definition) -> datetime | None:
    """The last moment at which participants may submit; the reveal, where no other is given.

    Nobody submits what they know the private score of.
    """
    return definition.closes_at or definition.reveal_at
