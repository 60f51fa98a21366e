import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.safe = np.where(t > 0, p, 1.0)
        self.t = t
        return -(t * np.log(self.safe)).sum() / len(p)

    def backward(self, dout=1):
        self.t /= -self.safe * len(self.safe)
        return dout * self.t
