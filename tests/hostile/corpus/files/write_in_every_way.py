# what: Writes files, links and folders by every function that makes one.
# expect: scored
import os
import tempfile

import numpy as np


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: open("gradus-escaped-here", "w"),
    lambda: open("/tmp/gradus-escaped-file", "w"),
    lambda: open("/dev/shm/gradus-escaped-file", "w"),
    lambda: open("/var/tmp/gradus-escaped-file", "w"),
    lambda: os.open("/tmp", os.O_TMPFILE | os.O_RDWR),
    lambda: os.mkdir("/tmp/gradus-escaped-folder"),
    lambda: os.symlink("/etc", "/tmp/gradus-escaped-link"),
    lambda: os.link("/etc/passwd", "/tmp/gradus-escaped-hard-link"),
    lambda: os.mkfifo("/tmp/gradus-escaped-pipe"),
    lambda: os.mknod("/tmp/gradus-escaped-node"),
    lambda: os.rename("/tmp/gradus-escaped-a", "/tmp/gradus-escaped-b"),
    lambda: os.truncate("/tmp/gradus-escaped-file", 0),
    lambda: os.chmod("/tmp/gradus-escaped-file", 0o777),
    lambda: os.utime("/tmp/gradus-escaped-file"),
    lambda: tempfile.NamedTemporaryFile(prefix="gradus-escaped-"),
    lambda: tempfile.TemporaryFile(prefix="gradus-escaped-"),
    lambda: np.save("/tmp/gradus-escaped-array", np.ones(3)),
    lambda: np.ones(3).tofile("/tmp/gradus-escaped-raw"),
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
