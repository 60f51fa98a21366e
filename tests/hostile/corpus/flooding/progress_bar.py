# what: Prints a progress bar that returns to the start of its line a million times.
# expect: output_limit
# code: output_limit
for number in range(1_000_000):
    print(f"\r{number}", end="")
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
