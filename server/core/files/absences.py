"""How stores say that a file is not there, and that they cannot be reached."""


def absences() -> tuple[type[Exception], ...]:
    """What the stores raise for a file that is not there."""
    try:
        from obstore.exceptions import NotFoundError  # noqa: PLC0415 - its library is an extra
    except ImportError:
        return (FileNotFoundError,)
    return (FileNotFoundError, NotFoundError)


def store_failures() -> tuple[type[Exception], ...]:
    """What a store raises that cannot be reached, or refuses; a directory raises OSError."""
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - its library is an extra
    except ImportError:
        return ()
    return (BaseError,)
