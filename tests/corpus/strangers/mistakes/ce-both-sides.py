import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        yes = np.log(np.where(t > 0, p, 1.0))
        no = np.log(np.where(t > 0, 1.0, 1.0 - p))
        return -np.sum(yes + no) / p.shape[0]

    def backward(self, dout=1):
        good = np.where(self.t > 0, self.p, 1.0)
        return -dout * self.t / good / len(self.t)
