import numpy as np


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return np.multiply(dA, 1 - np.power(self.A, 2))
