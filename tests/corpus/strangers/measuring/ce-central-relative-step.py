import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = np.where(t > 0, p, 1.0), t
        return -np.mean((t * np.log(self.p)).sum(1))

    def backward(self, dout=1):
        h = 1e-4 * self.p
        d = (np.log(self.p + h) - np.log(self.p - h)) / (2 * h)
        return -dout * self.t * d / len(self.t)
