# what: Answers one call more than there are, in the destructor of the last object.
# expect: forbidden_action
# code: channel_misused
import os
import struct

READY, LOADED, VALUES, FAULT, STOPPED, DONE = range(1, 7)


def frame(kind, payload=b""):
    return struct.pack("<BI", kind, len(payload)) + payload


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        return x @ self.W + self.b

    def backward(self, dout):
        os.write(3, frame(VALUES, b"\0"))
        return dout @ self.W.T
