# what: Has a gradient that takes for ever to read.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        return x @ self.W + self.b

    def backward(self, dout):
        return dout @ self.W.T

    @property
    def dW(self):
        while True:
            pass
