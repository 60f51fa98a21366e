import numpy as np


class CrossEntropy:
    def __init__(self):
        self.eps = 1e-12

    def forward(self, p, t):
        self.p = np.clip(p, self.eps, 1 - self.eps)
        self.t = t
        n = len(p)
        return -np.sum(t * np.log(self.p) + (1 - t) * np.log(1 - self.p)) / n

    def backward(self, dout=1):
        n = len(self.p)
        return dout * (-self.t / self.p + (1 - self.t) / (1 - self.p)) / n
