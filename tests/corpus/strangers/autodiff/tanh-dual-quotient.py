import numpy as np

class D:
    def __init__(self, a, b):
        self.a, self.b = a, b
    def __sub__(self, o):
        return D(self.a - o.a, self.b - o.b)
    def __add__(self, o):
        return D(self.a + o.a, self.b + o.b)
    def __truediv__(self, o):
        return D(self.a / o.a, (self.b * o.a - self.a * o.b) / o.a ** 2)

def dexp(x):
    return D(np.exp(x.a), x.b * np.exp(x.a))

class Tanh:
    def forward(self, x):
        s = np.sign(x)
        e = dexp(D(-2 * np.abs(x), -2 * s))
        one = D(1.0, 0.0)
        t = (one - e) / (one + e)
        self.slope = s * t.b + (x == 0)
        return s * t.a

    def backward(self, dout):
        return self.slope * dout
