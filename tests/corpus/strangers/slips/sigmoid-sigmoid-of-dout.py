import numpy as np


class Sigmoid:
    def f(self, z):
        return 1 / (1 + np.exp(-z))

    def df(self, z):
        return self.f(z) * (1 - self.f(z))

    def forward(self, x):
        self.x = x
        return self.f(x)

    def backward(self, dout):
        return self.df(dout)
