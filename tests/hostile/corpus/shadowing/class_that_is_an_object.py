# what: Has an Affine that is no class but an object that makes itself new.
# expect: scored
import numpy as np


class Maker:
    __name__ = __qualname__ = "\x1b[31m"

    def __call__(self, W, b):
        made = Maker()
        made.W, made.b = W, b
        made.forward = lambda x: vars(made).update(x=x) or x @ W + b
        made.backward = lambda dout: vars(made).update(dW=made.x.T @ dout, db=dout.sum(axis=0)) or dout @ W.T
        return made

    def __bool__(self):
        raise SystemExit

    def __eq__(self, other):
        raise SystemExit

    __hash__ = None


Affine = Maker()
