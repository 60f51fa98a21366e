import numpy as np


class CrossEntropyError:
    def forward(self, p, t):
        self.p = p
        self.t = t
        self.delta = 1e-7  # log(0) を防ぐ
        batch_size = p.shape[0]
        return -np.sum(t * np.log(p + self.delta)) / batch_size

    def backward(self, dout=1):
        batch_size = self.p.shape[0]
        return -self.t / (self.p + self.delta) / batch_size


class CrossEntropy(CrossEntropyError):
    pass
