import numpy as np

class Dual:
    def __init__(self, a, b):
        self.a, self.b = a, b
    def __sub__(self, c):
        return Dual(self.a - c, self.b)
    def __pow__(self, n):
        return Dual(self.a ** n, n * self.a ** (n - 1) * self.b)
    def __truediv__(self, c):
        return Dual(self.a / c, self.b / c)

class SquaredError:
    def forward(self, y, t):
        self.r = (Dual(y, 1.0) - t) ** 2 / (2 * len(y))
        return self.r.a.sum()

    def backward(self, dout=1):
        return self.r.b * dout
