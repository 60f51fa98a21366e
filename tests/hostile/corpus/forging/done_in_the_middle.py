# what: Says that it is done after the first answer.
# expect: forbidden_action
# code: channel_misused
import os
import struct

READY, LOADED, VALUES, FAULT, STOPPED, DONE = range(1, 7)


def frame(kind, payload=b""):
    return struct.pack("<BI", kind, len(payload)) + payload


class Affine:
    def __init__(self, W, b):
        os.write(3, frame(VALUES, b"\0") + frame(DONE))
        os._exit(0)
