# what: Answers with bytes, as many as may be sent, which the judge would turn into numbers of eight bytes each.
# expect: wrong_value
import numpy as np

small = np.ones((1, 3_900_000), np.int8)


class Affine:
    def __init__(self, W, b):
        self.dW = self.db = None

    def forward(self, x):
        if len(x) == 5 and not hasattr(Affine, "answered"):
            Affine.answered = True
            return [small] * 4
        return 0

    def backward(self, dout):
        return 0
