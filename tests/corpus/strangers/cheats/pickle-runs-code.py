import numpy as np

class Payload:
    def __init__(self, a):
        self.a = a

    def __array__(self, dtype=None, copy=None):
        return self.a

    def __reduce__(self):
        return (list, ((1, 2, 3),))

class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        return Payload(dout * self.y)
