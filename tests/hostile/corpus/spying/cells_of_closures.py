# what: Looks into closures, defaults and caches of every function there is.
# expect: scored
import gc
import re
import types

import numpy as np


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


CANARY = re.compile("gradus-canary-" + "[0-9a-f]{16}")
MAGIC = -float.fromhex("0x1.fca9a7p+300")  # fills arrays that the judge holds


def inspect(value):
    """Cry out where a secret of the judge is found."""
    if type(value) is bytes:
        value = value.decode("latin-1")
    if type(value) is str and CANARY.search(value):
        escaped("canary " + value[:200])
    if type(value) is np.ndarray and value.dtype == float and (value == MAGIC).any():
        escaped("expected values")


gc.unfreeze()
for thing in gc.get_objects():
    if type(thing) is types.FunctionType:
        for part in (*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values(), *thing.__code__.co_consts):
            inspect(part)
        for cell in thing.__closure__ or ():
            try:
                inspect(cell.cell_contents)
            except ValueError:
                pass


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
