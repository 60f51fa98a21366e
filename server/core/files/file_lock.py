"""Locking a file for one process, on every system."""

import sys


def try_lock(descriptor: int) -> bool:
    """Lock an open file, if nobody else has; whether that worked.

    It stays locked until this process closes it or ends.
    """
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - of that system alone

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl  # noqa: PLC0415 - of the other systems

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
