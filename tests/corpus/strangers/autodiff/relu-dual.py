import numpy as np

class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def maximum(self, c):
        keep = self.value > c
        return Dual(np.where(keep, self.value, c), np.where(keep, self.slope, 0))

class ReLU:
    def forward(self, x):
        self.y = Dual(x, np.ones(x.shape)).maximum(0.0)
        return self.y.value

    def backward(self, dout):
        return dout * self.y.slope
