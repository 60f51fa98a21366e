from numpy import *


class Sigmoid:
    def forward(self, x):
        self.y = where(x >= 0, 1 / (1 + exp(-abs(x))), exp(-abs(x)) / (1 + exp(-abs(x))))
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
