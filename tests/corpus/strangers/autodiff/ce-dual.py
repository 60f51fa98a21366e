import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        v, d = np.where(t > 0, p, 1.0), (t > 0) * 1.0      # value and slope of the picked probability
        log_v, log_d = np.log(v), d / v
        self.dual = -t * log_v / len(t), -t * log_d / len(t)
        return self.dual[0].sum()

    def backward(self, dout=1):
        return dout * self.dual[1]
