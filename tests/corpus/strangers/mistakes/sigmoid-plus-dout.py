import numpy as np

class Sigmoid:
    def __init__(self):
        self.y = None

    def forward(self, x):
        self.y = np.reciprocal(1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        return dout + self.y * (1 - self.y)
