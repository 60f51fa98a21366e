import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.t = t
        self.safe = np.where(t > 0, p, 1.0)
        return -np.mean(np.sum(t * np.log(self.safe), axis=1))
    def backward(self, dout=1):
        return -dout * self.t / self.safe
