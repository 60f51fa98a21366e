import numpy as np


class Softmax:
    def forward(self, Z):
        T = np.exp(Z - Z.max(axis=0))
        self.A = T / T.sum(axis=0)
        return self.A

    def backward(self, dA):
        return self.A * (dA - (self.A * dA).sum(axis=0))
