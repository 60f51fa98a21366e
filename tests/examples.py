"""How much a property is tried: in full, half for `make test-all`, a quarter for `make test`."""

from hypothesis import settings

_OF_THEM = {"half": 2, "brief": 4}


def examples(number: int) -> int:
    """This many examples, or the profile's part of them, though not fewer than eight."""
    return max(number // _part(), min(number, 8))


def seeds(number: int) -> range:
    """This many seeds, or the profile's part of them, though not fewer than one."""
    return range(max(number // _part(), 1))


def _part() -> int:
    """By what the profile divides the usual number of examples too."""
    return _OF_THEM.get(settings.get_current_profile_name(), 1)
