import numpy as np

class CrossEntropy:
    def __init__(self):
        self.rows = None

    def forward(self, p, t):
        if self.rows is None:
            self.rows = np.arange(len(p))
        self.p, self.c = p, t.argmax(axis=1)
        return -np.log(p[self.rows, self.c]).sum() / len(self.rows)

    def backward(self, dout=1):
        dp = np.zeros_like(self.p)
        dp[self.rows, self.c] = -dout / self.p[self.rows, self.c] / len(self.rows)
        return dp
