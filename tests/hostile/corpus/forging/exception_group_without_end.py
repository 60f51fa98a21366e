# what: Raises a group of groups of exceptions.
# expect: error_in_code
# code: exception
group = ValueError("inner")
for _ in range(500):
    group = ExceptionGroup("x" * 1000, [group] * 3)
raise group


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
