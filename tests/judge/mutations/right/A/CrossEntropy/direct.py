import numpy as np


class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        return -np.sum(t * np.log(p + 1e-12)) / len(p)

    def backward(self, dout=1):
        return -dout * self.t / self.p / len(self.p)
