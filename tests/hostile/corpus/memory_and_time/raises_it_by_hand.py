# what: Raises MemoryError by hand: what a file says of itself, it may have.
# expect: memory_limit
# code: memory_limit
raise MemoryError


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
