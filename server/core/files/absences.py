"""How stores say that a file is not there."""


def absences() -> tuple[type[Exception], ...]:
    """What the stores raise for a file that is not there."""
    try:
        from obstore.exceptions import NotFoundError  # noqa: PLC0415 - its library is an extra
    except ImportError:
        return (FileNotFoundError,)
    return (FileNotFoundError, NotFoundError)
