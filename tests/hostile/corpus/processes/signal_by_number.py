# what: Asks whether it may signal others, by every system call that can.
# expect: scored
import os
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


X86, ARM = range(2)
COLUMN = {"x86_64": X86, "aarch64": ARM}[sys.implementation._multiarch.split("-")[0]]
KILL, TKILL, TGKILL = ((62, 129), (200, 130), (234, 131))
QUEUE, THREAD_QUEUE = ((129, 138), (297, 240))
for target in (1, max(os.getppid(), 1), os.getpid() - 1):
    ask(KILL[COLUMN], target, 0)
    ask(TKILL[COLUMN], target, 0)
    ask(TGKILL[COLUMN], target, target, 0)
    ask(QUEUE[COLUMN], target, 0, ctypes.create_string_buffer(128))
    ask(THREAD_QUEUE[COLUMN], target, target, 0, ctypes.create_string_buffer(128))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
