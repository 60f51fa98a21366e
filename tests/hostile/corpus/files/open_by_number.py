# what: Opens files by system calls, past Python.
# expect: scored
import struct
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



def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


AT_FDCWD, O_PATH = -100, 0o10000000
X86, ARM = range(2)
COLUMN = {"x86_64": X86, "aarch64": ARM}[sys.implementation._multiarch.split("-")[0]]
path = b"/etc/passwd\0"
ask((257, 56)[COLUMN], AT_FDCWD, path, 0, 0)
ask((257, 56)[COLUMN], AT_FDCWD, path, O_PATH, 0)
ask(437, AT_FDCWD, path, struct.pack("<3Q", 0, 0, 0), 24)
ask((262, 79)[COLUMN], AT_FDCWD, path, ctypes.create_string_buffer(256), 0)
ask((267, 78)[COLUMN], AT_FDCWD, path, ctypes.create_string_buffer(256), 255)
ask(439, AT_FDCWD, path, 0, 0)
ask((332, 291)[COLUMN], AT_FDCWD, path, 0, 0x7FF, ctypes.create_string_buffer(256))
if COLUMN == X86:
    ask(2, path, 0, 0)
    ask(4, path, ctypes.create_string_buffer(256))
    ask(85, b"/tmp/gradus-escaped-creat\0", 0o600)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
