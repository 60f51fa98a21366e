# what: Raises an exception that is its own cause, a thousand times nested.
# expect: error_in_code
# code: exception
first = error = ValueError("first")
for number in range(100_000):
    error.__cause__ = ValueError(number)
    error = error.__cause__
error.__cause__ = first
raise first


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
