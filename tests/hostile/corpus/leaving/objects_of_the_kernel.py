# what: Leaves shared memory, queues, semaphores and locks in the kernel, which outlive a process.
# expect: scored
import sys

import numpy as np

ctypes = np._core._internal.ctypes  # what cannot be imported is still within reach
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
DENIED = (1, 13, 38)  # EPERM, EACCES, ENOSYS


def ask(number, *arguments):
    """Make a system call. An error other than a denial shows that the kernel looked at it."""
    ctypes.set_errno(0)
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = libc.syscall(ctypes.c_long(number), *words)
    if result >= 0:
        raise SystemError(f"ESCAPED: system call {number} gave {result}")
    if ctypes.get_errno() not in DENIED:
        raise SystemError(f"ANSWERED: system call {number} gave errno {ctypes.get_errno()}")


COLUMN = ("x86_64", "aarch64").index(sys.implementation._multiarch.split("-")[0])
KEY, CREATE = 0x67726164, 0o1600
SHMGET, MSGGET, SEMGET, MQ_OPEN, FLOCK = ((29, 194), (68, 186), (64, 190), (240, 180), (73, 32))
ask(SHMGET[COLUMN], KEY, 4096, CREATE)
ask(MSGGET[COLUMN], KEY, CREATE)
ask(SEMGET[COLUMN], KEY, 1, CREATE)
ask(MQ_OPEN[COLUMN], b"gradus-escaped\0", 0o102, 0o600, 0)
ask(FLOCK[COLUMN], 1, 6)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
