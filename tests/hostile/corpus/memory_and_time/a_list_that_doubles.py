# what: Doubles a list until it holds 500 MB.
# expect: memory_limit
# code: memory_limit
kept = [0]
while len(kept) < 60_000_000:
    kept += kept
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
