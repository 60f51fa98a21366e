# what: Reads files by every function that opens one.
# expect: scored
import codecs
import io
import os
import pathlib
import shutil
import tokenize

import numpy as np


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: open("/etc/passwd").read(),
    lambda: os.open("/etc/passwd", os.O_RDONLY),
    lambda: os.open("/etc/passwd", os.O_PATH),
    lambda: io.open_code("/etc/passwd").read(),
    lambda: io.FileIO("/etc/passwd").read(),
    lambda: pathlib.Path("/etc/passwd").read_text(),
    lambda: codecs.open("/etc/passwd").read(),
    lambda: tokenize.open("/etc/passwd").read(),
    lambda: np.fromfile("/etc/passwd", np.uint8),
    lambda: np.loadtxt("/etc/passwd", dtype=str),
    lambda: np.memmap("/etc/passwd", np.uint8, "r"),
    lambda: np.load("/etc/passwd", allow_pickle=True),
    lambda: np.genfromtxt("/etc/passwd", dtype=str),
    lambda: os.readlink("/proc/self/exe"),
    lambda: shutil.copy("/etc/passwd", "/tmp/gradus-escaped-copy"),
)
for number, act in enumerate(acts):
    try:
        act()
    except OSError:
        continue
    escaped("act " + str(number))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
