# what: Prints ten megabytes, catches whatever that raises, and works on.
# expect: output_limit
# code: output_limit
for _ in range(10_000):
    try:
        print("x" * 1000)
    except BaseException:
        pass
raise SystemError("ESCAPED")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
