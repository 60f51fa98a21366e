"""How many examples a property is tried on where they are more than usual."""

from hypothesis import settings


def examples(number: int) -> int:
    """This many, or half as many for `make test`, which halves the usual number too."""
    return number // 2 if settings.get_current_profile_name() == "brief" else number
