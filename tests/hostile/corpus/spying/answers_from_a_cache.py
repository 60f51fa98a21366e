# what: Computes once and answers every later call of the same shape from its cache.
# expect: wrong_value
cache = {}


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return cache.setdefault(x.shape, x @ self.W + self.b)

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
