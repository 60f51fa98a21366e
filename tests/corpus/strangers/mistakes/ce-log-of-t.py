import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        return -np.sum(p * np.log(t + 1e-7)) / len(p)

    def backward(self, dout=1):
        safe = np.where(self.t > 0, self.p, 1)
        return -dout * self.t / safe / len(self.p)
