# what: Tells its judge by itself that it raised an exception, with texts no terminal should see.
# expect: error_in_code
# code: exception
import os
import struct

READY, LOADED, VALUES, FAULT, STOPPED, DONE = range(1, 7)


def frame(kind, payload=b""):
    return struct.pack("<BI", kind, len(payload)) + payload


texts = (b"\x1b[2J\x1b[31mError", b"::error::\xff\xfe\0<script>alert(1)</script>", b"\r\n" * 100)
packed = b"".join(struct.pack("<H", len(text)) + text for text in texts)
os.write(3, frame(STOPPED, struct.pack("<BIB", 3, 2**32 - 1, len(texts)) + packed))
os._exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
