"""How much a property is tried: in full, or on a quarter of it for `make test`."""

from hypothesis import settings


def examples(number: int) -> int:
    """This many examples, or a quarter, though not fewer than eight."""
    return max(number // 4, min(number, 8)) if _is_brief() else number


def seeds(number: int) -> range:
    """This many seeds, or a quarter, though not fewer than one."""
    return range(max(number // 4, 1) if _is_brief() else number)


def _is_brief() -> bool:
    """Whether the profile is the one that quarters the usual number of examples too."""
    return settings.get_current_profile_name() == "brief"
