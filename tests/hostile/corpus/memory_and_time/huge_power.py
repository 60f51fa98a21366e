# what: A power of two thousand million digits, in one C function.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
exponent = 9**9
value = 9**exponent


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
