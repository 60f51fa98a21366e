# what: Jumps to an `int 0x80` in a library: 32-bit calls, or a fault where the kernel has none.
# expect: forbidden_action error_in_code
# needs: x86_64
import struct

import numpy as np

ctypes = np._core._internal.ctypes
libc = ctypes.CDLL(None)
FORK = 2  # with 32 bits; on its way there a call with two floats leaves their number in eax


def libraries():
    """The first bytes of every library in memory, looking down from a function of each."""
    functions = [libc.syscall, libc.malloc, ctypes.pythonapi.Py_Initialize, libc.dlopen]
    functions += [getattr(libc, name) for name in ("cos", "pow", "deflate") if hasattr(libc, name)]
    for function in functions:
        address = ctypes.cast(function, ctypes.c_void_p).value & ~0xFFF
        while ctypes.string_at(address, 4) != b"\x7fELF":
            address -= 4096
        yield address


def executable_parts(base):
    at, size, count = struct.unpack("<Q14xHH", ctypes.string_at(base + 32, 26))
    for number in range(count):
        header = ctypes.string_at(base + at + number * size, 48)
        kind, flags, _, start, _, _, length = struct.unpack("<2I5Q", header)
        if kind == 1 and flags & 1:
            where = base + start if base > start else start
            yield where, ctypes.string_at(where, length)


for base in dict.fromkeys(libraries()):
    for start, code in executable_parts(base):
        at = code.find(b"\xcd\x80")
        if at >= 0:
            jump = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_double, ctypes.c_double)(start + at)
            jump(1.0, 1.0)
            raise SystemError("ESCAPED")
raise SystemError("found no int 0x80: look in more libraries")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
