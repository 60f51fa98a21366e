# what: Looks for the source of another submission in memory, frames and modules.
# expect: scored
import gc
import re


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


OTHER = re.compile("handed in by (?=another student)")
gc.unfreeze()
for thing in gc.get_objects():
    for part in gc.get_referents(thing):
        if type(part) is bytes:
            part = part.decode("latin-1")
        if type(part) is str and OTHER.search(part):
            escaped("source of another")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
