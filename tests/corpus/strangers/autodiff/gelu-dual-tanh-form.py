import numpy as np

class Dual:
    __array_priority__ = 1000
    def __init__(self, re, ep=0.0):
        self.re, self.ep = re, ep
    @staticmethod
    def of(v):
        return v if isinstance(v, Dual) else Dual(v)
    def __add__(self, o):
        o = Dual.of(o)
        return Dual(self.re + o.re, self.ep + o.ep)
    __radd__ = __add__
    def __mul__(self, o):
        o = Dual.of(o)
        return Dual(self.re * o.re, self.re * o.ep + self.ep * o.re)
    __rmul__ = __mul__
    def tanh(self):
        t = np.tanh(self.re)
        return Dual(t, (1 - t * t) * self.ep)

class GELU:
    def __init__(self, form="tanh"):
        self.form = form

    def forward(self, x):
        z = Dual(x, np.ones_like(x))
        u = np.sqrt(2 / np.pi) * (z + 0.044715 * z * z * z)
        y = 0.5 * z * (1 + u.tanh())
        self.slope = y.ep
        return y.re

    def backward(self, dout):
        return dout * self.slope
