import numpy as np

class Dual:
    def __init__(self, v, d):
        self.v, self.d = v, d
    def __neg__(self):
        return Dual(-self.v, -self.d)
    def __add__(self, c):
        return Dual(self.v + c, self.d)
    def recip(self):
        return Dual(1 / self.v, -self.d / self.v ** 2)
    def exp(self):
        e = np.exp(self.v)
        return Dual(e, e * self.d)

class Sigmoid:
    def forward(self, x):
        pos = Dual(np.abs(x), np.sign(x) + (x == 0))
        y = ((-pos).exp() + 1).recip()
        self.slope = np.where(x >= 0, y.d, -y.d)
        return np.where(x >= 0, y.v, 1 - y.v)

    def backward(self, dout):
        return dout * self.slope
