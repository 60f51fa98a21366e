"""Puts this process under a filter: shared by the scripts that the tests start.

Loads `kernel/seccomp.py` by its path, as a lone file, so that nothing else of ours is imported.
"""

import ctypes
import importlib.util
import os
import socket
import sys
from collections.abc import Callable

PR_SET_NO_NEW_PRIVS = 38
OTHER_END = 54


def open_descriptors() -> None:
    """Make 3 the end of a socket, as in the sandbox, and OTHER_END a descriptor not allowed."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.dup2(ours.fileno(), 53)
        os.dup2(theirs.fileno(), OTHER_END)
    os.dup2(53, 3)  # now that neither of the two is 3
    os.write(OTHER_END, b"request")


def filter_to_load() -> Callable[[], None]:
    """What puts this process under the program named on the command line; nothing for none."""
    path, program = sys.argv[1], bytes.fromhex(sys.argv[2])
    if not program:
        return lambda: None
    spec = importlib.util.spec_from_file_location("seccomp", path)
    assert spec is not None
    assert spec.loader is not None
    seccomp = importlib.util.module_from_spec(spec)
    before = set(sys.modules)
    spec.loader.exec_module(seccomp)
    imported = {name.partition(".")[0] for name in set(sys.modules) - before}
    assert imported <= sys.stdlib_module_names, imported
    prepared = seccomp.prepare(program)

    def load() -> None:
        assert ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        seccomp.load(prepared)

    return load
