# what: Returns an array of objects that turn into whatever is wanted.
# expect: error_in_code
import numpy as np


class Anything:
    def __eq__(self, other):
        return True

    def __float__(self):
        raise SystemError("ESCAPED")

    def __reduce__(self):
        return print, ("ESCAPED",)

    __sub__ = __rsub__ = __abs__ = lambda self, *_: self
    __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __eq__


class Affine:
    def __init__(self, W, b):
        self.W = W

    def forward(self, x):
        out = np.empty((len(x), self.W.shape[1]), object)
        out.fill(Anything())
        return out
