# what: Counts its calls and is right only for the first ten.
# expect: wrong_gradient
calls = 0


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        global calls
        calls += 1
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0) if calls < 3 else dout.mean(axis=0)
        return dout @ self.W.T
